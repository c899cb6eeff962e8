/* A rule whose queries are another mask's keys, and the other way round: its rows are the other's
 * columns, and its bands the other's with bounds and queries changing places. */
#include <stdlib.h>

#include "base/bands.h"
#include "base/fail.h"
#include "mask/mask.h"

static stm_status transposed_line(const stm__rule *rule, stm__axis axis, int64_t index,
                                  stm__scratch *scratch, const stm_run **runs, int64_t *num_runs)
{
    stm__axis other = axis == STM__ROWS ? STM__COLUMNS : STM__ROWS;
    return stm__rule_line(rule->parts[0]->rule, other, index, scratch->parts[0], runs, num_runs);
}

static int32_t transposed_sees(const stm__rule *rule, int64_t i, int64_t j)
{
    const stm__rule *of = rule->parts[0]->rule;
    return of->class->sees(of, j, i);
}

static int64_t transposed_count(const stm__rule *rule)
{
    const stm__rule *of = rule->parts[0]->rule;
    return of->class->count == NULL ? -1 : of->class->count(of);
}

static const char *transposed_value_name(const stm__rule *rule, int32_t value)
{
    return stm_mask_value_name(rule->parts[0], value);
}

static stm_rectangle turn(const stm_rectangle *r)
{
    return (stm_rectangle){r->first_key, r->num_keys, r->first_query, r->num_queries};
}

/* j <= i + offset says that i >= j - offset; and a bound that is a key bounds the queries. */
static bool turn_bound(const stm_bound *bound, bool low, stm_band *band)
{
    if (bound->kind == STM_BOUND_QUERY && low)
        band->high = stm__at_query(-bound->offset);
    else if (bound->kind == STM_BOUND_QUERY)
        band->low = stm__at_query(-bound->offset);
    else if (bound->kind == STM_BOUND_KEY && low)
        band->first_query = stm__max(bound->offset, 0);
    else if (bound->kind == STM_BOUND_KEY)
        band->end_query = bound->offset + 1;
    return bound->kind != STM_BOUND_BLOCK;
}

/* Appends the band with queries and keys changing places; what no band can say is over. The queries
 * of one phase become a class of keys, and such a class a phase. */
static void push_turned(stm__bands *list, const stm_band *band)
{
    stm_band turned = stm__band(stm__no_bound(), stm__no_bound());
    bool one_phase = band->period == 1 || band->phase_end - band->phase_first == 1;
    bool one_class = band->period == 1 || !band->follows;
    if (!turn_bound(&band->low, true, &turned) || !turn_bound(&band->high, false, &turned) ||
        !one_phase || !one_class) {
        list->over = true;
        return;
    }
    if (band->key_step > 1 && band->follows)
        turned = stm__band_of_keys(turned, band->key_step, -band->key_shift, true);
    else if (band->key_step > 1)
        turned = stm__band_of_phases(turned, band->key_step, band->key_shift, band->key_shift + 1);
    if (band->period > 1)
        turned = stm__band_of_keys(turned, band->period, band->phase_first, false);
    /* The queries that the band was of bound the keys. */
    stm_bound first = stm__at_key(band->first_query);
    stm_bound last =
        band->end_query == INT64_MAX ? stm__no_bound() : stm__at_key(band->end_query - 1);
    stm_band within = stm__band(first, last);
    stm__bands_meet(list, &turned, &within);
}

static stm_status transposed_bands(const stm__rule *rule, const stm_rectangle *within,
                                   stm_bands *bands, bool *found, stm_error *error)
{
    stm_rectangle of = turn(within);
    stm_bands *whole = malloc(sizeof *whole);
    if (whole == NULL)
        return stm__fail_memory(error, "bands");
    stm_status status = stm__mask_bands(rule->parts[0], &of, whole, error);
    stm__bands list = {bands->bands, 0, STM_MAX_BANDS, false};
    if (status == STM_OK) {
        for (int k = 0; k < whole->num; k++)
            push_turned(&list, &whole->bands[k]);
        *found = whole->rest == NULL && !list.over;
        bands->num = list.num;
        stm_bands_free(whole);
    }
    free(whole);
    return status;
}

static bool transposed_part_cell(const stm__rule *rule, int k, int64_t *i, int64_t *j)
{
    int64_t kept = *i;
    (void)rule, (void)k;
    *i = *j;
    *j = kept;
    return true;
}

static const stm__rule_class transposed_class = {
    .line = transposed_line,
    .sees = transposed_sees,
    .count = transposed_count,
    .bands = transposed_bands,
    .value_name = transposed_value_name,
    .part_cell = transposed_part_cell,
};

stm_status stm_mask_transpose(const stm_mask *of, stm_mask **mask, stm_error *error)
{
    stm_status status;
    stm__rule *rule = stm__rule_of_masks(sizeof *rule, &transposed_class, of, NULL, &status, error);
    if (rule == NULL)
        return status;
    rule->num_queries = of->rule->num_keys;
    rule->num_keys = of->rule->num_queries;
    rule->room = of->rule->room;
    status = stm__rule_write_spec(rule, of->rule->spec, error, "transpose:of=(%s)", of->rule->spec);
    if (status != STM_OK) {
        stm__rule_release(rule);
        return status;
    }
    stm_rectangle bounds = turn(&of->bounds);
    return stm__mask_of_rule(rule, &bounds, mask, error);
}
