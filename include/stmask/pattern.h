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
#include <stmask/run.h>
#include <stmask/status.h>

#define STM_MAX_SIZE INT64_C(2147483648) /* the largest side of a mask: 2^31 */
#define STM_MAX_PARAMETERS 8             /* of one pattern */
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

/* The types of parameters, and how a spec writes them. */
typedef enum stm_parameter_type {
    STM_PARAMETER_INTEGER, /* window_size=32 */
    STM_PARAMETER_CHOICE,  /* causal=yes: one of the parameter's words */
    STM_PARAMETER_PAIR,    /* window=7x5: rows by columns; 7 stands for 7x7 */
    STM_PARAMETER_LIST,    /* tokens=0/5/8-11: whole numbers and ranges of them */
    STM_PARAMETER_TEXT,    /* path=masks/a.npy; other characters than a name's in quotes */
    STM_PARAMETER_SPEC     /* of=(strided:stride=64): a mask */
} stm_parameter_type;

/* One parameter of a pattern. */
typedef struct stm_parameter {
    const char *name; /* as the spec writes it: "window_size" */
    stm_parameter_type type;
    int64_t default_value, minimum, maximum; /* integers, and each half of a pair */
    const char *help;                        /* one line */
    const char *const *choices;              /* the words of a choice, ended by NULL */
    const char *default_text; /* lists, texts, specs: NULL where one has to be given */
    const char *example;      /* of these: a value, for messages */
} stm_parameter;

/* Text that is not ended by a NUL. */
typedef struct stm_text {
    const char *at;
    size_t length;
} stm_text;

/* The parameters of one mask, in the order of the pattern's list. */
typedef struct stm_arguments {
    int64_t integer[STM_MAX_PARAMETERS]; /* integers; the index of a choice; a pair as below */
    stm_text text[STM_MAX_PARAMETERS];   /* lists, texts and specs, in memory of the caller's */
    const void *prepared;                /* a mask's own: what `prepare` made of them */
} stm_arguments;

/* A pair in one integer. */
static inline int64_t stm_pair(int64_t rows, int64_t columns)
{
    return rows * (INT64_C(1) << 32) + columns;
}
static inline int64_t stm_pair_rows(int64_t pair)
{
    return pair >> 32;
}
static inline int64_t stm_pair_columns(int64_t pair)
{
    return pair & INT64_C(0xffffffff);
}

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

    /* The functions below take arguments that `prepare` has seen, and indices from 0 to size - 1.
     * A pattern made of another mask or of a file has none of them: it is made by its spec. */

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

    /* Where not NULL: reads the texts among the arguments, and checks what no single parameter's
     * bounds say. STM_EINVAL with a sentence. */
    stm_status (*prepare)(const stm_arguments *arguments, int64_t size, void **prepared,
                          stm_error *error);
    void (*release)(void *prepared);
} stm_pattern;

/* All patterns, in the order people list them; `*num` takes their number. */
STM_API const stm_pattern *const *stm_pattern_list(size_t *num);

/* The pattern of that name (length bytes of it), or NULL. */
STM_API const stm_pattern *stm_pattern_find(const char *name, size_t length);

/* The index of the pattern's parameter of that name (length bytes of it), or -1. */
STM_API int stm_pattern_parameter(const stm_pattern *pattern, const char *name, size_t length);

/* The defaults of a pattern's parameters. */
STM_API stm_arguments stm_pattern_defaults(const stm_pattern *pattern);

/* STM_EINVAL, naming parameter, value and bounds, where an argument is out of bounds, or a text
 * that has to be given is not. */
STM_API stm_status stm_pattern_check(const stm_pattern *pattern, const stm_arguments *arguments,
                                     stm_error *error);

#endif
