/* Three masks in numbers, and side by side as a vector figure. */
#include <inttypes.h>
#include <stdio.h>

#include <stmask/figure.h>
#include <stmask/stmask.h>

int main(void)
{
    enum { NUM = 3 };
    const char *const specs[NUM] = {"strided:window_size=8,stride=8", "fixed:window_size=8",
                                    "sliding_window:window_size=16"};
    stm_panel panels[NUM];
    stm_raster *rasters[NUM];
    stm_output *output;
    stm_error error;

    for (int k = 0; k < NUM; k++) {
        stm_mask *mask;
        stm_statistics s;
        if (stm_mask_from_spec(specs[k], 64, &mask, &error) ||
            stm_mask_statistics(mask, &s, &error, NULL) ||
            stm_raster_new(mask, &rasters[k], &error)) {
            fprintf(stderr, "%s\n", error.message);
            return 1;
        }
        printf("%-32s %6.2f%% sparse, at most %2" PRId64 " keys a query, CSR %5" PRIu64 " bytes\n",
               specs[k], 100 * s.sparsity, s.row_max, s.csr_bytes);
        panels[k] = (stm_panel){rasters[k], specs[k], s.sparsity};
        stm_mask_free(mask); /* its raster stays */
    }

    stm_figure_options options = {.format = STM_FIGURE_SVG, .title = "64 tokens"};
    stm_status drawn = stm_output_open("comparison.svg", &output, &error);
    if (drawn == STM_OK) {
        drawn = stm_figure_draw(panels, NUM, output, &error, &options);
        if (drawn != STM_OK)
            stm_output_discard(output);
        else
            drawn = stm_output_close(output, &error);
    }
    if (drawn != STM_OK)
        fprintf(stderr, "%s\n", error.message);
    for (int k = 0; k < NUM; k++)
        stm_raster_free(rasters[k]);
    return drawn != STM_OK;
}
