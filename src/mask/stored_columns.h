/* The columns of stored rows. */
#ifndef STM__MASK_STORED_COLUMNS_H
#define STM__MASK_STORED_COLUMNS_H

#include "base/runs.h"
#include "mask/run_list.h"

/* Either runs, or, where hardly any cell has a neighbour, the row and the value of every cell. */
typedef struct stm__columns {
    stm__lines runs; /* runs.runs NULL: */
    int64_t *starts; /* the cells of column j are starts[j] .. starts[j + 1] - 1 */
    uint32_t *rows;
    int32_t *values; /* NULL: all are `value` */
    int32_t value;
    int64_t most; /* runs, or cells, of a column */
} stm__columns;

/* Makes them of rows with that many cells in all; false where memory ran out. */
bool stm__columns_make(const stm__lines *rows, int64_t num_rows, int64_t num_columns,
                       int64_t nonzeros, stm__columns *columns);
void stm__columns_free(stm__columns *columns);

/* The runs of a column, in `out`, which has room for `most` of them. */
void stm__columns_line(const stm__columns *columns, int64_t column, stm__runs *out);

#endif
