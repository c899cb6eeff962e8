/* What the files of orders share. */
#ifndef STM__PLAN_ORDERS_H
#define STM__PLAN_ORDERS_H

#include "plan/stream.h"

#define STM__ORDER(name) extern const stm_order stm__order_##name;
#include "plan/orders.def"
#undef STM__ORDER

#define STM__ORDER_SIDE(text, value, words)                                                        \
    {                                                                                              \
        .name = text, .type = STM_PARAMETER_INTEGER, .default_value = value, .minimum = 1,         \
        .maximum = STM_MAX_SIZE, .help = words                                                     \
    }

#endif
