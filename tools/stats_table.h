/* Statistics of several masks, or of the layers of a set, as one table. */
#ifndef STMASK_TOOLS_STATS_TABLE_H
#define STMASK_TOOLS_STATS_TABLE_H

#include "heads.h"

typedef enum stats_form { STATS_TEXT, STATS_CSV, STATS_JSON } stats_form;

/* What a call of attention has, for its FLOPs. */
typedef struct stats_call {
    int64_t head_dim;
    int64_t repeat; /* heads that share a mask which is no set's */
} stats_call;

/* Measures what the operands of the call name, a row for each spec and for each layer of each set,
 * and prints them on standard output. */
stm_status stats_table(call *c, const stats_call *attention, stats_form form);

#endif
