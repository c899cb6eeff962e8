/* Loads by counting pairs of vectors that are in the buffer together: all of them, and those that a
 * matching makes useless. */
#include "base/arithmetic.h"
#include "plan/bounds.h"

/* Vectors that `loads` loads find in the buffer, added up: 0, 1, ... and, once it is full, B - 1
 * each. */
static int64_t pairs_of(int64_t loads, int64_t buffer)
{
    int64_t filling = stm__min(loads, buffer);
    return filling * (filling - 1) / 2 + (loads - filling) * (buffer - 1);
}

/* The least number of loads whose pairs, `times` times, and themselves where `and_loads`, come to
 * `needed`. */
static int64_t least_loads(int64_t needed, int64_t times, bool and_loads, int64_t buffer)
{
    int64_t low = 0, high = needed + 2; /* from the second load on each makes a pair */
    while (low < high) {
        int64_t loads = low + (high - low) / 2;
        int64_t per_load = times * (buffer - 1) + and_loads;
        bool enough = loads - buffer > needed / per_load ||
                      times * pairs_of(loads, buffer) + (and_loads ? loads : 0) >= needed;
        if (enough)
            high = loads;
        else
            low = loads + 1;
    }
    return low;
}

void stm__bound_by_pairs(stm_bounds *b, int64_t buffer)
{
    int64_t most = b->compulsory + 1; /* a larger buffer holds all */
    buffer = stm__min(buffer, most);
    if (buffer < 2 || b->points == 0 || b->points > INT64_MAX / 16)
        return;
    b->pairs = least_loads(b->points, 1, false, buffer);
    b->pairs_matched = least_loads(2 * b->points + pairs_of(b->matched, buffer), 2, true, buffer);
}
