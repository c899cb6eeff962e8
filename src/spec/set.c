/* Sets: reading them, and which line a head has. */
#include "spec/set.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/input.h"

enum { MOST_BYTES = 1 << 26 };

void stm__set_line_clear(stm__set_line *line)
{
    free(line->name);
    free(line->spec);
    free(line->layers.ranges);
    free(line->heads.ranges);
}

void stm_set_free(stm_set *set)
{
    if (set == NULL)
        return;
    for (int64_t k = 0; k < set->num; k++)
        stm__set_line_clear(&set->lines[k]);
    free(set->lines);
    free(set->owner);
    free(set->path);
    free(set);
}

/* A line of a layer and a head beats one of a layer, and that one of a head. */
static int rank_of(const stm__set_line *line)
{
    return 2 * (line->layers.ranges != NULL) + (line->heads.ranges != NULL);
}

static bool covers(const stm__set_some *some, int64_t index)
{
    if (some->ranges == NULL)
        return true;
    for (int64_t k = 0; k < some->ranges->num; k++) {
        const stm__range *range = &some->ranges->ranges[k];
        if (range->first <= index && index <= range->last &&
            (index - range->first) % some->every == some->offset)
            return true;
    }
    return false;
}

/* The number that there have to be at least. */
static int64_t least_of(const stm__set_some *some)
{
    int64_t least = 1;
    for (int64_t k = 0; some->ranges != NULL && k < some->ranges->num; k++)
        least = stm__max(least, some->ranges->ranges[k].last + 1);
    return least;
}

static stm_status find_owner(stm_set *set, int64_t layer, int64_t head, stm_error *error)
{
    int64_t best = -1;
    for (int64_t k = 0; k < set->num; k++) {
        const stm__set_line *line = &set->lines[k];
        if (line->name != NULL || !covers(&line->layers, layer) || !covers(&line->heads, head))
            continue;
        if (best >= 0 && rank_of(line) == rank_of(&set->lines[best]))
            return stm__fail(error, STM_EINVAL,
                             "%.200s: line %" PRId64 " gives layer %" PRId64 " head %" PRId64
                             " a mask, and so does line %" PRId64,
                             set->path, line->number, layer, head, set->lines[best].number);
        if (best < 0 || rank_of(line) > rank_of(&set->lines[best]))
            best = k;
    }
    if (best < 0)
        return stm__fail(error, STM_EINVAL,
                         "%.200s: layer %" PRId64 " head %" PRId64 " has no line", set->path, layer,
                         head);
    set->owner[layer * set->heads + head] = (int32_t)best;
    return STM_OK;
}

static stm_status find_owners(stm_set *set, stm_error *error)
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
    set->owner = calloc((size_t)all + 1, sizeof *set->owner);
    if (set->owner == NULL)
        return stm__fail_memory(error, "set");
    stm_status status = STM_OK;
    for (int64_t k = 0; k < all && status == STM_OK; k++)
        status = find_owner(set, k / set->heads, k % set->heads, error);
    return status;
}

stm_status stm_set_read(const char *path, stm_set **set, stm_error *error)
{
    char *text;
    size_t length;
    stm_status status = stm__input_text(path, MOST_BYTES, &text, &length, error);
    if (status != STM_OK)
        return status;
    stm_set *new = calloc(1, sizeof *new);
    if (new == NULL || (new->path = strdup(path)) == NULL)
        status = stm__fail_memory(error, "set");
    if (status == STM_OK)
        status = stm__set_parse(new, text, length, error);
    if (status == STM_OK)
        status = find_owners(new, error);
    free(text);
    if (status != STM_OK) {
        stm_set_free(new);
        return status;
    }
    *set = new;
    return STM_OK;
}

int64_t stm_set_layers(const stm_set *set)
{
    return set->layers;
}

int64_t stm_set_heads(const stm_set *set)
{
    return set->heads;
}

const char *stm_set_spec(const stm_set *set, int64_t layer, int64_t head)
{
    if (layer < 0 || layer >= set->layers || head < 0 || head >= set->heads)
        return NULL;
    return set->lines[set->owner[layer * set->heads + head]].spec;
}
