/* Draws by a hash of seed, row and draw (SplitMix64 as its finaliser), without repeats by Floyd's
 * method; what columns need is transposed once, by whichever thread comes first. */
#include "pattern/draws.h"

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"

static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static uint64_t hash(int64_t seed, int64_t row, int64_t draw)
{
    const uint64_t gap = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t state = mix((uint64_t)seed + gap);
    state = mix(state + (uint64_t)row + gap);
    return mix(state + (uint64_t)draw + gap);
}

/* The place of the first of `num` ascending numbers that is not below `value`. */
static int64_t place_of(const int64_t *numbers, int64_t num, int64_t value)
{
    int64_t low = 0, high = num;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (numbers[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int64_t stm__draw(int64_t seed, int64_t row, int64_t n, int64_t wanted, int64_t *chosen)
{
    int64_t num = 0;
    wanted = stm__min(wanted, n);
    if (wanted == n) {
        for (; num < n; num++)
            chosen[num] = num;
        return num;
    }
    for (int64_t t = n - wanted; t < n; t++) {
        int64_t number = (int64_t)((hash(seed, row, num) >> 32) * (uint64_t)(t + 1) >> 32);
        int64_t at = place_of(chosen, num, number);
        if (at < num && chosen[at] == number) {
            at = num; /* t is larger than all before */
            number = t;
        }
        memmove(&chosen[at + 1], &chosen[at], (size_t)(num - at) * sizeof *chosen);
        chosen[at] = number;
        num++;
    }
    return num;
}

void stm__transposed_free(stm__transposed *transposed)
{
    if (transposed == NULL)
        return;
    free(transposed->starts);
    free(transposed->rows);
    free(transposed);
}

static stm__transposed *transpose(int64_t num_rows, int64_t num_columns, int64_t wanted,
                                  stm__choose *choose, const void *context)
{
    stm__transposed *new = calloc(1, sizeof *new);
    int64_t *chosen = malloc((size_t)stm__max(wanted, 1) * sizeof *chosen);
    if (new == NULL || chosen == NULL)
        goto failed;
    new->starts = calloc((size_t)num_columns + 2, sizeof *new->starts);
    if (new->starts == NULL)
        goto failed;
    /* Counted two places on, so that filling in leaves every start where it belongs. */
    for (int64_t row = 0; row < num_rows; row++) {
        int64_t num = choose(context, row, chosen);
        for (int64_t k = 0; k < num; k++)
            new->starts[chosen[k] + 2]++;
    }
    for (int64_t column = 2; column <= num_columns + 1; column++)
        new->starts[column] += new->starts[column - 1];
    int64_t all = new->starts[num_columns + 1];
    new->rows = malloc((size_t)stm__max(all, 1) * sizeof *new->rows);
    if (new->rows == NULL)
        goto failed;
    for (int64_t row = 0; row < num_rows; row++) {
        int64_t num = choose(context, row, chosen);
        for (int64_t k = 0; k < num; k++)
            new->rows[new->starts[chosen[k] + 1]++] = (int32_t)row;
    }
    free(chosen);
    return new;
failed:
    free(chosen);
    stm__transposed_free(new);
    return NULL;
}

const stm__transposed *stm__transpose_once(_Atomic(stm__transposed *) *made, int64_t num,
                                           int64_t wanted, stm__choose *choose, const void *context)
{
    stm__transposed *there = atomic_load(made);
    if (there != NULL)
        return there;
    stm__transposed *new = transpose(num, num, wanted, choose, context);
    if (new != NULL && !atomic_compare_exchange_strong(made, &there, new)) {
        stm__transposed_free(new); /* another thread was first */
        return there;
    }
    return new;
}
