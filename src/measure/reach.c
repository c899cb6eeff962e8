/* Finds what reaches what through layers: threads take 512 keys each and follow them until no layer
 * connects more. */
#include "measure/reach.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/progress.h"
#include "base/workers.h"
#include "mask/mask.h"
#include "measure/flow.h"

/* What the threads share. */
typedef struct search {
    int64_t size, num;
    const stm__flow_layer **order; /* the layer of each place */
    stm__flow_layer *distinct;
    int64_t num_distinct;
    const stm_progress *progress;
    _Atomic int64_t slab;
    _Atomic int64_t *connected; /* after each layer */
    atomic_bool *open;          /* after each layer: another would connect more */
    atomic_bool out_of_memory, stopped;
} search;

/* Whether any of the layers, next, would connect more. */
static bool is_open(const search *s, stm__flow *flow)
{
    for (int64_t k = 0; k < s->num_distinct; k++) {
        stm__flow_step(flow, &s->distinct[k]);
        if (stm__flow_changed(flow))
            return true;
    }
    return false;
}

/* Follows 512 keys through all layers. Once no layer connects more, the rest is known. */
static void follow(search *s, stm__flow *flow, int64_t slab)
{
    bool alike = s->num_distinct == 1, closed = false;
    stm__flow_reset(flow, slab * STM__FLOW_KEYS);
    if (alike)
        stm__flow_step(flow, s->order[0]);
    for (int64_t k = 0; k < s->num; k++) {
        if (!closed) {
            if (!alike)
                stm__flow_step(flow, s->order[k]);
            stm__flow_advance(flow);
            if (alike)
                stm__flow_step(flow, s->order[0]);
            closed = alike ? !stm__flow_changed(flow) : !is_open(s, flow);
        }
        atomic_fetch_add(&s->connected[k], stm__flow_count(flow));
        if (!closed)
            atomic_store(&s->open[k], true);
    }
}

static void work(void *context, int worker)
{
    search *s = context;
    stm__flow flow;
    int64_t slabs = stm__ceil_div(s->size, STM__FLOW_KEYS);
    if (!stm__flow_start(&flow, s->size)) {
        atomic_store(&s->out_of_memory, true);
        return;
    }
    while (!atomic_load(&s->stopped) && !atomic_load(&s->out_of_memory)) {
        int64_t slab = atomic_fetch_add(&s->slab, 1);
        if (slab >= slabs)
            break;
        if (worker == 0 && !stm__progress(s->progress, slab, slabs)) {
            atomic_store(&s->stopped, true);
            break;
        }
        follow(s, &flow, slab);
    }
    stm__flow_end(&flow);
}

/* The next token from `index` on that is not found yet; finding one points it to its neighbour. */
static int64_t next_unfound(int64_t *next, int64_t index)
{
    int64_t last = index;
    while (next[last] != last)
        last = next[last];
    while (next[index] != last) {
        int64_t after = next[index];
        next[index] = last;
        index = after;
    }
    return last;
}

/* The first token that has no path from token 0 (along rows, or along columns), or -1. */
static stm_status find_missing(const search *s, bool rows, int64_t *missing, stm_error *error)
{
    int64_t size = s->size, waiting = 0, found = 1;
    int64_t *next = malloc(((size_t)size + 1) * sizeof *next);
    int64_t *stack = malloc((size_t)size * sizeof *stack);
    stm_status status = STM_OK;
    if (next == NULL || stack == NULL)
        status = stm__fail_memory(error, "reach");
    for (int64_t i = 0; i <= size && status == STM_OK; i++)
        next[i] = i;
    if (status == STM_OK) {
        next[0] = 1;
        stack[waiting++] = 0;
    }
    stm_reader **readers = calloc((size_t)s->num_distinct, sizeof *readers);
    if (readers == NULL && status == STM_OK)
        status = stm__fail_memory(error, "reach");
    for (int64_t k = 0; k < s->num_distinct && status == STM_OK; k++)
        status = stm_reader_new(s->distinct[k].mask, &readers[k], error);
    while (waiting > 0 && found < size && status == STM_OK) {
        int64_t token = stack[--waiting];
        for (int64_t k = 0; k < s->num_distinct && status == STM_OK; k++) {
            const stm_run *runs = NULL;
            int64_t num = 0;
            status = rows ? stm_reader_row(readers[k], token, &runs, &num)
                          : stm_reader_column(readers[k], token, &runs, &num);
            if (status != STM_OK)
                stm__reader_failed(status, error);
            for (int64_t r = 0; r < num; r++) {
                int64_t last = stm_run_last(&runs[r]);
                for (int64_t j = runs[r].first; j <= last; j += runs[r].step) {
                    if (runs[r].step == 1)
                        j = next_unfound(next, j);
                    if (j > last || next[j] != j)
                        continue;
                    next[j] = j + 1;
                    stack[waiting++] = j;
                    found++;
                }
            }
        }
    }
    if (status == STM_OK)
        *missing = found == size ? -1 : next_unfound(next, 0);
    for (int64_t k = 0; readers != NULL && k < s->num_distinct; k++)
        stm_reader_free(readers[k]);
    free(readers);
    free(next);
    free(stack);
    return status;
}

static stm_status find_unreachable(const search *s, stm_reach *reach, stm_error *error)
{
    int64_t missing = -1;
    reach->unreachable_query = reach->unreachable_key = -1;
    stm_status status = find_missing(s, true, &missing, error);
    if (status == STM_OK && missing >= 0) {
        reach->unreachable_query = 0;
        reach->unreachable_key = missing;
        return STM_OK;
    }
    if (status == STM_OK)
        status = find_missing(s, false, &missing, error);
    if (status == STM_OK && missing >= 0) {
        reach->unreachable_query = missing;
        reach->unreachable_key = 0;
    }
    return status;
}

static stm_status check(const stm_mask *const *masks, int64_t num, stm_error *error)
{
    stm_status status = stm__check_range("layers", num, 1, STM_REACH_MAX_LAYERS, error);
    if (status != STM_OK)
        return status;
    for (int64_t k = 0; k < num; k++) {
        stm_rectangle b = stm_mask_bounds(masks[k]);
        int64_t size = stm_mask_size(masks[0]);
        if (b.num_queries != size || b.num_keys != size || stm_mask_size(masks[k]) != size)
            return stm__fail(error, STM_EINVAL,
                             "layer %" PRId64 ": must be a whole %" PRId64 " x %" PRId64 " mask",
                             k + 1, size, size);
    }
    return STM_OK;
}

/* Reads each mask once. */
static stm_status read_layers(search *s, const stm_mask *const *masks, stm_error *error)
{
    for (int64_t k = 0; k < s->num; k++) {
        int64_t at = 0;
        while (at < s->num_distinct && s->distinct[at].mask != masks[k])
            at++;
        if (at == s->num_distinct) {
            stm_status status = stm__flow_layer_read(masks[k], &s->distinct[at], error);
            if (status != STM_OK)
                return status;
            s->num_distinct++;
        }
        s->order[k] = &s->distinct[at];
    }
    return STM_OK;
}

stm_status stm__reach_walk(const stm_mask *const *masks, int64_t num, stm_reach *reach,
                           stm_error *error, const stm_reach_options *options)
{
    int threads = options == NULL || options->threads == 0 ? stm__workers_most() : options->threads;
    search s = {.size = stm_mask_size(masks[0]),
                .num = num,
                .progress = options == NULL ? NULL : options->progress};
    stm_status status;
    s.order = calloc((size_t)num, sizeof *s.order);
    s.distinct = calloc((size_t)num, sizeof *s.distinct);
    s.connected = calloc((size_t)num, sizeof *s.connected);
    s.open = calloc((size_t)num, sizeof *s.open);
    if (s.order == NULL || s.distinct == NULL || s.connected == NULL || s.open == NULL)
        status = stm__fail_memory(error, "reach");
    else
        status = read_layers(&s, masks, error);
    if (status == STM_OK)
        status = find_unreachable(&s, reach, error);
    if (status == STM_OK)
        stm__workers_run(threads, work, &s);
    if (status == STM_OK && atomic_load(&s.out_of_memory))
        status = stm__fail_memory(error, "reach");
    else if (status == STM_OK && atomic_load(&s.stopped))
        status = stm__fail(error, STM_ESTOPPED, "stopped");
    reach->layers_to_full = 0;
    for (int64_t k = 0; k < num && status == STM_OK; k++) {
        reach->connected[k] = atomic_load(&s.connected[k]);
        if (reach->layers_to_full == 0 && !atomic_load(&s.open[k]))
            reach->layers_to_full = k + 1;
    }
    for (int64_t k = 0; s.distinct != NULL && k < s.num_distinct; k++)
        stm__flow_layer_free(&s.distinct[k]);
    free(s.order);
    free(s.distinct);
    free(s.connected);
    free(s.open);
    return status;
}

stm_status stm_reach_new(const stm_mask *const *masks, int64_t num, stm_reach **reach,
                         stm_error *error, const stm_reach_options *options)
{
    stm_status status = check(masks, num, error);
    if (status != STM_OK)
        return status;
    bool found = false;
    stm_reach *new = calloc(1, sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, "reach");
    status = stm__reach_grow(masks, num, new, &found, error, options);
    if (status == STM_OK && !found)
        status = stm__reach_walk(masks, num, new, error, options);
    if (status == STM_OK)
        *reach = new;
    else
        free(new);
    return status;
}

void stm_reach_free(stm_reach *reach)
{
    free(reach);
}
