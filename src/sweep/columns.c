/* The table of the columns of results. */
#include "sweep/columns.h"

#define INTEGER false
#define REAL true
#define BOTH ""
#define PLAN "plan"
#define SIMULATION "simulation"

static const stm_sweep_column all[] = {
#define STM__COLUMN(id, type, name, unit, kind, help) {name, unit, help, kind, type},
#include "sweep/columns.def"
#undef STM__COLUMN
};

const stm_sweep_column *stm_sweep_columns(size_t *num)
{
    _Static_assert(STM__NUM_COLUMNS <= STM_SWEEP_MAX_COLUMNS, "a bit a column");
    *num = STM__NUM_COLUMNS;
    return all;
}
