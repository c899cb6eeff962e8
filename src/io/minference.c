/* What MInference computes: the ranges of keys of a block of queries, from slash to slash by a
 * table of the next one. */
#include "io/minference.h"

#include <string.h>

#include "base/arithmetic.h"

enum { BLOCK = STM__MINFERENCE_BLOCK };

/* Of queries first .. end - 1, the cells in keys from j to key_end - 1, none after its query. */
static int64_t cells_in_range(int64_t first, int64_t end, int64_t j, int64_t key_end)
{
    int64_t whole = stm__max(first, key_end - 1); /* queries from here on see the whole range */
    int64_t cells = stm__max(end - whole, 0) * (key_end - j);
    int64_t from = stm__max(first, j), to = stm__min(whole, end);
    /* Of these, query i sees i - j + 1 of its keys. */
    return to > from ? cells + (to - from) * (from - j + 1 + to - j) / 2 : cells;
}

int64_t stm__minference_cells(const stm__minference *lists, int64_t block, unsigned char *keys)
{
    int64_t first = block * BLOCK, end = first + BLOCK, rows_end = stm__min(end, lists->num);
    int64_t range_end = end - lists->below[rows_end - 1];
    int64_t cells = 0, done = 0; /* verticals below `done` have been looked at */
    range_end = stm__max(range_end, BLOCK);
    int64_t range = range_end - BLOCK;
    for (;;) {
        /* The next slash that reaches beyond the range; at its end 0 does not. */
        int64_t next_end = range_end < end ? end - lists->below[end - range_end - 1] : 0;
        if (range_end < end && next_end <= range_end + BLOCK) {
            range_end += BLOCK;
            continue;
        }
        int64_t key_end = stm__min(range_end, lists->num);
        if (range > done)
            cells += (rows_end - first) * (lists->before[range] - lists->before[done]);
        if (key_end > range)
            cells += cells_in_range(first, rows_end, range, key_end);
        if (keys != NULL) {
            for (int64_t j = done; j < range; j++)
                if (lists->before[j + 1] > lists->before[j])
                    keys[j] = 1;
            if (key_end > range)
                memset(keys + range, 1, (size_t)(key_end - range));
        }
        done = stm__min(range_end, lists->num);
        if (range_end >= end)
            return cells;
        range = next_end - BLOCK;
        range_end = next_end;
    }
}
