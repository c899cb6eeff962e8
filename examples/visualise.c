/* One mask as a picture with title, axes and legend. */
#include <stdio.h>

#include <stmask/figure.h>
#include <stmask/stmask.h>

int main(void)
{
    stm_mask *mask;
    stm_panel panel = {.title = "Strided, 64 tokens"};
    stm_raster *raster;
    stm_output *output;
    stm_error error;

    if (stm_mask_from_spec("strided:window_size=8,stride=8", 64, &mask, &error) ||
        stm_mask_sparsity(mask, &panel.sparsity, &error) || stm_raster_new(mask, &raster, &error) ||
        stm_output_open("strided.png", &output, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    panel.raster = raster;
    /* Closing puts the file in its place, if it was written without a fault. */
    stm_status drawn = stm_figure_draw(&panel, 1, output, &error, NULL);
    if (drawn != STM_OK)
        stm_output_discard(output);
    else
        drawn = stm_output_close(output, &error);
    if (drawn != STM_OK)
        fprintf(stderr, "%s\n", error.message);
    stm_raster_free(raster);
    stm_mask_free(mask);
    return drawn != STM_OK;
}
