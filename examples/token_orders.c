/* Orders of tokens: masks as they are, and in the order in which they are dense, as two pictures.
 */
#include <math.h>
#include <stdio.h>

#include <stmask/figure.h>
#include <stmask/stmask.h>

#define NUM 3
#define SIZE 64

static const struct {
    const char *spec, *before, *after;
    stm_permutation_kind kind;
    int64_t modulus;
} masks[NUM] = {
    {"strided:window_size=8,stride=8", "strided", "by index modulo the stride",
     STM_PERMUTATION_RESIDUES, 8},
    {"dilated_sliding_window:window_size=8,dilation=4", "dilated_sliding_window",
     "by index modulo the dilation", STM_PERMUTATION_RESIDUES, 4},
    {"fixed:window_size=8", "fixed", "the summaries gathered behind",
     STM_PERMUTATION_SUMMARIES_LAST, 8},
};

/* The mask whose cell (i, j) is that of the tokens at places i and j. */
static stm_status permute(const stm_mask *mask, const stm_permutation *order, stm_mask **permuted,
                          stm_error *error)
{
    stm_builder *builder = NULL;
    stm_status status = stm_builder_new(SIZE, SIZE, &builder, error);
    for (int64_t i = 0; i < SIZE; i++)
        for (int64_t j = 0; j < SIZE && status == STM_OK; j++) {
            int32_t value = stm_mask_cell(mask, stm_permutation_token(order, i),
                                          stm_permutation_token(order, j));
            if (value != 0)
                status = stm_builder_cell(builder, i, j, value, error);
        }
    if (status == STM_OK)
        status = stm_builder_finish(builder, false, permuted, error);
    stm_builder_free(builder);
    return status;
}

static stm_status draw(const char *path, const stm_panel *panels, const stm_legend *legend,
                       const char *title, stm_error *error)
{
    stm_output *output;
    stm_figure_options options = {.format = STM_FIGURE_PNG, .title = title, .legend = legend};
    stm_status status = stm_output_open(path, &output, error);
    if (status != STM_OK)
        return status;
    status = stm_figure_draw(panels, NUM, output, error, &options);
    if (status == STM_OK || status == STM_EIO)
        return stm_output_close(output, error);
    stm_output_discard(output);
    return status;
}

int main(void)
{
    stm_panel before[NUM], after[NUM];
    stm_raster *rasters[2 * NUM] = {NULL};
    stm_legend legend = {.num = 0};
    stm_error error;
    stm_status status = STM_OK;
    for (int k = 0; k < NUM && status == STM_OK; k++) {
        stm_mask *mask = NULL, *permuted = NULL;
        stm_permutation order = {masks[k].kind, SIZE, masks[k].modulus};
        status = stm_mask_from_spec(masks[k].spec, SIZE, &mask, &error);
        if (status == STM_OK)
            status = permute(mask, &order, &permuted, &error);
        if (status == STM_OK)
            status = stm_legend_add_mask(&legend, mask, &error);
        if (status == STM_OK)
            status = stm_raster_new(mask, &rasters[k], &error);
        if (status == STM_OK)
            status = stm_raster_new(permuted, &rasters[NUM + k], &error);
        before[k] = (stm_panel){rasters[k], masks[k].before, (double)NAN};
        after[k] = (stm_panel){rasters[NUM + k], masks[k].after, (double)NAN};
        stm_mask_free(mask);
        stm_mask_free(permuted);
    }
    if (status == STM_OK)
        status = draw("tokens_before.png", before, &legend, "Masks of 64 tokens", &error);
    if (status == STM_OK)
        status = draw("tokens_after.png", after, &legend, "The same in another order of the tokens",
                      &error);
    for (int k = 0; k < 2 * NUM; k++)
        stm_raster_free(rasters[k]);
    if (status == STM_OK)
        return 0;
    fprintf(stderr, "%s\n", error.message);
    return 1;
}
