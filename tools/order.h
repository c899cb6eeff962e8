/* The option --order, which the programs that make plans share. */
#ifndef STMASK_TOOLS_ORDER_H
#define STMASK_TOOLS_ORDER_H

#include <stmask/stmask.h>

#include "run.h"

/* none, previous, lru, opt: as stm_objective has them. */
extern const char *const order_objectives[];
stm_objective order_objective(int64_t choice);

/* How `auto` searches; zero but for these: as it does by itself. */
typedef struct order_search {
    int64_t buffer; /* 0: none */
    stm_objective objective;
    int64_t trials, seed, seconds; /* of stm_choose_options */
} order_search;

/* Reads the order of an option's text into the options of a plan of `mask`, whose P and R are set,
 * and into `arguments`, which they point to from then on.
 * `auto` searches, and says on standard error what it chose and tried; it needs a buffer, unless
 * the objective is none or previous. */
stm_status order_parse(call *c, const char *text, const stm_mask *mask, const order_search *how,
                       stm_plan_options *options, stm_arguments *arguments);

/* Reads an order that is not `auto`. What is wrong with it is marked in the call. */
stm_status order_check(call *c, const char *text, const stm_order **order,
                       stm_arguments *arguments);

/* An order in a file name: "tile-8-8". */
void order_file_name(const stm_plan_options *options, char *name, size_t capacity);

#endif
