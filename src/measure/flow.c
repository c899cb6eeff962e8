/* Follows 512 keys at a time through layers: sets of keys are bits, and a run of queries takes the
 * union of a range from a tree. */
#include "measure/flow.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "mask/mask.h"

enum { MOST_STEPS = 64, LONG_RUN = 24 };

/* Counts the cells of the steps of long runs, and keeps those that have many. */
static void choose_steps(stm__flow_layer *layer, int64_t size)
{
    int64_t steps[MOST_STEPS], cells[MOST_STEPS];
    int num = 0;
    for (int64_t k = 0; k < layer->starts[size]; k++) {
        const stm_run *run = &layer->runs[k];
        int at = 0;
        if (run->count < LONG_RUN)
            continue;
        while (at < num && steps[at] != run->step)
            at++;
        if (at == MOST_STEPS)
            continue;
        if (at == num) {
            steps[num] = run->step;
            cells[num++] = 0;
        }
        cells[at] += run->count;
    }
    layer->num_steps = 0;
    for (int at = 0; at < num && layer->num_steps < STM__FLOW_STEPS; at++)
        if (cells[at] > 8 * size)
            layer->steps[layer->num_steps++] = steps[at];
}

stm_status stm__flow_layer_read(const stm_mask *mask, stm__flow_layer *layer, stm_error *error)
{
    int64_t size = stm_mask_size(mask);
    stm_reader *reader = NULL;
    stm__runs all = {NULL, 0, 0};
    stm_status status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        return status;
    *layer = (stm__flow_layer){.mask = mask};
    layer->starts = malloc(((size_t)size + 1) * sizeof *layer->starts);
    if (layer->starts == NULL)
        status = stm__fail_memory(error, "layer");
    for (int64_t i = 0; i < size && status == STM_OK; i++) {
        const stm_run *runs = NULL;
        int64_t num = 0;
        layer->starts[i] = all.num;
        status = stm_reader_row(reader, i, &runs, &num);
        if (status == STM_OK && !stm__runs_reserve(&all, all.num + num))
            status = STM_ENOMEM;
        if (status != STM_OK) {
            stm__reader_failed(status, error);
            break;
        }
        if (num > 0)
            memcpy(all.runs + all.num, runs, (size_t)num * sizeof *runs);
        all.num += num;
    }
    stm_reader_free(reader);
    layer->runs = all.runs;
    if (status != STM_OK) {
        stm__flow_layer_free(layer);
        return status;
    }
    layer->starts[size] = all.num;
    choose_steps(layer, size);
    return STM_OK;
}

void stm__flow_layer_free(stm__flow_layer *layer)
{
    free(layer->runs);
    free(layer->starts);
    *layer = (stm__flow_layer){.mask = NULL};
}

static inline void add(stm__keys *to, const stm__keys *from)
{
    for (int k = 0; k < STM__FLOW_WORDS; k++)
        to->words[k] |= from->words[k];
}

static stm__keys *new_keys(int64_t num)
{
    size_t bytes;
    if (!stm__multiply_size((size_t)num, sizeof(stm__keys), &bytes))
        return NULL;
    return aligned_alloc(sizeof(stm__keys), bytes);
}

bool stm__flow_start(stm__flow *flow, int64_t size)
{
    *flow = (stm__flow){size, new_keys(size), new_keys(size), new_keys(2 * size)};
    if (flow->have != NULL && flow->next != NULL && flow->tree != NULL)
        return true;
    stm__flow_end(flow);
    return false;
}

void stm__flow_end(stm__flow *flow)
{
    free(flow->have);
    free(flow->next);
    free(flow->tree);
    *flow = (stm__flow){0, NULL, NULL, NULL};
}

void stm__flow_reset(stm__flow *flow, int64_t first)
{
    memset(flow->have, 0, (size_t)flow->size * sizeof *flow->have);
    int64_t end = stm__min(flow->size, first + STM__FLOW_KEYS);
    for (int64_t i = first; i < end; i++)
        flow->have[i].words[(i - first) / 64] |= UINT64_C(1) << ((i - first) % 64);
}

/* Where token i stands among the tokens put in order by their residue class. */
static inline int64_t place_of(int64_t size, int64_t step, int64_t i)
{
    int64_t class = i % step, whole = size / step, larger = size % step;
    return class * whole + stm__min(class, larger) + i / step;
}

/* The union of the leaves from `begin` to `end` - 1 of a tree of `size` leaves. */
static void add_range(const stm__keys *tree, int64_t size, int64_t begin, int64_t end,
                      stm__keys *to)
{
    for (begin += size, end += size; begin < end; begin /= 2, end /= 2) {
        if (begin % 2 == 1)
            add(to, &tree[begin++]);
        if (end % 2 == 1)
            add(to, &tree[--end]);
    }
}

static void plant(stm__flow *flow, int64_t step)
{
    int64_t size = flow->size;
    for (int64_t i = 0; i < size; i++)
        flow->tree[size + place_of(size, step, i)] = flow->have[i];
    for (int64_t k = size - 1; k >= 1; k--) {
        flow->tree[k] = flow->tree[2 * k];
        add(&flow->tree[k], &flow->tree[2 * k + 1]);
    }
}

static bool has_tree(const stm__flow_layer *layer, const stm_run *run)
{
    for (int k = 0; k < layer->num_steps && run->count >= LONG_RUN; k++)
        if (layer->steps[k] == run->step)
            return true;
    return false;
}

void stm__flow_step(stm__flow *flow, const stm__flow_layer *layer)
{
    int64_t size = flow->size;
    for (int64_t i = 0; i < size; i++) {
        stm__keys own = flow->have[i];
        for (int64_t k = layer->starts[i]; k < layer->starts[i + 1]; k++) {
            const stm_run *run = &layer->runs[k];
            if (has_tree(layer, run))
                continue;
            for (int64_t c = 0, j = run->first; c < run->count; c++, j += run->step)
                add(&own, &flow->have[j]);
        }
        flow->next[i] = own;
    }
    for (int s = 0; s < layer->num_steps; s++) {
        int64_t step = layer->steps[s];
        plant(flow, step);
        for (int64_t i = 0; i < size; i++)
            for (int64_t k = layer->starts[i]; k < layer->starts[i + 1]; k++) {
                const stm_run *run = &layer->runs[k];
                if (run->step != step || run->count < LONG_RUN)
                    continue;
                int64_t begin = place_of(size, step, run->first);
                add_range(flow->tree, size, begin, begin + run->count, &flow->next[i]);
            }
    }
}

bool stm__flow_changed(const stm__flow *flow)
{
    return memcmp(flow->have, flow->next, (size_t)flow->size * sizeof *flow->have) != 0;
}

void stm__flow_advance(stm__flow *flow)
{
    stm__keys *have = flow->have;
    flow->have = flow->next;
    flow->next = have;
}

int64_t stm__flow_count(const stm__flow *flow)
{
    int64_t count = 0;
    for (int64_t i = 0; i < flow->size; i++)
        for (int k = 0; k < STM__FLOW_WORDS; k++)
            count += __builtin_popcountll(flow->have[i].words[k]);
    return count;
}
