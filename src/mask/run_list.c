/* Gathers runs of many lines in the order they come, and sorts them by line in one counting pass.
 */
#include "mask/run_list.h"

#include <stdlib.h>

#include "base/grow.h"

bool stm__run_list_push(stm__run_list *list, int64_t line, stm_run run)
{
    if (!stm__grow(&list->runs, &list->run_capacity, list->num + 1, sizeof *list->runs) ||
        !stm__grow(&list->line, &list->line_capacity, list->num + 1, sizeof *list->line))
        return false;
    list->runs[list->num] = run;
    list->line[list->num++] = line;
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

bool stm__run_list_arrange(const stm__run_list *list, int64_t num_lines, stm__lines *out)
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

void stm__run_list_free(stm__run_list *list)
{
    free(list->runs);
    free(list->line);
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
