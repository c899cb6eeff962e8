/* Reads lists of whole numbers item by item, and makes sorted sets of ranges of them. */
#include "parameter/list.h"

#include <stdlib.h>
#include <string.h>

#include <stmask/number.h>

#include "base/fail.h"
#include "parameter/text_slice.h"

static stm_status read_item(const char *name, stm_text text, int64_t minimum, int64_t maximum,
                            stm__range *range, stm_error *error)
{
    const char *dash = memchr(text.at, '-', text.length);
    size_t first = dash == NULL ? text.length : (size_t)(dash - text.at);
    stm_status status =
        stm_number_parse(name, text.at, first, minimum, maximum, NULL, &range->first, error);
    range->last = range->first;
    if (status != STM_OK || dash == NULL)
        return status;
    status = stm_number_parse(name, dash + 1, text.length - first - 1, minimum, maximum, NULL,
                              &range->last, error);
    if (status == STM_OK && range->last < range->first)
        status = stm__fail(error, STM_EINVAL, "%s %.*s: the range must not end before it begins",
                           name, stm__shown(text), text.at);
    return status;
}

static stm_list *list_new(int64_t num)
{
    stm_list *new = malloc(sizeof *new + (size_t)num * sizeof *new->ranges);
    if (new != NULL)
        new->num = num;
    return new;
}

stm_status stm__list_read(const char *name, stm_text text, int64_t minimum, int64_t maximum,
                          stm_list **list, stm_error *error)
{
    int64_t num = 1;
    for (size_t k = 0; k < text.length; k++)
        num += text.at[k] == '/';
    stm_list *new = list_new(num);
    if (new == NULL)
        return stm__fail_memory(error, name);
    const char *at = text.at, *end = text.at + text.length;
    for (int64_t k = 0; k < num; k++) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        stm_text item = {at, (size_t)((slash == NULL ? end : slash) - at)};
        stm_status status = read_item(name, item, minimum, maximum, &new->ranges[k], error);
        if (status != STM_OK) {
            free(new);
            return status;
        }
        at += item.length + 1;
    }
    *list = new;
    return STM_OK;
}

static int compare_first(const void *a, const void *b)
{
    int64_t x = ((const stm__range *)a)->first, y = ((const stm__range *)b)->first;
    return (x > y) - (x < y);
}

stm_status stm__list_set(const char *name, const stm_list *list, int64_t size, stm_list **set,
                         stm_error *error)
{
    int64_t num = list == NULL ? 0 : list->num, kept = 0;
    stm_list *new = list_new(num);
    if (new == NULL)
        return stm__fail_memory(error, name);
    if (num > 0) {
        memcpy(new->ranges, list->ranges, (size_t)num * sizeof *new->ranges);
        qsort(new->ranges, (size_t)num, sizeof *new->ranges, compare_first);
    }
    for (int64_t k = 0; k < num && new->ranges[k].first < size; k++) {
        stm__range range = new->ranges[k];
        range.last = range.last < size ? range.last : size - 1;
        if (kept > 0 && range.first <= new->ranges[kept - 1].last + 1) {
            if (range.last > new->ranges[kept - 1].last)
                new->ranges[kept - 1].last = range.last;
        } else {
            new->ranges[kept++] = range;
        }
    }
    new->num = kept;
    *set = new;
    return STM_OK;
}

int64_t stm__list_find(const stm_list *set, int64_t index)
{
    int64_t low = 0, high = set->num;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (set->ranges[middle].last < index)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
