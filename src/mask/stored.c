/* A rule of stored rows: the runs of every row, and of every column, one after the other. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/fail.h"
#include "mask/cells.h"
#include "mask/mask.h"

/* The lines of one axis: the runs of line k are runs[starts[k]] .. runs[starts[k + 1] - 1]. */
typedef struct lines {
    stm_run *runs;
    int64_t *starts;
} lines;

typedef struct stored_rule {
    stm__rule rule;
    lines rows, columns;
    int64_t nonzeros;
    int32_t num_names; /* values up to num_names - 1 have a name */
    char (*names)[24];
} stored_rule;

/* Runs being made of one line after the other: those that are whole, and the line of each. */
typedef struct run_list {
    stm_run *runs;
    int64_t *line;
    int64_t num, run_capacity, line_capacity;
} run_list;

static bool list_push(run_list *list, int64_t line, stm_run run)
{
    if (!stm__grow(&list->runs, &list->run_capacity, list->num + 1, sizeof *list->runs) ||
        !stm__grow(&list->line, &list->line_capacity, list->num + 1, sizeof *list->line))
        return false;
    list->runs[list->num] = run;
    list->line[list->num++] = line;
    return true;
}

/* Adds a cell to the open run of its line (count 0: none open), or closes that and opens another.
 * Two cells that no third continues are not kept as a pair, unless they are neighbours. */
static bool add_cell(run_list *list, int64_t line, stm_run *open, int64_t cell, int32_t value)
{
    if (open->count > 0 && open->value == value) {
        if (open->count == 1)
            open->step = cell - open->first;
        if (cell - stm_run_last(open) == open->step) {
            open->count++;
            return true;
        }
        if (open->count == 2 && open->step > 1) {
            int64_t second = stm_run_last(open);
            if (!list_push(list, line, (stm_run){open->first, 1, 1, value}))
                return false;
            *open = (stm_run){second, 2, cell - second, value};
            return true;
        }
    }
    if (open->count > 0 && !list_push(list, line, *open))
        return false;
    *open = (stm_run){cell, 1, 1, value};
    return true;
}

/* Puts the runs of a list in the order of their lines; those of one line keep theirs. */
static bool arrange(const run_list *list, int64_t num_lines, lines *out)
{
    out->starts = calloc((size_t)num_lines + 1, sizeof *out->starts);
    out->runs = malloc((size_t)stm__max(list->num, 1) * sizeof *out->runs);
    if (out->starts == NULL || out->runs == NULL)
        return false;
    for (int64_t k = 0; k < list->num; k++)
        out->starts[list->line[k]]++;
    int64_t sum = 0;
    for (int64_t line = 0; line <= num_lines; line++) {
        int64_t here = out->starts[line];
        out->starts[line] = sum;
        sum += here;
    }
    for (int64_t k = 0; k < list->num; k++)
        out->runs[out->starts[list->line[k]]++] = list->runs[k];
    memmove(out->starts + 1, out->starts, (size_t)num_lines * sizeof *out->starts);
    out->starts[0] = 0;
    return true;
}

static stm_status stored_line(const stm__rule *rule, enum stm__axis axis, int64_t index,
                              stm__scratch *scratch, const stm_run **runs, int64_t *num_runs)
{
    (void)scratch;
    const stored_rule *stored = (const stored_rule *)rule;
    const lines *all = axis == STM__ROWS ? &stored->rows : &stored->columns;
    *num_runs = all->starts[index + 1] - all->starts[index];
    *runs = all->runs + all->starts[index];
    return STM_OK;
}

static int32_t stored_sees(const stm__rule *rule, int64_t i, int64_t j)
{
    const stm_run *runs;
    int64_t num_runs;
    stored_line(rule, STM__ROWS, i, NULL, &runs, &num_runs);
    for (int64_t k = 0; k < num_runs; k++)
        if (runs[k].first <= j && j <= stm_run_last(&runs[k]) &&
            (j - runs[k].first) % runs[k].step == 0)
            return runs[k].value;
    return 0;
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

static void stored_free(stm__rule *rule)
{
    stored_rule *stored = (stored_rule *)rule;
    free(stored->rows.runs);
    free(stored->rows.starts);
    free(stored->columns.runs);
    free(stored->columns.starts);
    free(stored->names);
    stm__rule_free(rule);
}

static const stm__rule_class stored_class = {
    .line = stored_line,
    .sees = stored_sees,
    .count = stored_count,
    .value_name = stored_value_name,
    .free = stored_free,
};

/* Names the values that occur, as long as they are few: "No Attention", "Value 1", ... */
static bool name_values(stored_rule *stored, const run_list *rows)
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

static stm_status scan(const stm_dense *dense, run_list *rows, run_list *columns, stm_run *open,
                       int64_t *nonzeros, stm_error *error)
{
    for (int64_t i = 0; i < dense->rows; i++) {
        const char *row = stm__dense_row(dense, i);
        stm_run here = {0, 0, 1, 0};
        for (int64_t j = 0; j < dense->columns; j++) {
            double cell = stm__cell_get(row, dense->dtype, j);
            if (cell == 0)
                continue;
            if (!(cell >= 1 && cell <= INT32_MAX && cell == (double)(int32_t)cell))
                return stm__fail(error, STM_EINVAL,
                                 "cell (%" PRId64 ", %" PRId64
                                 ") is %g: must be a whole number from 0 to 2147483647",
                                 i, j, cell);
            (*nonzeros)++;
            if (!add_cell(rows, i, &here, j, (int32_t)cell) ||
                !add_cell(columns, j, &open[j], i, (int32_t)cell))
                return stm__fail_memory(error, "mask");
        }
        if (here.count > 0 && !list_push(rows, i, here))
            return stm__fail_memory(error, "mask");
    }
    for (int64_t j = 0; j < dense->columns; j++)
        if (open[j].count > 0 && !list_push(columns, j, open[j]))
            return stm__fail_memory(error, "mask");
    return STM_OK;
}

stm_status stm_mask_from_dense(const stm_dense *dense, stm_mask **mask, stm_error *error)
{
    stm_status status = stm__dense_check(dense, error);
    if (status != STM_OK)
        return status;
    if (dense->rows > STM_MAX_SIZE || dense->columns > STM_MAX_SIZE)
        return stm__fail(error, STM_EINVAL,
                         "array of %" PRId64 " x %" PRId64 ": must have at most %" PRId64
                         " rows and columns",
                         dense->rows, dense->columns, STM_MAX_SIZE);
    run_list rows = {0}, columns = {0};
    stored_rule *stored = calloc(1, sizeof *stored);
    stm_run *open = calloc((size_t)dense->columns, sizeof *open);
    if (stored == NULL || open == NULL) {
        status = stm__fail_memory(error, "mask");
        goto done;
    }
    stored->rule.class = &stored_class;
    atomic_init(&stored->rule.references, 1);
    stored->rule.num_queries = dense->rows;
    stored->rule.num_keys = dense->columns;
    stored->rule.size = stm__max(dense->rows, dense->columns);
    status = scan(dense, &rows, &columns, open, &stored->nonzeros, error);
    if (status != STM_OK)
        goto done;
    if (!arrange(&rows, dense->rows, &stored->rows) ||
        !arrange(&columns, dense->columns, &stored->columns) || !name_values(stored, &rows)) {
        status = stm__fail_memory(error, "mask");
        goto done;
    }
    status = stm__mask_of_rule(&stored->rule, mask, error);
    stored = NULL;
done:
    if (stored != NULL)
        stored_free(&stored->rule);
    free(open);
    free(rows.runs);
    free(rows.line);
    free(columns.runs);
    free(columns.line);
    return status;
}
