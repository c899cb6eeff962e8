/* Loads of a plan under a buffer, beside what no order can be below; and the search for an order.
 */
#include <inttypes.h>
#include <stdio.h>

#include <stmask/stmask.h>

#define BUFFER 128

static int print_loads(const stm_mask *mask, const stm_plan_options *options)
{
    stm_plan *plan;
    stm_loads *loads;
    stm_bounds bounds;
    stm_load_counts lru, opt;
    stm_error error;
    stm_loads_options wanted = {.lru = true, .opt = true};
    char order[100];
    if (stm_plan_new(mask, &plan, &error, options) != STM_OK ||
        stm_loads_new(plan, &loads, &error, &wanted) != STM_OK ||
        stm_loads_lru(loads, BUFFER, &lru, &error) != STM_OK ||
        stm_loads_opt(loads, BUFFER, &opt, &error) != STM_OK ||
        stm_bounds_of(mask, options->num_multiplications, options->read_limit, BUFFER, &bounds,
                      &error) != STM_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    const stm_plan_options *settings = stm_plan_settings(plan);
    stm_order_format(settings->order, settings->order_arguments, order, sizeof order);
    stm_distribution burst = stm_loads_distribution(loads, STM_NEW_TOTAL);
    printf("%-36s lru %6" PRId64 ", opt %6" PRId64 ", bound %" PRId64 "; at most %" PRId64
           " new vectors in a step\n",
           order, lru.rows + lru.columns, opt.rows + opt.columns, bounds.any_order, burst.peak);
    stm_loads_free(loads);
    stm_plan_free(plan);
    return 0;
}

int main(void)
{
    static const char *const orders[] = {"row_first", "hilbert", "residue:modulus=32"};
    stm_mask *mask;
    stm_error error;
    stm_arguments arguments;
    stm_plan_options options = {.num_multiplications = 64, .order_arguments = &arguments};
    int failed = 0;
    if (stm_mask_from_spec("strided", 1024, &mask, &error) != STM_OK)
        return 1;
    for (int k = 0; k < 3; k++) {
        if (stm_order_parse(orders[k], &options.order, &arguments, &error) != STM_OK)
            return 1;
        failed |= print_loads(mask, &options);
    }
    stm_chosen chosen;
    stm_choose_options search = {.num_multiplications = 64, .buffer = BUFFER};
    if (stm_choose_order(mask, &chosen, &error, &search) != STM_OK)
        return 1;
    options.order = chosen.best.order;
    options.order_arguments = &chosen.best.arguments;
    printf("the best of %" PRId64 " tried:\n", chosen.num_tried);
    failed |= print_loads(mask, &options);
    stm_mask_free(mask);
    return failed;
}
