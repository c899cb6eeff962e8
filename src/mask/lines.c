/* Counts the cells of lines: in stretches that repeat, the cells of every period-th line make an
 * arithmetic progression, of which the first two and the last are read. */
#include "mask/lines.h"

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "mask/stretches.h"

typedef struct counter {
    stm_reader *reader;
    stm__axis axis;
    stm__lines sum;
    int64_t first_line, looked_at;
    const stm_progress *progress;
    stm_error *error;
} counter;

/* 0, and for 2^(b-1) to 2^b - 1 the number b. */
static int bin_of(int64_t degree)
{
    int bin = 0;
    for (; degree > 0; degree /= 2)
        bin++;
    return bin;
}

static stm_status cells_of(counter *c, int64_t line, int64_t *cells)
{
    const stm_run *runs = NULL;
    int64_t num = 0;
    if (c->looked_at++ % 65536 == 0 &&
        !stm__progress(c->progress, line - c->first_line, c->sum.num))
        return stm__fail(c->error, STM_ESTOPPED, "stopped");
    stm_status status =
        (c->axis == STM__ROWS ? stm_reader_row : stm_reader_column)(c->reader, line, &runs, &num);
    if (status != STM_OK)
        return stm__reader_failed(status, c->error);
    *cells = 0;
    for (int64_t k = 0; k < num; k++)
        *cells += runs[k].count;
    return STM_OK;
}

/* How many of the num numbers first, first + step, ... lie below a limit; step > 0. */
static int64_t below(int64_t first, int64_t step, int64_t num, int64_t limit)
{
    return first >= limit ? 0 : stm__min(num, (limit - 1 - first) / step + 1);
}

/* Adds lines whose cells are first, first + step, ... */
static void add(counter *c, int64_t first, int64_t step, int64_t num)
{
    stm__lines *d = &c->sum;
    int64_t last = first + step * (num - 1);
    if (step < 0) {
        int64_t kept = first;
        first = last;
        last = kept;
        step = -step;
    }
    d->cells += num * first + num * (num - 1) / 2 * step;
    d->least = stm__min(d->least, first);
    d->most = stm__max(d->most, last);
    if (step == 0) {
        d->bins[bin_of(first)] += num;
        return;
    }
    for (int b = bin_of(first); b <= bin_of(last); b++)
        d->bins[b] += below(first, step, num, INT64_C(1) << b) -
                      (b == 0 ? 0 : below(first, step, num, INT64_C(1) << (b - 1)));
}

/* Every `by`-th line. */
static stm_status add_each(counter *c, int64_t first, int64_t end, int64_t by)
{
    stm_status status = STM_OK;
    for (int64_t line = first; line < end && status == STM_OK; line += by) {
        int64_t cells = 0;
        status = cells_of(c, line, &cells);
        if (status == STM_OK)
            add(c, cells, 0, 1);
    }
    return status;
}

/* The lines that are `line` modulo a period, up to `end`. */
static stm_status add_class(counter *c, int64_t line, int64_t period, int64_t end)
{
    int64_t num = (end - 1 - line) / period + 1, first = 0, second = 0, last = 0;
    stm_status status = cells_of(c, line, &first);
    if (status == STM_OK)
        status = cells_of(c, line + period, &second);
    if (status == STM_OK)
        status = cells_of(c, line + (num - 1) * period, &last);
    if (status == STM_OK && last - first != (second - first) * (num - 1))
        return add_each(c, line, end, period); /* no progression, against all reasoning */
    if (status == STM_OK)
        add(c, first, second - first, num);
    return status;
}

static stm_status add_stretch(counter *c, const stm__stretch *s)
{
    if (s->period == 0 || (s->end - s->first) / s->period < 4)
        return add_each(c, s->first, s->end, 1);
    stm_status status = STM_OK;
    for (int64_t k = 0; k < s->period && status == STM_OK; k++)
        status = add_class(c, s->first + k, s->period, s->end);
    return status;
}

stm_status stm__lines_count(const stm_mask *mask, stm__axis axis, stm__lines *lines,
                            stm_error *error, const stm_progress *progress)
{
    const stm_rectangle *b = &mask->bounds;
    bool rows = axis == STM__ROWS;
    counter c = {.axis = axis,
                 .first_line = rows ? b->first_query : b->first_key,
                 .progress = progress,
                 .error = error};
    c.sum.num = rows ? b->num_queries : b->num_keys;
    c.sum.least = INT64_MAX;
    stm__stretches stretches = {0};
    stm_status status = stm__stretches_find(mask, axis, 0, 0, &stretches, error);
    if (status == STM_OK)
        status = stm_reader_new(mask, &c.reader, error);
    for (int64_t k = 0; k < stretches.num && status == STM_OK; k++)
        status = add_stretch(&c, &stretches.items[k]);
    stm_reader_free(c.reader);
    free(stretches.items);
    if (status == STM_OK)
        *lines = c.sum;
    return status;
}
