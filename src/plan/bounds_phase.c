/* Loads by phases (Hong and Kung 1981, theorem 3.1): what the vectors of a phase can cover, by
 * their degrees and by what lines share. */
#include "base/arithmetic.h"
#include "plan/bounds.h"

typedef struct cover {
    const stm__degrees *rows, *columns;
    const stm__shared *shared;
} cover;

static int64_t capped_sum(const stm__degrees *d, int64_t r, int64_t c)
{
    r = stm__min(r, d->num);
    int64_t capped = c > d->max ? 0 : stm__min(d->at_least[c], r);
    return capped * c + d->sum[r] - d->sum[capped];
}

/* The most points that r rows and c columns can cover. */
static int64_t covered(const cover *m, int64_t r, int64_t c)
{
    int64_t most = stm__min(capped_sum(m->rows, r, c), capped_sum(m->columns, c, r));
    if (m->shared->rows != NULL)
        most = stm__min(most, stm__shared_cap(m->shared->rows, m->shared->num_rows, r, c));
    if (m->shared->columns != NULL)
        most = stm__min(most, stm__shared_cap(m->shared->columns, m->shared->num_columns, c, r));
    return most;
}

/* f(s): an upper bound suffices, for it makes the bound on the loads smaller. Over all r of a
 * stretch, r and c only move between their ends: the larger of both. */
static int64_t most_covered(const cover *m, int64_t s)
{
    int64_t most = 0;
    int64_t low = stm__max(1, s - m->columns->num), high = stm__min(s - 1, m->rows->num);
    if (low > high) /* all rows and all columns fit */
        return m->rows->sum[m->rows->num];
    int64_t stretch = stm__max(1, (high - low) / 4096);
    for (int64_t r = low; r <= high; r += stretch)
        most = stm__max(most, covered(m, stm__min(r + stretch - 1, high), s - r));
    return most;
}

/* With phases of t loads, of which the first has the buffer's more. Keeps the largest bound. */
static void try_length(stm_bounds *b, const cover *m, int64_t buffer, int64_t t)
{
    int64_t f = most_covered(m, buffer + t);
    int64_t phases = f == 0 ? 0 : stm__ceil_div(b->points, f);
    if (phases < 2 || buffer + phases * t <= b->phase)
        return;
    /* What the whole phases leave takes so many loads of the last: at least 1. */
    int64_t left = b->points - (phases - 1) * f, low = 1, high = t;
    while (low < high) {
        int64_t x = low + (high - low + 1) / 2;
        if (most_covered(m, buffer + x - 1) < left)
            low = x;
        else
            high = x - 1;
    }
    int64_t bound = buffer + (phases - 1) * t + low;
    if (bound <= b->phase)
        return;
    b->phase = bound;
    b->phase_length = t;
    b->phase_points = f;
    b->phase_rest = low;
}

void stm__bound_by_phases(stm_bounds *b, const stm__degrees *rows, const stm__degrees *columns,
                          const stm__shared *shared, int64_t buffer)
{
    const cover m = {rows, columns, shared};
    int64_t most = rows->num + columns->num;
    /* T in steps of a sixteenth; then every one around the best, if they are few. */
    for (int64_t t = 1; t <= most; t += stm__max(1, t / 16))
        try_length(b, &m, buffer, t);
    int64_t around = stm__min(b->phase_length / 16, 1024), best = b->phase_length;
    for (int64_t t = stm__max(1, best - around); t <= best + around; t++)
        try_length(b, &m, buffer, t);
}
