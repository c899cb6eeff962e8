/* Counts the nonzeros of a mask: by the rule's closed form, or by walking rows or columns,
 * whichever are fewer. */
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "mask/mask.h"

static bool is_whole(const stm_mask *mask)
{
    const stm_rectangle *b = &mask->bounds;
    return b->num_queries == mask->rule->num_queries && b->num_keys == mask->rule->num_keys;
}

static int64_t cells_of(const stm_mask *mask)
{
    return mask->bounds.num_queries * mask->bounds.num_keys;
}

/* Counts the cells of some rows (columns) and the fewest and most of one. */
static stm_status walk(const stm_mask *mask, stm__axis axis, const stm_progress *progress,
                       int64_t *total, int64_t *least, int64_t *most, stm_error *error)
{
    stm_reader *reader;
    stm_status status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        return status;
    const stm_rectangle *b = &mask->bounds;
    bool rows = axis == STM__ROWS;
    int64_t first = rows ? b->first_query : b->first_key;
    int64_t num = rows ? b->num_queries : b->num_keys;
    *total = 0;
    *least = INT64_MAX;
    *most = 0;
    for (int64_t line = 0; line < num; line++) {
        const stm_run *runs = NULL;
        int64_t num_runs = 0, cells = 0;
        if (line % 65536 == 0 && !stm__progress(progress, line, num)) {
            status = stm__fail(error, STM_ESTOPPED, "stopped");
            break;
        }
        status =
            (rows ? stm_reader_row : stm_reader_column)(reader, first + line, &runs, &num_runs);
        if (status != STM_OK) {
            stm__reader_failed(status, error);
            break;
        }
        for (int64_t k = 0; k < num_runs; k++)
            cells += runs[k].count;
        *total += cells;
        *least = stm__min(*least, cells);
        *most = stm__max(*most, cells);
    }
    stm_reader_free(reader);
    return status;
}

stm_status stm_mask_count(const stm_mask *mask, int64_t *nonzeros, stm_error *error)
{
    const stm__rule *rule = mask->rule;
    bool closed = is_whole(mask) && rule->class->count != NULL;
    int64_t whole = closed ? rule->class->count(rule) : -1;
    if (whole >= 0) {
        *nonzeros = whole;
        return STM_OK;
    }
    const stm_rectangle *b = &mask->bounds;
    int64_t total, least, most;
    stm__axis axis = b->num_queries <= b->num_keys ? STM__ROWS : STM__COLUMNS;
    stm_status status = walk(mask, axis, NULL, &total, &least, &most, error);
    if (status == STM_OK)
        *nonzeros = total;
    return status;
}

static double sparsity_of(int64_t nonzeros, int64_t cells)
{
    return 1.0 - (double)nonzeros / (double)cells;
}

stm_status stm_mask_sparsity(const stm_mask *mask, double *sparsity, stm_error *error)
{
    int64_t nonzeros;
    stm_status status = stm_mask_count(mask, &nonzeros, error);
    if (status == STM_OK)
        *sparsity = sparsity_of(nonzeros, cells_of(mask));
    return status;
}

stm_status stm_mask_statistics(const stm_mask *mask, stm_statistics *statistics, stm_error *error,
                               const stm_progress *progress)
{
    stm_statistics s;
    stm_status status = walk(mask, STM__ROWS, progress, &s.nonzeros, &s.row_min, &s.row_max, error);
    if (status != STM_OK)
        return status;
    int64_t rows = mask->bounds.num_queries;
    s.cells = cells_of(mask);
    s.sparsity = sparsity_of(s.nonzeros, s.cells);
    s.row_mean = (double)s.nonzeros / (double)rows;
    s.dense_bytes = (uint64_t)s.cells;
    /* At 2^31 tokens this passes 2^63, but not 2^64. */
    s.csr_bytes = 8 * ((uint64_t)rows + 1) + 5 * (uint64_t)s.nonzeros;
    *statistics = s;
    return STM_OK;
}
