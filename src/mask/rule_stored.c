/* A rule of stored rows: the runs of every row, one after the other, and the columns beside them.
 */
#include "mask/stored.h"

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "mask/mask.h"
#include "mask/stored_columns.h"

typedef struct stored_rule {
    stm__rule rule;
    stm__lines rows;
    bool has_columns; /* false where there are too many cells */
    stm__columns columns;
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
    const stm__short_run *runs = stored->rows.runs;
    if (low == high || runs[low].first > j)
        return 0;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (runs[middle].first <= j)
            low = middle;
        else
            high = middle;
    }
    stm_run run = stm__long_run(&runs[low]);
    return j <= stm_run_last(&run) && (j - run.first) % run.step == 0 ? run.value : 0;
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
    stm__runs *out = &scratch->runs;
    stm_status status = STM_OK;
    if (axis == STM__ROWS) {
        out->num = 0;
        for (int64_t k = stored->rows.starts[index]; k < stored->rows.starts[index + 1]; k++)
            out->runs[out->num++] = stm__long_run(&stored->rows.runs[k]);
    } else if (stored->has_columns) {
        stm__columns_line(&stored->columns, index, out);
    } else {
        status = find_column(rule, index, out);
    }
    *runs = out->runs;
    *num_runs = out->num;
    return status;
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
    stm__columns_free(&stored->columns);
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
static bool name_values(stored_rule *stored, int64_t num_runs)
{
    stored->num_names = STM_NUM_VALUES;
    stored->names = calloc(STM_NUM_VALUES, sizeof *stored->names);
    if (stored->names == NULL)
        return false;
    memcpy(stored->names[0], "No Attention", sizeof "No Attention");
    for (int64_t k = 0; k < num_runs; k++) {
        int32_t value = stored->rows.runs[k].value;
        if (value < STM_NUM_VALUES)
            memcpy(stored->names[value],
                   (char[]){'V', 'a', 'l', 'u', 'e', ' ', (char)('0' + value), 0}, 8);
    }
    return true;
}

stm_status stm__stored_new(stm__run_list *rows, int64_t num_rows, int64_t num_columns,
                           stm_mask **mask, stm_error *error)
{
    stored_rule *stored =
        stm__rule_new(sizeof *stored, &stored_class, num_rows, num_columns, error);
    if (stored == NULL) {
        stm__run_list_free(rows);
        return STM_ENOMEM;
    }
    int64_t num_runs = rows->num;
    bool good =
        stm__run_list_arrange(rows, num_rows, &stored->rows) && name_values(stored, num_runs);
    for (int64_t k = 0; k < num_runs && good; k++)
        stored->nonzeros += stored->rows.runs[k].count;
    stored->has_columns = stored->nonzeros <= MOST_CELLS && num_columns <= MOST_CELLS;
    if (good && stored->has_columns)
        good = stm__columns_make(&stored->rows, num_rows, num_columns, stored->nonzeros,
                                 &stored->columns);
    if (!good) {
        stm__rule_release(&stored->rule);
        return stm__fail_memory(error, "mask");
    }
    stored->rule.room =
        stm__max(stm__run_lines_most(&stored->rows, num_rows), stored->columns.most);
    return stm__mask_of_rule(&stored->rule, NULL, mask, error);
}
