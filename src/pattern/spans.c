/* spans: stretches of tokens that see each other both ways, such as images, inside a causal text.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "parameter/list.h"
#include "pattern/contract.h"

enum { TOKENS, CAUSAL };

/* The span that a token lies in, or NULL. */
static const stm__range *span_of(const stm_arguments *arguments, int64_t index)
{
    const stm_list *spans = arguments->prepared;
    int64_t k = stm__list_find(spans, index);
    return k < spans->num && spans->ranges[k].first <= index ? &spans->ranges[k] : NULL;
}

static bool is_causal(const stm_arguments *arguments)
{
    return arguments->integer[CAUSAL] == 0;
}

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    const stm_list *spans = arguments->prepared;
    for (int64_t k = 0; k < spans->num; k++) {
        const stm__range *s = &spans->ranges[k];
        if (s->first <= i && i <= s->last && s->first <= j && j <= s->last)
            return j == i ? STM_DIAGONAL : STM_GLOBAL;
    }
    return !is_causal(arguments) || j > i ? 0 : j == i ? STM_DIAGONAL : STM_LOCAL;
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    const stm__range *span = span_of(arguments, i);
    bool causal = is_causal(arguments);
    if (span == NULL)
        return causal ? stm__give_around(runs, 0, 0, i + 1, 1, i, STM_LOCAL) : 0;
    int64_t n = causal ? stm__give(runs, 0, 0, span->first, 1, STM_LOCAL) : 0;
    return stm__give_around(runs, n, span->first, span->last - span->first + 1, 1, i, STM_GLOBAL);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    const stm__range *span = span_of(arguments, j);
    bool causal = is_causal(arguments);
    if (span == NULL)
        return causal ? stm__give_around(runs, 0, j, size - j, 1, j, STM_LOCAL) : 0;
    int64_t n =
        stm__give_around(runs, 0, span->first, span->last - span->first + 1, 1, j, STM_GLOBAL);
    return causal ? stm__give(runs, n, span->last + 1, size - span->last - 1, 1, STM_LOCAL) : n;
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    const stm_list *spans = arguments->prepared;
    bool causal = is_causal(arguments);
    int64_t total = causal ? size * (size + 1) / 2 : 0;
    for (int64_t k = 0; k < spans->num; k++) {
        int64_t length = spans->ranges[k].last - spans->ranges[k].first + 1;
        total += causal ? length * (length - 1) / 2 : length * length;
    }
    return total;
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)size;
    const stm_list *spans = arguments->prepared;
    bool causal = is_causal(arguments);
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    int64_t end = within->first_query + within->num_queries;
    if (causal)
        stm__give_band(&list, stm__band(stm__no_bound(), stm__at_query(0)));
    for (int64_t k = stm__list_find(spans, within->first_query);
         k < spans->num && spans->ranges[k].first < end && !list.over; k++) {
        const stm__range *s = &spans->ranges[k];
        stm_bound low = causal ? stm__at_query(1) : stm__at_key(s->first);
        stm__give_band(&list, stm__band_of_queries(stm__band(low, stm__at_key(s->last)), s->first,
                                                   s->last + 1));
    }
    return list.over ? -1 : list.num;
}

static int compare_first(const void *a, const void *b)
{
    int64_t x = ((const stm__range *)a)->first, y = ((const stm__range *)b)->first;
    return (x > y) - (x < y);
}

/* Spans that touch stay apart, so that this is no set of tokens. */
static stm_status prepare(const stm_arguments *arguments, int64_t size, void **prepared,
                          stm_error *error)
{
    const stm_list *given = arguments->list[TOKENS];
    int64_t num = given == NULL ? 0 : given->num, kept = 0;
    stm_list *spans = malloc(sizeof *spans + (size_t)num * sizeof *spans->ranges);
    if (spans == NULL)
        return stm__fail_memory(error, "mask");
    if (num > 0) {
        memcpy(spans->ranges, given->ranges, (size_t)num * sizeof *spans->ranges);
        qsort(spans->ranges, (size_t)num, sizeof *spans->ranges, compare_first);
    }
    for (int64_t k = 0; k < num; k++) {
        stm__range *s = &spans->ranges[k];
        if (k > 0 && s->first <= spans->ranges[k - 1].last) {
            stm_status status =
                stm__fail(error, STM_EINVAL,
                          "tokens: the spans %" PRId64 "-%" PRId64 " and %" PRId64 "-%" PRId64
                          " must not share a token",
                          spans->ranges[k - 1].first, spans->ranges[k - 1].last, s->first, s->last);
            free(spans);
            return status;
        }
        if (s->first < size)
            spans->ranges[kept++] = (stm__range){s->first, stm__min(s->last, size - 1)};
    }
    spans->num = kept;
    *prepared = spans;
    return STM_OK;
}

static const stm_parameter parameters[] = {
    {.name = "tokens",
     .type = STM_PARAMETER_LIST,
     .maximum = STM_MAX_SIZE - 1,
     .example = "4-19/40-55",
     .help = "the spans, first-last each"},
    STM__CHOICE("causal", stm__yes_no, "whether all queries see the keys up to their own, too"),
};

const stm_pattern stm__pattern_spans = {
    .name = "spans",
    .title = "Spans",
    .figure_title = "Spans Attention Mask",
    .panel_title = "Spans",
    .summary = "the keys up to the query, and all of the query's own span",
    .source = "transformers, masking_utils (token_type_ids of Gemma 3: images among words)",
    .parameters = STM__PARAMETERS("spans", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", NULL, "Span"},
    .max_runs = 4,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .count = count,
    .prepare = prepare,
    .release = free,
};
