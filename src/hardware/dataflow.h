/* Dataflows of systolic arrays: how the two products of attention are folded. */
#ifndef STM__HARDWARE_DATAFLOW_H
#define STM__HARDWARE_DATAFLOW_H

#include <stmask/hardware.h>

/* Operands of a product, as members of stm_words. */
typedef enum stm__operand {
    STM__QUERIES,
    STM__KEYS,
    STM__VALUES,
    STM__SCORES,
    STM__OUTPUTS,
    STM__NUM_OPERANDS
} stm__operand;

/* A product goes by lines of the mask, rows or columns, a block of them at a time, as many as the
 * side of the array that they are laid along. What crosses them is laid along the other side
 * (`blocks`: then a fold is a block of cells, and head_dim streams), or it streams (then head_dim
 * is laid along the other side). A fold takes what streams + fill * R + C - 2 cycles. */
typedef struct stm__product {
    bool by_columns;
    bool on_height; /* lines along the R of the array; else along its C */
    bool blocks;
    int64_t fill;
    stm__operand lines, cross, cells; /* what is of a line, of what crosses it, of both */
} stm__product;

typedef struct stm__dataflow {
    stm_machine_part about;
    stm__product scores, outputs; /* Q*K and P*V */
} stm__dataflow;

const stm__dataflow *stm__dataflow_at(int64_t index);
extern const char *const stm__dataflow_names[]; /* ended by NULL */

#endif
