/* Counts touched and full blocks, a row of blocks at a time, from the runs of its rows. */
#include <stmask/blocks.h>

#include <stdlib.h>

#include "base/fail.h"
#include "base/grow.h"
#include "mask/mask.h"
#include "mask/stretches.h"
#include "measure/cover.h"
#include "measure/repeat.h"

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

typedef struct count {
    stm_block_reader *reader;
    int64_t rows, cut; /* rows of blocks; cells that the last block of a row lacks */
    stm_error *error;
} count;

enum { TOUCHED, FULL, CELLS };

static stm_status count_row(void *context, int64_t row, int64_t values[STM__MEASURES])
{
    count *c = context;
    stm_block_reader *r = c->reader;
    int64_t touched = 0;
    bool last = false;
    stm_status status = gather(r, row);
    if (status == STM_OK && !stm__touch_count(&r->touch, &touched, &last))
        status = STM_ENOMEM;
    if (status != STM_OK)
        return stm__reader_failed(status, c->error);
    const stm__intervals *full = &r->cover.blocks;
    values[FULL] = 0;
    for (int64_t k = 0; k < full->num; k++)
        values[FULL] += full->items[k].last - full->items[k].first + 1;
    values[TOUCHED] = touched;
    values[CELLS] = (touched * r->block_keys - (last ? c->cut : 0)) *
                    stm__min(r->block_queries, r->bounds.num_queries - row * r->block_queries);
    return STM_OK;
}

/* The least number of queries that repeat together with the blocks they lie in; 0 where there is
 * none that fits. */
static int64_t common_period(int64_t period, int64_t block_queries, int64_t block_keys)
{
    int64_t both = block_queries, all;
    if (period == 0 ||
        !stm__multiply(both, block_keys / stm__common_divisor(both, block_keys), &both) ||
        !stm__multiply(both, period / stm__common_divisor(both, period), &all))
        return 0;
    return all;
}

/* Adds the rows of blocks, in the stretches that the queries have. */
static stm_status count_rows(const stm_mask *mask, const count *c, stm__repeat *repeat)
{
    stm_block_reader *r = c->reader;
    int64_t side = r->block_queries, first_query = r->bounds.first_query, row = 0;
    stm__stretches all = {0};
    stm_status status = stm__stretches_find(mask, STM__ROWS, 2 * (side + r->block_keys),
                                            c->cut == 0 ? 0 : side + r->block_keys, &all, c->error);
    for (int64_t k = 0; k < all.num && status == STM_OK; k++) {
        const stm__stretch *s = &all.items[k];
        int64_t period = common_period(s->period, side, r->block_keys);
        int64_t first = stm__ceil_div(s->first - first_query, side);
        int64_t end = (s->end - first_query) / side;
        if (period == 0 || end <= first)
            continue; /* the rows that no stretch has whole are added before the next, or at last */
        status = stm__repeat_add(repeat, row, first, 0);
        if (status == STM_OK)
            status = stm__repeat_add(repeat, first, end, period / side);
        row = end;
    }
    free(all.items);
    return status == STM_OK ? stm__repeat_add(repeat, row, c->rows, 0) : status;
}

stm_status stm_block_count(const stm_mask *mask, int64_t block_queries, int64_t block_keys,
                           stm_block_counts *counts, stm_error *error,
                           const stm_block_options *options)
{
    count c = {.error = error};
    stm_status status =
        stm_block_reader_new(mask, block_queries, block_keys, &c.reader, error, options);
    if (status != STM_OK)
        return status;
    const stm_rectangle *b = &c.reader->bounds;
    int64_t columns = stm__ceil_div(b->num_keys, block_keys);
    c.rows = stm__ceil_div(b->num_queries, block_queries);
    c.cut = columns * block_keys - b->num_keys;
    stm__repeat repeat = {.measure = count_row,
                          .context = &c,
                          .rows = c.rows,
                          .progress = options == NULL ? NULL : options->progress,
                          .error = error};
    status = count_rows(mask, &c, &repeat);
    stm_block_reader_free(c.reader);
    if (status == STM_OK)
        *counts = (stm_block_counts){c.rows, columns, repeat.sums[TOUCHED], repeat.sums[FULL],
                                     repeat.sums[CELLS]};
    return status;
}
