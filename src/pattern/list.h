/* Lists of whole numbers as specs write them: `0/5/8-11`. */
#ifndef STM__PATTERN_LIST_H
#define STM__PATTERN_LIST_H

#include <stmask/pattern.h>

typedef struct stm__range {
    int64_t first, last;
} stm__range;

typedef struct stm__list {
    int64_t num;
    stm__range ranges[];
} stm__list;

/* Reads numbers and ranges, `/` between them, each from 0 to 2^31. STM_EINVAL begins with `name`. A
 * NULL `list` only checks. Free the list with free. */
stm_status stm__list_read(const char *name, stm_text text, stm__list **list, stm_error *error);

/* The same as a set within 0 .. size - 1: sorted, joined where they touch, and cut there. No
 * text is the empty set. */
stm_status stm__list_read_set(const char *name, stm_text text, int64_t size, stm__list **list,
                              stm_error *error);

/* The first range of a set that ends at `index` or later; num where there is none. O(log). */
int64_t stm__list_find(const stm__list *set, int64_t index);

static inline bool stm__list_has(const stm__list *set, int64_t index)
{
    int64_t k = stm__list_find(set, index);
    return k < set->num && set->ranges[k].first <= index;
}

#endif
