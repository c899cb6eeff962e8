/* Draws the first 64 queries and keys of a mask as pattern.svg. */
#include <stdio.h>

#include <stmask/figure.h>
#include <stmask/stmask.h>

static stm_status draw(const stm_mask *mask, double sparsity, stm_error *error)
{
    stm_raster *raster = NULL;
    stm_output *output = NULL;
    stm_status status = stm_raster_new(mask, &raster, error);
    if (status == STM_OK)
        status = stm_output_open("pattern.svg", &output, error);
    if (status != STM_OK)
        goto done;
    stm_panel panel = {.raster = raster, .title = "Strided", .sparsity = sparsity};
    stm_figure_options options = {.format = STM_FIGURE_SVG, .title = "The beginning of a mask"};
    status = stm_figure_draw(&panel, 1, output, error, &options);
    if (status == STM_OK)
        status = stm_output_close(output, error);
    else
        stm_output_discard(output); /* half a picture is none */
done:
    stm_raster_free(raster);
    return status;
}

int main(void)
{
    stm_mask *whole = NULL, *sample = NULL;
    stm_error error;
    double sparsity = 0;
    const stm_rectangle corner = {0, 64, 0, 64};
    stm_status status =
        stm_mask_from_spec("strided:window_size=8,stride=8", 1 << 20, &whole, &error);
    if (status == STM_OK)
        status = stm_mask_sparsity(whole, &sparsity, &error);
    if (status == STM_OK)
        status = stm_mask_rectangle(whole, &corner, &sample, &error);
    if (status == STM_OK)
        status = draw(sample, sparsity, &error);
    stm_mask_free(sample);
    stm_mask_free(whole);
    if (status != STM_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    puts("pattern.svg");
    return 0;
}
