/* Tokens that stand in a grid of one to three axes, row by row: patterns that say along each axis
 * on its own what is seen. */
#ifndef STM__PATTERN_GRID_H
#define STM__PATTERN_GRID_H

#include "pattern/contract.h"

enum { STM__GRID_AXES = 3 };

typedef struct stm__grid {
    int num_axes;
    int64_t sides[STM__GRID_AXES]; /* frames, rows, columns: the last axis goes on first */
} stm__grid;

/* The places along an axis that see, or are seen by, one of them. */
typedef struct stm__grid_part {
    int64_t first, count, step;
} stm__grid_part;

/* Reads sides such as 4x16x16, one to three of them. STM_EINVAL begins with `name`. */
stm_status stm__grid_read(const char *name, stm_text text, stm__grid *grid, stm_error *error);

/* Reads a number for each of `num` axes, 7x5 or 7 for all of them, from 1 on. */
stm_status stm__grid_numbers(const char *name, stm_text text, int num, int64_t *numbers,
                             stm_error *error);

/* STM_EINVAL where the grid's tokens are not `size`. */
stm_status stm__grid_check(const stm__grid *grid, int64_t size, stm_error *error);

/* The `own_size` of a pattern that has a shape. */
stm_status stm__grid_own_size(stm_text shape, int64_t *size, stm_error *error);

int64_t stm__grid_tokens(const stm__grid *grid);

/* The place of a token along each axis. */
void stm__grid_place(const stm__grid *grid, int64_t token, int64_t *place);

/* The most runs that stm__grid_give makes of such parts. */
int64_t stm__grid_bound(const stm__grid *grid, const stm__grid_part *parts);

/* Gives the tokens whose place along every axis is in its part; the token `index` is a run of its
 * own. Axes that are seen whole join those before them. */
int64_t stm__grid_give(const stm__grid *grid, const stm__grid_part *parts, int64_t index,
                       stm_run *runs);

#define STM__GRID_TEXT(words, usual, such, text)                                                   \
    {                                                                                              \
        .name = words, .type = STM_PARAMETER_TEXT, .default_text = usual, .example = such,         \
        .help = text                                                                               \
    }
#define STM__GRID_SHAPE                                                                            \
    STM__GRID_TEXT("shape", NULL, "8x16x16", "frames x rows x columns, or the last one or two")

#endif
