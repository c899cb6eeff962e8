/* Bins the degrees of queries and of keys by powers of two, from the runs of every row and column.
 */
#include <stmask/degrees.h>

#include "base/fail.h"
#include "base/progress.h"
#include "mask/mask.h"

/* 0, and for 2^(b-1) to 2^b - 1 the number b. */
static int bin_of(int64_t degree)
{
    int bin = 0;
    for (; degree > 0; degree /= 2)
        bin++;
    return bin;
}

stm_status stm_mask_degrees(const stm_mask *mask, bool keys, stm_degrees *degrees, stm_error *error,
                            const stm_progress *progress)
{
    const stm_rectangle *b = &mask->bounds;
    int64_t first = keys ? b->first_key : b->first_query;
    stm_degrees d = {.lines = keys ? b->num_keys : b->num_queries, .smallest = INT64_MAX};
    stm_reader *reader;
    stm_status status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        return status;
    for (int64_t line = 0; line < d.lines; line++) {
        const stm_run *runs = NULL;
        int64_t num = 0, cells = 0;
        if (line % 65536 == 0 && !stm__progress(progress, line, d.lines)) {
            status = stm__fail(error, STM_ESTOPPED, "stopped");
            break;
        }
        status = (keys ? stm_reader_column : stm_reader_row)(reader, first + line, &runs, &num);
        if (status != STM_OK) {
            stm__reader_failed(status, error);
            break;
        }
        for (int64_t k = 0; k < num; k++)
            cells += runs[k].count;
        d.cells += cells;
        d.smallest = stm__min(d.smallest, cells);
        d.largest = stm__max(d.largest, cells);
        d.bins[bin_of(cells)]++;
    }
    stm_reader_free(reader);
    if (status == STM_OK)
        *degrees = d;
    return status;
}
