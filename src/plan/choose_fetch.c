/* Searches the weights of fetch: at random first, then by changes to the best; seeded, and the same
 * for a number of trials wherever it runs. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "plan/choose.h"
#include "plan/fetch.h"
#include "plan/orders.h"

#define FIRST_AT_RANDOM 32 /* trials, after those that are known to be good */

/* What served well on the five patterns (docs/orders.md). */
static const int64_t known[][STM__FETCH_NUM] = {
    {0, 260, 5, 276, 252, 5, 41, 68},  {0, 56, 105, 2, 0, 0, 0, -4},
    {0, 116, 2, 116, 11, 2, 18, -427}, {0, 78, 8, 3, 22, -10, 62, -64},
    {0, 125, 0, 0, 0, -15, 0, -26},
};
#define NUM_KNOWN ((int64_t)(sizeof known / sizeof *known))

/* xorshift64*, by Vigna 2016. */
static uint64_t random_bits(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

/* From 0 to most - 1. */
static int64_t random_below(uint64_t *state, int64_t most)
{
    return (int64_t)(random_bits(state) >> 33) % most;
}

static void draw(uint64_t *state, int64_t *weights)
{
    for (int k = STM__FETCH_MET; k < STM__FETCH_NUM; k++) {
        static const int64_t scales[] = {0, 4, 30, 300};
        int64_t scale = scales[random_below(state, 4)];
        weights[k] = scale == 0 ? 0 : random_below(state, scale);
        if (k >= STM__FETCH_LEFT && random_below(state, 2) == 0)
            weights[k] = -weights[k];
    }
    weights[STM__FETCH_MET] = stm__max(weights[STM__FETCH_MET], 1);
}

/* Changes some, by up to a half or by a few. */
static void change(uint64_t *state, int64_t *weights)
{
    for (int k = STM__FETCH_MET; k < STM__FETCH_NUM; k++) {
        int64_t half = (weights[k] < 0 ? -weights[k] : weights[k]) / 2 + 2;
        if (random_below(state, 5) < 2)
            weights[k] += random_below(state, 2 * half + 1) - half;
        if (k < STM__FETCH_LEFT)
            weights[k] = stm__max(weights[k], 0);
    }
}

/* The room that steps need beside the schedule, which depends on how many loads one spans. */
static int64_t keep(const stm__search *s, uint64_t *state, int64_t before)
{
    int64_t most = stm__min(s->buffer, 24), less = random_below(state, most);
    if (before > 0 && random_below(state, 2) == 0)
        return stm__min(before + random_below(state, 5) - 2, s->buffer);
    return s->buffer - (random_below(state, 2) == 0 ? less / 3 : less);
}

/* Whether a schedule is done with so many loads: others are not worth being measured. */
static bool is_promising(stm__search *s, const int64_t *weights, int64_t most_loads)
{
    stm__points points = {.at = NULL};
    if (s->status == STM_OK)
        s->status = stm__fetch_schedule(s->mask, weights, most_loads, &points, s->error);
    free(points.at);
    return s->status == STM_OK && points.num == s->points;
}

/* The k-th trial: what is known, with buffers that leave more and more room; at random; around the
 * best. */
static void make_trial(const stm__search *s, int64_t k, uint64_t *state, bool found,
                       const int64_t *best, int64_t *weights)
{
    memcpy(weights, k < 4 * NUM_KNOWN ? known[k % NUM_KNOWN] : best, sizeof known[0]);
    if (k < 4 * NUM_KNOWN) {
        weights[STM__FETCH_BUFFER] = s->buffer - k / NUM_KNOWN * stm__max(1, s->buffer / 24);
        return;
    }
    if (!found || k < 4 * NUM_KNOWN + FIRST_AT_RANDOM || random_below(state, 4) == 0)
        draw(state, weights);
    else
        change(state, weights);
    weights[STM__FETCH_BUFFER] = keep(s, state, weights[STM__FETCH_BUFFER]);
}

void stm__search_fetch(stm__search *s)
{
    const stm_order *order = &stm__order_fetch.about;
    stm_rectangle b = stm_mask_bounds(s->mask);
    uint64_t state = (UINT64_C(0x9e3779b97f4a7c15) * (uint64_t)(s->options->seed + 1)) | 1;
    int64_t best[STM__FETCH_NUM] = {0}, fewest = INT64_MAX;
    int64_t most_loads = 4 * (b.num_queries + b.num_keys) + 2 * s->bound;
    most_loads = stm__min(most_loads, s->best.loads); /* of the other kinds */
    time_t end = time(NULL) + (time_t)s->options->seconds;
    bool whole = s->scale == 1 && s->size == s->whole_size; /* weights do not grow with a mask */
    if (!whole || b.num_queries + b.num_keys > STM__FETCH_MOST_VECTORS ||
        s->points > STM__FETCH_MOST_POINTS)
        return;
    for (int64_t k = 0; k < s->options->trials && !stm__search_is_over(s); k++) {
        int64_t weights[STM__FETCH_NUM], tried = s->num_tried;
        make_trial(s, k, &state, fewest < INT64_MAX, best, weights);
        if (is_promising(s, weights, stm__min(most_loads, fewest)))
            stm__search_try(s, order, STM__FETCH_NUM, weights);
        else if (!stm__progress(s->options->progress, s->num_tried + k,
                                STM__MOST_TRIED + s->options->trials))
            s->status = stm__fail(s->error, STM_ESTOPPED, "stopped");
        const stm_choice *last = &s->tried[tried % STM__MOST_TRIED];
        if (s->num_tried > tried && last->loads < fewest) {
            fewest = last->loads;
            memcpy(best, weights, sizeof best);
        }
        if (s->options->seconds > 0 && time(NULL) >= end)
            break;
    }
}
