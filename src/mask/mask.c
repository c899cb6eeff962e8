/* A mask is a rectangle of a rule that others share: its bounds are its own, all else is the
 * rule's.
 */
#include "mask/mask.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

stm_status stm__mask_of_rule(stm__rule *rule, const stm_rectangle *bounds, stm_mask **mask,
                             stm_error *error)
{
    stm_mask *new = malloc(sizeof *new);
    if (new == NULL) {
        stm__rule_release(rule);
        return stm__fail_memory(error, "mask");
    }
    atomic_init(&new->references, 1);
    new->rule = rule;
    new->bounds = (stm_rectangle){0, rule->num_queries, 0, rule->num_keys};
    if (bounds != NULL)
        new->bounds = *bounds;
    *mask = new;
    return STM_OK;
}

stm_status stm__size_check(int64_t size, stm_error *error)
{
    return stm__check_range("size", size, 1, STM_MAX_SIZE, error);
}

stm_status stm__same_bounds(const stm_mask *left, const stm_mask *right, const char *purpose,
                            stm_error *error)
{
    const stm_rectangle *a = &left->bounds, *b = &right->bounds;
    if (memcmp(a, b, sizeof *a) == 0)
        return STM_OK;
    return stm__fail(error, STM_EINVAL,
                     "masks of queries %" PRId64 ":%" PRId64 " keys %" PRId64 ":%" PRId64
                     " and queries %" PRId64 ":%" PRId64 " keys %" PRId64 ":%" PRId64
                     ": must cover the same cells to %s",
                     a->first_query, a->num_queries, a->first_key, a->num_keys, b->first_query,
                     b->num_queries, b->first_key, b->num_keys, purpose);
}

static bool is_within(int64_t first, int64_t count, int64_t whole_first, int64_t whole_count)
{
    return count >= 1 && first >= whole_first && first - whole_first < whole_count &&
           count <= whole_count - (first - whole_first);
}

stm_status stm_mask_rectangle(const stm_mask *whole, const stm_rectangle *rectangle,
                              stm_mask **mask, stm_error *error)
{
    const stm_rectangle *r = rectangle, *b = &whole->bounds;
    if (!is_within(r->first_query, r->num_queries, b->first_query, b->num_queries))
        return stm__fail(error, STM_EINVAL,
                         "queries %" PRId64 ":%" PRId64 ": must lie within %" PRId64 ":%" PRId64,
                         r->first_query, r->num_queries, b->first_query, b->num_queries);
    if (!is_within(r->first_key, r->num_keys, b->first_key, b->num_keys))
        return stm__fail(error, STM_EINVAL,
                         "keys %" PRId64 ":%" PRId64 ": must lie within %" PRId64 ":%" PRId64,
                         r->first_key, r->num_keys, b->first_key, b->num_keys);
    atomic_fetch_add(&whole->rule->references, 1);
    return stm__mask_of_rule(whole->rule, r, mask, error);
}

stm_mask *stm_mask_retain(const stm_mask *mask)
{
    stm_mask *same = (stm_mask *)mask;
    atomic_fetch_add(&same->references, 1);
    return same;
}

void stm_mask_free(stm_mask *mask)
{
    if (mask == NULL || atomic_fetch_sub(&mask->references, 1) != 1)
        return;
    stm__rule_release(mask->rule);
    free(mask);
}

int64_t stm_mask_size(const stm_mask *mask)
{
    return mask->rule->size;
}

stm_rectangle stm_mask_bounds(const stm_mask *mask)
{
    return mask->bounds;
}

const char *stm_mask_value_name(const stm_mask *mask, int32_t value)
{
    return mask->rule->class->value_name(mask->rule, value);
}

const char *stm_mask_spec(const stm_mask *mask)
{
    return mask->rule->spec;
}

const stm_mask *stm_mask_part(const stm_mask *mask, int k)
{
    return k == 0 || k == 1 ? mask->rule->parts[k] : NULL;
}

bool stm_mask_part_cell(const stm_mask *mask, int k, int64_t *query, int64_t *key)
{
    const stm__rule *rule = mask->rule;
    int64_t i = *query, j = *key;
    if (stm_mask_part(mask, k) == NULL || !is_within(i, 1, 0, rule->num_queries) ||
        !is_within(j, 1, 0, rule->num_keys))
        return false;
    if (rule->class->part_cell != NULL && !rule->class->part_cell(rule, k, &i, &j))
        return false;
    const stm_rectangle *b = &rule->parts[k]->bounds;
    if (!is_within(i, 1, b->first_query, b->num_queries) ||
        !is_within(j, 1, b->first_key, b->num_keys))
        return false;
    *query = i;
    *key = j;
    return true;
}

int32_t stm_mask_cell(const stm_mask *mask, int64_t i, int64_t j)
{
    const stm_rectangle *b = &mask->bounds;
    if (!is_within(i, 1, b->first_query, b->num_queries) ||
        !is_within(j, 1, b->first_key, b->num_keys))
        return 0;
    return mask->rule->class->sees(mask->rule, i, j);
}
