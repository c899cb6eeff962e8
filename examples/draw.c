/* Pictures: one mask, several side by side, and an array of the caller's own. */
#include <stdio.h>

#include <stmask/figure.h>
#include <stmask/stmask.h>

#define N 48
#define NUM 3

static const char *const specs[NUM] = {"strided:window_size=8,stride=8", "fixed:window_size=8",
                                       "sliding_window:window_size=16"};

static int draw(const stm_panel *panels, size_t num, const char *path,
                const stm_figure_options *options)
{
    stm_output *output;
    stm_error error;
    stm_status status = stm_output_open(path, &output, &error);
    if (status == STM_OK) {
        status = stm_figure_draw(panels, num, output, &error, options);
        if (status == STM_OK)
            status = stm_output_close(output, &error);
        else
            stm_output_discard(output);
    }
    if (status != STM_OK)
        fprintf(stderr, "%s\n", error.message);
    return status == STM_OK ? 0 : 1;
}

int main(void)
{
    stm_panel panels[NUM];
    stm_raster *rasters[NUM];
    stm_error error;
    int failed = 0;
    for (int k = 0; k < NUM; k++) {
        stm_mask *mask;
        double sparsity;
        if (stm_mask_from_spec(specs[k], N, &mask, &error) != STM_OK ||
            stm_mask_sparsity(mask, &sparsity, &error) != STM_OK ||
            stm_raster_new(mask, &rasters[k], &error) != STM_OK)
            return 1;
        panels[k] = (stm_panel){rasters[k], specs[k], sparsity};
        stm_mask_free(mask);
    }
    failed |= draw(&panels[0], 1, "strided.png", NULL);
    stm_figure_options svg = {.format = STM_FIGURE_SVG, .title = "Three ways to see 48 tokens"};
    failed |= draw(panels, NUM, "comparison.svg", &svg);
    for (int k = 0; k < NUM; k++)
        stm_raster_free(rasters[k]);

    /* Any array will do, whatever made it. */
    float cells[N][N] = {{0}};
    for (int i = 0; i < N; i++)
        for (int j = 0; j <= i; j++)
            cells[i][j] = (i & j) == j ? 2.0f : 0.0f;
    stm_dense dense = {cells, STM_F32, N, N, 0};
    stm_mask *own;
    stm_panel panel = {NULL, "Keys whose bits the query has", 0};
    if (stm_mask_from_dense(&dense, &own, &error) != STM_OK ||
        stm_mask_sparsity(own, &panel.sparsity, &error) != STM_OK ||
        stm_raster_new(own, &rasters[0], &error) != STM_OK)
        return 1;
    panel.raster = rasters[0];
    stm_figure_options pdf = {.format = STM_FIGURE_PDF, .title = NULL};
    failed |= draw(&panel, 1, "own.pdf", &pdf);
    stm_raster_free(rasters[0]);
    stm_mask_free(own);
    return failed;
}
