/* Patterns: the rules that say which keys a query sees.
 *
 * A pattern is a const descriptor in a list. Query i and key j count from 0. The value of a cell
 * says why key j is seen by query i; 0 is "not seen". Sources: Child et al. 2019, "Generating Long
 * Sequences with Sparse Transformers", arXiv:1904.10509, section 4.2 (strided, fixed); Beltagy et
 * al. 2020, "Longformer", arXiv:2004.05150, section 3.1 (the two windows).
 */
#ifndef STMASK_PATTERN_H
#define STMASK_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include <stmask/run.h>
#include <stmask/status.h>

#define STM_MAX_SIZE INT64_C(2147483648) /* the largest side of a mask: 2^31 */
#define STM_MAX_PARAMETERS 8             /* of one pattern */
#define STM_NUM_VALUES 6                 /* values of cells run from 0 to 5 */

typedef enum stm_parameter_type { STM_PARAMETER_INTEGER } stm_parameter_type;

/* One parameter of a pattern. */
typedef struct stm_parameter {
    const char *name; /* as the spec writes it: "window_size" */
    stm_parameter_type type;
    int64_t default_value, minimum, maximum;
    const char *help; /* one line */
} stm_parameter;

/* The parameters of one mask, in the order of the pattern's list. */
typedef struct stm_arguments {
    int64_t integer[STM_MAX_PARAMETERS];
} stm_arguments;

typedef struct stm_pattern {
    const char *name;         /* in specs: "sliding_window" */
    const char *title;        /* for people: "Sliding Window" */
    const char *figure_title; /* above a picture: "Sliding Window Pattern Mask" */
    const char *panel_title;  /* above a panel of a comparison: "Sliding Window" */
    const char *summary;      /* one line: what a query sees */
    const char *source;       /* where the pattern comes from */
    const stm_parameter *parameters;
    int num_parameters;
    /* What each value means ("Local"); NULL where the pattern never gives it. */
    const char *value_names[STM_NUM_VALUES];
    int max_runs; /* of one row or column */

    /* The value of one cell; the definition, restated slowly and plainly. Cells of 0 <= i, j. */
    int32_t (*sees)(const stm_arguments *arguments, int64_t i, int64_t j);

    /* The runs of row i (of column j) of the size x size mask, at most max_runs of them: disjoint,
     * sorted by their first cell; runs of different step may interleave. Returns their number. */
    int (*row)(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs);
    int (*column)(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs);

    /* The number of nonzero cells of the size x size mask, in closed form: O(1). */
    int64_t (*count)(const stm_arguments *arguments, int64_t size);
} stm_pattern;

/* All patterns, in the order people list them; `*num` takes their number. */
STM_API const stm_pattern *const *stm_pattern_list(size_t *num);

/* The pattern of that name (length bytes of it), or NULL. */
STM_API const stm_pattern *stm_pattern_find(const char *name, size_t length);

/* The index of the pattern's parameter of that name (length bytes of it), or -1. */
STM_API int stm_pattern_parameter(const stm_pattern *pattern, const char *name, size_t length);

/* The defaults of a pattern's parameters. */
STM_API stm_arguments stm_pattern_defaults(const stm_pattern *pattern);

/* STM_EINVAL, naming parameter, value and bounds, where an argument is out of bounds. */
STM_API stm_status stm_pattern_check(const stm_pattern *pattern, const stm_arguments *arguments,
                                     stm_error *error);

#endif
