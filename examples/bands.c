/* The bands of masks: printed, a line each, and drawn, each in its colour. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include <stmask/figure.h>
#include <stmask/stmask.h>

#define SIZE 32
#define NUM 4

static const char *const specs[NUM] = {
    "strided:window_size=6,stride=6",
    "fixed:window_size=6",
    "(sliding_window:window_size=8 + global:tokens=0-1) & causal",
    "longnet:segment=16,rate=2",
};

static void print_bound(const char *name, const stm_bound *bound)
{
    switch (bound->kind) {
    case STM_BOUND_NONE:
        printf("  %s edge", name);
        break;
    case STM_BOUND_KEY:
        printf("  %s key %" PRId64, name, bound->offset);
        break;
    case STM_BOUND_QUERY:
        printf("  %s i%+" PRId64, name, bound->offset);
        break;
    case STM_BOUND_BLOCK:
        printf("  %s block of %" PRId64 " %+" PRId64, name, bound->block, bound->offset);
        break;
    }
}

static void print_band(int number, const stm_band *band)
{
    printf("  %d: queries %" PRId64 " to %" PRId64, number, band->first_query, band->end_query - 1);
    if (band->period > 1)
        printf(", i mod %" PRId64 " from %" PRId64 " to %" PRId64, band->period, band->phase_first,
               band->phase_end - 1);
    print_bound("from", &band->low);
    print_bound("to", &band->high);
    if (band->key_step > 1)
        printf("  j = %s%" PRId64 " (mod %" PRId64 ")", band->follows ? "i + " : "",
               band->key_shift, band->key_step);
    printf("\n");
}

/* A mask whose values are the numbers of the bands that have its cells, from 1 on. */
static stm_status number_cells(const stm_bands *bands, stm_mask **mask, stm_error *error)
{
    stm_builder *builder = NULL;
    stm_status status = stm_builder_new(SIZE, SIZE, &builder, error);
    for (int64_t i = 0; i < SIZE; i++)
        for (int64_t j = 0; j < SIZE; j++)
            for (int k = 0; k < bands->num && status == STM_OK; k++)
                if (stm_band_sees(&bands->bands[k], i, j))
                    status = stm_builder_cell(builder, i, j, k + 1, error);
    if (status == STM_OK)
        status = stm_builder_finish(builder, false, mask, error);
    stm_builder_free(builder);
    return status;
}

static stm_status make_panel(const char *spec, stm_panel *panel, stm_error *error)
{
    stm_mask *mask = NULL, *numbered = NULL;
    stm_raster *raster = NULL;
    stm_bands bands;
    stm_status status = stm_mask_from_spec(spec, SIZE, &mask, error);
    if (status != STM_OK)
        return status;
    status = stm_mask_bands(mask, &bands, error);
    stm_mask_free(mask);
    if (status != STM_OK)
        return status;
    printf("%s%s\n", spec, bands.rest == NULL ? "" : " (and a rest)");
    for (int k = 0; k < bands.num; k++)
        print_band(k + 1, &bands.bands[k]);
    status = number_cells(&bands, &numbered, error);
    stm_bands_free(&bands);
    if (status == STM_OK)
        status = stm_raster_new(numbered, &raster, error);
    stm_mask_free(numbered);
    if (status == STM_OK)
        *panel = (stm_panel){raster, spec, NAN};
    return status;
}

int main(void)
{
    stm_panel panels[NUM] = {{NULL, NULL, 0}};
    stm_figure_options options = {.title = "The bands of masks of 32 tokens"};
    stm_colour colours[STM_NUM_COLOURS];
    stm_output *output = NULL;
    stm_error error;
    stm_legend legend = {.num = 0};
    stm_status status = STM_OK;
    for (int k = 0; k < NUM && status == STM_OK; k++)
        status = make_panel(specs[k], &panels[k], &error);
    stm_legend_add(&legend, 0, "not seen");
    stm_legend_add(&legend, 1, "band 1");
    stm_legend_add(&legend, 2, "band 2");
    stm_legend_add(&legend, 3, "band 3");
    options.legend = &legend;
    for (int32_t value = 0; value < STM_NUM_COLOURS; value++)
        colours[value] = stm_value_colour(value);
    colours[2] = stm_value_colour(STM_GLOBAL);
    options.colours = colours;
    if (status == STM_OK)
        status = stm_output_open("bands.png", &output, &error);
    if (status == STM_OK)
        status = stm_figure_draw(panels, NUM, output, &error, &options);
    if (status == STM_OK)
        status = stm_output_close(output, &error);
    else
        stm_output_discard(output);
    for (int k = 0; k < NUM; k++)
        stm_raster_free((stm_raster *)panels[k].raster);
    if (status != STM_OK)
        fprintf(stderr, "%s\n", error.message);
    return status == STM_OK ? 0 : 1;
}
