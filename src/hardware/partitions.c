/* The list of partitions. */
#include <stddef.h>

#include "hardware/partition.h"

#define STM__PARTITION(name) extern const stm__partition stm__partition_##name;
#include "hardware/partitions.def"
#undef STM__PARTITION

static const stm__partition *const classes[] = {
#define STM__PARTITION(name) &stm__partition_##name,
#include "hardware/partitions.def"
#undef STM__PARTITION
};

static const stm_machine_part *const parts[] = {
#define STM__PARTITION(name) &stm__partition_##name.about,
#include "hardware/partitions.def"
#undef STM__PARTITION
};

const char *const stm__partition_names[] = {
#define STM__PARTITION(name) #name,
#include "hardware/partitions.def"
#undef STM__PARTITION
    NULL};

const stm_machine_part *const *stm_partition_list(size_t *num)
{
    *num = sizeof parts / sizeof *parts;
    return parts;
}

const stm__partition *stm__partition_at(int64_t index)
{
    return classes[index];
}
