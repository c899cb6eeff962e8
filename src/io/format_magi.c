/* magi: the mask as slices, each of queries that see one range of keys whose ends stay or go on by
 * one key a query. Slices have no cell in common, but the rectangles of slices whose ends go on may
 * overlap: a window beside a stride has no rectangle of two queries without a cell of the stride,
 * so that to keep them apart would take a slice a query. */
#include <stdlib.h>

#include "base/fail.h"
#include "base/grow.h"
#include "io/family.h"
#include "io/import.h"
#include "io/job.h"
#include "measure/touch.h"

enum { UNKNOWN = -1, STAYS = 0, GOES = 1 };

typedef struct slice {
    int64_t query, first_key; /* where it begins */
    int64_t first, last;      /* keys of the query before */
    int begin, end;           /* whether first and last stay or go */
} slice;

typedef struct slice_list {
    slice *items;
    int64_t num, capacity;
} slice_list;

#define FAMILIES 16 /* of runs with steps, that are followed as wholes */
#define LONG 8      /* cells of a run that is */

typedef struct magi_state {
    stm__run_family families[FAMILIES];
    int num_families;
    slice_list open, next;
    int32_t *done; /* five numbers each: queries, keys, type */
    int64_t num, capacity;
    stm__intervals keys;
} magi_state;

static void magi_free(void *memory)
{
    magi_state *s = memory;
    for (int k = 0; k < s->num_families; k++)
        free(s->families[k].births);
    free(s->open.items);
    free(s->next.items);
    free(s->done);
    free(s->keys.items);
    free(s);
}

static bool close_slice(magi_state *s, const slice *c, int64_t end_query)
{
    if (!stm__grow(&s->done, &s->capacity, 5 * (s->num + 1), sizeof *s->done))
        return false;
    int32_t *to = s->done + 5 * s->num++;
    to[0] = (int32_t)c->query;
    to[1] = (int32_t)end_query;
    to[2] = (int32_t)c->first_key;
    to[3] = (int32_t)(c->last + 1);
    to[4] = (c->end == GOES ? 1 : 0) + (c->begin == GOES ? 2 : 0);
    return true;
}

static bool push(slice_list *list, const slice *c)
{
    if (!stm__grow(&list->items, &list->capacity, list->num + 1, sizeof *list->items))
        return false;
    list->items[list->num++] = *c;
    return true;
}

/* Whether the slice goes on with these keys; then it does. */
static bool go_on(slice *c, const stm__interval *keys)
{
    int64_t begin = keys->first - c->first, end = keys->last - c->last;
    if (begin < 0 || begin > 1 || end < 0 || end > 1 ||
        (c->begin != UNKNOWN && c->begin != begin) || (c->end != UNKNOWN && c->end != end))
        return false;
    c->begin = (int)begin;
    c->end = (int)end;
    c->first = keys->first;
    c->last = keys->last;
    return true;
}

static bool end_cell(void *context, int64_t birth, int64_t row, int64_t key, int shift)
{
    int side = shift == 1 ? GOES : STAYS;
    slice c = {birth, key - (shift == 1 ? row - 1 - birth : 0), key, key, side, side};
    return close_slice(context, &c, row);
}

/* Whether a family has the run, or a new one begins with it. */
static bool follow(magi_state *s, const stm_run *run, int64_t row, bool *good)
{
    for (int k = 0; k < s->num_families; k++)
        if (stm__run_family_fits(&s->families[k], run)) {
            *good = stm__run_family_go(&s->families[k], run, row, end_cell, s);
            return true;
        }
    if (run->count < LONG || s->num_families == FAMILIES)
        return false;
    *good = stm__run_family_start(&s->families[s->num_families++], run, row);
    return true;
}

/* Ends the families that the row does not have. */
static bool end_families(magi_state *s, int64_t row, bool all)
{
    bool good = true;
    int kept = 0;
    for (int k = 0; k < s->num_families; k++) {
        stm__run_family *f = &s->families[k];
        if (f->met && !all) {
            f->met = false;
            s->families[kept++] = *f;
        } else {
            good = stm__run_family_end(f, row, end_cell, s) && good;
        }
    }
    s->num_families = kept;
    return good;
}

static int by_first(const void *a, const void *b)
{
    int64_t x = ((const stm__interval *)a)->first, y = ((const stm__interval *)b)->first;
    return (x > y) - (x < y);
}

/* The keys of a row as intervals, but for those that families have. */
static bool gather(magi_state *s, const stm_run *runs, int64_t num_runs, int64_t origin,
                   int64_t row)
{
    stm__intervals *keys = &s->keys;
    bool good = true, sorted = true;
    keys->num = 0;
    for (int64_t k = 0; k < num_runs && good; k++) {
        stm_run run = runs[k];
        run.first -= origin;
        if (run.step > 1 && follow(s, &run, row, &good))
            continue;
        int64_t pieces = run.step == 1 ? 1 : run.count, length = run.step == 1 ? run.count : 1;
        sorted = sorted && pieces == 1;
        for (int64_t c = 0; c < pieces && good; c++) {
            int64_t first = run.first + c * run.step;
            good = stm__intervals_push(keys, first, first + length - 1);
        }
    }
    if (!sorted)
        qsort(keys->items, (size_t)keys->num, sizeof *keys->items, by_first);
    int64_t num = 0;
    for (int64_t k = 0; k < keys->num; k++)
        if (num > 0 && keys->items[num - 1].last + 1 == keys->items[k].first)
            keys->items[num - 1].last = keys->items[k].last;
        else
            keys->items[num++] = keys->items[k];
    keys->num = num;
    return good;
}

static stm_status add_row(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                          int64_t num_runs, stm_error *error)
{
    magi_state *s = job->state;
    (void)head;
    bool good = gather(s, runs, num_runs, job->bounds.first_key, row);
    good = end_families(s, row, false) && good;
    int64_t at = 0;
    s->next.num = 0;
    for (int64_t k = 0; k < s->keys.num && good; k++) {
        const stm__interval *keys = &s->keys.items[k];
        bool goes_on = false;
        for (; good && !goes_on && at < s->open.num && s->open.items[at].last <= keys->last; at++) {
            slice *c = &s->open.items[at];
            goes_on = go_on(c, keys);
            good = goes_on ? push(&s->next, c) : close_slice(s, c, row);
        }
        slice new = {row, keys->first, keys->first, keys->last, UNKNOWN, UNKNOWN};
        if (good && !goes_on)
            good = push(&s->next, &new);
    }
    while (good && at < s->open.num)
        good = close_slice(s, &s->open.items[at++], row);
    slice_list swap = s->open;
    s->open = s->next;
    s->next = swap;
    if (row == job->bounds.num_queries - 1)
        good = end_families(s, row + 1, true) && good;
    if (row == job->bounds.num_queries - 1)
        for (int64_t k = 0; k < s->open.num && good; k++)
            good = close_slice(s, &s->open.items[k], row + 1);
    return good ? STM_OK : stm__fail_memory(error, "slices");
}

static stm_status put(stm__job *job, int first, int num)
{
    const magi_state *s = job->state;
    for (int64_t k = 0; k < s->num; k++)
        for (int m = first; m < first + num; m++)
            stm__job_i32(job, s->done[5 * k + m]);
    return STM_OK;
}

static stm_status write_queries(stm__job *job, stm_error *error)
{
    (void)error;
    return put(job, 0, 2);
}

static stm_status write_keys(stm__job *job, stm_error *error)
{
    (void)error;
    return put(job, 2, 2);
}

static stm_status write_types(stm__job *job, stm_error *error)
{
    (void)error;
    return put(job, 4, 1);
}

static stm_status prepare(stm__job *job, stm_error *error)
{
    magi_state *s = calloc(1, sizeof *s);
    if (s == NULL)
        return stm__fail_memory(error, "magi");
    job->state = s;
    const stm_rectangle *b = &job->bounds;
    if (b->num_queries > INT32_MAX || b->num_keys > INT32_MAX)
        return stm__fail(error, STM_EINVAL, "magi: queries and keys: must be below 2^31");
    stm_status status = stm__job_rows(job, 1, false, add_row, error);
    if (status != STM_OK)
        return status;
    stm__job_array(job, "q_ranges", STM__I4, write_queries, 2, (int64_t[]){s->num, 2});
    stm__job_array(job, "k_ranges", STM__I4, write_keys, 2, (int64_t[]){s->num, 2});
    stm__job_array(job, "attn_type_map", STM__I4, write_types, 1, &s->num);
    return STM_OK;
}

const stm__format_class stm__format_magi = {
    .about = {.name = "magi",
              .extension = ".npz",
              .summary = "MagiAttention: q_ranges, k_ranges and attn_type_map",
              .writes = true,
              .reads = true},
    .prepare = prepare,
    .free = magi_free,
    .read = stm__import_npz};
