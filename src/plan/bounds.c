/* Lower bounds for any order: steps by counting, reads by the arithmetic and geometric mean, loads
 * by the arguments of the files beside it, of which the largest counts. */
#include <stmask/bounds.h>

#include <math.h>

#include "base/arithmetic.h"
#include "mask/lines.h"
#include "plan/bounds.h"

const char *stm_load_bound_sentence(stm_load_bound bound)
{
    static const char *const sentences[STM_NUM_LOAD_BOUNDS] = {
        [STM_BOUND_COMPULSORY] = "every row and every column with a point once",
        [STM_BOUND_PHASE] = "phases of T loads, after Hong and Kung 1981",
        [STM_BOUND_PAIRS] = "a load meets at most B - 1 vectors",
        [STM_BOUND_MATCHED] = "pairs that are of no use, counted along a matching",
    };
    return sentences[bound];
}

const char *stm_load_bound_name(stm_load_bound bound)
{
    static const char *const names[STM_NUM_LOAD_BOUNDS] = {
        [STM_BOUND_COMPULSORY] = "compulsory",
        [STM_BOUND_PHASE] = "phases",
        [STM_BOUND_PAIRS] = "pairs",
        [STM_BOUND_MATCHED] = "matching",
    };
    return names[bound];
}

int64_t stm_load_bound_value(const stm_bounds *bounds, stm_load_bound bound)
{
    const int64_t values[STM_NUM_LOAD_BOUNDS] = {
        [STM_BOUND_COMPULSORY] = bounds->compulsory,
        [STM_BOUND_PHASE] = bounds->phase,
        [STM_BOUND_PAIRS] = bounds->pairs,
        [STM_BOUND_MATCHED] = bounds->pairs_matched,
    };
    return values[bound];
}

/* The largest; of equals the simplest, which comes first. */
static void find_best(stm_bounds *b)
{
    b->best = STM_BOUND_COMPULSORY;
    for (int k = 0; k < STM_NUM_LOAD_BOUNDS; k++)
        if (stm_load_bound_value(b, (stm_load_bound)k) > stm_load_bound_value(b, b->best))
            b->best = (stm_load_bound)k;
    b->any_order = stm_load_bound_value(b, b->best);
}

static stm_status bound_loads(stm_bounds *b, const stm_mask *mask, int64_t buffer, stm_error *error)
{
    stm__degrees rows = {0}, columns = {0};
    stm__shared shared = {.rows = NULL};
    stm_status status = stm__degrees_read(&rows, mask, false, error);
    if (status == STM_OK)
        status = stm__degrees_read(&columns, mask, true, error);
    if (status == STM_OK)
        status = stm__matching_find(mask, &b->matched, NULL, error);
    if (status == STM_OK)
        status = stm__shared_read(&shared, mask, error);
    if (status == STM_OK) {
        stm__bound_by_phases(b, &rows, &columns, &shared, buffer);
        stm__bound_by_pairs(b, buffer);
    }
    stm__shared_free(&shared);
    stm__degrees_free(&rows);
    stm__degrees_free(&columns);
    return status;
}

stm_status stm_bounds_of(const stm_mask *mask, int64_t num_multiplications, int64_t read_limit,
                         int64_t buffer, stm_bounds *bounds, stm_error *error)
{
    stm__lines rows, columns;
    stm_bounds b = {0};
    stm_status status = stm__lines_count(mask, STM__ROWS, &rows, error, NULL);
    if (status == STM_OK)
        status = stm__lines_count(mask, STM__COLUMNS, &columns, error, NULL);
    if (status == STM_OK) {
        int64_t most = num_multiplications, half = read_limit / 2;
        if (read_limit != 0 && half < num_multiplications)
            most = stm__min(most, half * (read_limit - half));
        b.points = rows.cells;
        b.steps = stm__ceil_div(b.points, most);
        /* Rounding must not lift it above the truth. */
        b.reads = (int64_t)(2 * (double)b.points / sqrt((double)most) * (1 - 1e-12));
        b.reads = stm__max(b.reads, stm_bound_of_step(stm__min(b.points, most)));
        b.compulsory = rows.num - rows.bins[0] + columns.num - columns.bins[0];
        if (buffer > 0)
            status = bound_loads(&b, mask, buffer, error);
    }
    if (status == STM_OK) {
        find_best(&b);
        *bounds = b;
    }
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
