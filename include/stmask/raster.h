/* Pictures as pixels: the colours of values, cells as a small grid, and full pictures as PNG files.
 *
 * Titles, axes and legends are drawn by libstmask_figure (stmask/figure.h), which takes the
 * rasters, legends and layouts made here.
 */
#ifndef STMASK_RASTER_H
#define STMASK_RASTER_H

#include <stmask/mask.h>
#include <stmask/output.h>

/* ------------------------------------------------------------------------------------- colours */

typedef struct stm_colour {
    uint8_t red, green, blue;
} stm_colour;

#define STM_NUM_COLOURS 7 /* of values: 0 to 5, and 6 for all that are greater */

/* The colour of a value, the same in every picture: 0 lightgray, 1 darkblue, 2 royalblue, 3
 * skyblue, 4 orange, 5 firebrick (names and shades of CSS), all others dimgray. Neighbours differ
 * in lightness as well, for print without colours and for readers who do not see them all. */
STM_API stm_colour stm_value_colour(int32_t value);

/* The same hue, darker, for cells that are drawn smaller than STM_FINE_CELL pixels: a line of them
 * is too thin on paper for skyblue on lightgray. All but value 0 have a contrast of 3 to 1 or more
 * against lightgray, by WCAG 2's formula (its success criterion 1.4.11 asks that of graphics), and
 * of 1.2 to 1 or more against each other. */
#define STM_FINE_CELL 3
STM_API stm_colour stm_value_colour_fine(int32_t value);

/* A density picture shows the share of seen cells in a square as one of these steps: the share's
 * cube root, so that 1 % and even 0.1 % still show on paper, rounded to a step. Only the share 0 is
 * step 0. The mapping is the same for every picture, so that pictures compare. */
#define STM_DENSITY_STEPS 240

/* The step of `seen` out of `cells` cells, 0 <= seen <= cells, from 0 to STM_DENSITY_STEPS - 1. It
 * rises with the share. */
STM_API int stm_density_step(int64_t seen, int64_t cells);

/* The colour of a step. Step 0 is lightgray. From step 1 on colours go in equal parts of RGB to
 * darkblue, the last, beginning a fifth of the way from lightgray: the fewest cells that are seen
 * have a contrast of 1.5 to 1 against those that see nothing, so that no thin line vanishes. */
STM_API stm_colour stm_density_colour(int step);

/* ------------------------------------------------------------------------------------- legends */

typedef struct stm_legend_entry {
    int32_t value; /* from 0 to STM_NUM_COLOURS - 1 */
    char name[96];
} stm_legend_entry;

/* What colours mean, by ascending value. All-zero is a legend without entries. */
typedef struct stm_legend {
    int num;
    stm_legend_entry entries[STM_NUM_COLOURS];
} stm_legend;

/* Adds a value under a name. Where the value has other names already, they stand side by side:
 * `Strided / Column`. Names that no longer fit are left out. */
STM_API void stm_legend_add(stm_legend *legend, int32_t value, const char *name);

/* Adds all the entries of another legend. */
STM_API void stm_legend_merge(stm_legend *legend, const stm_legend *other);

/* Adds every value that a mask's rule names; where the rule is no pattern, also the values that
 * occur in the mask without having a name, for which its rows are walked. */
STM_CHECKED stm_status stm_legend_add_mask(stm_legend *legend, const stm_mask *mask,
                                           stm_error *error);

/* ------------------------------------------------------------------------------------- rasters */

#define STM_RASTER_MAX 4096 /* the longest side of a raster, in cells */

/* The cells of a mask, or of blocks of them, as an array of colour numbers, 1 byte each. Immutable.
 */
typedef struct stm_raster stm_raster;

/* Makes the raster of a mask, whose sides must not exceed STM_RASTER_MAX (STM_EINVAL). The cells of
 * an array come through stm_mask_from_dense. The mask may be freed before its raster. O(cells). */
STM_CHECKED stm_status stm_raster_new(const stm_mask *mask, stm_raster **raster, stm_error *error);

/* Makes a raster of a mask of any size, whose cells are the shares of seen cells in blocks of it,
 * at most `side` blocks (1 to STM_RASTER_MAX) along the longer side. Blocks are squares; but where
 * the shorter side would have less than an eighth as many of them, it has that many, or as many as
 * it has cells. `value` counts the cells of one value only, 0 those of every value. Blocks at the
 * right and at the bottom may be ragged; their share is that of their own cells.
 *
 * All rows are walked, a run costing as in a density picture; of a row of blocks that is more than
 * 4096 queries high, 4096 of them, one from each stretch of equal length, stand for all. So masks
 * of up to 4096 x side queries are counted exactly. STM_ESTOPPED where the progress says so. */
STM_CHECKED stm_status stm_raster_of_shares(const stm_mask *mask, int64_t side, int32_t value,
                                            stm_raster **raster, stm_error *error,
                                            const stm_progress *progress);
STM_API void stm_raster_free(stm_raster *raster); /* NULL is fine */

/* The queries and keys the raster shows. */
STM_API stm_rectangle stm_raster_bounds(const stm_raster *raster);

/* What a raster's cells are. */
typedef struct stm_raster_shape {
    int64_t rows, columns; /* of the raster, each up to STM_RASTER_MAX */
    int64_t queries, keys; /* of the mask that one of its cells stands for: 1 x 1, or a block */
    bool shares;           /* its numbers are steps of a density, and no values */
} stm_raster_shape;

STM_API stm_raster_shape stm_raster_shape_of(const stm_raster *raster);

/* The cells of one row, `row` from 0 to rows - 1: `columns` numbers from 0 to STM_NUM_COLOURS - 1,
 * which are the values, those above 5 being 6; or from 0 to STM_DENSITY_STEPS - 1, which are the
 * steps of shares. Valid as long as the raster. */
STM_API const uint8_t *stm_raster_row(const stm_raster *raster, int64_t row);

/* What its values mean; of shares, no entries. */
STM_API const stm_legend *stm_raster_legend(const stm_raster *raster);

/* Equal cells side by side, counted in cells from the raster's corner. */
typedef struct stm_tile {
    int64_t x, y, width, height;
    uint8_t value;
} stm_tile;

/* Calls visit(context, tile) for rectangles of equal cells that together cover every nonzero cell
 * once and no other cell: runs within a row, merged downward as long as they stay the same. Tiles
 * come by their last row, then from left to right. STM_ESTOPPED as soon as visit returns anything
 * but 0. O(cells) time, O(keys) memory. */
STM_CHECKED stm_status stm_raster_tiles(const stm_raster *raster,
                                        int (*visit)(void *context, const stm_tile *tile),
                                        void *context, stm_error *error);

/* ------------------------------------------------------------------------------- full pictures */

/* A full picture shows every cell as one pixel. Where a side of a mask exceeds full_limit it is a
 * density picture instead: a pixel shows the share of seen cells in a square of k x k cells, with
 * the smallest k for which no side has more than full_limit / 4 pixels. Squares at the right and at
 * the bottom edge may be ragged; their share is that of their own cells. Several masks stand side
 * by side, at one scale. */

#define STM_FULL_LIMIT 16384     /* by default */
#define STM_FULL_LIMIT_MAX 65536 /* at most */

typedef struct stm_full_panel {
    int64_t x, width, height; /* in pixels, x from the left edge of the first panel */
} stm_full_panel;

typedef struct stm_full_layout {
    int64_t width, height; /* of all panels and the gaps between them, in pixels */
    int64_t square;        /* k: cells along the side of a pixel, 1 in a full picture */
    bool density;
} stm_full_layout;

/* What stands above the cells: white, with a title and a legend. Made by stm_figure_heading_new. */
typedef struct stm_heading {
    int64_t width, height;  /* in pixels; the width is that of the whole picture */
    const int64_t *panel_x; /* where each panel's cells begin, from the left edge of the picture */
    /* Fills rows y to y + rows - 1: width pixels a row, each red, green, blue. */
    stm_status (*draw)(void *context, int64_t y, int64_t rows, uint8_t *pixels, stm_error *error);
    void *context;
} stm_heading;

typedef struct stm_full_options {
    int64_t full_limit;         /* from 1 to STM_FULL_LIMIT_MAX; 0 is STM_FULL_LIMIT */
    const stm_heading *heading; /* NULL for a bare picture: the panels alone */
    const char *title;          /* for the PNG's text chunk `Title`; NULL for none */
    const stm_progress *progress;
    /* Of the values, STM_NUM_COLOURS of them; NULL: those of stm_value_colour. Density pictures do
     * not take them. */
    const stm_colour *colours;
} stm_full_options;

/* Gives the layout of a bare full picture of `num` masks and, where `panels` is not NULL, that of
 * its `num` panels. O(num). */
STM_CHECKED stm_status stm_full_layout_make(const stm_mask *const *masks, size_t num,
                                            stm_full_layout *layout, stm_full_panel *panels,
                                            stm_error *error, const stm_full_options *options);

/* Writes a full picture as an indexed PNG. Text chunks: `Cells-Origin` has the pixel of each
 * panel's first cell as `X,Y`, separated by spaces; `Cell-Size` is 1 in a full picture;
 * `Cells-Per-Pixel` is k; `Title` and `Software`. Rows are streamed: O(pixels) time and O(width)
 * memory for a full picture; for a density picture the time of walking all rows, a run costing O(1)
 * where its step divides k and else O(pixels it touches). The output stays the caller's to close.
 */
STM_CHECKED stm_status stm_full_picture_write(const stm_mask *const *masks, size_t num,
                                              stm_output *output, stm_error *error,
                                              const stm_full_options *options);

#endif
