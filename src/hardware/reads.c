/* Walks a plan's steps and says what each loads: by arithmetic where an order goes line by line and
 * nothing older than a step is kept, else step by step with the buffer of lru or of opt. */
#include "hardware/reads.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/fail.h"
#include "base/grow.h"
#include "base/progress.h"
#include "plan/lru.h"
#include "plan/opt.h"
#include "plan/stepper.h"
#include "plan/stream.h"
#include "plan/walker.h"

enum { NONE, PREVIOUS, LRU, OPT };

const char *const stm__keeping_names[] = {"none", "previous", "lru", "opt", NULL};

int stm__keeping_has_buffer(int64_t keeping)
{
    return keeping == LRU || keeping == OPT;
}

typedef struct walk {
    const stm_plan *plan;
    int64_t keeping, buffer;
    const stm__reads_sink *sink;
    int64_t points; /* that are behind */
    stm_error *error;
} walk;

static stm_status give(walk *w, const stm__reads_of_steps *steps)
{
    stm_status status = w->sink->add(w->sink->context, steps, w->error);
    int64_t before = w->points >> 16;
    w->points += steps->count * steps->points;
    if (status == STM_OK && before != w->points >> 16 &&
        !stm__progress(w->sink->progress, w->points, w->sink->points))
        status = stm__fail(w->error, STM_ESTOPPED, "simulation: %s", stm_status_text(STM_ESTOPPED));
    return status;
}

static stm_load_counts counts_of(bool by_columns, int64_t lines, int64_t cross)
{
    return by_columns ? (stm_load_counts){cross, lines} : (stm_load_counts){lines, cross};
}

static stm_status walk_lines(walk *w)
{
    bool by_columns = stm_plan_settings(w->plan)->order->by_columns;
    stm__stepper s;
    stm_status status = stm__stepper_open(&s, w->plan, w->error);
    if (status != STM_OK)
        return status;
    while (status == STM_OK) {
        stm__group group;
        status = stm__stepper_next(&s, &group);
        if (status != STM_OK) {
            stm__fail(w->error, status, "simulation: %s", stm_status_text(status));
            break;
        }
        if (group.repeat == 0)
            break;
        stm__reads_of_steps steps = {.count = 1, .points = group.points};
        steps.unique = counts_of(by_columns, s.now.lines.count, s.now.cross.count);
        steps.loaded = steps.unique;
        if (w->keeping == PREVIOUS && group.time > 0)
            steps.loaded = counts_of(by_columns, stm__reads_new_lines(&s.now, &s.before),
                                     stm__reads_new_cross(&s.now, &s.before));
        status = give(w, &steps);
        if (status != STM_OK || group.repeat == 1)
            continue;
        steps.count = group.repeat - 1;
        steps.loaded =
            w->keeping == PREVIOUS ? counts_of(by_columns, 0, group.points) : steps.unique;
        status = give(w, &steps);
    }
    stm__stepper_close(&s);
    return status;
}

/* A step's rows, then its columns, as lru and opt number vectors. */
static int64_t vector_of(stm_rectangle b, bool column, int32_t index)
{
    return column ? b.num_queries + index - b.first_key : index - b.first_query;
}

static stm_load_counts load_lru(stm__lru *lru, const stm__walker *w, stm_rectangle b,
                                int64_t buffer)
{
    stm_load_counts loaded = {0, 0};
    const stm__indices *all[] = {&w->rows, &w->columns};
    for (int c = 0; c < 2; c++)
        for (int64_t k = 0; k < all[c]->num; k++) {
            int64_t distance = stm__lru_distance(lru, vector_of(b, c == 1, all[c]->at[k]));
            if (distance == 0 || distance > buffer)
                ++*(c == 0 ? &loaded.rows : &loaded.columns);
        }
    for (int c = 0; c < 2; c++)
        for (int64_t k = 0; k < all[c]->num; k++)
            stm__lru_touch(lru, vector_of(b, c == 1, all[c]->at[k]));
    return loaded;
}

/* Steps as they were walked, for opt, which has to know them all. */
typedef struct recording {
    stm__history history;
    stm__reads_of_steps *steps;
    int64_t num, capacity;
    walk *walk;
    int64_t told;
    stm_status status;
} recording;

static bool record(recording *r, const stm__walker *w, stm_rectangle b,
                   const stm__reads_of_steps *steps)
{
    const stm__indices *all[] = {&w->rows, &w->columns};
    for (int c = 0; c < 2; c++)
        for (int64_t k = 0; k < all[c]->num; k++)
            if (!stm__history_add(&r->history, (int32_t)vector_of(b, c == 1, all[c]->at[k])))
                return false;
    if (!stm__history_end_step(&r->history) ||
        !stm__grow(&r->steps, &r->capacity, r->num + 1, sizeof *r->steps))
        return false;
    r->steps[r->num++] = *steps;
    return true;
}

static void tell(void *context, int64_t rows, int64_t columns)
{
    recording *r = context;
    stm__reads_of_steps *steps = &r->steps[r->told++];
    steps->loaded = (stm_load_counts){rows, columns};
    if (r->status == STM_OK)
        r->status = give(r->walk, steps);
}

static stm_status check_buffer(const walk *w, int64_t time, stm_load_counts unique)
{
    if (unique.rows + unique.columns <= w->buffer)
        return STM_OK;
    return stm__fail(w->error, STM_EINVAL,
                     "buffer_vectors %" PRId64 ": step %" PRId64 " reads %" PRId64
                     " vectors, %" PRId64 " more than the buffer holds",
                     w->buffer, time, unique.rows + unique.columns,
                     unique.rows + unique.columns - w->buffer);
}

static stm_status walk_step(walk *w, stm__walker *walker, stm__lru *lru, recording *r,
                            stm_rectangle b)
{
    stm__reads_of_steps steps = {.count = 1, .points = walker->num_points};
    steps.unique = (stm_load_counts){walker->rows.num, walker->columns.num};
    steps.loaded = steps.unique;
    if (w->keeping == PREVIOUS)
        steps.loaded = (stm_load_counts){walker->new_rows, walker->new_columns};
    if (!stm__keeping_has_buffer(w->keeping))
        return give(w, &steps);
    stm_status status = check_buffer(w, walker->time, steps.unique);
    if (status != STM_OK)
        return status;
    stm__indices_sort(&walker->rows);
    stm__indices_sort(&walker->columns);
    if (w->keeping == OPT)
        return record(r, walker, b, &steps) ? STM_OK : stm__fail_memory(w->error, "simulation");
    steps.loaded = load_lru(lru, walker, b, w->buffer);
    return give(w, &steps);
}

static stm_status walk_points(walk *w)
{
    stm_rectangle b = stm_mask_bounds(stm_plan_mask(w->plan));
    stm__walker walker;
    stm__lru lru = {0};
    recording r = {.walk = w};
    stm_status status = stm__walker_open(&walker, w->plan, w->error);
    if (status != STM_OK)
        return status;
    if (w->keeping == LRU && !stm__lru_open(&lru, b.num_queries + b.num_keys))
        status = stm__fail_memory(w->error, "simulation");
    while (status == STM_OK) {
        status = stm__walker_next(&walker);
        if (status != STM_OK)
            stm__fail(w->error, status, "simulation: %s", stm_status_text(status));
        if (status != STM_OK || walker.num_points == 0)
            break;
        status = walk_step(w, &walker, &lru, &r, b);
    }
    if (status == STM_OK && w->keeping == OPT &&
        !stm__opt_walk(&r.history, b.num_queries + b.num_keys, b.num_queries, w->buffer, tell, &r))
        status = stm__fail_memory(w->error, "simulation");
    if (status == STM_OK)
        status = r.status;
    stm__history_free(&r.history);
    free(r.steps);
    stm__lru_close(&lru);
    stm__walker_close(&walker);
    return status;
}

stm_status stm__reads_walk(const stm_plan *plan, int64_t keeping, int64_t buffer,
                           const stm__reads_sink *sink, stm_error *error)
{
    walk w = {plan, keeping, buffer, sink, 0, error};
    if (stm__plan_is_by_lines(plan) && !stm__keeping_has_buffer(keeping))
        return walk_lines(&w);
    return walk_points(&w);
}
