/* Choosing an order for a mask: a search among orders and their parameters. */
#ifndef STMASK_CHOOSE_H
#define STMASK_CHOOSE_H

#include <stmask/bounds.h>
#include <stmask/loads.h>

#define STM_MAX_TRIALS 1000000

/* What is to be small: the loads of rows and columns together. */
typedef enum stm_objective {
    STM_OBJECTIVE_LRU, /* with the buffer */
    STM_OBJECTIVE_NONE,
    STM_OBJECTIVE_PREVIOUS,
    STM_OBJECTIVE_OPT /* with the buffer */
} stm_objective;

/* An order with its parameters, and the loads it came to; INT64_MAX where it cannot serve, because
 * a step of its reads more than the buffer holds. */
typedef struct stm_choice {
    const stm_order *order;
    stm_arguments arguments;
    int64_t loads;
} stm_choice;

typedef struct stm_choose_options {
    int64_t num_multiplications, read_limit; /* as in stm_plan_options */
    int64_t buffer;                          /* vectors, for lru and opt */
    stm_objective objective;
    /* Called for everything tried, with the mask it was tried on; NULL: not called. */
    void (*tried)(void *context, const stm_choice *choice);
    void *context;
    const stm_progress *progress;
    int64_t row_limit, column_limit; /* as in stm_plan_options */
    /* Weights of fetch that are tried besides, from 0 to STM_MAX_TRIALS; drawn from a seed, which
     * is not negative; none are begun after so many seconds, 0: no limit. The same trials and seed
     * find the same, where no time is up. */
    int64_t trials, seed, seconds;
} stm_choose_options;

/* What a search found. */
typedef struct stm_chosen {
    stm_choice best; /* its loads are those on the mask tried on */
    int64_t num_tried;
    int64_t size;  /* of the mask tried on: the mask's own, or of a smaller one of the same shape */
    int64_t scale; /* by which its parameters, P, R and the buffer are smaller; 1: as they are */
    int64_t bound; /* stm_bounds.any_order of the mask tried on; for `none`, of its steps' reads */
} stm_chosen;

/* Searches: first all kinds of orders with a few parameters each, then around the best of each
 * kind, then weights of fetch, until nothing gets better or the bound is met. Masks of more than
 * 2^21 points are tried as smaller ones of the same pattern: with the same parameters while the
 * size is four times the largest of them, else with all of them, P, R and the buffer scaled down. A
 * rule that is no pattern is tried as it is. Takes seconds. STM_EINVAL for options out of bounds,
 * and where no order serves.
 */
STM_CHECKED stm_status stm_choose_order(const stm_mask *mask, stm_chosen *chosen, stm_error *error,
                                        const stm_choose_options *options);

#endif
