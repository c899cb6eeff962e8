/* Which line of a set each head has: the lines are gone through once, each with the heads that it
 * is for. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "spec/set.h"

enum { NONE = -1, TWO = -2 };

typedef struct dealing {
    stm_set *set;
    int64_t conflict; /* the first head that two lines of one rank give a mask to */
    int64_t lines[2]; /* these two */
} dealing;

/* A line of a layer and a head beats one of a layer, and that one of a head. */
static int rank_of(const stm__set_line *line)
{
    return 2 * (line->layers.ranges != NULL) + (line->heads.ranges != NULL);
}

/* The number that there have to be at least. */
static int64_t least_of(const stm__set_some *some)
{
    int64_t least = 1;
    for (int64_t k = 0; some->ranges != NULL && k < some->ranges->num; k++)
        least = stm__max(least, some->ranges->ranges[k].last + 1);
    return least;
}

static void give(dealing *d, int64_t index, int64_t line)
{
    int32_t *owner = &d->set->owner[index];
    if (*owner == line || *owner == TWO)
        return;
    int rank = rank_of(&d->set->lines[line]);
    int before = *owner == NONE ? -1 : rank_of(&d->set->lines[*owner]);
    if (rank == before) {
        d->conflict = index; /* below the one before: others are not looked at */
        d->lines[0] = *owner;
        d->lines[1] = line;
        *owner = TWO;
    } else if (rank > before) {
        *owner = (int32_t)line;
    }
}

/* Of one layer, the heads that a line is for. */
static void give_heads(dealing *d, int64_t layer, int64_t line)
{
    const stm__set_some *some = &d->set->lines[line].heads;
    int64_t base = layer * d->set->heads;
    if (some->ranges == NULL) {
        for (int64_t head = 0; head < d->set->heads && base + head < d->conflict; head++)
            give(d, base + head, line);
        return;
    }
    for (int64_t k = 0; k < some->ranges->num; k++)
        for (int64_t head = some->ranges->ranges[k].first + some->offset;
             head <= some->ranges->ranges[k].last && base + head < d->conflict; head += some->every)
            give(d, base + head, line);
}

static void give_layers(dealing *d, int64_t line)
{
    const stm__set_some *some = &d->set->lines[line].layers;
    if (some->ranges == NULL) {
        for (int64_t layer = 0; layer < d->set->layers; layer++)
            give_heads(d, layer, line);
        return;
    }
    for (int64_t k = 0; k < some->ranges->num; k++)
        for (int64_t layer = some->ranges->ranges[k].first + some->offset;
             layer <= some->ranges->ranges[k].last; layer += some->every)
            give_heads(d, layer, line);
}

static stm_status check(const dealing *d, int64_t all, stm_error *error)
{
    const stm_set *set = d->set;
    for (int64_t k = 0; k < all; k++) {
        int64_t layer = k / set->heads, head = k % set->heads;
        if (set->owner[k] == NONE)
            return stm__fail(error, STM_EINVAL,
                             "%.200s: layer %" PRId64 " head %" PRId64 " has no line", set->path,
                             layer, head);
        if (set->owner[k] == TWO)
            return stm__fail(error, STM_EINVAL,
                             "%.200s: line %" PRId64 " gives layer %" PRId64 " head %" PRId64
                             " a mask, and so does line %" PRId64,
                             set->path, set->lines[d->lines[1]].number, layer, head,
                             set->lines[d->lines[0]].number);
    }
    return STM_OK;
}

stm_status stm__set_find_owners(stm_set *set, stm_error *error)
{
    for (int64_t k = 0; k < set->num; k++) {
        const stm__set_line *line = &set->lines[k];
        if (line->name != NULL)
            continue;
        set->layers = stm__max(set->layers, least_of(&line->layers));
        set->heads = stm__max(set->heads, least_of(&line->heads));
    }
    int64_t all = set->layers * set->heads; /* each at most 2^31 + 1 */
    if (all > STM_SET_MAX_HEADS)
        return stm__fail(error, STM_EINVAL,
                         "%.200s: %" PRId64 " layers of %" PRId64
                         " heads: must be at most %d heads",
                         set->path, set->layers, set->heads, STM_SET_MAX_HEADS);
    set->owner = malloc(((size_t)all + 1) * sizeof *set->owner);
    if (set->owner == NULL)
        return stm__fail_memory(error, "set");
    for (int64_t k = 0; k < all; k++)
        set->owner[k] = NONE;
    dealing d = {.set = set, .conflict = all};
    for (int64_t k = 0; k < set->num; k++)
        if (set->lines[k].name == NULL)
            give_layers(&d, k);
    return check(&d, all, error);
}
