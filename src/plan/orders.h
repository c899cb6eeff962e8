/* What an order is besides what users see of it, and what the files of orders share. */
#ifndef STM__PLAN_ORDERS_H
#define STM__PLAN_ORDERS_H

#include <stmask/plan.h>

#include "parameter/table.h"

struct stm__stream_class;

/* A tile: so many lines, and so many cells across them. */
typedef struct stm__tile {
    int64_t height, width;
} stm__tile;

/* Line by line: a tile of one line, as wide as can be. */
static inline stm__tile stm__tile_of_a_line(const stm_arguments *arguments)
{
    (void)arguments;
    return (stm__tile){1, STM_MAX_SIZE};
}

/* An order: its descriptor begins with what users see. The stream looks at the rest for how it
 * goes, and at no order's name or parameters. */
typedef struct stm__order_class {
    stm_order about;
    const struct stm__stream_class *stream;
    /* Checks what bounds alone do not say of the arguments, and fills in those that follow from
     * others; NULL: nothing of the kind. */
    stm_status (*settle)(const stm_mask *mask, stm_arguments *arguments, stm_error *error);
    /* What its arguments make of the stream's tiles: of all points, or of those far from the
     * diagonal where those near it have tiles of their own. NULL where the stream has none. */
    stm__tile (*tile)(const stm_arguments *arguments);
    stm__tile (*near_tile)(const stm_arguments *arguments);
    bool turned; /* the quarters of a square are turned, as Hilbert's are; else all lie alike */
} stm__order_class;

static inline const stm__order_class *stm__order_class_of(const stm_order *order)
{
    return (const stm__order_class *)(const void *)order;
}

#define STM__ORDER(name) extern const stm__order_class stm__order_##name;
#include "plan/orders.def"
#undef STM__ORDER

#define STM__ORDER_SIDE(text, value, words)                                                        \
    STM__PARAMETER_INTEGER(text, value, 1, STM_MAX_SIZE, words)

#endif
