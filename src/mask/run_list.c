/* Gathers runs of many lines in the order they come, and sorts them by line in one counting pass,
 * where they are not sorted yet. */
#include "mask/run_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

bool stm__run_list_push(stm__run_list *list, int64_t line, stm_run run)
{
    if (!stm__grow(&list->items, &list->capacity, list->num + 1, sizeof *list->items))
        return false;
    list->items[list->num++] = (stm__listed_run){
        {(uint32_t)run.first, (uint32_t)run.count, (uint32_t)run.step, run.value}, (uint32_t)line};
    return true;
}

bool stm__run_list_cell(stm__run_list *list, int64_t line, stm_run *open, int64_t cell,
                        int32_t value)
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
            if (!stm__run_list_push(list, line, (stm_run){open->first, 1, 1, value}))
                return false;
            *open = (stm_run){second, 2, cell - second, value};
            return true;
        }
    }
    if (open->count > 0 && !stm__run_list_push(list, line, *open))
        return false;
    *open = (stm_run){cell, 1, 1, value};
    return true;
}

/* Where the runs of each line begin; `*sorted` is whether lines ascend. */
static int64_t *count_lines(const stm__run_list *list, int64_t num_lines, bool *sorted)
{
    int64_t *starts = calloc((size_t)num_lines + 1, sizeof *starts);
    *sorted = true;
    if (starts == NULL)
        return NULL;
    for (int64_t k = 0; k < list->num; k++) {
        starts[list->items[k].line]++;
        *sorted = *sorted && (k == 0 || list->items[k - 1].line <= list->items[k].line);
    }
    int64_t sum = 0;
    for (int64_t line = 0; line <= num_lines; line++) {
        int64_t here = starts[line];
        starts[line] = sum;
        sum += here;
    }
    return starts;
}

/* The runs of a list whose lines ascend, moved to the beginning of its own memory. */
static stm__short_run *take_runs(stm__run_list *list)
{
    stm__short_run *runs = (stm__short_run *)(void *)list->items;
    for (int64_t k = 0; k < list->num; k++) {
        stm__short_run run = list->items[k].run;
        memcpy(&runs[k], &run, sizeof run);
    }
    stm__short_run *smaller = realloc(runs, (size_t)stm__max(list->num, 1) * sizeof *runs);
    return smaller == NULL ? runs : smaller;
}

static bool sort_runs(const stm__run_list *list, int64_t num_lines, stm__lines *out)
{
    out->runs = malloc((size_t)stm__max(list->num, 1) * sizeof *out->runs);
    if (out->runs == NULL)
        return false;
    for (int64_t k = 0; k < list->num; k++)
        out->runs[out->starts[list->items[k].line]++] = list->items[k].run;
    memmove(out->starts + 1, out->starts, (size_t)num_lines * sizeof *out->starts);
    out->starts[0] = 0;
    return true;
}

bool stm__run_list_arrange(stm__run_list *list, int64_t num_lines, stm__lines *out)
{
    bool sorted, good = true;
    out->starts = count_lines(list, num_lines, &sorted);
    if (out->starts == NULL) {
        good = false;
    } else if (sorted && list->items != NULL) {
        out->runs = take_runs(list);
        *list = (stm__run_list){0};
    } else {
        good = sort_runs(list, num_lines, out);
    }
    stm__run_list_free(list);
    return good;
}

void stm__run_list_free(stm__run_list *list)
{
    free(list->items);
    *list = (stm__run_list){0};
}

void stm__run_lines_free(stm__lines *lines)
{
    free(lines->runs);
    free(lines->starts);
}

int64_t stm__run_lines_most(const stm__lines *lines, int64_t num_lines)
{
    int64_t most = 0;
    for (int64_t k = 0; k < num_lines; k++)
        most = stm__max(most, lines->starts[k + 1] - lines->starts[k]);
    return most;
}
