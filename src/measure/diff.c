/* Counts where two masks differ by walking the rows of their comparison. */
#include <stmask/diff.h>

#include "base/fail.h"
#include "base/progress.h"
#include "mask/mask.h"

/* Adds what differs in one row of the comparison. */
static void add_row(const stm_run *runs, int64_t num, int64_t query, stm_diff *diff)
{
    for (int64_t k = 0; k < num; k++) {
        if (runs[k].value == STM_DIFF_BOTH)
            continue;
        if (diff->differing == 0) { /* runs ascend by their first cells */
            diff->first_query = query;
            diff->first_key = runs[k].first;
        }
        diff->differing += runs[k].count;
    }
}

stm_status stm_mask_diff(const stm_mask *first, const stm_mask *second, stm_diff *diff,
                         stm_error *error, const stm_diff_options *options)
{
    const stm_diff_options none = {.values = false}, *o = options == NULL ? &none : options;
    stm_diff found = {0, -1, -1};
    stm_mask *both = NULL;
    stm_reader *reader = NULL;
    stm_status status = stm_mask_compare(first, second, o->values, &both, error);
    if (status != STM_OK)
        return status;
    status = stm_reader_new(both, &reader, error);
    const stm_rectangle *b = &both->bounds;
    for (int64_t r = 0; r < b->num_queries && status == STM_OK; r++) {
        const stm_run *runs = NULL;
        int64_t num = 0;
        if (r % 65536 == 0 && !stm__progress(o->progress, r, b->num_queries)) {
            status = stm__fail(error, STM_ESTOPPED, "stopped");
            break;
        }
        status = stm_reader_row(reader, b->first_query + r, &runs, &num);
        if (status == STM_OK)
            add_row(runs, num, b->first_query + r, &found);
        else
            stm__reader_failed(status, error);
    }
    stm_reader_free(reader);
    stm_mask_free(both);
    if (status == STM_OK)
        *diff = found;
    return status;
}
