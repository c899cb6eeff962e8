/* Cells in any order: sorted, by counting where they come column by column, added up where one
 * comes again, and joined into runs. */
#include <stdlib.h>
#include <string.h>

#include <inttypes.h>

#include "base/fail.h"
#include "base/grow.h"
#include "io/import.h"

bool stm__cell_list_push(stm__cell_list *cells, int64_t i, int64_t j, double value)
{
    if (!stm__grow(&cells->items, &cells->capacity, cells->num + 1, sizeof *cells->items))
        return false;
    cells->items[cells->num++] = (stm__cell){(uint32_t)i, (uint32_t)j, value};
    return true;
}

static int by_row(const void *a, const void *b)
{
    const stm__cell *x = a, *y = b;
    if (x->i != y->i)
        return x->i < y->i ? -1 : 1;
    return (x->j > y->j) - (x->j < y->j);
}

static int by_column(const void *a, const void *b)
{
    const stm__cell *x = a, *y = b;
    if (x->j != y->j)
        return x->j < y->j ? -1 : 1;
    return (x->i > y->i) - (x->i < y->i);
}

static bool are_sorted(const stm__cell_list *cells, int (*compare)(const void *, const void *))
{
    for (int64_t k = 1; k < cells->num; k++)
        if (compare(&cells->items[k - 1], &cells->items[k]) > 0)
            return false;
    return true;
}

/* Cells that come column by column go row by row, each row's in the order that they have; false
 * where there is no memory for that, and nothing has changed. */
static bool turn(stm__cell_list *cells, int64_t rows)
{
    stm__cell *turned = malloc((size_t)cells->num * sizeof *turned);
    int64_t *starts = calloc((size_t)rows + 1, sizeof *starts);
    bool good = turned != NULL && starts != NULL;
    if (good) {
        for (int64_t k = 0; k < cells->num; k++)
            starts[cells->items[k].i + 1]++;
        for (int64_t i = 0; i < rows; i++)
            starts[i + 1] += starts[i];
        for (int64_t k = 0; k < cells->num; k++)
            turned[starts[cells->items[k].i]++] = cells->items[k];
        free(cells->items);
        cells->items = turned;
        cells->capacity = cells->num;
    } else {
        free(turned);
    }
    free(starts);
    return good;
}

static void sort(stm__cell_list *cells, int64_t rows)
{
    if (cells->num < 2 || are_sorted(cells, by_row))
        return;
    if (rows > 4 * cells->num || !are_sorted(cells, by_column) || !turn(cells, rows))
        qsort(cells->items, (size_t)cells->num, sizeof *cells->items, by_row);
}

/* What stands for a sum in the mask. */
static int32_t value_of(stm__import *import, const stm__cell_list *cells, double sum)
{
    if (!cells->whole || sum == 0)
        return sum != 0;
    return stm__import_integer(import, sum > 0 && sum < STM_NUM_VALUES ? (int64_t)sum : -1);
}

static stm_status build(stm__import *import, const stm__cell_list *cells, stm_builder *builder,
                        stm_error *error)
{
    stm_status status = STM_OK;
    for (int64_t k = 0; k < cells->num && status == STM_OK;) {
        const stm__cell *c = &cells->items[k];
        double sum = 0;
        int64_t first = k;
        for (; k < cells->num && cells->items[k].i == c->i && cells->items[k].j == c->j; k++)
            sum += cells->items[k].value;
        int32_t value = value_of(import, cells, sum);
        if (cells->once && k > first + 1)
            status = stm__import_fail(import, error,
                                      "cell (%" PRIu32 ", %" PRIu32 ") is there twice", c->i, c->j);
        else if (value != 0)
            status = stm_builder_cell(builder, c->i, c->j, value, error);
    }
    return status;
}

stm_status stm__cell_list_finish(stm__import *import, stm__cell_list *cells, int64_t rows,
                                 int64_t columns, stm_error *error)
{
    stm_builder *builder = NULL;
    sort(cells, rows);
    stm_status status = stm__import_begin(import, rows, columns, &builder, error);
    if (status == STM_OK)
        status = build(import, cells, builder, error);
    free(cells->items);
    *cells = (stm__cell_list){0};
    if (status == STM_OK)
        status = stm__import_finish(import, builder, error);
    stm_builder_free(builder);
    return status;
}
