/* The columns of stored rows, in whichever form is smaller: runs that are put together cell by
 * cell, or cells, which a counting sort brings into the order of columns. */
#include "mask/stored_columns.h"

#include <stdlib.h>

#include "base/arithmetic.h"

/* The runs of all columns; false where memory ran out. */
static bool make_runs(const stm__lines *rows, int64_t num_rows, int64_t num_columns,
                      stm__columns *columns)
{
    stm__run_list list = {0};
    stm_run *open = calloc((size_t)num_columns, sizeof *open);
    bool good = open != NULL;
    for (int64_t i = 0; i < num_rows && good; i++)
        for (int64_t k = rows->starts[i]; k < rows->starts[i + 1] && good; k++) {
            stm_run run = stm__long_run(&rows->runs[k]);
            for (int64_t c = 0; good && c < run.count; c++) {
                int64_t j = run.first + c * run.step;
                good = stm__run_list_cell(&list, j, &open[j], i, run.value);
            }
        }
    for (int64_t j = 0; good && j < num_columns; j++)
        if (open[j].count > 0)
            good = stm__run_list_push(&list, j, open[j]);
    free(open);
    good = good && stm__run_list_arrange(&list, num_columns, &columns->runs);
    stm__run_list_free(&list);
    if (good)
        columns->most = stm__run_lines_most(&columns->runs, num_columns);
    return good;
}

static bool have_one_value(const stm__lines *rows, int64_t num_runs)
{
    for (int64_t k = 1; k < num_runs; k++)
        if (rows->runs[k].value != rows->runs[0].value)
            return false;
    return true;
}

/* The cells of all columns, which are counted first. */
static bool make_cells(const stm__lines *rows, int64_t num_rows, int64_t num_columns,
                       int64_t nonzeros, stm__columns *columns)
{
    int64_t num_runs = rows->starts[num_rows];
    bool one = have_one_value(rows, num_runs);
    columns->value = num_runs == 0 ? 0 : rows->runs[0].value;
    columns->starts = calloc((size_t)num_columns + 1, sizeof *columns->starts);
    columns->rows = malloc((size_t)stm__max(nonzeros, 1) * sizeof *columns->rows);
    if (!one)
        columns->values = malloc((size_t)nonzeros * sizeof *columns->values);
    if (columns->starts == NULL || columns->rows == NULL || (!one && columns->values == NULL))
        return false;
    for (int64_t k = 0; k < num_runs; k++)
        for (int64_t c = 0, j = rows->runs[k].first; c < rows->runs[k].count;
             c++, j += rows->runs[k].step)
            columns->starts[j]++;
    int64_t sum = 0;
    for (int64_t j = 0; j <= num_columns; j++) {
        int64_t here = columns->starts[j];
        columns->most = stm__max(columns->most, here);
        columns->starts[j] = sum;
        sum += here;
    }
    for (int64_t i = 0; i < num_rows; i++)
        for (int64_t k = rows->starts[i]; k < rows->starts[i + 1]; k++)
            for (int64_t c = 0, j = rows->runs[k].first; c < rows->runs[k].count;
                 c++, j += rows->runs[k].step) {
                int64_t at = columns->starts[j]++;
                columns->rows[at] = (uint32_t)i;
                if (!one)
                    columns->values[at] = rows->runs[k].value;
            }
    for (int64_t j = num_columns; j > 0; j--)
        columns->starts[j] = columns->starts[j - 1];
    columns->starts[0] = 0;
    return true;
}

bool stm__columns_make(const stm__lines *rows, int64_t num_rows, int64_t num_columns,
                       int64_t nonzeros, stm__columns *columns)
{
    *columns = (stm__columns){.value = 0};
    /* Where rows have few runs for their cells, so have columns, mostly. */
    bool scattered = nonzeros <= 2 * rows->starts[num_rows];
    return scattered ? make_cells(rows, num_rows, num_columns, nonzeros, columns)
                     : make_runs(rows, num_rows, num_columns, columns);
}

void stm__columns_free(stm__columns *columns)
{
    stm__run_lines_free(&columns->runs);
    free(columns->starts);
    free(columns->rows);
    free(columns->values);
}

void stm__columns_line(const stm__columns *columns, int64_t column, stm__runs *out)
{
    out->num = 0;
    if (columns->runs.runs != NULL) {
        for (int64_t k = columns->runs.starts[column]; k < columns->runs.starts[column + 1]; k++)
            out->runs[out->num++] = stm__long_run(&columns->runs.runs[k]);
        return;
    }
    for (int64_t k = columns->starts[column]; k < columns->starts[column + 1]; k++) {
        int32_t value = columns->values == NULL ? columns->value : columns->values[k];
        stm_run *last = out->num == 0 ? NULL : &out->runs[out->num - 1];
        if (last != NULL && last->value == value && stm_run_last(last) + 1 == columns->rows[k])
            last->count++;
        else
            out->runs[out->num++] = (stm_run){columns->rows[k], 1, 1, value};
    }
}
