/* Lower bounds for any order: steps by counting, reads by the arithmetic and geometric mean, loads
 * by phases of a buffer (Hong and Kung 1981, theorem 3.1) over the largest degrees. */
#include <stmask/bounds.h>

#include <math.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"

/* Degrees of one side, descending, in a form that sums min(degree, c) over the r largest in O(1).
 */
typedef struct degrees {
    int64_t num;       /* those above 0 */
    int64_t *sum;      /* of the r largest, r from 0 to num */
    int64_t *at_least; /* how many have degree c or more, c from 0 to max */
    int64_t max;
} degrees;

static void degrees_free(degrees *d)
{
    free(d->sum);
    free(d->at_least);
}

static int64_t capped_sum(const degrees *d, int64_t r, int64_t c)
{
    r = stm__min(r, d->num);
    int64_t capped = c > d->max ? 0 : stm__min(d->at_least[c], r);
    return capped * c + d->sum[r] - d->sum[capped];
}

static int descending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x > y ? -1 : x < y;
}

/* Reads the degrees of all rows, or of all columns. */
static stm_status degrees_read(degrees *d, const stm_mask *mask, bool columns, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t first = columns ? b.first_key : b.first_query;
    int64_t num = columns ? b.num_keys : b.num_queries;
    stm_reader *reader = NULL;
    int64_t *all = malloc((size_t)num * sizeof *all);
    stm_status status =
        all == NULL ? stm__fail_memory(error, "bounds") : stm_reader_new(mask, &reader, error);
    for (int64_t k = 0; k < num && status == STM_OK; k++) {
        const stm_run *runs;
        int64_t num_runs;
        status = columns ? stm_reader_column(reader, first + k, &runs, &num_runs)
                         : stm_reader_row(reader, first + k, &runs, &num_runs);
        if (status != STM_OK) {
            stm__fail(error, status, "bounds: %s", stm_status_text(status));
            break;
        }
        all[k] = 0;
        for (int64_t r = 0; r < num_runs; r++)
            all[k] += runs[r].count;
    }
    if (status == STM_OK) {
        qsort(all, (size_t)num, sizeof *all, descending);
        while (d->num < num && all[d->num] > 0)
            d->num++;
        d->max = d->num == 0 ? 0 : all[0];
        d->sum = malloc((size_t)(d->num + 1) * sizeof *d->sum);
        d->at_least = malloc((size_t)(d->max + 1) * sizeof *d->at_least);
        if (d->sum == NULL || d->at_least == NULL)
            status = stm__fail_memory(error, "bounds");
    }
    if (status == STM_OK) {
        d->sum[0] = 0;
        for (int64_t k = 0; k < d->num; k++)
            d->sum[k + 1] = d->sum[k] + all[k];
        for (int64_t c = d->max, k = 0; c >= 0; c--) {
            while (k < d->num && all[k] >= c)
                k++;
            d->at_least[c] = k;
        }
    }
    stm_reader_free(reader);
    free(all);
    return status;
}

/* The most points that r rows and c columns can cover. */
static int64_t covered(const degrees *rows, const degrees *columns, int64_t r, int64_t c)
{
    return stm__min(capped_sum(rows, r, c), capped_sum(columns, c, r));
}

/* f(s): an upper bound suffices, for it makes the bound on the loads smaller. Over all r of a
 * stretch, r - c only moves between its ends: the larger r for the rows' sum with the larger c. */
static int64_t most_covered(const degrees *rows, const degrees *columns, int64_t s)
{
    int64_t most = 0;
    int64_t low = stm__max(1, s - columns->num), high = stm__min(s - 1, rows->num);
    if (low > high) /* all rows and all columns fit */
        return rows->sum[rows->num];
    int64_t stretch = stm__max(1, (high - low) / 4096);
    for (int64_t r = low; r <= high; r += stretch) {
        int64_t end = stm__min(r + stretch - 1, high);
        most = stm__max(most, covered(rows, columns, end, s - r));
    }
    return most;
}

static int64_t phase_bound(const stm_bounds *b, const degrees *rows, const degrees *columns,
                           int64_t buffer, int64_t t)
{
    int64_t f = most_covered(rows, columns, buffer + t);
    int64_t phases = f == 0 ? 0 : stm__ceil_div(b->points, f) - 1;
    return phases <= 0 ? 0 : t * phases + 1; /* loads are more than t * phases */
}

static void find_phase(stm_bounds *b, const degrees *rows, const degrees *columns, int64_t buffer)
{
    int64_t most = rows->num + columns->num;
    /* T in steps of a sixteenth; then every one around the best, if they are few. */
    for (int64_t t = 1; t <= most; t += stm__max(1, t / 16)) {
        int64_t bound = phase_bound(b, rows, columns, buffer, t);
        if (bound > b->phase) {
            b->phase = bound;
            b->phase_length = t;
        }
    }
    int64_t around = stm__min(b->phase_length / 16, 1024), best = b->phase_length;
    for (int64_t t = stm__max(1, best - around); t <= best + around; t++) {
        int64_t bound = phase_bound(b, rows, columns, buffer, t);
        if (bound > b->phase) {
            b->phase = bound;
            b->phase_length = t;
        }
    }
}

stm_status stm_bounds_of(const stm_mask *mask, int64_t num_multiplications, int64_t read_limit,
                         int64_t buffer, stm_bounds *bounds, stm_error *error)
{
    degrees rows = {0}, columns = {0};
    stm_bounds b = {0};
    stm_status status = degrees_read(&rows, mask, false, error);
    if (status == STM_OK)
        status = degrees_read(&columns, mask, true, error);
    if (status == STM_OK) {
        int64_t most = num_multiplications, half = read_limit / 2;
        if (read_limit != 0 && half < num_multiplications)
            most = stm__min(most, half * (read_limit - half));
        b.points = rows.sum[rows.num];
        b.steps = stm__ceil_div(b.points, most);
        /* Rounding must not lift it above the truth. */
        b.reads = (int64_t)(2 * (double)b.points / sqrt((double)most) * (1 - 1e-12));
        b.reads = stm__max(b.reads, stm_bound_of_step(stm__min(b.points, most)));
        b.compulsory = rows.num + columns.num;
        if (buffer > 0)
            find_phase(&b, &rows, &columns, buffer);
        b.any_order = stm__max(b.compulsory, b.phase);
        *bounds = b;
    }
    degrees_free(&rows);
    degrees_free(&columns);
    return status;
}

int64_t stm_bound_of_step(int64_t points)
{
    /* The least s with floor(s / 2) * ceil(s / 2) >= points. */
    int64_t low = 0, high = INT64_C(4294967296);
    while (low < high) {
        int64_t s = low + (high - low) / 2;
        if (s / 2 * (s - s / 2) >= points)
            high = s;
        else
            low = s + 1;
    }
    return low;
}
