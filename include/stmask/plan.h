/* Plans: the points of a mask in some order, P at a time, under a read limit.
 *
 * A point (i, j) is one multiplication: the dot product of query row i with key column j. A step
 * takes the next point while it has fewer than P points and while the point keeps its unique rows +
 * unique columns at most R, and each of them within a limit of its own where there is one; else it
 * is closed, and the next step starts with that point.
 */
#ifndef STMASK_PLAN_H
#define STMASK_PLAN_H

#include <stmask/mask.h>

/* An order of visiting the points: a const descriptor in a list, which no one can add to. */
typedef struct stm_order {
    const char *name;    /* "tile" */
    const char *summary; /* one line */
    stm_parameters parameters;
    bool by_columns; /* its lines are columns; else rows */
    bool zigzag;     /* the cells of odd lines descend */
} stm_order;

/* All orders, in the order people list them; `*num` takes their number. */
STM_API const stm_order *const *stm_order_list(size_t *num);

/* The order of that name, or NULL. */
STM_API const stm_order *stm_order_find(const char *name);

/* The defaults of an order's parameters. */
STM_API stm_arguments stm_order_defaults(const stm_order *order);

/* Reads `name` or `name:key=value,...`, as specs are written, such as `tile:rows=8,columns=8`.
 * STM_EINVAL with the position of the character at fault. */
STM_CHECKED stm_status stm_order_parse(const char *text, const stm_order **order,
                                       stm_arguments *arguments, stm_error *error);

/* Writes an order with all its arguments, with a NUL, into text[capacity]; the number of bytes it
 * needs, as snprintf counts. */
STM_API int stm_order_format(const stm_order *order, const stm_arguments *arguments, char *text,
                             size_t capacity);

#define STM_MAX_MULTIPLICATIONS INT64_C(2147483648)
#define STM_MAX_READ_LIMIT INT64_C(4294967296) /* all rows and all columns of the largest mask */

typedef struct stm_plan_options {
    const stm_order *order;               /* one of the list; NULL: row_first */
    int64_t num_multiplications;          /* P, from 1 to STM_MAX_MULTIPLICATIONS; 0: 64 */
    int64_t read_limit;                   /* R, from 2 to STM_MAX_READ_LIMIT; 0: no limit */
    const stm_arguments *order_arguments; /* copied; NULL: the order's defaults */
    /* Unique rows and unique columns of a step, each of them at most so many, from 1 to
     * STM_MAX_SIZE, besides what R allows; 0: no limit. */
    int64_t row_limit, column_limit;
} stm_plan_options;

typedef struct stm_plan stm_plan;

/* Makes a plan; it shares the mask. Immutable, for any number of threads. O(1). STM_EINVAL names
 * an option out of bounds. */
STM_CHECKED stm_status stm_plan_new(const stm_mask *mask, stm_plan **plan, stm_error *error,
                                    const stm_plan_options *options);
STM_API void stm_plan_free(stm_plan *plan); /* NULL is fine */

/* The mask and the options of a plan, with the defaults filled in. Valid as long as the plan. */
STM_API const stm_mask *stm_plan_mask(const stm_plan *plan);
STM_API const stm_plan_options *stm_plan_settings(const stm_plan *plan);

/* Points of one step that share a line, in visiting order: first, first + step, ... (count of
 * them; step is negative where they descend). The line is a row and the points its columns, or the
 * other way round where the order goes by columns. */
typedef struct stm_piece {
    int64_t line, first, count, step;
} stm_piece;

/* One step of a plan. */
typedef struct stm_step {
    int64_t time;                  /* from 0 */
    int64_t points;                /* 1 .. P */
    int64_t rows, columns;         /* unique ones */
    int64_t new_rows, new_columns; /* of them, those the step before did not have; all at time 0 */
    const stm_piece *pieces;       /* in visiting order */
    int64_t num_pieces;
} stm_step;

/* Walks a plan step by step; one walk per thread. */
typedef struct stm_steps stm_steps;

STM_CHECKED stm_status stm_steps_new(const stm_plan *plan, stm_steps **steps, stm_error *error);
STM_API void stm_steps_free(stm_steps *steps); /* NULL is fine */

/* The next step, or NULL after the last. `*step` is valid until the next call. Fails only where a
 * row of the mask cannot be read, or memory runs out. Cost: that of the step's runs. */
STM_CHECKED stm_status stm_steps_next(stm_steps *steps, const stm_step **step);

#endif
