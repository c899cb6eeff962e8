#include "pattern/list.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/number.h>

#include "base/fail.h"
#include "pattern/arguments.h"

static stm_status read_item(const char *name, const char *at, size_t length, stm__range *range,
                            stm_error *error)
{
    const char *dash = memchr(at, '-', length);
    size_t first = dash == NULL ? length : (size_t)(dash - at);
    stm_status status =
        stm_number_parse(name, at, first, 0, STM_MAX_SIZE, NULL, &range->first, error);
    range->last = range->first;
    if (status != STM_OK || dash == NULL)
        return status;
    status = stm_number_parse(name, dash + 1, length - first - 1, 0, STM_MAX_SIZE, NULL,
                              &range->last, error);
    if (status == STM_OK && range->last < range->first)
        status = stm__fail(error, STM_EINVAL, "%s %.*s: the range must not end before it begins",
                           name, stm__shown(length), at);
    return status;
}

stm_status stm__list_read(const char *name, stm_text text, stm__list **list, stm_error *error)
{
    int64_t num = 1;
    for (size_t k = 0; k < text.length; k++)
        num += text.at[k] == '/';
    stm__list *new = NULL;
    if (list != NULL) {
        new = malloc(sizeof *new + (size_t)num * sizeof *new->ranges);
        if (new == NULL)
            return stm__fail_memory(error, name);
        new->num = num;
    }
    const char *at = text.at, *end = text.at + text.length;
    for (int64_t k = 0; k < num; k++) {
        stm__range range;
        const char *slash = memchr(at, '/', (size_t)(end - at));
        size_t length = (size_t)((slash == NULL ? end : slash) - at);
        stm_status status = read_item(name, at, length, &range, error);
        if (status != STM_OK) {
            free(new);
            return status;
        }
        if (new != NULL)
            new->ranges[k] = range;
        at += length + 1;
    }
    if (list != NULL)
        *list = new;
    return STM_OK;
}

static int compare_first(const void *a, const void *b)
{
    int64_t x = ((const stm__range *)a)->first, y = ((const stm__range *)b)->first;
    return (x > y) - (x < y);
}

stm_status stm__list_read_set(const char *name, stm_text text, int64_t size, stm__list **list,
                              stm_error *error)
{
    stm__list *set;
    if (text.length == 0) {
        set = calloc(1, sizeof *set);
        if (set == NULL)
            return stm__fail_memory(error, name);
        *list = set;
        return STM_OK;
    }
    stm_status status = stm__list_read(name, text, &set, error);
    if (status != STM_OK)
        return status;
    qsort(set->ranges, (size_t)set->num, sizeof *set->ranges, compare_first);
    int64_t num = 0;
    for (int64_t k = 0; k < set->num && set->ranges[k].first < size; k++) {
        stm__range range = set->ranges[k];
        range.last = range.last < size ? range.last : size - 1;
        if (num > 0 && range.first <= set->ranges[num - 1].last + 1) {
            if (range.last > set->ranges[num - 1].last)
                set->ranges[num - 1].last = range.last;
        } else {
            set->ranges[num++] = range;
        }
    }
    set->num = num;
    *list = set;
    return STM_OK;
}

int64_t stm__list_find(const stm__list *set, int64_t index)
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
