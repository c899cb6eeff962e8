/* What the files of orders share. */
#ifndef STM__PLAN_ORDERS_H
#define STM__PLAN_ORDERS_H

#include "parameter/table.h"
#include "plan/stream.h"

#define STM__ORDER(name) extern const stm_order stm__order_##name;
#include "plan/orders.def"
#undef STM__ORDER

#define STM__ORDER_SIDE(text, value, words)                                                        \
    STM__PARAMETER_INTEGER(text, value, 1, STM_MAX_SIZE, words)

#endif
