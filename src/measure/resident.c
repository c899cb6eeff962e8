/* Counts the keys that are kept at each query, by where each begins and ceases to be: the running
 * sum of a difference array. */
#include <stmask/resident.h>

#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "mask/mask.h"

/* Marks in `change` that a key is kept from its own token, or the first query to see it, to the
 * last. */
static void mark(const stm_rectangle *b, int64_t key, const stm_run *runs, int64_t num,
                 int64_t *change, stm_resident *r)
{
    int64_t first = stm__max(key, b->first_query), last = -1;
    for (int64_t k = 0; k < num; k++) {
        first = stm__min(first, runs[k].first);
        last = stm__max(last, stm_run_last(&runs[k]));
    }
    if (last < 0)
        return;
    first = stm__min(first, last);
    r->back = stm__max(r->back, last - key);
    change[first - b->first_query]++;
    change[last + 1 - b->first_query]--;
}

static stm_status walk(const stm_mask *mask, int64_t *change, stm_resident *r, stm_error *error,
                       const stm_progress *progress)
{
    const stm_rectangle *b = &mask->bounds;
    stm_reader *reader;
    stm_status status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        return status;
    for (int64_t k = 0; k < b->num_keys; k++) {
        const stm_run *runs = NULL;
        int64_t num = 0;
        if (k % 65536 == 0 && !stm__progress(progress, k, b->num_keys)) {
            status = stm__fail(error, STM_ESTOPPED, "stopped");
            break;
        }
        status = stm_reader_column(reader, b->first_key + k, &runs, &num);
        if (status != STM_OK) {
            stm__reader_failed(status, error);
            break;
        }
        mark(b, b->first_key + k, runs, num, change, r);
    }
    stm_reader_free(reader);
    return status;
}

stm_status stm_mask_resident(const stm_mask *mask, stm_resident *resident, stm_error *error,
                             const stm_progress *progress)
{
    const stm_rectangle *b = &mask->bounds;
    stm_resident r = {.query = b->first_query};
    stm_status status =
        stm__check_range("queries", b->num_queries, 1, STM_MOST_RESIDENT_LINES, error);
    if (status != STM_OK)
        return status;
    int64_t *change = calloc((size_t)b->num_queries + 1, sizeof *change);
    if (change == NULL)
        return stm__fail_memory(error, "keys that are kept");
    status = walk(mask, change, &r, error, progress);
    for (int64_t i = 0, kept = 0; i < b->num_queries && status == STM_OK; i++) {
        kept += change[i];
        if (kept > r.most) {
            r.most = kept;
            r.query = b->first_query + i;
        }
    }
    free(change);
    if (status == STM_OK)
        *resident = r;
    return status;
}
