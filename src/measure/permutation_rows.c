/* Which rows of blocks of an order of tokens are alike: an order is a few classes of tokens, one
 * after the other, in each of which tokens ascend; where the mask repeats, so do the rows of a
 * class.
 *
 * A move by T tokens, a multiple of the mask's period and of modulus x block, moves each class by
 * as many places as it has tokens among T, a multiple of the block: blocks meet blocks. */
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "mask/stretches.h"
#include "measure/permutation.h"

/* Places of which the tokens ascend. */
typedef struct class
{
    int64_t first, end;
    int64_t share; /* of `modulus` tokens that follow one another, so many are in the class */
} class;

typedef struct search {
    const stm_permutation *permutation;
    int64_t block, modulus, first_token; /* the token of place 0, as the mask counts */
    int64_t row;                         /* rows before this one have been added */
    stm__repeat *repeat;
} search;

static class class_at(const stm_permutation *p, int64_t place)
{
    int64_t n = p->size, m = p->modulus, summaries = n / m;
    bool last = p->kind == STM_PERMUTATION_SUMMARIES_LAST;
    switch (p->kind) {
    case STM_PERMUTATION_IDENTITY:
        break;
    case STM_PERMUTATION_RESIDUES: {
        int64_t length = n / m, longer = n % m * (length + 1);
        int64_t of = place < longer ? place / (length + 1) : n % m + (place - longer) / length;
        int64_t first = of * length + stm__min(of, n % m);
        return (class){first, first + length + (of < n % m), 1};
    }
    case STM_PERMUTATION_SUMMARIES_LAST:
    case STM_PERMUTATION_SUMMARIES_FIRST:
        if (last ? place >= n - summaries : place < summaries)
            return (class){last ? n - summaries : 0, last ? n : summaries, 1};
        return (class){last ? 0 : summaries, last ? n - summaries : n, m - 1};
    }
    return (class){0, n, m};
}

/* The first place of a class whose token is at least so far, or the class's end. */
static int64_t place_of(const search *s, const class *c, int64_t token)
{
    int64_t low = c->first, high = c->end;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (s->first_token + stm_permutation_token(s->permutation, middle) < token)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Adds the rows of a class that lie in a stretch whole, and those before them one by one. */
static stm_status add_stretch(search *s, const class *c, const stm__stretch *stretch)
{
    int64_t unit, tokens, block = s->block;
    if (stretch->period == 0 || !stm__multiply(s->modulus, block, &unit) ||
        !stm__multiply(unit, stretch->period / stm__common_divisor(unit, stretch->period), &tokens))
        return STM_OK;
    int64_t period = tokens / s->modulus * c->share;
    int64_t first = stm__ceil_div(place_of(s, c, stretch->first), block);
    int64_t end = place_of(s, c, stretch->end) / block;
    if (first < s->row || (end - first) / (period / block) < 4)
        return STM_OK;
    stm_status status = stm__repeat_add(s->repeat, s->row, first, 0);
    if (status == STM_OK)
        status = stm__repeat_add(s->repeat, first, end, period / block);
    s->row = end;
    return status;
}

stm_status stm__permuted_rows_add(const stm_mask *mask, const stm_permutation *permutation,
                                  int64_t block, stm__repeat *repeat)
{
    stm__stretches all = {0};
    int64_t n = permutation->size, reach, rows = stm__ceil_div(n, block);
    search s = {.permutation = permutation,
                .block = block,
                .modulus = permutation->kind == STM_PERMUTATION_IDENTITY ? 1 : permutation->modulus,
                .first_token = stm_mask_bounds(mask).first_query,
                .repeat = repeat};
    stm_status status = STM_OK;
    if (stm__multiply(2 * s.modulus, block + 1, &reach) && reach < n)
        status = stm__stretches_find(mask, STM__ROWS, reach, reach, &all, repeat->error);
    for (int64_t place = 0; place < n && all.num > 0 && status == STM_OK;) {
        class c = class_at(permutation, place);
        for (int64_t k = 0; k < all.num && status == STM_OK; k++)
            status = add_stretch(&s, &c, &all.items[k]);
        place = c.end;
    }
    free(all.items);
    return status == STM_OK ? stm__repeat_add(repeat, s.row, rows, 0) : status;
}
