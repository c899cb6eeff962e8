/* A rule of stored rows: the runs of every row, and of every column, one after the other. */
#include "mask/stored.h"

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "mask/mask.h"

typedef struct stored_rule {
    stm__rule rule;
    stm__lines rows, columns; /* columns.runs is NULL where there are too many cells */
    int64_t nonzeros;
    int32_t num_names; /* values up to num_names - 1 have a name */
    char (*names)[24];
} stored_rule;

#define MOST_CELLS (INT64_C(1) << 27) /* whose columns are stored, too */

/* Runs of a line do not interleave, so that the last one not to begin after a cell has it. */
static int32_t stored_sees(const stm__rule *rule, int64_t i, int64_t j)
{
    const stored_rule *stored = (const stored_rule *)rule;
    int64_t low = stored->rows.starts[i], high = stored->rows.starts[i + 1];
    const stm_run *runs = stored->rows.runs, *run;
    if (low == high || runs[low].first > j)
        return 0;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (runs[middle].first <= j)
            low = middle;
        else
            high = middle;
    }
    run = &runs[low];
    return j <= stm_run_last(run) && (j - run->first) % run->step == 0 ? run->value : 0;
}

/* A column that is not stored: neighbours of one value. */
static stm_status find_column(const stm__rule *rule, int64_t j, stm__runs *runs)
{
    runs->num = 0;
    for (int64_t i = 0; i < rule->num_queries; i++) {
        int32_t value = stored_sees(rule, i, j);
        stm_run *last = runs->num > 0 ? &runs->runs[runs->num - 1] : NULL;
        if (value == 0)
            continue;
        if (last != NULL && last->value == value && stm_run_last(last) == i - 1)
            last->count++;
        else if (!stm__runs_push(runs, i, 1, 1, value))
            return STM_ENOMEM;
    }
    return STM_OK;
}

static stm_status stored_line(const stm__rule *rule, stm__axis axis, int64_t index,
                              stm__scratch *scratch, const stm_run **runs, int64_t *num_runs)
{
    const stored_rule *stored = (const stored_rule *)rule;
    const stm__lines *all = axis == STM__ROWS ? &stored->rows : &stored->columns;
    if (all->runs == NULL) {
        stm_status status = find_column(rule, index, &scratch->runs);
        *runs = scratch->runs.runs;
        *num_runs = scratch->runs.num;
        return status;
    }
    *num_runs = all->starts[index + 1] - all->starts[index];
    *runs = all->runs + all->starts[index];
    return STM_OK;
}

static int64_t stored_count(const stm__rule *rule)
{
    return ((const stored_rule *)rule)->nonzeros;
}

static const char *stored_value_name(const stm__rule *rule, int32_t value)
{
    const stored_rule *stored = (const stored_rule *)rule;
    if (value < 0 || value >= stored->num_names || stored->names[value][0] == '\0')
        return NULL;
    return stored->names[value];
}

static void stored_clear(stm__rule *rule)
{
    stored_rule *stored = (stored_rule *)rule;
    stm__run_lines_free(&stored->rows);
    stm__run_lines_free(&stored->columns);
    free(stored->names);
}

static const stm__rule_class stored_class = {
    .line = stored_line,
    .sees = stored_sees,
    .count = stored_count,
    .value_name = stored_value_name,
    .clear = stored_clear,
};

/* Names the values that occur, as long as they are few: "No Attention", "Value 1", ... */
static bool name_values(stored_rule *stored, const stm__run_list *rows)
{
    stored->num_names = STM_NUM_VALUES;
    stored->names = calloc(STM_NUM_VALUES, sizeof *stored->names);
    if (stored->names == NULL)
        return false;
    memcpy(stored->names[0], "No Attention", sizeof "No Attention");
    for (int64_t k = 0; k < rows->num; k++) {
        int32_t value = rows->runs[k].value;
        if (value < STM_NUM_VALUES)
            memcpy(stored->names[value],
                   (char[]){'V', 'a', 'l', 'u', 'e', ' ', (char)('0' + value), 0}, 8);
    }
    return true;
}

/* The columns of the rows' cells; false where memory ran out. */
static bool add_columns(const stm__run_list *rows, int64_t num_columns, stm__lines *columns)
{
    stm__run_list list = {0};
    stm_run *open = calloc((size_t)num_columns, sizeof *open);
    bool good = open != NULL;
    for (int64_t k = 0; good && k < rows->num; k++) {
        const stm_run *run = &rows->runs[k];
        for (int64_t c = 0; good && c < run->count; c++) {
            int64_t j = run->first + c * run->step;
            good = stm__run_list_cell(&list, j, &open[j], rows->line[k], run->value);
        }
    }
    for (int64_t j = 0; good && j < num_columns; j++)
        if (open[j].count > 0)
            good = stm__run_list_push(&list, j, open[j]);
    good = good && stm__run_list_arrange(&list, num_columns, columns);
    stm__run_list_free(&list);
    free(open);
    return good;
}

stm_status stm__stored_new(const stm__run_list *rows, int64_t num_rows, int64_t num_columns,
                           stm_mask **mask, stm_error *error)
{
    stored_rule *stored =
        stm__rule_new(sizeof *stored, &stored_class, num_rows, num_columns, error);
    if (stored == NULL)
        return STM_ENOMEM;
    for (int64_t k = 0; k < rows->num; k++)
        stored->nonzeros += rows->runs[k].count;
    bool few = stored->nonzeros <= MOST_CELLS && num_columns <= MOST_CELLS;
    if (!stm__run_list_arrange(rows, num_rows, &stored->rows) || !name_values(stored, rows) ||
        (few && !add_columns(rows, num_columns, &stored->columns))) {
        stm__rule_release(&stored->rule);
        return stm__fail_memory(error, "mask");
    }
    return stm__mask_of_rule(&stored->rule, NULL, mask, error);
}
