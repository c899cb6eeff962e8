/* Pictures of masks: what sparse_transformer_mask and stmask draw share. */
#ifndef STMASK_TOOLS_DRAW_H
#define STMASK_TOOLS_DRAW_H

#include <stmask/figure.h>
#include <stmask/stmask.h>

/* Several masks to be drawn side by side, or one. */
typedef struct drawing {
    const stm_mask *const *masks; /* what is drawn of each */
    const char *const *titles;    /* of the panels; of the picture itself where it has but one */
    const double *sparsity;       /* of the whole masks */
    size_t num;
    const char *title;         /* above several */
    const stm_colour *colours; /* of the values, STM_NUM_COLOURS; NULL: the library's own */
    /* Of a labelled picture that shows shares: the value that each panel counts, 0 for all of them;
     * NULL: all. */
    const int32_t *values;
    const stm_progress *progress; /* NULL: none */
} drawing;

/* Writes what is set of a mask's pattern, "window_size=32, stride=32"; nothing of a composition, or
 * where there is nothing to set. */
void draw_parameters(const stm_mask *mask, char *text, size_t capacity);

/* Says on standard error how many characters of a picture no installed font has, if any. */
void draw_say_missing(int64_t missing);

/* A labelled picture: of cells, or, where a side has more than STM_RASTER_MAX of them or values are
 * named, of the shares of seen cells, which takes no colours. The output stays the caller's. */
stm_status draw_figure(const drawing *d, stm_figure_format format, stm_output *output,
                       stm_error *error);

/* A full picture, a pixel a cell, or a density picture above the limit, which takes no colours. */
stm_status draw_full(const drawing *d, int64_t full_limit, bool bare, stm_output *output,
                     stm_error *error);

/* A preview with its title and, where `legend` is true, what its colours mean; in colours where
 * standard output is a terminal that has them. 0 columns are those of the terminal. */
stm_status draw_preview(const drawing *d, int64_t columns, bool legend, stm_output *output,
                        stm_error *error);

#endif
