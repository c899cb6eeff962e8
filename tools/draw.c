/* Pictures of masks: figures with cairo, full pictures as PNG, previews in characters. */
#define _DEFAULT_SOURCE /* TIOCGWINSZ */
#include "draw.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "options.h"
#include "run.h"

void draw_parameters(const stm_mask *mask, char *text, size_t capacity)
{
    const char *spec = stm_mask_pattern(mask) == NULL ? NULL : stm_mask_spec(mask);
    const char *from = spec == NULL ? NULL : strchr(spec, ':');
    size_t used = 0;
    for (from = from == NULL ? "" : from + 1; *from != '\0' && used + 2 < capacity; from++) {
        text[used++] = *from;
        if (*from == ',')
            text[used++] = ' ';
    }
    text[used] = '\0';
}

void draw_say_missing(int64_t missing)
{
    if (missing > 0)
        run_say(false,
                "%" PRId64
                " character%s of the picture's text %s in no font that is installed, and "
                "drawn as %s",
                missing, missing == 1 ? "" : "s", missing == 1 ? "is" : "are",
                missing == 1 ? "a box" : "boxes");
}

static stm_status refuse_colours(const char *instead, stm_error *error)
{
    return options_refuse(
        error, "--colours: a picture of densities has its own, from none to all; %s", instead);
}

/* Blocks along a side, about a pixel each: fewer where several stand side by side. */
static int64_t blocks_of(const drawing *d)
{
    return d->num == 1 ? 1024 : 640;
}

static bool shows_shares(const drawing *d)
{
    bool shares = d->values != NULL;
    for (size_t k = 0; k < d->num; k++) {
        stm_rectangle b = stm_mask_bounds(d->masks[k]);
        shares = shares || b.num_queries > STM_RASTER_MAX || b.num_keys > STM_RASTER_MAX;
    }
    return shares;
}

stm_status draw_figure(const drawing *d, stm_figure_format format, stm_output *output,
                       stm_error *error)
{
    stm_status status = STM_OK;
    stm_panel *panels = calloc(d->num, sizeof *panels);
    stm_raster **rasters = calloc(d->num, sizeof *rasters);
    if (panels == NULL || rasters == NULL) {
        status = run_no_memory(error);
        goto done;
    }
    bool shares = shows_shares(d);
    if (shares && d->colours != NULL)
        status = refuse_colours("--sample_size draws cells, up to 4096 a side", error);
    for (size_t k = 0; k < d->num && status == STM_OK; k++) {
        status = shares ? stm_raster_of_shares(d->masks[k], blocks_of(d),
                                               d->values == NULL ? 0 : d->values[k], &rasters[k],
                                               error, d->progress)
                        : stm_raster_new(d->masks[k], &rasters[k], error);
        panels[k] = (stm_panel){rasters[k], d->titles[k], d->sparsity[k]};
    }
    if (status == STM_OK) {
        int64_t missing = 0;
        stm_figure_options options = {.format = format,
                                      .title = d->num > 1 ? d->title : NULL,
                                      .colours = d->colours,
                                      .missing = &missing};
        status = stm_figure_draw(panels, d->num, output, error, &options);
        draw_say_missing(missing);
    }
done:
    for (size_t k = 0; rasters != NULL && k < d->num; k++)
        stm_raster_free(rasters[k]);
    free(rasters);
    free(panels);
    return status;
}

stm_status draw_full(const drawing *d, int64_t full_limit, bool bare, stm_output *output,
                     stm_error *error)
{
    stm_full_options options = {.full_limit = full_limit,
                                .title = d->num > 1 ? d->title : d->titles[0],
                                .progress = d->progress,
                                .colours = d->colours};
    stm_full_layout layout;
    stm_figure_heading *heading = NULL;
    stm_legend legend = {0};
    stm_full_panel *panels = calloc(d->num, sizeof *panels);
    if (panels == NULL)
        return run_no_memory(error);
    stm_status status = stm_full_layout_make(d->masks, d->num, &layout, panels, error, &options);
    if (status == STM_OK && layout.density && d->colours != NULL)
        status = refuse_colours("--full_limit draws cells at larger sizes", error);
    int64_t missing = 0;
    if (status == STM_OK && !bare) {
        for (size_t k = 0; k < d->num && status == STM_OK; k++)
            status = stm_legend_add_mask(&legend, d->masks[k], error);
        stm_heading_text text = {.title = options.title,
                                 .panel_title = d->num > 1 ? d->titles : NULL,
                                 .sparsity = d->sparsity,
                                 .legend = layout.density ? NULL : &legend,
                                 .colours = d->colours,
                                 .missing = &missing};
        if (status == STM_OK)
            status = stm_figure_heading_new(&layout, panels, d->num, &text, &heading, error);
        if (status == STM_OK)
            options.heading = stm_figure_heading_pixels(heading);
    }
    draw_say_missing(missing);
    if (status == STM_OK)
        status = stm_full_picture_write(d->masks, d->num, output, error, &options);
    stm_figure_heading_free(heading);
    free(panels);
    return status;
}

stm_status draw_preview(const drawing *d, int64_t columns, bool legend, stm_output *output,
                        stm_error *error)
{
    stm_preview_options options = {.columns = columns, .colours = STM_PREVIEW_PLAIN};
    stm_legend meant = {0};
    stm_status status = STM_OK;
    struct winsize window;
    if (isatty(STDOUT_FILENO)) {
        options.colours =
            stm_preview_colours_of(getenv("NO_COLOR"), getenv("COLORTERM"), getenv("TERM"));
        if (columns == 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0)
            options.columns = window.ws_col;
    }
    if (d->num > 1 && d->title != NULL)
        stm_output_printf(output, "%s\n\n", d->title);
    for (size_t k = 0; k < d->num && legend && options.colours != STM_PREVIEW_PLAIN; k++)
        if (status == STM_OK)
            status = stm_legend_add_mask(&meant, d->masks[k], error);
    if (status != STM_OK)
        return status;
    options.legend = legend ? &meant : NULL;
    return stm_preview_write(d->masks, d->titles, d->num, output, error, &options);
}
