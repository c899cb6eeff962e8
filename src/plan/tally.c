/* Counts how many steps have each value of a measure, in an array that grows with the greatest. */
#include "plan/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"

bool stm__tally_add(stm__tally *tally, int64_t value, int64_t steps)
{
    if (value >= tally->capacity) {
        int64_t capacity = stm__max(stm__max(value + 1, 64), 2 * tally->capacity);
        size_t bytes;
        if (!stm__multiply_size((size_t)capacity, sizeof *tally->steps, &bytes))
            return false;
        int64_t *larger = realloc(tally->steps, bytes);
        if (larger == NULL)
            return false;
        memset(larger + tally->capacity, 0, (size_t)(capacity - tally->capacity) * sizeof *larger);
        tally->steps = larger;
        tally->capacity = capacity;
    }
    tally->steps[value] += steps;
    tally->peak = stm__max(tally->peak, value);
    tally->total += steps;
    tally->sum += value * steps;
    return true;
}
