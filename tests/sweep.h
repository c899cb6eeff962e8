/* Masks at random, which a test checks one after the other: of every pattern in turn, parts of
 * these, and masks whose runs interleave. */
#ifndef STMASK_TESTS_SWEEP_H
#define STMASK_TESTS_SWEEP_H

#include "support.h"
#include "tangle.h"

typedef void check_mask(const stm_mask *mask, uint64_t *random);

/* A rectangle of a size x size mask. */
static inline stm_rectangle random_rectangle(uint64_t *random, int64_t size)
{
    stm_rectangle part;
    part.first_query = random_between(random, 0, size - 1);
    part.num_queries = random_between(random, 1, size - part.first_query);
    part.first_key = random_between(random, 0, size - 1);
    part.num_keys = random_between(random, 1, size - part.first_key);
    return part;
}

/* Whole masks; every tenth is of up to `most_of_some` tokens. */
static inline void sweep_patterns(int repeats, uint64_t seed, int64_t most, int64_t most_of_some,
                                  check_mask *check)
{
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (int repeat = 0; repeat < repeats; repeat++) {
        stm_mask *mask = new_mask(patterns[(size_t)repeat % num]->name, random_between(&seed, 1, 9),
                                  random_between(&seed, 1, 9),
                                  random_between(&seed, 1, repeat % 10 == 0 ? most_of_some : most));
        check(mask, &seed);
        stm_mask_free(mask);
    }
}

static inline void sweep_rectangles(int repeats, uint64_t seed, int64_t most, check_mask *check)
{
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (int repeat = 0; repeat < repeats; repeat++) {
        int64_t size = random_between(&seed, 2, most);
        stm_mask *mask = new_mask(patterns[(size_t)repeat % num]->name, random_between(&seed, 1, 9),
                                  random_between(&seed, 1, 9), size);
        stm_rectangle part = random_rectangle(&seed, size);
        stm_mask *rectangle = NULL;
        ASSERT_OK(stm_mask_rectangle(mask, &part, &rectangle, NULL));
        check(rectangle, &seed);
        stm_mask_free(rectangle);
        stm_mask_free(mask);
    }
}

/* Rows whose runs interleave, in steps of many rows: unions of runs of different step. */
static inline void sweep_tangles(int repeats, uint64_t seed, int64_t most, check_mask *check)
{
    for (int repeat = 0; repeat < repeats; repeat++) {
        stm_mask *mask = NULL;
        ASSERT_OK(stm_mask_new(&tangle, NULL, random_between(&seed, 1, most), &mask, NULL));
        check(mask, &seed);
        stm_mask_free(mask);
    }
}

#endif
