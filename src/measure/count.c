/* Counts the nonzeros of a mask: by the rule's closed form, or by lines, rows or columns, whichever
 * are fewer. */
#include "mask/lines.h"
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
    stm__lines lines;
    stm__axis axis = b->num_queries <= b->num_keys ? STM__ROWS : STM__COLUMNS;
    stm_status status = stm__lines_count(mask, axis, &lines, error, NULL);
    if (status == STM_OK)
        *nonzeros = lines.cells;
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
    stm__lines lines;
    stm_status status = stm__lines_count(mask, STM__ROWS, &lines, error, progress);
    if (status != STM_OK)
        return status;
    int64_t rows = lines.num;
    stm_statistics s = {.nonzeros = lines.cells,
                        .cells = cells_of(mask),
                        .row_min = lines.least,
                        .row_max = lines.most};
    s.sparsity = sparsity_of(s.nonzeros, s.cells);
    s.row_mean = (double)s.nonzeros / (double)rows;
    s.dense_bytes = (uint64_t)s.cells;
    /* At 2^31 tokens this passes 2^63, but not 2^64. */
    s.csr_bytes = 8 * ((uint64_t)rows + 1) + 5 * (uint64_t)s.nonzeros;
    *statistics = s;
    return STM_OK;
}
