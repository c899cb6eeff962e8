/* Runs one design of a grid: makes its masks, then plans or simulates them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "sweep/work.h"

stm_status stm__work_over(stm_error *error)
{
    return stm__fail(error, STM_EINVAL, "a sum over the layers does not fit 63 bits");
}

/* The share of cells that no layer sees, from the cells of all. */
static void put_sparsity(const stm__layers *layers, stm_design_result *result)
{
    double cells = 0;
    for (int64_t k = 0; k < layers->num; k++) {
        stm_rectangle r = stm_mask_bounds(layers->kinds[k].mask);
        cells += (double)r.num_queries * (double)r.num_keys * (double)layers->kinds[k].layers;
    }
    stm__put_real(result, STM__RESULT_SPARSITY,
                  1 - (double)result->values[STM__RESULT_NONZEROS].integer / cells);
}

static stm_status run(const stm_grid *grid, int64_t k, stm__design *design,
                      stm_design_result *result, stm_error *error, const stm_progress *progress)
{
    stm__layers layers = {0};
    stm_status status = stm__design_make(grid, k, design, error);
    if (status == STM_OK)
        status = stm__layers_make(design, &layers, error);
    if (status == STM_OK)
        status = (grid->simulates ? stm__simulate_layers
                                  : stm__plan_layers)(design, &layers, result, error, progress);
    if (status == STM_OK)
        put_sparsity(&layers, result);
    stm__layers_free(&layers);
    return status;
}

stm_status stm_design_run(const stm_grid *grid, int64_t design, stm_design_result *result,
                          stm_error *error, const stm_progress *progress)
{
    stm_error cause = {.message = ""};
    stm_design_result found = {.design = design};
    if (design < 0 || design >= grid->designs)
        return stm__check_range("design", design, 0, grid->designs - 1, error);
    stm__design *made = malloc(sizeof *made);
    if (made == NULL)
        return stm__fail_memory(error, "design");
    stm_status status = run(grid, design, made, &found, &cause, progress);
    free(made);
    if (status == STM_EINVAL) {
        found = (stm_design_result){.design = design};
        snprintf(found.failure, sizeof found.failure, "%s",
                 cause.message[0] == '\0' ? stm_status_text(status) : cause.message);
    } else if (status != STM_OK) {
        return stm__fail(error, status, "%s", cause.message);
    }
    *result = found;
    return STM_OK;
}
