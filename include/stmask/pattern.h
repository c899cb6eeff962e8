/* Patterns: the rules that say which keys a query sees.
 *
 * A pattern is a const descriptor in a list. Query i and key j count from 0. The value of a cell
 * says why key j is seen by query i; 0 is "not seen": 1 the diagonal, 2 local, 3 strided or column,
 * 4 global, 5 random. Where parts of a pattern overlap, the cell has the value of the part that the
 * pattern names first. Each pattern names its source.
 */
#ifndef STMASK_PATTERN_H
#define STMASK_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include <stmask/band.h>
#include <stmask/parameter.h>
#include <stmask/run.h>
#include <stmask/status.h>

#define STM_MAX_SIZE INT64_C(2147483648) /* the largest side of a mask: 2^31 */
#define STM_NUM_VALUES 6                 /* values of cells run from 0 to 5 */

/* The values of cells. What one means in a pattern, its value_names say. */
enum {
    STM_NOT_SEEN = 0,
    STM_DIAGONAL = 1,
    STM_LOCAL = 2,
    STM_STRIDED = 3,
    STM_COLUMN = 3,
    STM_GLOBAL = 4,
    STM_RANDOM = 5
};

struct stm_mask;

/* The spec that a mask is being made of; the library's own. */
typedef struct stm_maker stm_maker;

typedef struct stm_pattern {
    const char *name;         /* in specs: "sliding_window" */
    const char *title;        /* for people: "Sliding Window" */
    const char *figure_title; /* above a picture: "Sliding Window Pattern Mask" */
    const char *panel_title;  /* above a panel of a comparison: "Sliding Window" */
    const char *summary;      /* one line: what a query sees */
    const char *source;       /* where the pattern comes from */
    stm_parameters parameters;
    /* What each value means ("Local"); NULL where the pattern never gives it. */
    const char *value_names[STM_NUM_VALUES];

    /* The functions below take arguments that `prepare` has seen, and indices from 0 to size - 1.
     * A pattern made of another mask or of a file has none of them, but `make`. */

    /* The value of one cell; the definition, restated slowly and plainly. */
    int32_t (*sees)(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j);

    /* The runs of row i (of column j) of the size x size mask: disjoint, sorted by their first
     * cell; runs of different step may interleave. Returns their number. */
    int64_t (*row)(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs);
    int64_t (*column)(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs);

    /* How many runs `runs` above must have room for: a fixed number, or, where `bound` is not
     * NULL, what that says of the row (the column) of that index; -1 where it needs memory for
     * that and has none. */
    int max_runs;
    int64_t (*bound)(const stm_arguments *arguments, int64_t size, bool column, int64_t index);

    /* The number of nonzero cells of the size x size mask, in closed form. -1, or no such
     * function, where there is none: then rows are walked. */
    int64_t (*count)(const stm_arguments *arguments, int64_t size);

    /* The bands of the size x size mask that meet the rectangle `within`; others may be given, too.
     * No two share a cell, and there they are exactly the pattern's cells. Returns their number, or
     * -1 where there are more than STM_MAX_BANDS or none can say it. NULL: none ever can. */
    int (*bands)(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands);

    /* Where not NULL: makes what the functions above need of the lists, which have been read, and
     * of the texts; and checks what no single parameter's bounds say. STM_EINVAL with a sentence.
     */
    stm_status (*prepare)(const stm_arguments *arguments, int64_t size, void **prepared,
                          stm_error *error);
    void (*release)(void *prepared);

    /* Where not NULL: the size that the arguments, read from a text, say themselves: the tokens of
     * documents, of an image. 0 where they say none. STM_EINVAL with a sentence. */
    stm_status (*own_size)(const stm_arguments *arguments, int64_t *size, stm_error *error);

    /* Of a pattern made of another mask or of a file: makes its mask, as a part of a spec, of
     * arguments that are within their bounds. NULL in all others. */
    stm_status (*make)(const stm_arguments *arguments, stm_maker *maker, struct stm_mask **mask,
                       stm_error *error);
} stm_pattern;

/* All patterns, in the order people list them; `*num` takes their number. */
STM_API const stm_pattern *const *stm_pattern_list(size_t *num);

/* The pattern of that name, or NULL. */
STM_API const stm_pattern *stm_pattern_find(const char *name);

/* The index of the pattern's parameter of that name, or -1. */
STM_API int stm_pattern_parameter(const stm_pattern *pattern, const char *name);

/* The defaults of a pattern's parameters. */
STM_API stm_arguments stm_pattern_defaults(const stm_pattern *pattern);

/* STM_EINVAL, naming parameter, value and bounds, where an argument is out of bounds, or a text
 * that has to be given is not. */
STM_CHECKED stm_status stm_pattern_check(const stm_pattern *pattern, const stm_arguments *arguments,
                                         stm_error *error);

#endif
