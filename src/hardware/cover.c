/* Marks the parts that the runs of a block's lines touch, a bit each, and counts them. */
#include "hardware/cover.h"

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"

typedef struct marks {
    uint64_t *now, *ever; /* a bit a part */
    int64_t low, high;    /* words of `now` that may have bits */
} marks;

static void mark_range(marks *m, int64_t first, int64_t last)
{
    int64_t a = first / 64, b = last / 64;
    uint64_t head = ~UINT64_C(0) << (first % 64), tail = ~UINT64_C(0) >> (63 - last % 64);
    m->low = stm__min(m->low, a);
    m->high = stm__max(m->high, b);
    if (a == b) {
        m->now[a] |= head & tail;
        return;
    }
    m->now[a] |= head;
    for (int64_t k = a + 1; k < b; k++)
        m->now[k] = ~UINT64_C(0);
    m->now[b] |= tail;
}

static void mark_run(marks *m, const stm_run *run, int64_t origin, int64_t width)
{
    int64_t first = run->first - origin;
    if (run->step <= width) {
        mark_range(m, first / width, (stm_run_last(run) - origin) / width);
        return;
    }
    for (int64_t k = 0; k < run->count; k++) {
        int64_t part = (first + k * run->step) / width;
        m->now[part / 64] |= UINT64_C(1) << (part % 64);
    }
    m->low = stm__min(m->low, first / width / 64);
    m->high = stm__max(m->high, (stm_run_last(run) - origin) / width / 64);
}

/* Counts and clears. */
static stm__cover take(marks *m, int64_t lines, int64_t across, int64_t width)
{
    stm__cover c = {.lines = lines};
    int64_t last = (across - 1) / width;
    for (int64_t k = m->low; k <= m->high; k++) {
        c.touched += __builtin_popcountll(m->now[k]);
        c.fresh += __builtin_popcountll(m->now[k] & ~m->ever[k]);
        m->ever[k] |= m->now[k];
    }
    c.wide = c.touched * width;
    if (m->high >= last / 64 && m->now[last / 64] >> (last % 64) & 1)
        c.wide -= (last + 1) * width - across;
    if (m->low <= m->high)
        memset(m->now + m->low, 0, (size_t)(m->high - m->low + 1) * sizeof *m->now);
    m->low = INT64_MAX;
    m->high = -1;
    return c;
}

stm_status stm__cover_walk(const stm_mask *mask, const stm__cover_options *o, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t lines = o->by_columns ? b.num_keys : b.num_queries;
    int64_t across = o->by_columns ? b.num_queries : b.num_keys;
    int64_t first = o->by_columns ? b.first_key : b.first_query;
    int64_t origin = o->by_columns ? b.first_query : b.first_key;
    size_t words = (size_t)(stm__ceil_div(across, o->width) / 64 + 1);
    marks m = {calloc(words, sizeof *m.now), calloc(words, sizeof *m.ever), INT64_MAX, -1};
    stm_reader *reader = NULL;
    const stm_run *runs;
    int64_t num_runs;
    stm_status status = m.now == NULL || m.ever == NULL ? stm__fail_memory(error, "simulation")
                                                        : stm_reader_new(mask, &reader, error);
    for (int64_t i = 0; i < lines && status == STM_OK; i++) {
        status = o->by_columns ? stm_reader_column(reader, first + i, &runs, &num_runs)
                               : stm_reader_row(reader, first + i, &runs, &num_runs);
        if (status == STM_OK && i % 16384 == 0 && !stm__progress(o->progress, i, lines))
            status = STM_ESTOPPED;
        if (status != STM_OK) {
            stm__fail(error, status, "simulation: %s", stm_status_text(status));
            break;
        }
        if (o->line != NULL)
            o->line(o->context, i, runs, num_runs);
        for (int64_t k = 0; k < num_runs; k++)
            mark_run(&m, &runs[k], origin, o->width);
        if (i + 1 == lines || (i + 1) % o->height == 0) {
            stm__cover cover = take(&m, i % o->height + 1, across, o->width);
            status = o->block(o->context, &cover, error);
        }
    }
    stm_reader_free(reader);
    free(m.now);
    free(m.ever);
    return status;
}
