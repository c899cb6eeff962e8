/* Says in one sentence what is wrong with a points file, and where. */
#include <inttypes.h>
#include <stdio.h>

#include <stmask/points_check.h>

/* ", the first of 7 such" */
static void format_others(int64_t num, const char *such, char text[64])
{
    text[0] = '\0';
    if (num > 1)
        snprintf(text, 64, ", the first of %" PRId64 " such %s", num, such);
}

int stm_points_fault_format(const stm_points_verdict *verdict, stm_points_rule rule, char *text,
                            size_t capacity)
{
    const stm_points_fault *f = &verdict->faults[rule];
    char others[64];
    if (f->num == 0)
        return snprintf(text, capacity, "%s", "");
    switch (rule) {
    case STM_POINTS_MULTIPLICATIONS:
        format_others(f->num, "steps", others);
        return snprintf(text, capacity,
                        "time %" PRId64 " has %" PRId64 " points: must have at most %" PRId64 "%s",
                        f->time, f->points, verdict->num_multiplications, others);
    case STM_POINTS_READS:
        format_others(f->num, "steps", others);
        return snprintf(text, capacity,
                        "time %" PRId64 " reads %" PRId64 " rows and %" PRId64
                        " columns: must read at most %" PRId64 " together%s",
                        f->time, f->rows, f->columns, verdict->read_limit, others);
    default:
        format_others(f->num, "points", others);
        return snprintf(text, capacity, "point (%" PRId64 ", %" PRId64 "): %s%s", f->row, f->column,
                        rule == STM_POINTS_OUTSIDE    ? "is not seen by the mask"
                        : rule == STM_POINTS_REPEATED ? "is there twice"
                                                      : "is missing",
                        others);
    }
}
