/* What is done for the masks of a design: a plan of each, or a simulation. */
#ifndef STM__SWEEP_WORK_H
#define STM__SWEEP_WORK_H

#include "sweep/columns.h"
#include "sweep/layers.h"

/* Each adds to the result. STM_EINVAL says what cannot be. */
stm_status stm__plan_layers(const stm__design *design, const stm__layers *layers,
                            stm_design_result *result, stm_error *error,
                            const stm_progress *progress);
stm_status stm__simulate_layers(const stm__design *design, const stm__layers *layers,
                                stm_design_result *result, stm_error *error,
                                const stm_progress *progress);

/* STM_EINVAL: a sum that has no room. */
stm_status stm__work_over(stm_error *error);

#endif
