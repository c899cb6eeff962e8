/* Counts the loads of a plan: none and previous from the sums over its steps, lru by stack
 * distances, opt from the history of its reads. */
#include "plan/loads.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "mask/lines.h"
#include "plan/lru.h"
#include "plan/stream.h"
#include "plan/walker.h"

void stm_loads_free(stm_loads *loads)
{
    if (loads == NULL)
        return;
    for (int m = 0; m < STM_NUM_MEASURES; m++)
        free(loads->tallies[m].steps);
    free(loads->row_hits);
    free(loads->column_hits);
    stm__history_free(&loads->history);
    free(loads);
}

/* `repeat` steps that read so much, of which so much is new. */
static bool add_steps(stm_loads *l, int64_t repeat, stm_load_counts unique, stm_load_counts fresh,
                      bool cold)
{
    stm__tally *t = l->tallies;
    if (cold)
        l->cold_start = unique;
    l->steps += repeat;
    return stm__tally_add(&t[STM_UNIQUE_ROWS], unique.rows, repeat) &&
           stm__tally_add(&t[STM_UNIQUE_COLUMNS], unique.columns, repeat) &&
           stm__tally_add(&t[STM_UNIQUE_TOTAL], unique.rows + unique.columns, repeat) &&
           (cold || (stm__tally_add(&t[STM_NEW_ROWS], fresh.rows, repeat) &&
                     stm__tally_add(&t[STM_NEW_COLUMNS], fresh.columns, repeat) &&
                     stm__tally_add(&t[STM_NEW_TOTAL], fresh.rows + fresh.columns, repeat)));
}

static stm_load_counts counts_of(bool by_columns, int64_t lines, int64_t cross)
{
    return by_columns ? (stm_load_counts){cross, lines} : (stm_load_counts){lines, cross};
}

static int64_t num_sums(const void *context)
{
    const stm_loads *l = context;
    int64_t num = 2;
    for (int m = 0; m < STM_NUM_MEASURES; m++)
        num += 2 + l->tallies[m].capacity;
    return num;
}

static void get_sums(const void *context, int64_t *sums)
{
    const stm_loads *l = context;
    *sums++ = l->steps;
    *sums++ = l->points;
    for (int m = 0; m < STM_NUM_MEASURES; m++) {
        const stm__tally *t = &l->tallies[m];
        *sums++ = t->total;
        *sums++ = t->sum;
        for (int64_t k = 0; k < t->capacity; k++)
            *sums++ = t->steps[k];
    }
}

static void set_sums(void *context, const int64_t *sums)
{
    stm_loads *l = context;
    l->steps = *sums++;
    l->points = *sums++;
    for (int m = 0; m < STM_NUM_MEASURES; m++) {
        stm__tally *t = &l->tallies[m];
        t->total = *sums++;
        t->sum = *sums++;
        for (int64_t k = 0; k < t->capacity; k++)
            t->steps[k] = *sums++;
    }
}

static int64_t sum_of_peaks(const void *context)
{
    const stm_loads *l = context;
    int64_t sum = 0;
    for (int m = 0; m < STM_NUM_MEASURES; m++)
        sum += l->tallies[m].peak;
    return sum;
}

const stm__sums stm__loads_sums = {NULL, num_sums, get_sums, set_sums, sum_of_peaks};

static bool add_group(stm_loads *l, const stm__stepper *s, const stm__group *group, bool by_columns)
{
    bool cold = group->time == 0;
    stm_load_counts unique = counts_of(by_columns, s->now.lines.count, s->now.cross.count);
    stm_load_counts fresh = unique;
    if (!cold)
        fresh = counts_of(by_columns, stm__reads_new_lines(&s->now, &s->before),
                          stm__reads_new_cross(&s->now, &s->before));
    l->points += group->repeat * group->points;
    return add_steps(l, 1, unique, fresh, cold) &&
           (group->repeat == 1 || add_steps(l, group->repeat - 1, unique,
                                            counts_of(by_columns, 0, group->points), false));
}

/* By arithmetic: groups of steps, and cycles of them. */
static stm_status count_by_lines(stm_loads *l, const stm_plan *plan, const stm_progress *progress,
                                 stm_error *error)
{
    stm__sums sums = stm__loads_sums;
    sums.context = l;
    stm__recurrence recurrence = {.stretch = -1};
    stm__stepper s;
    int64_t reported = -1, first = stm__plan_first_line(plan);
    stm_status status = stm__stepper_open(&s, plan, error);
    if (status != STM_OK)
        return status;
    status = stm__recurrence_open(&recurrence, plan, &s, &sums, error);
    while (status == STM_OK) {
        stm__group group = {0};
        status = stm__recurrence_look(&recurrence, &s);
        if (status == STM_OK)
            status = stm__stepper_next(&s, &group);
        if (status != STM_OK || group.repeat == 0)
            break;
        int64_t lines = s.cursor.line - first;
        if (!add_group(l, &s, &group, plan->settings.order->by_columns))
            status = STM_ENOMEM;
        if (lines >> 14 != reported) {
            reported = lines >> 14;
            if (!stm__progress(progress, lines, stm__plan_num_lines(plan)))
                status = STM_ESTOPPED;
        }
    }
    stm__recurrence_close(&recurrence);
    stm__stepper_close(&s);
    return status == STM_OK ? status
                            : stm__fail(error, status, "loads: %s", stm_status_text(status));
}

/* Distances of a step's vectors as the buffer is when it begins; then it touches them. */
static void add_to_lru(stm_loads *l, stm__lru *lru, const stm__walker *w, stm_rectangle b)
{
    for (int64_t k = 0; k < w->rows.num; k++)
        l->row_hits[stm__lru_distance(lru, w->rows.at[k] - b.first_query)]++;
    for (int64_t k = 0; k < w->columns.num; k++)
        l->column_hits[stm__lru_distance(lru, b.num_queries + w->columns.at[k] - b.first_key)]++;
    for (int64_t k = 0; k < w->rows.num; k++)
        stm__lru_touch(lru, w->rows.at[k] - b.first_query);
    for (int64_t k = 0; k < w->columns.num; k++)
        stm__lru_touch(lru, b.num_queries + w->columns.at[k] - b.first_key);
}

static bool add_to_history(stm_loads *l, const stm__walker *w, stm_rectangle b)
{
    for (int64_t k = 0; k < w->rows.num; k++)
        if (!stm__history_add(&l->history, (int32_t)(w->rows.at[k] - b.first_query)))
            return false;
    for (int64_t k = 0; k < w->columns.num; k++)
        if (!stm__history_add(&l->history,
                              (int32_t)(b.num_queries + w->columns.at[k] - b.first_key)))
            return false;
    return stm__history_end_step(&l->history);
}

/* Step by step. */
static stm_status count_walked(stm_loads *l, const stm_plan *plan, const stm_loads_options *o,
                               stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(plan->mask);
    stm__walker w;
    stm__lru lru = {0};
    int64_t total;
    stm_status status = stm_mask_count(plan->mask, &total, error);
    if (status == STM_OK)
        status = stm__walker_open(&w, plan, error);
    if (status != STM_OK)
        return status;
    if (o->lru && !stm__lru_open(&lru, b.num_queries + b.num_keys))
        status = STM_ENOMEM;
    while (status == STM_OK) {
        status = stm__walker_next(&w);
        if (status != STM_OK || w.num_points == 0)
            break;
        stm_load_counts unique = {w.rows.num, w.columns.num};
        if (!add_steps(l, 1, unique, (stm_load_counts){w.new_rows, w.new_columns}, w.time == 0))
            status = STM_ENOMEM;
        if (o->lru || o->opt) {
            stm__indices_sort(&w.rows);
            stm__indices_sort(&w.columns);
        }
        if (o->lru)
            add_to_lru(l, &lru, &w, b);
        if (o->opt && !add_to_history(l, &w, b))
            status = STM_ENOMEM;
        l->points += w.num_points;
        if (w.time % 4096 == 0 && !stm__progress(o->progress, l->points, total))
            status = STM_ESTOPPED;
    }
    stm__lru_close(&lru);
    stm__walker_close(&w);
    return status == STM_OK ? status
                            : stm__fail(error, status, "loads: %s", stm_status_text(status));
}

/* Lines that see anything. */
static stm_status count_nonempty(const stm_mask *mask, stm_load_counts *counts, stm_error *error)
{
    stm__lines rows, columns;
    stm_status status = stm__lines_count(mask, STM__ROWS, &rows, error, NULL);
    if (status == STM_OK)
        status = stm__lines_count(mask, STM__COLUMNS, &columns, error, NULL);
    if (status == STM_OK)
        *counts = (stm_load_counts){rows.num - rows.bins[0], columns.num - columns.bins[0]};
    return status;
}

stm_status stm__loads_walk(const stm_plan *plan, stm_loads **loads, stm_error *error,
                           const stm_loads_options *options)
{
    static const stm_loads_options defaults;
    const stm_loads_options *o = options == NULL ? &defaults : options;
    stm_rectangle b = stm_mask_bounds(plan->mask);
    stm_loads *new = calloc(1, sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, "loads");
    new->has_lru = o->lru;
    new->has_opt = o->opt;
    new->buffer = o->buffer;
    new->num_queries = b.num_queries;
    new->num_keys = b.num_keys;
    stm_status status = count_nonempty(plan->mask, &new->compulsory, error);
    if (status != STM_OK)
        goto failed;
    if (o->lru) {
        size_t distances = (size_t)(b.num_queries + b.num_keys) + 1;
        new->row_hits = calloc(distances, sizeof *new->row_hits);
        new->column_hits = calloc(distances, sizeof *new->column_hits);
        if (new->row_hits == NULL || new->column_hits == NULL) {
            status = stm__fail_memory(error, "loads");
            goto failed;
        }
    }
    if (stm__plan_is_by_lines(plan) && !o->lru && !o->opt)
        status = count_by_lines(new, plan, o->progress, error);
    else
        status = count_walked(new, plan, o, error);
    if (status != STM_OK)
        goto failed;
    *loads = new;
    return STM_OK;
failed:
    stm_loads_free(new);
    return status;
}

stm_status stm_loads_new(const stm_plan *plan, stm_loads **loads, stm_error *error,
                         const stm_loads_options *options)
{
    static const stm_loads_options defaults;
    const stm_loads_options *o = options == NULL ? &defaults : options;
    bool found = false, buffers = o->lru || o->opt;
    stm_status status = STM_OK;
    if (buffers ? o->buffer > 0 : !stm__plan_is_by_lines(plan))
        status = stm__loads_grow(plan, loads, &found, error, o);
    return status == STM_OK && !found ? stm__loads_walk(plan, loads, error, options) : status;
}

stm_load_counts stm_loads_none(const stm_loads *loads)
{
    return (stm_load_counts){loads->tallies[STM_UNIQUE_ROWS].sum,
                             loads->tallies[STM_UNIQUE_COLUMNS].sum};
}

stm_load_counts stm_loads_previous(const stm_loads *loads)
{
    return (stm_load_counts){loads->cold_start.rows + loads->tallies[STM_NEW_ROWS].sum,
                             loads->cold_start.columns + loads->tallies[STM_NEW_COLUMNS].sum};
}

static stm_status check_buffer(const stm_loads *loads, const char *rule, bool counted,
                               int64_t buffer, stm_error *error)
{
    int64_t largest = loads->tallies[STM_UNIQUE_TOTAL].peak;
    if (!counted)
        return stm__fail(error, STM_EINVAL, "%s: was not asked for", rule);
    if (buffer < largest)
        return stm__fail(error, STM_EINVAL,
                         "buffer %" PRId64 ": must hold the largest step, %" PRId64 " vectors",
                         buffer, largest);
    if (loads->buffer != 0 && loads->buffer != buffer)
        return stm__fail(error, STM_EINVAL,
                         "buffer %" PRId64 ": only %" PRId64 " was asked for, in the options",
                         buffer, loads->buffer);
    return STM_OK;
}

stm_status stm_loads_lru(const stm_loads *loads, int64_t buffer, stm_load_counts *counts,
                         stm_error *error)
{
    stm_status status = check_buffer(loads, "lru", loads->has_lru, buffer, error);
    if (status != STM_OK)
        return status;
    if (loads->of_buffer) {
        *counts = loads->lru;
        return STM_OK;
    }
    stm_load_counts all = stm_loads_none(loads);
    buffer = stm__min(buffer, loads->num_queries + loads->num_keys);
    for (int64_t d = 1; d <= buffer; d++) {
        all.rows -= loads->row_hits[d];
        all.columns -= loads->column_hits[d];
    }
    *counts = all;
    return STM_OK;
}

stm_status stm_loads_opt(const stm_loads *loads, int64_t buffer, stm_load_counts *counts,
                         stm_error *error)
{
    stm_status status = check_buffer(loads, "opt", loads->has_opt, buffer, error);
    if (status != STM_OK)
        return status;
    if (loads->of_buffer) {
        *counts = loads->opt;
        return STM_OK;
    }
    stm_load_counts all;
    if (!stm__opt_count(&loads->history, loads->num_queries + loads->num_keys, loads->num_queries,
                        buffer, &all.rows, &all.columns))
        return stm__fail_memory(error, "opt");
    *counts = all;
    return STM_OK;
}

stm_distribution stm_loads_distribution(const stm_loads *loads, stm_measure measure)
{
    static const int64_t none[1];
    const stm__tally *t = &loads->tallies[measure];
    return (stm_distribution){.peak = t->peak,
                              .mean = t->total == 0 ? 0 : (double)t->sum / (double)t->total,
                              .steps = t->steps == NULL ? none : t->steps};
}

stm_load_counts stm_loads_cold_start(const stm_loads *loads)
{
    return loads->cold_start;
}

int64_t stm_loads_points(const stm_loads *loads)
{
    return loads->points;
}

int64_t stm_loads_steps(const stm_loads *loads)
{
    return loads->steps;
}

stm_load_counts stm_loads_compulsory(const stm_loads *loads)
{
    return loads->compulsory;
}
