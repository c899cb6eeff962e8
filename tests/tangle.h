/* A pattern whose rows and columns interleave, as those of compositions will. */
#ifndef STMASK_TESTS_TANGLE_H
#define STMASK_TESTS_TANGLE_H

#include <stmask/pattern.h>

/* Value 1 where i + j is a multiple of 3, 2 where it is another even
 * number, and a block of 3 in between. */
static inline int32_t tangle_sees(const stm_arguments *arguments, int64_t size, int64_t i,
                                  int64_t j)
{
    (void)arguments, (void)size;
    int64_t sum = i + j;
    return sum % 3 == 0 ? 1 : sum % 2 == 0 ? 2 : sum % 6 == 1 && sum > 40 ? 3 : 0;
}

static inline int64_t tangle_line(const stm_arguments *arguments, int64_t size, int64_t index,
                                  stm_run *runs)
{
    (void)arguments;
    static const struct {
        int64_t residue, step, from;
        int32_t value;
    } parts[] = {{0, 3, 0, 1}, {2, 6, 0, 2}, {4, 6, 0, 2}, {1, 6, 41, 3}};
    int64_t n = 0;
    for (int k = 0; k < 4; k++) {
        int64_t first = parts[k].from > index ? parts[k].from - index : 0;
        while ((first + index) % parts[k].step != parts[k].residue)
            first++;
        if (first >= size)
            continue;
        stm_run run = {first, (size - 1 - first) / parts[k].step + 1, parts[k].step,
                       parts[k].value};
        if (run.count == 1)
            run.step = 1;
        int64_t at = n++;
        for (; at > 0 && runs[at - 1].first > first; at--)
            runs[at] = runs[at - 1];
        runs[at] = run;
    }
    return n;
}

static inline int64_t tangle_count(const stm_arguments *arguments, int64_t size)
{
    int64_t total = 0;
    for (int64_t i = 0; i < size; i++)
        for (int64_t j = 0; j < size; j++)
            total += tangle_sees(arguments, size, i, j) != 0;
    return total;
}

static const stm_pattern tangle = {.name = "tangle",
                                   .max_runs = 4,
                                   .sees = tangle_sees,
                                   .row = tangle_line,
                                   .column = tangle_line,
                                   .count = tangle_count};

#endif
