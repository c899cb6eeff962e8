/* Calls that allocate: rasters, pictures and charts. */
#include "allocation.h"

#include <stmask/chart.h>

static stm_status call_raster_new(void)
{
    stm_raster *made = UNTOUCHED;
    stm_status status = stm_raster_new(stored, &made, NULL);
    assert_true((status == STM_OK) == (made != UNTOUCHED));
    if (status == STM_OK)
        stm_raster_free(made);
    return status;
}

static stm_status call_raster_of_shares(void)
{
    stm_raster *made = UNTOUCHED;
    stm_status status = stm_raster_of_shares(stored, 16, 0, &made, NULL, NULL);
    assert_true((status == STM_OK) == (made != UNTOUCHED));
    if (status == STM_OK)
        stm_raster_free(made);
    return status;
}

static int ignore_tile(void *context, const stm_tile *tile)
{
    (void)context, (void)tile;
    return 0;
}

static stm_status call_raster_tiles(void)
{
    return stm_raster_tiles(raster, ignore_tile, NULL, NULL);
}

static stm_status call_legend(void)
{
    stm_legend legend = {0};
    return stm_legend_add_mask(&legend, stored, NULL);
}

static stm_status write_full_picture(stm_output *output)
{
    const stm_mask *masks[] = {whole, stored};
    return stm_full_picture_write(masks, 2, output, NULL, NULL);
}

static stm_status call_full_picture(void)
{
    return with_callback(write_full_picture);
}

static stm_status write_density_picture(stm_output *output)
{
    const stm_mask *masks[] = {whole, stored};
    return stm_full_picture_write(masks, 2, output, NULL, &(stm_full_options){.full_limit = 32});
}

static stm_status call_density_picture(void)
{
    return with_callback(write_density_picture);
}

static stm_status write_preview(stm_output *output)
{
    const stm_mask *masks[] = {whole, stored};
    const char *titles[] = {"whole", "stored"};
    return stm_preview_write(masks, titles, 2, output, NULL, NULL);
}

static stm_status call_preview(void)
{
    return with_callback(write_preview);
}

static stm_status write_figure(stm_output *output)
{
    stm_panel panel = {.raster = raster, .title = "stored", .sparsity = 0.5};
    stm_figure_options options = {.format = STM_FIGURE_PNG, .title = "figure"};
    return stm_figure_draw(&panel, 1, output, NULL, &options);
}

static stm_status call_figure(void)
{
    return with_callback(write_figure);
}

static stm_status write_figure_of_shares(stm_output *output)
{
    stm_panel panel = {.title = "shares", .sparsity = 0.5};
    stm_raster *shares = NULL;
    stm_figure_options options = {.format = STM_FIGURE_PDF, .title = "figure"};
    stm_status status = stm_raster_of_shares(stored, 16, 0, &shares, NULL, NULL);
    panel.raster = shares;
    if (status == STM_OK)
        status = stm_figure_draw(&panel, 1, output, NULL, &options);
    stm_raster_free(shares);
    return status;
}

static stm_status call_figure_of_shares(void)
{
    return with_callback(write_figure_of_shares);
}

static const char *const words[] = {"one", "two"};

static const double numbers[] = {1, 3, 2, 4};
static const stm_reference bound = {.label = "bound", .value = 2, .number = true};

static stm_status write_chart(stm_output *output)
{
    stm_series series = {.name = "series", .y = numbers, .num = 4, .markers = true};
    stm_chart chart = {.x = {.title = "step"},
                       .series = &series,
                       .num_series = 1,
                       .references = &bound,
                       .num_references = 1};
    return stm_chart_draw(&chart, output, NULL, &(stm_figure_options){.title = "chart"});
}

static stm_status call_chart(void)
{
    return with_callback(write_chart);
}

static stm_status write_bar_chart(stm_output *output)
{
    stm_bar_chart chart = {.groups = words,
                           .num_groups = 2,
                           .series = words,
                           .num_series = 2,
                           .values = numbers,
                           .references = &bound,
                           .num_references = 1};
    return stm_bar_chart_draw(&chart, output, NULL, &(stm_figure_options){.title = "bars"});
}

static stm_status call_bar_chart(void)
{
    return with_callback(write_bar_chart);
}

static stm_status write_ramp(stm_output *output)
{
    static const double shares[] = {0, 0.5, 1, 1};
    stm_ramp ramp = {.cells = shares,
                     .rows = 2,
                     .columns = 2,
                     .bar_title = "step",
                     .bar_low = "0",
                     .bar_high = "9",
                     .none = "none"};
    return stm_ramp_draw(&ramp, output, NULL, &(stm_figure_options){.title = "ramp"});
}

static stm_status call_ramp(void)
{
    return with_callback(write_ramp);
}

const allocation_call calls_picture[] = {
    {"raster_new", call_raster_new},
    {"raster_of_shares", call_raster_of_shares},
    {"raster_tiles", call_raster_tiles},
    {"legend_add_mask", call_legend},
    {"full_picture_write", call_full_picture},
    {"full_picture_write, density", call_density_picture},
    {"preview_write", call_preview},
    {"figure_draw", call_figure},
    {"figure_draw, shares", call_figure_of_shares},
    {"chart_draw", call_chart},
    {"bar_chart_draw", call_bar_chart},
    {"ramp_draw", call_ramp},
    {NULL, NULL},
};
