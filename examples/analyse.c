/* The analysis of a plan of 10^11 points, by arithmetic; and a points file with its exact size. */
#include <inttypes.h>
#include <stdio.h>

#include <stmask/stmask.h>

int main(void)
{
    stm_mask *mask;
    stm_plan *plan;
    stm_analysis *analysis;
    stm_output *output;
    stm_error error;
    stm_plan_options options = {.num_multiplications = 256, .read_limit = 200};
    if (stm_mask_from_spec("normal", 524288, &mask, &error) != STM_OK ||
        stm_plan_new(mask, &plan, &error, &options) != STM_OK ||
        stm_analysis_new(plan, &analysis, &error, NULL) != STM_OK)
        return 1;
    const stm_plan_summary *s = stm_analysis_summary(analysis);
    printf("%" PRId64 " points in %" PRId64 " steps; at most %" PRId64
           " new columns from one step to the next (step %" PRId64 ")\n",
           s->points, s->steps, s->max_column_changes.count, s->max_column_changes.time);
    stm_analysis_free(analysis);
    stm_plan_free(plan);
    stm_mask_free(mask);

    int64_t bytes;
    if (stm_mask_from_spec("strided", 256, &mask, &error) != STM_OK ||
        stm_plan_new(mask, &plan, &error, &options) != STM_OK ||
        stm_analysis_new(plan, &analysis, &error, NULL) != STM_OK ||
        stm_points_bytes(plan, stm_analysis_summary(analysis)->steps, &bytes, &error, NULL) !=
            STM_OK)
        return 1;
    printf("points.txt will have %" PRId64 " bytes\n", bytes);
    if (stm_output_open("points.txt", &output, &error) != STM_OK ||
        stm_output_room(output, bytes, &error) != STM_OK ||
        stm_points_write(plan, output, &error, NULL) != STM_OK ||
        stm_output_close(output, &error) != STM_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    if (stm_output_open("analysis.txt", &output, &error) != STM_OK ||
        stm_analysis_write(analysis, "points.txt", output, &error) != STM_OK ||
        stm_output_close(output, &error) != STM_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    stm_analysis_free(analysis);
    stm_plan_free(plan);
    stm_mask_free(mask);
    return 0;
}
