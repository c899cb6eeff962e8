/* Counts the residues of runs by arithmetic: a run of step s comes back to a residue of W after W /
 * gcd(s, W) cells. */
#include "hardware/residues.h"

#include <stdlib.h>

#include "base/arithmetic.h"

bool stm__residues_open(stm__residues *residues, int64_t height, int64_t width)
{
    residues->height = height;
    residues->width = width;
    residues->cells = calloc((size_t)(height * width), sizeof *residues->cells);
    return residues->cells != NULL;
}

void stm__residues_close(stm__residues *residues)
{
    free(residues->cells);
    residues->cells = NULL;
}

static int64_t greatest_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t r = a % b;
        a = b;
        b = r;
    }
    return a;
}

void stm__residues_add(stm__residues *residues, int64_t line, const stm_run *runs, int64_t num_runs,
                       int64_t origin)
{
    int64_t *row = residues->cells + line * residues->width, wide = residues->width;
    for (int64_t k = 0; k < num_runs; k++) {
        const stm_run *run = &runs[k];
        int64_t period = wide / greatest_divisor(run->step, wide), step = run->step % wide;
        int64_t at = (run->first - origin) % wide;
        for (int64_t n = 0; n < stm__min(period, run->count); n++) {
            row[at] += run->count / period + (n < run->count % period);
            at += step;
            at -= at >= wide ? wide : 0;
        }
    }
}
