/* What blocks of neighbouring lines touch across them. */
#ifndef STM__HARDWARE_COVER_H
#define STM__HARDWARE_COVER_H

#include <stdbool.h>

#include <stmask/mask.h>

/* A block of lines: what crosses them is cut into parts of `width`, and a part is touched where it
 * has a cell of one of the lines. */
typedef struct stm__cover {
    int64_t lines;   /* of this block */
    int64_t touched; /* parts */
    int64_t wide;    /* lines across that are in these: touched * width, or less at the end */
    int64_t fresh;   /* of the touched, those that no block before had */
} stm__cover;

typedef struct stm__cover_options {
    bool by_columns;
    int64_t height, width;
    /* Told of every block, in order. */
    stm_status (*block)(void *context, const stm__cover *cover, stm_error *error);
    /* Told of every line's runs, at its place from 0; may be NULL. */
    void (*line)(void *context, int64_t place, const stm_run *runs, int64_t num_runs);
    void *context;
    const stm_progress *progress;
} stm__cover_options;

/* Walks all lines once: O(lines + runs), and O(cells) of runs whose step is greater than the width;
 * a bit for each part of memory. */
stm_status stm__cover_walk(const stm_mask *mask, const stm__cover_options *options,
                           stm_error *error);

#endif
