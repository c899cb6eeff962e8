/* A rule of bands: a row has a run for each, and a column those queries whose bounds lie on either
 * side of its key, which both grow with the query. */
#include "base/bands.h"
#include "base/fail.h"
#include "mask/mask.h"

typedef struct banded_rule {
    stm__rule rule;
    bool cut; /* no band's low is ever above its high, as those of stm_mask_bands are */
    int num;
    stm_band bands[STM_MAX_BANDS];
} banded_rule;

/* The first query whose bound is at least `key`. */
static int64_t first_to_reach(const stm_bound *bound, int64_t key)
{
    int64_t behind = key - bound->offset;
    if (bound->kind == STM_BOUND_KEY)
        return behind <= 0 ? INT64_MIN : INT64_MAX;
    return -stm__floor_div(-behind, bound->block) * bound->block;
}

/* Appends the queries first .. end - 1 of a phase of a band that see a key, whose class they are of
 * where the band follows the query. */
static bool push_queries(stm__runs *out, const stm_band *band, int64_t first, int64_t end,
                         int64_t key, int64_t phase)
{
    stm_run queries = {first, end - first, 1, STM_LOCAL};
    if (band->period > 1) {
        queries.first += stm__floor_mod(phase - first, band->period);
        queries.step = band->period;
        queries.count = queries.first >= end ? 0 : (end - 1 - queries.first) / band->period + 1;
    }
    if (queries.count <= 0)
        return true;
    if (band->follows) {
        int64_t step = band->key_step;
        int64_t begin = first + stm__floor_mod(key - band->key_shift - first, step);
        if (begin >= end)
            return true;
        stm_run class = {begin, (end - 1 - begin) / step + 1, step, 0};
        queries = stm__run_common(&queries, &class);
    }
    return queries.count == 0 ||
           stm__runs_push(out, queries.first, queries.count, queries.step, STM_LOCAL);
}

static bool push_column(stm__runs *out, const stm_band *band, int64_t key, int64_t num_queries)
{
    int64_t first = stm__max(band->first_query, 0), end = stm__min(band->end_query, num_queries);
    if (!band->follows && stm__floor_mod(key - band->key_shift, band->key_step) != 0)
        return true;
    if (band->high.kind != STM_BOUND_NONE)
        first = stm__max(first, first_to_reach(&band->high, key));
    if (band->low.kind != STM_BOUND_NONE)
        end = stm__min(end, first_to_reach(&band->low, key + 1));
    bool done = true;
    for (int64_t phase = band->phase_first; phase < band->phase_end && first < end && done; phase++)
        done = push_queries(out, band, first, end, key, phase);
    return done;
}

static stm_status banded_line(const stm__rule *rule, stm__axis axis, int64_t index,
                              stm__scratch *scratch, const stm_run **runs, int64_t *num_runs)
{
    const banded_rule *own = (const banded_rule *)rule;
    stm__runs *out = &scratch->runs;
    bool done = true;
    out->num = 0;
    for (int k = 0; k < own->num && done; k++) {
        const stm_band *band = &own->bands[k];
        if (axis == STM__ROWS) {
            stm_run run = stm_band_row(band, index, 0, rule->num_keys - 1);
            done = run.count == 0 || stm__runs_push(out, run.first, run.count, run.step, STM_LOCAL);
        } else {
            done = push_column(out, band, index, rule->num_queries);
        }
    }
    if (!done)
        return STM_ENOMEM;
    stm__runs_sort(out, 0);
    *runs = out->runs;
    *num_runs = out->num;
    return STM_OK;
}

static int32_t banded_sees(const stm__rule *rule, int64_t i, int64_t j)
{
    const banded_rule *own = (const banded_rule *)rule;
    for (int k = 0; k < own->num; k++)
        if (stm_band_sees(&own->bands[k], i, j))
            return STM_LOCAL;
    return 0;
}

static stm_status banded_bands(const stm__rule *rule, const stm_rectangle *within, stm_bands *bands,
                               bool *found, stm_error *error)
{
    const banded_rule *own = (const banded_rule *)rule;
    (void)error, (void)within;
    bands->num = own->num;
    memcpy(bands->bands, own->bands, (size_t)own->num * sizeof *own->bands);
    *found = own->cut;
    return STM_OK;
}

static const char *banded_value_name(const stm__rule *rule, int32_t value)
{
    (void)rule;
    return value == 0 ? "No Attention" : value == STM_LOCAL ? "Local" : NULL;
}

static const stm__rule_class banded_class = {
    .line = banded_line,
    .sees = banded_sees,
    .bands = banded_bands,
    .value_name = banded_value_name,
};

/* Sums of a few such numbers fit an int64_t. */
#define MOST (INT64_C(1) << 60)

static bool is_bound(const stm_bound *bound)
{
    return (int)bound->kind >= STM_BOUND_NONE && bound->kind <= STM_BOUND_BLOCK &&
           bound->offset >= -MOST && bound->offset <= MOST && bound->block >= 1 &&
           bound->block <= MOST && (bound->block == 1 || bound->kind == STM_BOUND_BLOCK);
}

static stm_status check(const stm_band *band, int k, stm_error *error)
{
    const char *wrong = NULL;
    if (band->period < 1 || band->period > MOST || band->phase_first < 0 ||
        band->phase_first > band->phase_end || band->phase_end > band->period)
        wrong = "its phases must lie within its period, of at most 2^60";
    else if (band->key_step < 1 || band->key_step > MOST || band->key_shift < 0 ||
             band->key_shift >= band->key_step)
        wrong = "its key_shift must be from 0 to key_step - 1, the step at most 2^60";
    else if (!is_bound(&band->low) || !is_bound(&band->high))
        wrong = "its bounds must be of a known kind, offsets and blocks within 2^60";
    return wrong == NULL ? STM_OK : stm__fail(error, STM_EINVAL, "band %d: %s", k, wrong);
}

stm_status stm_mask_of_bands(const stm_band *bands, int num, int64_t size, stm_mask **mask,
                             stm_error *error)
{
    stm_status status = stm__size_check(size, error);
    if (status != STM_OK)
        return status;
    if (num < 0 || num > STM_MAX_BANDS)
        return stm__fail(error, STM_EINVAL, "%d bands: must be from 0 to %d", num, STM_MAX_BANDS);
    for (int k = 0; k < num; k++) {
        status = check(&bands[k], k, error);
        if (status != STM_OK)
            return status;
    }
    banded_rule *own = stm__rule_new(sizeof *own, &banded_class, size, size, error);
    if (own == NULL)
        return STM_ENOMEM;
    stm__bands cut = {own->bands, 0, STM_MAX_BANDS, false};
    for (int k = 0; k < num; k++)
        stm__bands_push(&cut, &bands[k]);
    own->cut = !cut.over;
    own->num = cut.over ? num : cut.num;
    if (cut.over)
        memcpy(own->bands, bands, (size_t)num * sizeof *bands);
    return stm__mask_of_rule(&own->rule, NULL, mask, error);
}
