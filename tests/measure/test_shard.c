/* Shards against dense arrays: who has which tile, points, keys and what is fetched; and how even
 * the balanced dealing is at a million tokens. */
#include "support.h"

#include "specs.h"

/* What each strategy says, tile by tile. */
static int64_t wanted_owner(stm_shard_strategy strategy, int64_t tile, int64_t tiles, int64_t ranks)
{
    int64_t part = 0;
    if (strategy == STM_SHARD_STRIPED)
        return tile % ranks;
    int64_t parts = strategy == STM_SHARD_ZIGZAG ? 2 * ranks : ranks;
    while ((part + 1) * tiles / parts <= tile)
        part++;
    return part < ranks ? part : 2 * ranks - 1 - part;
}

static void check_rank(const stm_shard *shard, int64_t rank, const stm_mask *const *masks,
                       const int64_t *weights, int64_t num)
{
    const stm_shard_summary *s = stm_shard_summarise(shard);
    stm_rectangle b = stm_mask_bounds(masks[0]);
    stm_shard_rank wanted = {0};
    for (int64_t t = 0; t < s->tiles; t++)
        wanted.tiles += stm_shard_owner(shard, t) == rank;
    for (int64_t i = 0; i < b.num_queries; i++)
        wanted.queries += stm_shard_owner(shard, i / s->tile) == rank;
    for (int64_t m = 0; m < num; m++)
        for (int64_t j = b.first_key; j < b.first_key + b.num_keys; j++) {
            int64_t seen = 0, of = j - b.first_query;
            for (int64_t i = 0; i < b.num_queries; i++)
                seen += stm_shard_owner(shard, i / s->tile) == rank &&
                        stm_mask_cell(masks[m], b.first_query + i, j) != 0;
            bool own =
                of >= 0 && of < b.num_queries && stm_shard_owner(shard, of / s->tile) == rank;
            wanted.points += weights[m] * seen;
            wanted.keys += weights[m] * (seen > 0);
            wanted.fetched += weights[m] * (seen > 0 && !own);
        }
    const stm_shard_rank *got = stm_shard_rank_at(shard, rank);
    assert_int_equal(got->tiles, wanted.tiles);
    assert_int_equal(got->queries, wanted.queries);
    assert_int_equal(got->points, wanted.points);
    assert_int_equal(got->keys, wanted.keys);
    assert_int_equal(got->fetched, wanted.fetched);
}

static void check_shard(const stm_mask *const *masks, const int64_t *weights, int64_t num,
                        int64_t ranks, int64_t tile)
{
    for (int k = 0; k < STM_SHARD_NUM_STRATEGIES; k++) {
        stm_shard *shard = NULL;
        stm_shard_options options = {
            .strategy = (stm_shard_strategy)k, .tile = tile, .weights = weights};
        ASSERT_OK(stm_shard_new(masks, num, ranks, &shard, NULL, &options));
        const stm_shard_summary *s = stm_shard_summarise(shard);
        int64_t points = 0, fetched = 0, most = 0;
        for (int64_t t = 0; t < s->tiles && k != STM_SHARD_BALANCED; t++)
            assert_int_equal(stm_shard_owner(shard, t),
                             wanted_owner(options.strategy, t, s->tiles, ranks));
        for (int64_t r = 0; r < ranks; r++) {
            const stm_shard_rank *rank = stm_shard_rank_at(shard, r);
            check_rank(shard, r, masks, weights, num);
            points += rank->points;
            fetched += rank->fetched;
            most = rank->points > most ? rank->points : most;
        }
        assert_int_equal(s->points, points);
        assert_int_equal(s->fetched, fetched);
        assert_int_equal(s->most_points, most);
        assert_null(stm_shard_rank_at(shard, ranks));
        assert_int_equal(stm_shard_owner(shard, s->tiles), -1);
        stm_shard_free(shard);
    }
}

static void shards_are_those_of_dense_masks(void **state)
{
    (void)state;
    uint64_t random = 5;
    for (int round = 0; round < 150; round++) {
        char spec[8000];
        int64_t size = random_between(&random, 1, 40);
        stm_mask *masks[2] = {NULL, NULL};
        int64_t weights[2] = {random_between(&random, 0, 3), random_between(&random, 1, 3)};
        for (int k = 0; k < 2; k++) {
            random_composition(&random, size, 2, spec, sizeof spec);
            stm_mask *whole = NULL;
            if (stm_mask_from_spec(spec, size, &whole, NULL) != STM_OK)
                ASSERT_OK(stm_mask_from_spec("causal", size, &whole, NULL));
            stm_rectangle part = {round % 3 == 0 ? size / 3 : 0, size - size / 3,
                                  round % 3 == 0 ? size / 5 : 0, size - size / 5};
            ASSERT_OK(stm_mask_rectangle(whole, &part, &masks[k], NULL));
            stm_mask_free(whole);
        }
        int64_t queries = stm_mask_bounds(masks[0]).num_queries;
        int64_t tile = random_between(&random, 1, queries);
        int64_t tiles = (queries + tile - 1) / tile;
        check_shard((const stm_mask *const *)masks, weights, 2, random_between(&random, 1, tiles),
                    tile);
        stm_mask_free(masks[0]);
        stm_mask_free(masks[1]);
    }
}

/* Whatever the rows hold, no rank has more than the mean and one tile. */
static void balanced_is_within_a_tile(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int round = 0; round < 100; round++) {
        char spec[8000];
        int64_t size = random_between(&random, 8, 300), heaviest = 0;
        stm_mask *mask = NULL;
        stm_shard *shard = NULL;
        random_composition(&random, size, 2, spec, sizeof spec);
        if (stm_mask_from_spec(spec, size, &mask, NULL) != STM_OK)
            continue;
        int64_t tile = random_between(&random, 1, 4), tiles = (size + tile - 1) / tile;
        int64_t ranks = random_between(&random, 1, tiles);
        stm_shard_options options = {.strategy = STM_SHARD_BALANCED, .tile = tile};
        for (int64_t t = 0; t < tiles; t++) {
            int64_t rows = tile < size - t * tile ? tile : size - t * tile, points = 0;
            stm_mask *part = NULL;
            ASSERT_OK(
                stm_mask_rectangle(mask, &(stm_rectangle){t * tile, rows, 0, size}, &part, NULL));
            ASSERT_OK(stm_mask_count(part, &points, NULL));
            heaviest = points > heaviest ? points : heaviest;
            stm_mask_free(part);
        }
        ASSERT_OK(stm_shard_new((const stm_mask *const[]){mask}, 1, ranks, &shard, NULL, &options));
        const stm_shard_summary *s = stm_shard_summarise(shard);
        if ((double)s->most_points > 1.01 * (double)s->points / (double)ranks)
            assert_true(s->most_points <= s->points / ranks + heaviest);
        stm_shard_free(shard);
        stm_mask_free(mask);
    }
}

/* Causal, windows, packed documents and a model's two kinds of layers, 1024 ranks. */
static void balanced_is_even_at_a_million_tokens(void **state)
{
    (void)state;
    enum { SIZE = 1048576, RANKS = 1024 };
    static const char *const specs[][2] = {
        {"causal", NULL},
        {"local:window_size=4096", NULL},
        {"document:lengths=300000/1000/200000/47/500000/47529 & causal", NULL},
        {"causal", "local:window_size=1024"}};
    for (size_t k = 0; k < sizeof specs / sizeof *specs; k++) {
        stm_mask *masks[2] = {NULL, NULL};
        stm_shard *shard = NULL;
        const int64_t weights[] = {4, 22};
        int64_t num = specs[k][1] == NULL ? 1 : 2;
        for (int64_t m = 0; m < num; m++)
            ASSERT_OK(stm_mask_from_spec(specs[k][m], SIZE, &masks[m], NULL));
        stm_shard_options options = {.strategy = STM_SHARD_BALANCED, .weights = weights};
        ASSERT_OK(
            stm_shard_new((const stm_mask *const *)masks, num, RANKS, &shard, NULL, &options));
        assert_true(stm_shard_summarise(shard)->balance <= 1.01);
        assert_true(stm_shard_summarise(shard)->most_queries <= SIZE / RANKS * 5 / 4);
        stm_shard_free(shard);
        stm_mask_free(masks[0]);
        stm_mask_free(masks[1]);
    }
}

/* Of causal attention the first of R contiguous ranks has 1 / R^2, zigzag is even. */
static void strategies_are_what_they_are_known_for(void **state)
{
    (void)state;
    stm_mask *mask = NULL;
    ASSERT_OK(stm_mask_from_spec("causal", 4096, &mask, NULL));
    stm_shard *shard = NULL;
    stm_shard_options options = {.strategy = STM_SHARD_CONTIGUOUS, .tile = 64};
    const stm_mask *const masks[] = {mask};
    ASSERT_OK(stm_shard_new(masks, 1, 8, &shard, NULL, &options));
    assert_int_equal(stm_shard_rank_at(shard, 0)->points, 512 * 513 / 2);
    assert_int_equal(stm_shard_rank_at(shard, 0)->fetched, 0);
    assert_int_equal(stm_shard_rank_at(shard, 7)->fetched, 7 * 512);
    stm_shard_free(shard);
    options.strategy = STM_SHARD_ZIGZAG;
    ASSERT_OK(stm_shard_new(masks, 1, 8, &shard, NULL, &options));
    for (int64_t r = 0; r < 8; r++)
        assert_int_equal(stm_shard_rank_at(shard, r)->points, 4096 * 4097 / 2 / 8);
    assert_true(stm_shard_summarise(shard)->balance == 1.0);
    stm_shard_free(shard);
    stm_mask_free(mask);
}

static void what_cannot_be_dealt_is_refused(void **state)
{
    (void)state;
    stm_mask *masks[2];
    stm_shard *shard = NULL;
    stm_error error;
    const stm_mask *const *read = (const stm_mask *const *)masks;
    ASSERT_OK(stm_mask_from_spec("causal", 100, &masks[0], NULL));
    ASSERT_OK(stm_mask_from_spec("causal", 101, &masks[1], NULL));
    ASSERT_FAILS(stm_shard_new(read, 1, 0, &shard, &error, NULL), STM_EINVAL, error,
                 "ranks 0: must be from 1 to 1048576");
    stm_shard_options options = {.tile = 30};
    ASSERT_FAILS(stm_shard_new(read, 1, 5, &shard, &error, &options), STM_EINVAL, error,
                 "ranks 5: must be at most 4, the tiles of 30 that 100 queries make");
    ASSERT_FAILS(stm_shard_new(read, 2, 5, &shard, &error, NULL), STM_EINVAL, error,
                 "mask 1: must have the queries and keys of mask 0");
    const int64_t weights[] = {INT64_MAX / 2};
    options.weights = weights;
    ASSERT_FAILS(stm_shard_new(read, 1, 2, &shard, &error, &options), STM_EINVAL, error,
                 "shard: the points must be at most 9223372036854775807 in all");
    assert_null(shard);
    assert_null(stm_shard_strategy_name((stm_shard_strategy)4));
    stm_mask_free(masks[0]);
    stm_mask_free(masks[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shards_are_those_of_dense_masks),
        cmocka_unit_test(balanced_is_within_a_tile),
        cmocka_unit_test(balanced_is_even_at_a_million_tokens),
        cmocka_unit_test(strategies_are_what_they_are_known_for),
        cmocka_unit_test(what_cannot_be_dealt_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
