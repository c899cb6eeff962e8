/* flashmask: for each key, the ranges of queries that do not see it. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "io/import.h"
#include "io/job.h"
#include "mask/mask.h"

/* The hidden queries of a key: [first[k], end[k]), in order. */
typedef struct hidden {
    int num; /* 3 stands for more than 2 */
    int64_t first[3], end[3];
    int64_t added; /* by widening */
} hidden;

typedef struct columns_state {
    bool causal;              /* no query sees a later key */
    bool one, two, two_sides; /* which of the narrower layouts all columns fit */
    int width;
} columns_state;

static void hide(hidden *h, int64_t first, int64_t end)
{
    if (first >= end)
        return;
    if (h->num < 3) {
        h->first[h->num] = first;
        h->end[h->num] = end;
        h->num++;
    }
}

/* The queries of [from, num) that do not see a key, whose runs are given. */
static hidden hidden_of(const stm_run *runs, int64_t num_runs, int64_t origin, int64_t from,
                        int64_t num)
{
    hidden h = {.num = 0};
    int64_t at = from;
    for (int64_t k = 0; k < num_runs && h.num < 3; k++) {
        const stm_run *run = &runs[k];
        if (run->step == 1) {
            hide(&h, at, run->first - origin);
            at = run->first - origin + run->count;
            continue;
        }
        for (int64_t c = 0; c < run->count && h.num < 3; c++) {
            int64_t cell = run->first - origin + c * run->step;
            hide(&h, at, cell);
            at = cell + 1;
        }
    }
    hide(&h, at, num);
    return h;
}

/* All the queries between the first and the last that see the key do. */
static hidden fill(const stm_run *runs, int64_t num_runs, int64_t origin, int64_t from, int64_t num)
{
    hidden h = {.num = 0};
    int64_t first = runs[0].first - origin, last = 0;
    for (int64_t k = 0; k < num_runs; k++) {
        last = stm__max(last, stm_run_last(&runs[k]) - origin);
        h.added -= runs[k].count;
    }
    h.added += last - first + 1;
    hide(&h, from, first);
    hide(&h, last + 1, num);
    return h;
}

typedef stm_status visit_column(stm__job *job, int64_t i, int64_t j, const hidden *all,
                                const hidden *below, stm_error *error);

/* The columns of every head: hidden queries among all, and among those from the diagonal on. */
static stm_status each_column(stm__job *job, visit_column *visit, stm_error *error)
{
    const stm_rectangle *b = &job->bounds;
    stm_status status = STM_OK;
    for (int64_t head = 0; head < job->heads && status == STM_OK; head++) {
        stm_reader *reader;
        status = stm_reader_new(stm__job_mask(job, head), &reader, error);
        if (status != STM_OK)
            return status;
        for (int64_t j = 0; j < b->num_keys && status == STM_OK; j++) {
            const stm_run *runs;
            int64_t num_runs;
            status = stm_reader_column_ordered(reader, b->first_key + j, &runs, &num_runs);
            if (status != STM_OK) {
                stm__reader_failed(status, error);
                break;
            }
            int64_t top = num_runs > 0 ? runs[0].first - b->first_query : b->num_queries;
            hidden all = hidden_of(runs, num_runs, b->first_query, 0, b->num_queries);
            int64_t from = stm__min(j, b->num_queries);
            if (top < from)
                from = 0; /* not causal */
            hidden below = hidden_of(runs, num_runs, b->first_query, from, b->num_queries);
            if (job->options.widen && all.num > 2 && below.num > 1) {
                all = fill(runs, num_runs, b->first_query, 0, b->num_queries);
                below = fill(runs, num_runs, b->first_query, from, b->num_queries);
            }
            status = visit(job, top, j, &all, &below, error);
            if (status == STM_OK)
                status = stm__job_status(job, error);
        }
        stm_reader_free(reader);
    }
    return status;
}

static stm_status look(stm__job *job, int64_t top, int64_t j, const hidden *all,
                       const hidden *below, stm_error *error)
{
    columns_state *s = job->state;
    int64_t num = job->bounds.num_queries;
    (void)error;
    job->added += all->added;
    s->causal &= top >= j;
    s->one &= below->num == 0 || (below->num == 1 && below->end[0] == num);
    s->two &= below->num <= 1;
    s->two_sides &= all->num == 0 ||
                    (all->num == 1 && (all->first[0] == 0 || all->end[0] == num)) ||
                    (all->num == 2 && all->first[0] == 0 && all->end[1] == num);
    return STM_OK;
}

static stm_status refuse(stm__job *job, int64_t top, int64_t j, const hidden *all,
                         const hidden *below, stm_error *error)
{
    (void)top, (void)below;
    if (all->num <= 2)
        return STM_OK;
    return stm__job_refuse(job, job->bounds.first_query + all->first[2], job->bounds.first_key + j,
                           "not seen",
                           "the queries that do not see a key must be two ranges at most, and "
                           "those of this key are more",
                           error);
}

static stm_status fits_all(stm__job *job, int64_t top, int64_t j, const hidden *all,
                           const hidden *below, stm_error *error)
{
    bool *fits = &((columns_state *)job->state)->two_sides;
    (void)top, (void)j, (void)below, (void)error;
    *fits &= all->num <= 2;
    return STM_OK;
}

static stm_status put(stm__job *job, int64_t top, int64_t j, const hidden *all, const hidden *below,
                      stm_error *error)
{
    const columns_state *s = job->state;
    int64_t num = job->bounds.num_queries, lower[2] = {num, num}, upper[2] = {0, 0};
    (void)top, (void)error;
    if (s->causal && s->width < 4 && !s->two_sides) {
        if (below->num > 0) {
            lower[0] = below->first[0];
            lower[1] = below->end[0];
        }
        stm__job_i32(job, lower[0]);
        if (s->width == 2)
            stm__job_i32(job, lower[1]);
        return STM_OK;
    }
    for (int k = 0; k < all->num; k++) {
        /* The later of two is the lower one; one alone is, unless it ends before the diagonal. */
        bool above = all->num == 2 ? k == 0 : all->first[0] == 0 && all->end[0] <= j;
        if (s->width == 2)
            above = all->first[k] == 0 && all->end[k] < num;
        int64_t *to = above ? upper : lower;
        to[0] = all->first[k];
        to[1] = all->end[k];
    }
    stm__job_i32(job, lower[0]);
    if (s->width == 4) {
        stm__job_i32(job, lower[1]);
        stm__job_i32(job, upper[0]);
    }
    stm__job_i32(job, upper[1]);
    return STM_OK;
}

static stm_status write_indices(stm__job *job, stm_error *error)
{
    return each_column(job, put, error);
}

static stm_status write_causal(stm__job *job, stm_error *error)
{
    const columns_state *s = job->state;
    (void)error;
    stm__job_u8(job, s->causal && s->width < 4 && !s->two_sides);
    return STM_OK;
}

static stm_status prepare(stm__job *job, stm_error *error)
{
    const stm_rectangle *b = &job->bounds;
    columns_state *s = calloc(1, sizeof *s);
    if (s == NULL)
        return stm__fail_memory(error, "flashmask");
    job->state = s;
    if (b->num_queries > INT32_MAX)
        return stm__fail(error, STM_EINVAL, "flashmask: %" PRId64 " queries: must be below 2^31",
                         b->num_queries);
    bool same = b->num_queries == b->num_keys && b->first_query == b->first_key;
    *s = (columns_state){.causal = same, .one = true, .two = true, .two_sides = true};
    stm_status status = each_column(job, look, error);
    if (status != STM_OK)
        return status;
    if (s->causal && (s->one || s->two)) {
        s->width = s->one ? 1 : 2;
        s->two_sides = false;
    } else if (s->two_sides) {
        s->width = 2;
    } else {
        s->width = 4;
        s->two_sides = true;
        status = each_column(job, fits_all, error);
        if (status == STM_OK && !s->two_sides)
            status = each_column(job, refuse, error);
        if (status != STM_OK)
            return status;
    }
    stm__job_array(job, "startend_row_indices", STM__I4, write_indices, 4,
                   (int64_t[]){1, job->heads, b->num_keys, s->width});
    stm__job_array(job, "causal", STM__B1, write_causal, 0, NULL);
    return STM_OK;
}

const stm__format_class stm__format_flashmask = {
    .about = {.name = "flashmask",
              .extension = ".npz",
              .summary = "FlashMask (PaddlePaddle): startend_row_indices",
              .heads = true,
              .writes = true,
              .reads = true},
    .prepare = prepare,
    .read = stm__import_npz};
