/* The inside of a search for an order, which its files share. */
#ifndef STM__PLAN_CHOOSE_H
#define STM__PLAN_CHOOSE_H

#include <stmask/choose.h>

/* Orders that are tried besides the trials that are asked for, at most; and that are remembered. */
#define STM__MOST_TRIED 512

typedef struct stm__search {
    const stm_choose_options *options;
    const stm_mask *mask;             /* tried on */
    int64_t whole_size, size, points; /* whole_size: before it was made smaller */
    int64_t buffer, scale, bound;
    stm_choice tried[STM__MOST_TRIED]; /* the last ones, in a ring */
    int64_t num_tried;
    stm_choice best; /* its loads are INT64_MAX while none serves */
    stm_status status;
    stm_error *error;
} stm__search;

/* Whether the bound is met, everything is tried, or something failed. */
bool stm__search_is_over(const stm__search *search);

/* Tries an order with the first `num` of its arguments given, unless they are out of its bounds or
 * were tried. */
void stm__search_try(stm__search *search, const stm_order *order, int num, const int64_t *given);

/* Tries one of each kind, and the neighbours of the best. */
void stm__search_kinds(stm__search *search);

/* Tries so many weights of fetch as the options have trials: at random, and around the best. */
void stm__search_fetch(stm__search *search);

#endif
