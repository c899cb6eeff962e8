#include <stmask/diff.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/progress.h"
#include "mask/mask.h"

/* The runs of one row of each mask. */
typedef struct row_pair {
    const stm_run *a, *b;
    int64_t num_a, num_b;
} row_pair;

static bool same_runs(const row_pair *rows, bool values)
{
    if (rows->num_a != rows->num_b)
        return false;
    for (int64_t k = 0; k < rows->num_a; k++) {
        const stm_run *a = &rows->a[k], *b = &rows->b[k];
        if (a->first != b->first || a->count != b->count || a->step != b->step ||
            (values && a->value != b->value))
            return false;
    }
    return true;
}

static int64_t cells_of(const stm_run *runs, int64_t num)
{
    int64_t cells = 0;
    for (int64_t k = 0; k < num; k++)
        cells += runs[k].count;
    return cells;
}

/* The cells that both rows see: all of them, and those with different values; of the latter the
 * first key, where there is one. */
static void find_common(const row_pair *rows, int64_t *common, int64_t *unlike, int64_t *first)
{
    *common = *unlike = 0;
    for (int64_t k = 0, low = 0; k < rows->num_a; k++) {
        const stm_run *a = &rows->a[k];
        int64_t last = stm_run_last(a);
        while (low < rows->num_b && stm_run_last(&rows->b[low]) < a->first)
            low++;
        for (int64_t m = low; m < rows->num_b && rows->b[m].first <= last; m++) {
            stm_run shared = stm__run_common(a, &rows->b[m]);
            *common += shared.count;
            if (shared.count > 0 && a->value != rows->b[m].value) {
                *unlike += shared.count;
                *first = stm__min(*first, shared.first);
            }
        }
    }
}

/* Lowers *first to the first cell of `runs` that `minus` does not have. */
static bool find_first(stm__runs *rest, const stm_run *runs, int64_t num, const stm_run *minus,
                       int64_t num_minus, int64_t *first)
{
    for (int64_t k = 0; k < num && runs[k].first < *first; k++) {
        rest->num = 0;
        if (!stm__runs_push(rest, runs[k].first, runs[k].count, runs[k].step, 1))
            return false;
        for (int64_t m = 0; m < num_minus && rest->num > 0; m++)
            if (!stm__runs_subtract(rest, 0, &minus[m]))
                return false;
        for (int64_t m = 0; m < rest->num; m++)
            *first = stm__min(*first, rest->runs[m].first);
    }
    return true;
}

/* Adds what differs in one row. */
static bool compare_rows(const row_pair *rows, int64_t query, bool values, stm__runs *rest,
                         stm_diff *diff)
{
    if (same_runs(rows, values))
        return true;
    int64_t common, unlike, first = INT64_MAX;
    find_common(rows, &common, &unlike, &first);
    if (!values) {
        unlike = 0;
        first = INT64_MAX;
    }
    int64_t differing =
        cells_of(rows->a, rows->num_a) + cells_of(rows->b, rows->num_b) - 2 * common + unlike;
    diff->differing += differing;
    if (differing == 0 || diff->first_query >= 0)
        return true;
    if (!find_first(rest, rows->a, rows->num_a, rows->b, rows->num_b, &first) ||
        !find_first(rest, rows->b, rows->num_b, rows->a, rows->num_a, &first))
        return false;
    diff->first_query = query;
    diff->first_key = first;
    return true;
}

static stm_status check_bounds(const stm_rectangle *a, const stm_rectangle *b, stm_error *error)
{
    if (memcmp(a, b, sizeof *a) == 0)
        return STM_OK;
    return stm__fail(error, STM_EINVAL,
                     "masks of queries %" PRId64 ":%" PRId64 " keys %" PRId64 ":%" PRId64
                     " and queries %" PRId64 ":%" PRId64 " keys %" PRId64 ":%" PRId64
                     ": must cover the same cells to be compared",
                     a->first_query, a->num_queries, a->first_key, a->num_keys, b->first_query,
                     b->num_queries, b->first_key, b->num_keys);
}

stm_status stm_mask_diff(const stm_mask *a, const stm_mask *b, stm_diff *diff, stm_error *error,
                         const stm_diff_options *options)
{
    const stm_rectangle *bounds = &a->bounds;
    const stm_diff_options none = {.values = false}, *o = options == NULL ? &none : options;
    stm_diff found = {0, -1, -1};
    stm__runs rest = {NULL, 0, 0};
    stm_reader *left = NULL, *right = NULL;
    stm_status status = check_bounds(bounds, &b->bounds, error);
    if (status == STM_OK)
        status = stm_reader_new(a, &left, error);
    if (status == STM_OK)
        status = stm_reader_new(b, &right, error);
    for (int64_t r = 0; r < bounds->num_queries && status == STM_OK; r++) {
        row_pair rows = {NULL, NULL, 0, 0};
        int64_t query = bounds->first_query + r;
        if (r % 65536 == 0 && !stm__progress(o->progress, r, bounds->num_queries)) {
            status = stm__fail(error, STM_ESTOPPED, "stopped");
            break;
        }
        status = stm_reader_row(left, query, &rows.a, &rows.num_a);
        if (status == STM_OK)
            status = stm_reader_row(right, query, &rows.b, &rows.num_b);
        if (status != STM_OK)
            stm__reader_failed(status, error);
        else if (!compare_rows(&rows, query, o->values, &rest, &found))
            status = stm__fail_memory(error, "difference");
    }
    free(rest.runs);
    stm_reader_free(left);
    stm_reader_free(right);
    if (status == STM_OK)
        *diff = found;
    return status;
}
