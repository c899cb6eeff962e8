/* The names of a set, sorted once and found by halving. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "spec/set.h"

static int by_name(const void *a, const void *b)
{
    const stm__set_name *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

/* The first line whose name an earlier one has, and that one; false where there is none. */
static bool find_twice(const stm_set *set, int32_t *line, int32_t *earlier)
{
    bool found = false;
    for (int64_t k = 1, first = 0; k < set->num_names; k++) {
        if (strcmp(set->names[k].name, set->names[first].name) != 0) {
            first = k;
        } else if (k == first + 1 && (!found || set->names[k].line < *line)) {
            *line = set->names[k].line;
            *earlier = set->names[first].line;
            found = true;
        }
    }
    return found;
}

stm_status stm__set_sort_names(stm_set *set, stm_error *error)
{
    int32_t line = 0, earlier = 0;
    set->names = malloc((size_t)(set->num + 1) * sizeof *set->names);
    if (set->names == NULL)
        return stm__fail_memory(error, "set");
    for (int64_t k = 0; k < set->num; k++)
        if (set->lines[k].name != NULL)
            set->names[set->num_names++] = (stm__set_name){set->lines[k].name, (int32_t)k};
    qsort(set->names, (size_t)set->num_names, sizeof *set->names, by_name);
    if (!find_twice(set, &line, &earlier))
        return STM_OK;
    return stm__fail(
        error, STM_EINVAL, "%.200s line %" PRId64 ": '%.60s': is the name of line %" PRId64 " too",
        set->path, set->lines[line].number, set->lines[line].name, set->lines[earlier].number);
}

/* As strcmp, of a text that has no NUL at its end. */
static int compare(stm_text text, const char *name)
{
    int order = strncmp(text.at, name, text.length);
    return order != 0 ? order : name[text.length] == '\0' ? 0 : -1;
}

int64_t stm__set_find_name(const stm_set *set, stm_text name)
{
    int64_t low = 0, high = set->num_names;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        int order = compare(name, set->names[middle].name);
        if (order == 0)
            return set->names[middle].line;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return -1;
}
