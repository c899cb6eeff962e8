/* Points files: every point of a plan, as text.
 *
 * Six lines that begin with `#` say what it is; then a line a step, such as
 * `at time 3: (6, 6), (7, 3), (7, 4)`: query row, key column, in visiting order.
 */
#ifndef STMASK_POINTS_H
#define STMASK_POINTS_H

#include <stmask/output.h>
#include <stmask/plan.h>

/* What the `#` lines say besides the plan's own numbers. */
typedef struct stm_points_options {
    const char *type;            /* `# Type:`; NULL: the pattern's name, or "mask" */
    int64_t window_size, stride; /* 0: the mask has none, written as `-` */
    const stm_progress *progress;
} stm_points_options;

/* The exact size of the file in bytes, by arithmetic, for a plan of that many steps (as
 * stm_plan_summary has them). Cost: that of the mask's runs. */
STM_CHECKED stm_status stm_points_bytes(const stm_plan *plan, int64_t steps, int64_t *bytes,
                                        stm_error *error, const stm_points_options *options);

/* Writes the file, streamed. The output stays the caller's to close. */
STM_CHECKED stm_status stm_points_write(const stm_plan *plan, stm_output *output, stm_error *error,
                                        const stm_points_options *options);

#endif
