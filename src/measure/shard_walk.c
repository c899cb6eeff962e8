/* Walks the rows of the masks of a shard: first tile by tile, for their points, then rank by rank,
 * for the keys that the rows of its tiles touch. */
#include <inttypes.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "mask/mask.h"
#include "measure/shard.h"
#include "measure/touch.h"

static stm_status too_large(stm_error *error, const char *what)
{
    return stm__fail(error, STM_EINVAL, "shard: the %s must be at most %" PRId64 " in all", what,
                     INT64_MAX);
}

void stm__shard_rows(const stm__shard_walk *w, int64_t tile, int64_t *first, int64_t *end)
{
    *first = tile * w->shard->summary.tile;
    *end = stm__min(*first + w->shard->summary.tile, w->bounds.num_queries);
}

/* Reads a row, and reports now and then. */
static stm_status read_row(stm__shard_walk *w, stm_reader *reader, int64_t row,
                           const stm_run **runs, int64_t *num)
{
    if (w->done++ % 65536 == 0 && !stm__progress(w->progress, w->done - 1, w->total))
        return stm__fail(w->error, STM_ESTOPPED, "stopped");
    stm_status status = stm_reader_row(reader, w->bounds.first_query + row, runs, num);
    if (status != STM_OK)
        stm__reader_failed(status, w->error);
    return status;
}

stm_status stm__shard_weigh(stm__shard_walk *w, const stm_mask *mask, int64_t weight,
                            int64_t *points)
{
    stm_reader *reader;
    stm_status status = stm_reader_new(mask, &reader, w->error);
    if (status != STM_OK)
        return status;
    for (int64_t t = 0; t < w->shard->summary.tiles && status == STM_OK; t++) {
        int64_t first, end, cells = 0;
        stm__shard_rows(w, t, &first, &end);
        for (int64_t row = first; row < end && status == STM_OK; row++) {
            const stm_run *runs = NULL;
            int64_t num = 0;
            status = read_row(w, reader, row, &runs, &num);
            for (int64_t k = 0; k < num && status == STM_OK; k++)
                cells += runs[k].count; /* at most tile times keys */
        }
        if (status == STM_OK &&
            (!stm__multiply(cells, weight, &cells) ||
             __builtin_add_overflow(points[t], cells, &points[t]) ||
             __builtin_add_overflow(w->shard->summary.points, cells, &w->shard->summary.points)))
            status = too_large(w->error, "points");
    }
    stm_reader_free(reader);
    return status;
}

/* How many of the keys touched, from 0 within the mask, are tokens of the rank. */
static int64_t own_keys(const stm__shard_walk *w, int64_t rank, const stm__intervals *touched)
{
    const stm_shard *s = w->shard;
    int64_t own = 0, shift = w->bounds.first_query - w->bounds.first_key, at = 0;
    for (int64_t k = s->first[rank]; k < s->first[rank + 1]; k++) {
        int64_t first, end;
        stm__shard_rows(w, s->by_rank[k], &first, &end);
        while (at < touched->num && touched->items[at].last < first + shift)
            at++;
        for (int64_t i = at; i < touched->num && touched->items[i].first < end + shift; i++)
            own += stm__min(touched->items[i].last + 1, end + shift) -
                   stm__max(touched->items[i].first, first + shift);
    }
    return own;
}

static stm_status gather_rank(stm__shard_walk *w, stm_reader *reader, int64_t rank, int64_t weight,
                              stm__touch *touch)
{
    stm_shard_rank *r = &w->shard->ranks[rank];
    stm_status status = STM_OK;
    int64_t keys = 0, fetched;
    for (int64_t k = w->shard->first[rank]; k < w->shard->first[rank + 1]; k++) {
        int64_t first, end;
        stm__shard_rows(w, w->shard->by_rank[k], &first, &end);
        for (int64_t row = first; row < end && status == STM_OK; row++) {
            const stm_run *runs = NULL;
            int64_t num = 0;
            status = read_row(w, reader, row, &runs, &num);
            for (int64_t n = 0; n < num && status == STM_OK; n++)
                stm__touch_run(touch, runs[n].first - w->bounds.first_key, runs[n].count,
                               runs[n].step);
        }
    }
    const stm__intervals *touched = stm__touch_finish(touch);
    if (status != STM_OK)
        return status;
    if (touched == NULL)
        return stm__fail_memory(w->error, "shard");
    for (int64_t k = 0; k < touched->num; k++)
        keys += touched->items[k].last - touched->items[k].first + 1;
    fetched = keys - own_keys(w, rank, touched);
    if (!stm__multiply(keys, weight, &keys) || !stm__multiply(fetched, weight, &fetched) ||
        __builtin_add_overflow(r->keys, keys, &r->keys) ||
        __builtin_add_overflow(w->shard->summary.fetched, fetched, &w->shard->summary.fetched))
        return too_large(w->error, "keys");
    r->fetched += fetched; /* at most the keys */
    return STM_OK;
}

stm_status stm__shard_gather(stm__shard_walk *w, const stm_mask *mask, int64_t weight)
{
    stm_reader *reader;
    stm__touch touch;
    stm_status status = stm_reader_new(mask, &reader, w->error);
    if (status != STM_OK)
        return status;
    status = stm__touch_new(w->bounds.num_keys, 1, &touch, w->error);
    for (int64_t r = 0; r < w->shard->summary.ranks && status == STM_OK; r++)
        status = gather_rank(w, reader, r, weight, &touch);
    stm__touch_free(&touch);
    stm_reader_free(reader);
    return status;
}
