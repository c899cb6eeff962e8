/* magi: the mask as slices, each of queries that see one range of keys whose ends stay or go on by
 * one key a query. */
#include <stdlib.h>

#include "base/array.h"
#include "base/fail.h"
#include "io/job.h"
#include "mask/touch.h"

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

typedef struct magi_state {
    slice_list open, next;
    int32_t *done; /* five numbers each: queries, keys, type */
    int64_t num, capacity;
    stm__intervals keys;
} magi_state;

static void magi_free(void *memory)
{
    magi_state *s = memory;
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

/* The keys of a row as intervals. */
static bool gather(magi_state *s, const stm_run *runs, int64_t num_runs, int64_t origin)
{
    stm__intervals *keys = &s->keys;
    keys->num = 0;
    for (int64_t k = 0; k < num_runs; k++) {
        int64_t pieces = runs[k].step == 1 ? 1 : runs[k].count;
        int64_t length = runs[k].step == 1 ? runs[k].count : 1;
        for (int64_t c = 0; c < pieces; c++) {
            int64_t first = runs[k].first - origin + c * runs[k].step;
            if (keys->num > 0 && keys->items[keys->num - 1].last + 1 == first)
                keys->items[keys->num - 1].last = first + length - 1;
            else if (!stm__intervals_push(keys, first, first + length - 1))
                return false;
        }
    }
    return true;
}

static stm_status add_row(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                          int64_t num_runs, stm_error *error)
{
    magi_state *s = job->state;
    (void)head;
    bool good = gather(s, runs, num_runs, job->bounds.first_key);
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
    stm_status status = stm__job_rows(job, 1, true, add_row, error);
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
    .free = magi_free};
