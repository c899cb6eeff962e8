/* Checking a points file: one that visits the mask it was made for, and not another one. */
#include <stdio.h>

#include <stmask/stmask.h>

static int judge(const char *spec, const char *path)
{
    stm_mask *mask;
    stm_points_verdict verdict;
    stm_error error;
    stm_points_check_options limits = {.num_multiplications = 8};
    char fault[200];
    if (stm_mask_from_spec(spec, 24, &mask, &error) != STM_OK)
        return 1;
    stm_status status = stm_points_check(path, mask, &verdict, NULL, &error, &limits);
    stm_mask_free(mask);
    if (status != STM_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    fault[0] = '\0';
    if (!verdict.holds)
        stm_points_fault_format(&verdict, verdict.first, fault, sizeof fault);
    printf("%s %s %s%s%s\n", path, verdict.holds ? "covers" : "does not suit", spec,
           verdict.holds ? "" : ": ", fault);
    return 0;
}

int main(void)
{
    stm_mask *mask;
    stm_plan *plan;
    stm_output *output;
    stm_error error;
    stm_arguments arguments;
    stm_plan_options options = {.num_multiplications = 8, .order_arguments = &arguments};
    if (stm_order_parse("tile:rows=4,columns=4", &options.order, &arguments, &error) != STM_OK ||
        stm_mask_from_spec("fixed:window_size=4", 24, &mask, &error) != STM_OK ||
        stm_plan_new(mask, &plan, &error, &options) != STM_OK ||
        stm_output_open("points.txt", &output, &error) != STM_OK ||
        stm_points_write(plan, output, &error, NULL) != STM_OK ||
        stm_output_close(output, &error) != STM_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    stm_plan_free(plan);
    stm_mask_free(mask);
    return judge("fixed:window_size=4", "points.txt") | judge("normal", "points.txt");
}
