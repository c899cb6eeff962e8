/* Adds up the rows of each tile, deals the tiles, and sums up what each rank has. */
#include "measure/shard.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "measure/shard_deal.h"

void stm_shard_free(stm_shard *shard)
{
    if (shard == NULL)
        return;
    free(shard->ranks);
    free(shard->owners);
    free(shard->by_rank);
    free(shard->first);
    free(shard);
}

/* The tiles by their ranks, and what these have of them. */
static void sort_tiles(stm__shard_walk *w, const int64_t *points)
{
    stm_shard *s = w->shard;
    stm_shard_summary *sum = &s->summary;
    for (int64_t t = 0; t < sum->tiles; t++) {
        stm_shard_rank *r = &s->ranks[s->owners[t]];
        int64_t first, end;
        stm__shard_rows(w, t, &first, &end);
        r->tiles++;
        r->queries += end - first;
        r->points += points[t];
    }
    for (int64_t r = 0; r < sum->ranks; r++)
        s->first[r + 1] = s->first[r] + s->ranks[r].tiles;
    for (int64_t t = 0; t < sum->tiles; t++)
        s->by_rank[s->first[s->owners[t]]++] = t;
    for (int64_t r = sum->ranks; r > 0; r--)
        s->first[r] = s->first[r - 1];
    s->first[0] = 0;
}

static void summarise(stm_shard *s)
{
    stm_shard_summary *sum = &s->summary;
    for (int64_t r = 0; r < sum->ranks; r++) {
        sum->most_points = stm__max(sum->most_points, s->ranks[r].points);
        sum->most_queries = stm__max(sum->most_queries, s->ranks[r].queries);
        sum->most_fetched = stm__max(sum->most_fetched, s->ranks[r].fetched);
    }
    sum->balance = sum->points == 0
                       ? 1.0
                       : (double)sum->most_points / ((double)sum->points / (double)sum->ranks);
}

static stm_status check(const stm_mask *const *masks, int64_t num, int64_t ranks,
                        const stm_shard_options *o, stm_error *error)
{
    stm_status status = stm__check_range("masks", num, 1, INT64_MAX, error);
    if (status == STM_OK)
        status = stm__check_range("ranks", ranks, 1, STM_SHARD_MAX_RANKS, error);
    if (status == STM_OK)
        status = stm__check_range("tile", o->tile, 0, STM_MAX_SIZE, error);
    if (status == STM_OK)
        status = stm__check_range("strategy", o->strategy, 0, STM_SHARD_NUM_STRATEGIES - 1, error);
    if (status != STM_OK)
        return status;
    stm_rectangle b = stm_mask_bounds(masks[0]);
    for (int64_t k = 0; k < num; k++) {
        stm_rectangle c = stm_mask_bounds(masks[k]);
        if (b.first_query != c.first_query || b.num_queries != c.num_queries ||
            b.first_key != c.first_key || b.num_keys != c.num_keys)
            return stm__fail(error, STM_EINVAL,
                             "mask %" PRId64 ": must have the queries and keys of mask 0", k);
        if (o->weights != NULL && o->weights[k] < 0)
            return stm__check_range("weight", o->weights[k], 0, INT64_MAX, error);
    }
    return STM_OK;
}

/* The tiles of `queries` queries. */
static stm_status choose_tile(int64_t queries, int64_t ranks, int64_t wanted,
                              stm_shard_summary *sum, stm_error *error)
{
    int64_t tile = wanted > 0 ? wanted : STM_SHARD_TILE;
    while (wanted == 0 && tile > 1 && tile > queries / (64 * ranks))
        tile /= 2;
    int64_t tiles = stm__ceil_div(queries, tile);
    if (ranks > tiles)
        return stm__fail(error, STM_EINVAL,
                         "ranks %" PRId64 ": must be at most %" PRId64 ", the tiles of %" PRId64
                         " that %" PRId64 " queries make",
                         ranks, tiles, tile, queries);
    *sum = (stm_shard_summary){.ranks = ranks, .tile = tile, .tiles = tiles};
    return STM_OK;
}

static stm_status fill(stm__shard_walk *w, const stm_mask *const *masks, int64_t num,
                       const stm_shard_options *o)
{
    stm_shard *s = w->shard;
    size_t tiles = (size_t)s->summary.tiles, ranks = (size_t)s->summary.ranks;
    int64_t *points = calloc(tiles, sizeof *points);
    s->ranks = calloc(ranks, sizeof *s->ranks);
    s->owners = calloc(tiles, sizeof *s->owners);
    s->by_rank = calloc(tiles, sizeof *s->by_rank);
    s->first = calloc(ranks + 1, sizeof *s->first);
    stm_status status = STM_OK;
    if (points == NULL || s->ranks == NULL || s->owners == NULL || s->by_rank == NULL ||
        s->first == NULL)
        status = stm__fail_memory(w->error, "shard");
    for (int64_t k = 0; k < num && status == STM_OK; k++)
        status = stm__shard_weigh(w, masks[k], o->weights == NULL ? 1 : o->weights[k], points);
    if (status == STM_OK)
        status = stm__shard_deal(o->strategy, points, s->summary.tiles, s->summary.ranks, s->owners,
                                 w->error);
    if (status == STM_OK)
        sort_tiles(w, points);
    for (int64_t k = 0; k < num && status == STM_OK; k++)
        status = stm__shard_gather(w, masks[k], o->weights == NULL ? 1 : o->weights[k]);
    if (status == STM_OK)
        summarise(s);
    free(points);
    return status;
}

stm_status stm_shard_new(const stm_mask *const *masks, int64_t num, int64_t ranks,
                         stm_shard **shard, stm_error *error, const stm_shard_options *options)
{
    static const stm_shard_options defaults = {.strategy = STM_SHARD_CONTIGUOUS};
    const stm_shard_options *o = options == NULL ? &defaults : options;
    stm_shard_summary summary;
    stm_status status = check(masks, num, ranks, o, error);
    if (status != STM_OK)
        return status;
    stm__shard_walk w = {
        .bounds = stm_mask_bounds(masks[0]), .progress = o->progress, .error = error};
    status = choose_tile(w.bounds.num_queries, ranks, o->tile, &summary, error);
    if (status != STM_OK)
        return status;
    stm_shard *new = calloc(1, sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, "shard");
    new->summary = summary;
    w.shard = new;
    w.total = 2 * num * w.bounds.num_queries;
    status = fill(&w, masks, num, o);
    if (status != STM_OK) {
        stm_shard_free(new);
        return status;
    }
    *shard = new;
    return STM_OK;
}

const stm_shard_summary *stm_shard_summarise(const stm_shard *shard)
{
    return &shard->summary;
}

const stm_shard_rank *stm_shard_rank_at(const stm_shard *shard, int64_t rank)
{
    return rank < 0 || rank >= shard->summary.ranks ? NULL : &shard->ranks[rank];
}

int64_t stm_shard_owner(const stm_shard *shard, int64_t tile)
{
    return tile < 0 || tile >= shard->summary.tiles ? -1 : shard->owners[tile];
}
