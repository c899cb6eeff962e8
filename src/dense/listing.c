/* Lists the nonzeros as text, a line a row or a line a column, from the ordered runs of each. */
#include <stmask/listing.h>

#include <inttypes.h>

#include "base/fail.h"
#include "base/progress.h"
#include "base/text.h"
#include "mask/mask.h"

stm_status stm_listing_write(const stm_mask *mask, stm_output *output, stm_error *error,
                             const stm_listing_options *options)
{
    static const stm_listing_options defaults;
    const stm_listing_options *o = options == NULL ? &defaults : options;
    bool rows = o->order == STM_LIST_ROWS;
    const stm_rectangle *b = &mask->bounds;
    int64_t first = rows ? b->first_query : b->first_key;
    int64_t num = rows ? b->num_queries : b->num_keys;
    int64_t nonzeros;
    stm_reader *reader;
    stm_status status = stm_mask_count(mask, &nonzeros, error);
    if (status == STM_OK)
        status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        return status;
    stm_output_printf(output, "Mask has %" PRId64 " non-zero elements\n", nonzeros);
    for (int64_t line = 0; line < num; line++) {
        const stm_run *runs;
        int64_t num_runs;
        if (line % 1024 == 0 && !stm__progress(o->progress, line, num)) {
            status = stm__fail(error, STM_ESTOPPED, "stopped");
            break;
        }
        status = stm__reader_ordered(reader, rows ? STM__ROWS : STM__COLUMNS, first + line, &runs,
                                     &num_runs);
        if (status != STM_OK) {
            stm__reader_failed(status, error);
            break;
        }
        stm__put_text(output, rows ? "Row " : "Column ");
        stm__put_int(output, first + line);
        stm__put_text(output, num_runs == 0 ? ": No non-zero elements" : ": ");
        stm__put_list(output, runs, num_runs);
        stm__put_text(output, "\n");
        status = stm_output_status(output);
        if (status != STM_OK) {
            stm__fail(error, status, "the listing could not be written");
            break;
        }
    }
    stm_reader_free(reader);
    return status;
}
