/* Parameters: named values with types, bounds and defaults, which text sets as `key=value`.
 *
 * Whatever can be set has a table of them: patterns (stmask/pattern.h) and orders (stmask/plan.h).
 * All are written alike, `name` or `name:key=value,key=value`, as in `tile:rows=8,columns=8`. Keys
 * left out have their defaults; each may be given once; numbers are as in
 * stmask/number.h, `4096`, `4Ki` or `131_072`, and written back in decimal digits.
 */
#ifndef STMASK_PARAMETER_H
#define STMASK_PARAMETER_H

#include <stddef.h>
#include <stdint.h>

#include <stmask/export.h>

#define STM_MAX_PARAMETERS 8 /* of one table */

/* The types of parameters, and how they are written. */
typedef enum stm_parameter_type {
    STM_PARAMETER_INTEGER, /* window_size=32 */
    STM_PARAMETER_CHOICE,  /* causal=yes: one of the parameter's words */
    STM_PARAMETER_PAIR,    /* window=7x5: rows by columns; 7 stands for 7x7 */
    STM_PARAMETER_LIST,    /* tokens=0/5/8-11: whole numbers and ranges of them */
    STM_PARAMETER_TEXT,    /* path=masks/a.npy; other characters than a name's in quotes */
    STM_PARAMETER_SPEC     /* of=(strided:stride=64): a mask */
} stm_parameter_type;

typedef struct stm_parameter {
    const char *name; /* as the text writes it: "window_size" */
    stm_parameter_type type;
    int64_t default_value, minimum, maximum; /* integers, each half of a pair, numbers of a list */
    const char *help;                        /* one line */
    const char *const *choices;              /* the words of a choice, ended by NULL */
    const char *default_text; /* lists, texts, specs: NULL where one has to be given */
    const char *example;      /* of these: a value, for messages */
} stm_parameter;

/* A table of parameters. */
typedef struct stm_parameters {
    const char *owner; /* whose they are, as the text begins: "strided" */
    const stm_parameter *items;
    int num; /* 0 .. STM_MAX_PARAMETERS */
} stm_parameters;

/* Text that is not ended by a NUL. */
typedef struct stm_text {
    const char *at;
    size_t length;
} stm_text;

/* A list that has been read; the library's own. */
typedef struct stm_list stm_list;

/* Values of the parameters of one table, in its order. */
typedef struct stm_arguments {
    int64_t integer[STM_MAX_PARAMETERS]; /* integers; the index of a choice; a pair as below */
    stm_text text[STM_MAX_PARAMETERS];   /* lists, texts and specs, in memory of the caller's */
    /* Of a mask's own arguments only: the lists among the texts, as read, NULL for an empty one;
     * and what was prepared of all. */
    const stm_list *list[STM_MAX_PARAMETERS];
    const void *prepared;
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

#endif
