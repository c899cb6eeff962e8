/* Figures: rasters with titles, axes and legends, drawn with cairo. Links with libstmask_figure.
 *
 * Text is UTF-8, in DejaVu Sans, which has to be installed: without it nothing is drawn
 * (STM_ENOMEM, as where memory runs out, which fontconfig does not tell apart), for no picture
 * shall come out in another font. Characters that it has not, such as those of Korean, Chinese and
 * Japanese, are drawn in the first outline font of fontconfig's order that has them; boxes stand
 * for those that none has. Nothing that is drawn covers a cell, and no text is ever cut off: long
 * titles go on in the next line, and a figure widens where a word needs it. Bytes that are no
 * UTF-8, and control characters, become `?`; a newline starts a new line.
 */
#ifndef STMASK_FIGURE_H
#define STMASK_FIGURE_H

#include <stmask/output.h>
#include <stmask/raster.h>

typedef enum stm_figure_format { STM_FIGURE_PNG, STM_FIGURE_SVG, STM_FIGURE_PDF } stm_figure_format;

/* One raster of a figure, of values or of shares. */
typedef struct stm_panel {
    const stm_raster *raster;
    const char *title; /* above the cells; NULL for none */
    double sparsity;   /* of the whole mask, a fraction, written below the title; NaN for none */
} stm_panel;

typedef struct stm_figure_options {
    stm_figure_format format;
    const char *title; /* above all panels; NULL for none */
    /* Of the values, STM_NUM_COLOURS; NULL: those of stm_value_colour, or, where cells are smaller
     * than STM_FINE_CELL pixels, of stm_value_colour_fine. Shares do not take them. */
    const stm_colour *colours;
    const stm_legend *legend; /* what the values mean; NULL: what the rasters say */
    int64_t *missing; /* set to the characters that no installed font has; NULL: not asked */
} stm_figure_options;

/* Draws one raster, or several side by side, at most five in a row, with one legend of all their
 * values below.
 *
 * Cells are squares of whole pixels, equally large in all panels: from one cell to the next it is
 * `pitch` pixels, so that the longest side has some 600 to 1150 pixels (400 to 800 in a figure of
 * several) or more, where already one pixel a cell makes more. Cells of 8 pixels and more have a
 * white line between them, one pixel wide, which belongs to no cell: their pitch is the cell and 1.
 * Where cells have no line and a side is less than an eighth of the other, they are no squares but
 * longer that way, up to 33 pixels, so that a slice of few queries can be read.
 *
 * Rasters of shares (stm_raster_of_shares) have no lines, and a colour bar in place of the legend.
 * A figure has rasters of values alone, or of shares alone (STM_EINVAL).
 *
 * Queries run from top to bottom. Ticks stand at the middle of their cells and give their index
 * within the whole mask.
 *
 * A PNG has 192 pixels an inch and the text chunks `Cells-Origin`, the upper left pixel of each
 * panel's first cell as `X,Y`, separated by spaces; `Cell-Size`, the pitch,
 * or `ACROSS,DOWN` where cells are no squares; of shares `Cells-Per-Pixel`, the cells of a block;
 * `Title` and `Software`. SVG and PDF are vectors: equal cells are merged into
 * rectangles, and all rectangles of a colour into few paths, so that no seams show between them;
 * shares are an image. A unit of an SVG is a pixel, and 0.375 pt in a PDF.
 *
 * The output stays the caller's to close. STM_EIO as soon as it fails. O(pixels) time; a PNG takes
 * O(width) memory, a vector figure that of its rectangles. */
STM_CHECKED stm_status stm_figure_draw(const stm_panel *panels, size_t num, stm_output *output,
                                       stm_error *error, const stm_figure_options *options);

/* What a heading shows above the panels of a full picture. */
typedef struct stm_heading_text {
    const char *title;              /* NULL for none */
    const char *const *panel_title; /* one for each panel; NULL for none, as may be each of them */
    const double *sparsity;         /* one for each panel; NULL, or NaN, for none */
    const stm_legend *legend;  /* not of density pictures, which have a colour bar; may be NULL */
    const stm_colour *colours; /* of the legend, as in stm_figure_options */
    int64_t *missing;          /* as in stm_figure_options */
} stm_heading_text;

typedef struct stm_figure_heading stm_figure_heading;

/* Makes the heading for the full picture of this layout and its `num` panels, with text sized to be
 * read when the picture is seen as a whole. Where the text is wider than the cells, so is the
 * heading, and the panels stand further apart or in its middle. Everything is copied. */
STM_CHECKED stm_status stm_figure_heading_new(const stm_full_layout *layout,
                                              const stm_full_panel *panels, size_t num,
                                              const stm_heading_text *text,
                                              stm_figure_heading **heading, stm_error *error);
STM_API void stm_figure_heading_free(stm_figure_heading *heading); /* NULL is fine */

/* The heading as stm_full_options takes it; valid as long as `heading`. */
STM_API const stm_heading *stm_figure_heading_pixels(const stm_figure_heading *heading);

#endif
