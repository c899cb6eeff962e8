/* The list of dataflows. */
#include <stddef.h>

#include "hardware/dataflow.h"

#define STM__DATAFLOW(name) extern const stm__dataflow stm__dataflow_##name;
#include "hardware/dataflows.def"
#undef STM__DATAFLOW

static const stm__dataflow *const classes[] = {
#define STM__DATAFLOW(name) &stm__dataflow_##name,
#include "hardware/dataflows.def"
#undef STM__DATAFLOW
};

static const stm_machine_part *const parts[] = {
#define STM__DATAFLOW(name) &stm__dataflow_##name.about,
#include "hardware/dataflows.def"
#undef STM__DATAFLOW
};

const char *const stm__dataflow_names[] = {
#define STM__DATAFLOW(name) #name,
#include "hardware/dataflows.def"
#undef STM__DATAFLOW
    NULL};

const stm_machine_part *const *stm_dataflow_list(size_t *num)
{
    *num = sizeof parts / sizeof *parts;
    return parts;
}

const stm__dataflow *stm__dataflow_at(int64_t index)
{
    return classes[index];
}
