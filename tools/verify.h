/* What stmask verify keeps of a certificate while it checks it. */
#ifndef STMASK_TOOLS_VERIFY_H
#define STMASK_TOOLS_VERIFY_H

#include <stdio.h>

#include <stmask/mask.h>

#define VERIFY_MOST 65536 /* tokens: a bit a cell is then half a GiB */

typedef enum argument { COMPULSORY, PAIRS, MATCHING, PHASES, NUM_ARGUMENTS } argument;

/* Zero-initialise but the file; free with verify_free, which leaves the file open. */
typedef struct certificate {
    FILE *file;
    char *line;
    size_t capacity;
    int64_t number; /* of the line */

    stm_mask *mask;
    stm_rectangle rectangle;
    int64_t multiplications, limits[3], buffer, points, steps, lru, opt;
    argument argument;
    int64_t given[3], bound;

    unsigned char *done;                             /* a bit a cell of the rectangle */
    int64_t num_done, num_vectors;                   /* points; rows, then columns */
    int64_t *last_step;                              /* of each vector, counted from 1; 0: none */
    int64_t now, now_points, reads[2];               /* of the step that is read: rows, columns */
    int64_t *history, num_history, history_capacity; /* what the steps read, step by step */
    int64_t *ends, ends_capacity;                    /* of each step in it */
} certificate;

void verify_free(certificate *c);

/* Whether the mask sees a point, which may be anywhere. */
bool verify_sees(const certificate *c, int64_t row, int64_t column);

/* The parts of the check in their order. Each returns what is wrong, as the end of a sentence that
 * begins with a line of the file, or NULL. */
const char *verify_begin(certificate *c);
const char *verify_point(certificate *c, int64_t row, int64_t column);
const char *verify_end_step(certificate *c);
const char *verify_order(const certificate *c);
const char *verify_bound(const certificate *c);

#endif
