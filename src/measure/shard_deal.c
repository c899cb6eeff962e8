/* Deals tiles to ranks: by their place, or the heaviest first to whoever has least, found with a
 * heap. */
#include "measure/shard_deal.h"

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"

typedef struct load {
    int64_t points;
    int32_t rank;
} load;

typedef struct weighed {
    int64_t points;
    int64_t tile;
} weighed;

static bool is_less(const load *a, const load *b)
{
    return a->points != b->points ? a->points < b->points : a->rank < b->rank;
}

/* Lets an entry of the heap sink that has become heavier. */
static void sink(load *heap, int64_t num, int64_t at)
{
    for (;;) {
        int64_t least = at;
        for (int64_t child = 2 * at + 1; child <= 2 * at + 2 && child < num; child++)
            if (is_less(&heap[child], &heap[least]))
                least = child;
        if (least == at)
            return;
        load kept = heap[at];
        heap[at] = heap[least];
        heap[least] = kept;
        at = least;
    }
}

static int heaviest_first(const void *a, const void *b)
{
    const weighed *x = a, *y = b;
    if (x->points != y->points)
        return x->points < y->points ? 1 : -1;
    return x->tile < y->tile ? -1 : 1;
}

static int lightest_first(const void *a, const void *b)
{
    const load *x = a, *y = b;
    return is_less(x, y) ? -1 : 1;
}

/* Each tile to the rank with least. Returns the most that a rank has. */
static int64_t deal_freely(const weighed *order, int64_t tiles, load *loads, int64_t ranks,
                           int32_t *owners)
{
    int64_t most = 0;
    for (int64_t r = 0; r < ranks; r++)
        loads[r] = (load){0, (int32_t)r};
    for (int64_t t = 0; t < tiles; t++) {
        owners[order[t].tile] = loads[0].rank;
        loads[0].points += order[t].points;
        most = stm__max(most, loads[0].points);
        sink(loads, ranks, 0);
    }
    return most;
}

/* The same in rounds, in each of which every rank takes one tile. */
static int64_t deal_in_rounds(const weighed *order, int64_t tiles, load *loads, int64_t ranks,
                              int32_t *owners)
{
    int64_t most = 0;
    for (int64_t r = 0; r < ranks; r++)
        loads[r] = (load){0, (int32_t)r};
    for (int64_t t = 0; t < tiles; t++) {
        if (t % ranks == 0)
            qsort(loads, (size_t)ranks, sizeof *loads, lightest_first);
        load *l = &loads[t % ranks];
        owners[order[t].tile] = l->rank;
        l->points += order[t].points;
        most = stm__max(most, l->points);
    }
    return most;
}

/* Part p of n has the tiles from floor(p tiles / n) on. */
static void deal_parts(int64_t tiles, int64_t parts, int64_t ranks, int32_t *owners)
{
    for (int64_t part = 0; part < parts; part++)
        for (int64_t t = part * tiles / parts; t < (part + 1) * tiles / parts; t++)
            owners[t] = (int32_t)(part < ranks ? part : 2 * ranks - 1 - part);
}

/* The most that a rank has. */
static int64_t most_of(const int64_t *points, int64_t tiles, load *loads, int64_t ranks,
                       const int32_t *owners)
{
    int64_t most = 0;
    for (int64_t r = 0; r < ranks; r++)
        loads[r].points = 0;
    for (int64_t t = 0; t < tiles; t++) {
        load *l = &loads[owners[t]];
        l->points += points[t];
        most = stm__max(most, l->points);
    }
    return most;
}

/* The first dealing that is even enough, of those that keep more neighbours together first. */
static void choose(const int64_t *points, const weighed *order, int64_t tiles, load *loads,
                   int64_t ranks, double enough, int32_t *owners, int32_t *other)
{
    for (int64_t parts = ranks; parts <= 2 * ranks; parts += ranks) {
        deal_parts(tiles, parts, ranks, owners);
        if ((double)most_of(points, tiles, loads, ranks, owners) <= enough)
            return;
    }
    int64_t most = deal_in_rounds(order, tiles, loads, ranks, owners);
    if ((double)most > enough && deal_freely(order, tiles, loads, ranks, other) < most)
        memcpy(owners, other, (size_t)tiles * sizeof *owners);
}

static stm_status deal_balanced(const int64_t *points, int64_t tiles, int64_t ranks,
                                int32_t *owners, stm_error *error)
{
    weighed *order = malloc((size_t)tiles * sizeof *order);
    load *loads = malloc((size_t)ranks * sizeof *loads);
    int32_t *other = malloc((size_t)tiles * sizeof *other);
    stm_status status = STM_OK;
    if (order == NULL || loads == NULL || other == NULL) {
        status = stm__fail_memory(error, "shard");
    } else {
        double all = 0;
        for (int64_t t = 0; t < tiles; t++) {
            order[t] = (weighed){points[t], t};
            all += (double)points[t];
        }
        qsort(order, (size_t)tiles, sizeof *order, heaviest_first);
        choose(points, order, tiles, loads, ranks, 1.01 * all / (double)ranks, owners, other);
    }
    free(order);
    free(loads);
    free(other);
    return status;
}

stm_status stm__shard_deal(stm_shard_strategy strategy, const int64_t *points, int64_t tiles,
                           int64_t ranks, int32_t *owners, stm_error *error)
{
    if (strategy == STM_SHARD_BALANCED)
        return deal_balanced(points, tiles, ranks, owners, error);
    if (strategy != STM_SHARD_STRIPED)
        deal_parts(tiles, strategy == STM_SHARD_ZIGZAG ? 2 * ranks : ranks, ranks, owners);
    for (int64_t t = 0; t < tiles && strategy == STM_SHARD_STRIPED; t++)
        owners[t] = (int32_t)(t % ranks);
    return STM_OK;
}

const char *stm_shard_strategy_name(stm_shard_strategy strategy)
{
    static const char *const names[STM_SHARD_NUM_STRATEGIES] = {[STM_SHARD_CONTIGUOUS] =
                                                                    "contiguous",
                                                                [STM_SHARD_ZIGZAG] = "zigzag",
                                                                [STM_SHARD_STRIPED] = "striped",
                                                                [STM_SHARD_BALANCED] = "balanced"};
    return (unsigned)strategy < STM_SHARD_NUM_STRATEGIES ? names[strategy] : NULL;
}
