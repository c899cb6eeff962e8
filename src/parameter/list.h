/* Lists of whole numbers as texts write them: `0/5/8-11`. */
#ifndef STM__PARAMETER_LIST_H
#define STM__PARAMETER_LIST_H

#include <stdbool.h>

#include <stmask/parameter.h>
#include <stmask/status.h>

typedef struct stm__range {
    int64_t first, last;
} stm__range;

struct stm_list {
    int64_t num;
    stm__range ranges[];
};

/* Reads numbers and ranges, `/` between them, each from `minimum` to `maximum`. STM_EINVAL begins
 * with `name`. Free the list with free. */
stm_status stm__list_read(const char *name, stm_text text, int64_t minimum, int64_t maximum,
                          stm_list **list, stm_error *error);

/* What a list (NULL: an empty one) has within 0 .. size - 1, as a set: sorted, joined where ranges
 * touch, and cut there. O(n log n). STM_ENOMEM names `name`. Free it with free. */
stm_status stm__list_set(const char *name, const stm_list *list, int64_t size, stm_list **set,
                         stm_error *error);

/* The first range of a set that ends at `index` or later; num where there is none. O(log). */
int64_t stm__list_find(const stm_list *set, int64_t index);

static inline bool stm__list_has(const stm_list *set, int64_t index)
{
    int64_t k = stm__list_find(set, index);
    return k < set->num && set->ranges[k].first <= index;
}

#endif
