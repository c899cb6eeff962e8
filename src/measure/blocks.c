/* Counts touched and full blocks, a row of blocks at a time, from the runs of its rows. */
#include <stmask/blocks.h>

#include <stdlib.h>

#include "base/fail.h"
#include "base/grow.h"
#include "base/progress.h"
#include "mask/mask.h"
#include "measure/cover.h"

struct stm_block_reader {
    stm_reader *reader;
    stm_rectangle bounds;
    int64_t block_queries, block_keys;
    bool cut_may_be_full;
    stm__touch touch;
    stm__cover cover;
    stm_block_span *spans;
    int64_t num_spans, capacity;
};

stm_status stm_block_reader_new(const stm_mask *mask, int64_t block_queries, int64_t block_keys,
                                stm_block_reader **reader, stm_error *error,
                                const stm_block_options *options)
{
    stm_status status = stm__check_range("block_queries", block_queries, 1, STM_MAX_SIZE, error);
    if (status == STM_OK)
        status = stm__check_range("block_keys", block_keys, 1, STM_MAX_SIZE, error);
    if (status != STM_OK)
        return status;
    stm_block_reader *new = calloc(1, sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, "blocks");
    new->bounds = stm_mask_bounds(mask);
    new->block_queries = block_queries;
    new->block_keys = block_keys;
    new->cut_may_be_full = options != NULL && options->cut_may_be_full;
    status = stm_reader_new(mask, &new->reader, error);
    if (status == STM_OK)
        status = stm__touch_new(new->bounds.num_keys, block_keys, &new->touch, error);
    if (status != STM_OK) {
        stm_block_reader_free(new);
        return status;
    }
    *reader = new;
    return STM_OK;
}

void stm_block_reader_free(stm_block_reader *reader)
{
    if (reader == NULL)
        return;
    stm_reader_free(reader->reader);
    stm__touch_free(&reader->touch);
    stm__cover_free(&reader->cover);
    free(reader->spans);
    free(reader);
}

static bool push_span(stm_block_reader *r, int64_t first, int64_t end, bool full)
{
    if (first >= end)
        return true;
    if (!stm__grow(&r->spans, &r->capacity, r->num_spans + 1, sizeof *r->spans))
        return false;
    r->spans[r->num_spans++] = (stm_block_span){first, end - first, full};
    return true;
}

/* Cuts the touched blocks into full and partial ones; the full ones are all touched. */
static bool put_spans(stm_block_reader *r, const stm__intervals *touched)
{
    const stm__intervals *full = &r->cover.blocks;
    r->num_spans = 0;
    for (int64_t t = 0, f = 0; t < touched->num; t++) {
        int64_t at = touched->items[t].first, end = touched->items[t].last + 1;
        for (; f < full->num && full->items[f].first < end; f++) {
            if (!push_span(r, at, full->items[f].first, false) ||
                !push_span(r, full->items[f].first, full->items[f].last + 1, true))
                return false;
            at = full->items[f].last + 1;
        }
        if (!push_span(r, at, end, false))
            return false;
    }
    return true;
}

/* Gathers what the queries of a row of blocks touch and cover. */
static stm_status gather(stm_block_reader *r, int64_t row)
{
    const stm_rectangle *b = &r->bounds;
    int64_t first = row * r->block_queries;
    int64_t num = stm__min(r->block_queries, b->num_queries - first);
    bool good = stm__cover_start(&r->cover, b->num_keys, r->block_keys, r->cut_may_be_full);
    if (num < r->block_queries && !r->cut_may_be_full)
        r->cover.blocks.num = 0;
    for (int64_t i = 0; i < num && good; i++) {
        const stm_run *runs;
        int64_t num_runs;
        int64_t query = b->first_query + first + i;
        stm_status status = stm_reader_row(r->reader, query, &runs, &num_runs);
        if (status != STM_OK) {
            stm__touch_finish(&r->touch);
            return status;
        }
        for (int64_t k = 0; k < num_runs; k++)
            stm__touch_run(&r->touch, runs[k].first - b->first_key, runs[k].count, runs[k].step);
        good = stm__cover_row(&r->cover, runs, num_runs, b->first_key);
    }
    if (!good)
        stm__touch_finish(&r->touch);
    return good ? STM_OK : STM_ENOMEM;
}

stm_status stm_block_reader_row(stm_block_reader *reader, int64_t row, const stm_block_span **spans,
                                int64_t *num_spans)
{
    stm_block_reader *r = reader;
    if (row < 0 || row >= stm__ceil_div(r->bounds.num_queries, r->block_queries))
        return STM_EINVAL;
    stm_status status = gather(r, row);
    if (status != STM_OK)
        return status;
    const stm__intervals *touched = stm__touch_finish(&r->touch);
    if (touched == NULL || !put_spans(r, touched))
        return STM_ENOMEM;
    *spans = r->spans;
    *num_spans = r->num_spans;
    return STM_OK;
}

stm_status stm_block_count(const stm_mask *mask, int64_t block_queries, int64_t block_keys,
                           stm_block_counts *counts, stm_error *error,
                           const stm_block_options *options)
{
    stm_block_reader *reader;
    stm_status status =
        stm_block_reader_new(mask, block_queries, block_keys, &reader, error, options);
    if (status != STM_OK)
        return status;
    const stm_rectangle *b = &reader->bounds;
    const stm_progress *progress = options == NULL ? NULL : options->progress;
    stm_block_counts c = {.query_blocks = stm__ceil_div(b->num_queries, block_queries),
                          .key_blocks = stm__ceil_div(b->num_keys, block_keys)};
    int64_t cut = c.key_blocks * block_keys - b->num_keys; /* cells that the last block lacks */
    for (int64_t row = 0; row < c.query_blocks; row++) {
        int64_t touched;
        bool last;
        if (row % 64 == 0 && !stm__progress(progress, row, c.query_blocks)) {
            status = stm__fail(error, STM_ESTOPPED, "stopped");
            break;
        }
        status = gather(reader, row);
        if (status == STM_OK && !stm__touch_count(&reader->touch, &touched, &last))
            status = STM_ENOMEM;
        if (status != STM_OK) {
            stm__reader_failed(status, error);
            break;
        }
        const stm__intervals *full = &reader->cover.blocks;
        for (int64_t k = 0; k < full->num; k++)
            c.full += full->items[k].last - full->items[k].first + 1;
        c.touched += touched;
        c.cells += (touched * block_keys - (last ? cut : 0)) *
                   stm__min(block_queries, b->num_queries - row * block_queries);
    }
    stm_block_reader_free(reader);
    if (status == STM_OK)
        *counts = c;
    return status;
}
