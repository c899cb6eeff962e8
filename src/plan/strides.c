/* Guesses strides from the arguments of a mask's pattern and from the runs of a few rows. */
#include "plan/strides.h"

enum { MOST_FOUND = 16 };

stm_status stm__strides_find(const stm_mask *mask, int64_t strides[STM__MOST_STRIDES], int *num,
                             stm_error *error)
{
    int64_t found[MOST_FOUND], size = stm_mask_size(mask);
    int num_found = 0, kept = 0;
    const stm_pattern *pattern = stm_mask_pattern(mask);
    for (int k = 0; pattern != NULL && k < pattern->parameters.num; k++)
        found[num_found++] = stm_mask_arguments(mask)->integer[k];
    stm_reader *reader = NULL;
    stm_rectangle b = stm_mask_bounds(mask);
    stm_status status = stm_reader_new(mask, &reader, error);
    for (int k = 1; k <= 4 && status == STM_OK; k++) {
        const stm_run *runs;
        int64_t num_runs;
        status =
            stm_reader_row(reader, b.first_query + (b.num_queries - 1) * k / 4, &runs, &num_runs);
        for (int64_t r = 0; status == STM_OK && r < num_runs && num_found < MOST_FOUND; r++)
            found[num_found++] = runs[r].step;
    }
    stm_reader_free(reader);
    if (status != STM_OK)
        return status;
    for (int k = 0; k < num_found && kept < STM__MOST_STRIDES; k++) {
        bool known = found[k] < 2 || found[k] > size / 2;
        for (int l = 0; l < kept && !known; l++)
            known = strides[l] == found[k];
        if (!known)
            strides[kept++] = found[k];
    }
    *num = kept;
    return STM_OK;
}
