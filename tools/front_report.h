/* What stmask pareto prints and draws. */
#ifndef STMASK_TOOLS_FRONT_REPORT_H
#define STMASK_TOOLS_FRONT_REPORT_H

#include <stmask/chart.h>
#include <stmask/sweep.h>

void front_put_text(const stm_front *front, stm_output *output);
void front_put_json(const stm_front *front, stm_output *output);
void front_put_csv(const stm_front *front, stm_output *output);

/* All designs, and the front with its parameters beside it. */
stm_status front_draw(const stm_front *front, const char *title, bool linear, bool logarithmic,
                      stm_figure_format format, stm_output *output, stm_error *error);

#endif
