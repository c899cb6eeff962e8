/* A plan, step by step: what eight multipliers work on, and what they have to read. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <stmask/stmask.h>

int main(void)
{
    stm_mask *mask;
    stm_plan *plan;
    stm_steps *steps;
    const stm_step *step;
    stm_error error;
    stm_plan_options options = {
        .order = stm_order_find("zigzag"), .num_multiplications = 8, .read_limit = 9};
    if (stm_mask_from_spec("fixed:window_size=4", 24, &mask, &error) != STM_OK ||
        stm_plan_new(mask, &plan, &error, &options) != STM_OK ||
        stm_steps_new(plan, &steps, &error) != STM_OK)
        return 1;
    while (stm_steps_next(steps, &step) == STM_OK && step != NULL) {
        printf("step %2" PRId64 ": %" PRId64 " points, %" PRId64 " rows (%" PRId64 " new), %" PRId64
               " columns (%" PRId64 " new):",
               step->time, step->points, step->rows, step->new_rows, step->columns,
               step->new_columns);
        for (int64_t k = 0; k < step->num_pieces; k++) {
            const stm_piece *piece = &step->pieces[k];
            printf(" row %" PRId64 " [%" PRId64 "", piece->line, piece->first);
            if (piece->count > 1)
                printf("..%" PRId64 " by %" PRId64, piece->first + (piece->count - 1) * piece->step,
                       piece->step);
            printf("]");
        }
        printf("\n");
    }
    stm_steps_free(steps);
    stm_plan_free(plan);
    stm_mask_free(mask);
    return 0;
}
