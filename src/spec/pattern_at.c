/* at: another mask in one place of a larger one. */
#include <inttypes.h>

#include <stmask/rearrange.h>
#include <stmask/spec.h>

#include "base/fail.h"
#include "pattern/contract.h"
#include "spec/parser.h"
#include "spec/registry.h"

enum { OF, QUERY, KEY, SIZE, QUERIES, KEYS };

/* The place that a side of the mask takes, from `first` on. */
typedef struct span {
    int64_t first, num;
} span;

static stm_status check_span(const char *name, const span *of, int64_t size, stm_error *error)
{
    if (of->first + of->num <= size)
        return STM_OK;
    return stm__fail(error, STM_EINVAL,
                     "at: its %s end at %" PRId64 ", %" PRId64 " of them from %" PRId64
                     " on: must be at most the size, %" PRId64,
                     name, of->first + of->num, of->num, of->first, size);
}

/* The size of the mask to be placed, which is 0 where it is not said. */
static stm_status find_size(const stm_arguments *arguments, const stm_maker *maker, int64_t *size,
                            stm_error *error)
{
    *size = arguments->integer[SIZE];
    return *size > 0 ? STM_OK : stm__spec_nested_size(arguments->text[OF], maker, size, error);
}

/* The queries (the keys) that the mask takes: as many as are said, or all that it has; of a mask
 * that fills what is left of the whole, what is left. */
static span find_span(int64_t first, int64_t said, int64_t size, int64_t whole)
{
    return (span){first, said > 0 ? said : size > 0 ? size : whole - first};
}

static stm_status place(const stm_arguments *arguments, const span *queries, const span *keys,
                        int64_t size, stm_maker *maker, stm_mask **mask, stm_error *error)
{
    stm_mask *nested = NULL, *part = NULL, *placed = NULL;
    stm_rectangle cut = {0, queries->num, 0, keys->num};
    stm_status status = stm__spec_nested_of_size(arguments->text[OF], maker, size, &nested, error);
    if (status == STM_OK)
        status = stm_mask_rectangle(nested, &cut, &part, error);
    if (status == STM_OK)
        status = stm_mask_place(part, maker->size, maker->size, queries->first, keys->first,
                                &placed, error);
    const stm_mask *masks[] = {nested};
    if (status == STM_OK)
        status = stm__spec_name(placed, &stm__pattern_at, arguments, masks, error);
    if (status == STM_OK)
        *mask = stm_mask_retain(placed);
    stm_mask_free(placed);
    stm_mask_free(part);
    stm_mask_free(nested);
    return status;
}

static stm_status make(const stm_arguments *arguments, stm_maker *maker, stm_mask **mask,
                       stm_error *error)
{
    const int64_t *given = arguments->integer;
    int64_t size = 0;
    stm_status status = find_size(arguments, maker, &size, error);
    if (status != STM_OK)
        return status;
    if (maker->probe) {
        int64_t queries = given[QUERIES] > 0 ? given[QUERIES] : size;
        int64_t keys = given[KEYS] > 0 ? given[KEYS] : size;
        if (queries > 0 && keys > 0)
            maker->size =
                stm__max(maker->size, stm__max(given[QUERY] + queries, given[KEY] + keys));
        return stm__spec_placeholder(mask, error);
    }
    if (given[QUERY] >= maker->size || given[KEY] >= maker->size)
        return stm__fail(error, STM_EINVAL,
                         "at: query %" PRId64 " and key %" PRId64
                         ": must be below the size, %" PRId64,
                         given[QUERY], given[KEY], maker->size);
    span queries = find_span(given[QUERY], given[QUERIES], size, maker->size);
    span keys = find_span(given[KEY], given[KEYS], size, maker->size);
    status = check_span("queries", &queries, maker->size, error);
    if (status == STM_OK)
        status = check_span("keys", &keys, maker->size, error);
    if (status == STM_OK && size > 0 && stm__max(queries.num, keys.num) > size)
        status = stm__fail(error, STM_EINVAL,
                           "at: queries %" PRId64 " and keys %" PRId64
                           ": must be at most the size of the mask to be placed, %" PRId64,
                           queries.num, keys.num, size);
    if (status != STM_OK)
        return status;
    return place(arguments, &queries, &keys, size > 0 ? size : stm__max(queries.num, keys.num),
                 maker, mask, error);
}

static const stm_parameter parameters[] = {
    {.name = "of",
     .type = STM_PARAMETER_SPEC,
     .example = "causal",
     .help = "the mask to be placed"},
    STM__INTEGER("query", 0, 0, "where its first query stands"),
    STM__INTEGER("key", 0, 0, "where its first key stands"),
    STM__INTEGER("size", 0, 0, "its own size; 0: what it says itself, or what is left"),
    STM__INTEGER("queries", 0, 0, "how many of its queries are placed; 0: all"),
    STM__INTEGER("keys", 0, 0, "how many of its keys are placed; 0: all"),
};

const stm_pattern stm__pattern_at = {
    .name = "at",
    .title = "At",
    .figure_title = "Placed Mask",
    .panel_title = "At",
    .summary = "another mask in one place, with its first cell at (query, key), and nothing else",
    .source = "what a chunk of queries, an image among words, or a tree of drafts sees",
    .parameters = STM__PARAMETERS("at", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", "Strided", "Global", "Random"},
    .make = make,
};
