#include <stdlib.h>
#include <string.h>

#include "attention/plan.h"
#include "base/arithmetic.h"
#include "base/grow.h"

/* Arrays laid out one after the other in one piece of memory; the first pass adds up their sizes,
 * the second hands them out. */
typedef struct layout {
    char *at;
    size_t used;
    bool fits;
} layout;

static void *take(layout *l, int64_t num, size_t size)
{
    size_t bytes;
    void *at = l->at == NULL ? NULL : l->at + l->used;
    if (!stm__multiply_size((size_t)num, size, &bytes) || bytes > SIZE_MAX / 4 ||
        l->used > SIZE_MAX / 4)
        l->fits = false;
    else
        l->used += (bytes + 63) / 64 * 64;
    return at;
}

static void lay_out(stm__worker *w, layout *l)
{
    const stm_attention *plan = w->plan;
    int64_t dim = plan->dim;
    stm__tile *tile = &w->tile;
    tile->query = take(l, dim * STM__LANES, sizeof(float));
    tile->sum = take(l, stm__ceil_div(dim, 32) * 32 * STM__LANES, sizeof(float));
    tile->scores = take(l, STM__MAX_BLOCK * STM__LANES, sizeof(float));
    tile->maximum = take(l, STM__LANES, sizeof(float));
    tile->total = take(l, STM__LANES, sizeof(float));
    tile->positions = take(l, STM__LANES, sizeof(float));
    int64_t gathered = w->backward ? plan->gathered_backward : plan->gathered;
    w->keys = take(l, gathered * dim, sizeof(float));
    w->values = take(l, gathered * dim, sizeof(float));
    for (int k = 0; k < 2 && plan->gathered_by_class > 0 && !w->backward; k++) {
        w->room_queries[k] = take(l, STM__CHUNK * dim, sizeof(float));
        w->room_keys[k] = take(l, plan->gathered_by_class * dim, sizeof(float));
        w->room_values[k] = take(l, plan->gathered_by_class * dim, sizeof(float));
    }
    for (int k = 0; k < plan->kernels->halves && !w->backward; k++) {
        stm__packed *packed = &w->packed;
        packed->dim = (int)stm__ceil_div(dim, 32) * 32;
        packed->queries[k] = take(l, packed->dim * STM__LANES, sizeof(uint16_t));
        packed->keys[k] = take(l, packed->dim * STM__MAX_BLOCK, sizeof(uint16_t));
        packed->values[k] = take(l, packed->dim * STM__MAX_BLOCK, sizeof(uint16_t));
        packed->weights[k] = take(l, STM__LANES * STM__MAX_BLOCK, sizeof(uint16_t));
    }
    w->block_keys = take(l, STM__MAX_BLOCK * dim, sizeof(float));
    w->block_values = take(l, STM__MAX_BLOCK * dim, sizeof(float));
    w->row_room = take(l, STM__LANES * dim, sizeof(float));
    w->row_query = take(l, STM__LANES * dim, sizeof(float));
    w->row_sum = take(l, STM__LANES * dim, sizeof(float));
    if (w->backward) {
        stm__gradient *gradient = &w->gradient;
        int64_t panels = stm__ceil_div(dim, STM__LANES);
        gradient->output = take(l, dim * STM__LANES, sizeof(float));
        gradient->query_rows = take(l, panels * STM__LANES * STM__LANES, sizeof(float));
        gradient->output_rows = take(l, panels * STM__LANES * STM__LANES, sizeof(float));
        gradient->products = take(l, STM__MAX_BLOCK * STM__LANES, sizeof(float));
        gradient->scratch = take(l, STM__MAX_BLOCK * STM__LANES, sizeof(float));
        gradient->delta = take(l, STM__LANES, sizeof(float));
    }
    if (plan->any_from_runs)
        w->numbers = take(l, STM__LANES, sizeof *w->numbers);
}

/* Marks of keys, which are clear between tiles. */
static void lay_out_marks(stm__worker *w, layout *l)
{
    int64_t keys = w->plan->bounds.num_keys;
    if (!w->plan->any_from_runs ||
        (w->plan->bounds.num_queries <= STM__FEW_QUERIES && !w->backward))
        return;
    w->toggles = take(l, keys + 1, sizeof *w->toggles);
    w->dirty = take(l, keys / 64 / 64 + 1, sizeof *w->dirty);
}

stm_status stm__worker_start(stm__worker *worker, const stm_attention *plan, bool backward)
{
    layout l = {.fits = true};
    memset(worker, 0, sizeof *worker);
    worker->plan = plan;
    worker->backward = backward;
    worker->tile.dim = plan->dim;
    worker->tile.ahead = &worker->ahead;
    worker->tile.packed = &worker->packed;
    worker->summary_of = -1;
    lay_out(worker, &l);
    if (!l.fits || (worker->memory = malloc(l.used + 64)) == NULL)
        return STM_ENOMEM;
    uintptr_t misaligned = (uintptr_t)worker->memory % 64;
    l.at = (char *)worker->memory + (64 - misaligned) % 64;
    l.used = 0;
    lay_out(worker, &l);
    l = (layout){.fits = true};
    lay_out_marks(worker, &l);
    if (l.used > 0 && (!l.fits || (worker->marks = calloc(l.used, 1)) == NULL))
        return STM_ENOMEM;
    l.at = worker->marks;
    l.used = 0;
    if (l.at != NULL)
        lay_out_marks(worker, &l);
    return STM_OK;
}

void stm__worker_end(stm__worker *worker)
{
    stm_reader_free(worker->reader);
    free(worker->memory);
    free(worker->marks);
}

void stm__look_ahead(stm__worker *worker, const float *rows, int64_t stride, int64_t num)
{
    stm__ahead *ahead = &worker->ahead;
    if (ahead->num == sizeof ahead->ranges / sizeof *ahead->ranges)
        return;
    ahead->ranges[ahead->num].rows = rows;
    ahead->ranges[ahead->num].stride = stride;
    ahead->ranges[ahead->num].num = num;
    ahead->ranges[ahead->num].to = NULL;
    ahead->num += num > 0;
}

void stm__look_ahead_of(stm__worker *worker, const stm__input_rows *rows, int64_t first,
                        int64_t step, int64_t num)
{
    if (rows->element == STM_ELEMENT_F32)
        stm__look_ahead(worker, (const float *)rows->data + first * rows->stride,
                        step * rows->stride, num);
}

void stm__copy_ahead(stm__worker *worker, stm__input_rows *rows, int64_t num, float *to)
{
    int dim = worker->plan->dim, last = worker->ahead.num;
    if (rows->element == STM_ELEMENT_F32) {
        stm__look_ahead(worker, rows->data, rows->stride, num);
        if (worker->ahead.num > last)
            worker->ahead.ranges[last].to = to;
    } else {
        for (int64_t n = 0; n < num; n++)
            stm__row_widen(rows, n, to + n * dim, dim);
    }
    *rows = (stm__input_rows){to, dim, STM_ELEMENT_F32};
}

void stm__copy_finish(stm__worker *worker)
{
    stm__ahead *ahead = &worker->ahead;
    int dim = worker->plan->dim;
    for (; ahead->num > 0; ahead->num--) {
        int last = ahead->num - 1;
        float *to = ahead->ranges[last].to;
        for (int64_t n = 0; to != NULL && n < ahead->ranges[last].num; n++)
            memcpy(to + n * dim, ahead->ranges[last].rows + n * ahead->ranges[last].stride,
                   (size_t)dim * sizeof *to);
    }
}
