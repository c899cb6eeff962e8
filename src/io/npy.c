/* Writes the cells of a mask as a .npy file of uint8, row by row from runs. */
#include <stmask/npy.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/progress.h"
#include "io/npy_header.h"
#include "mask/mask.h"

static size_t make_header(const stm_mask *mask, char header[STM__NPY_HEADER])
{
    stm_rectangle b = stm_mask_bounds(mask);
    return stm__npy_header(header, "|u1", 2, (int64_t[]){b.num_queries, b.num_keys});
}

int64_t stm_npy_bytes(const stm_mask *mask)
{
    char header[STM__NPY_HEADER];
    stm_rectangle b = stm_mask_bounds(mask);
    return (int64_t)make_header(mask, header) + b.num_queries * b.num_keys;
}

static stm_status fill_row(const stm_run *runs, int64_t num_runs, int64_t i, int64_t first_key,
                           bool binary, uint8_t *cells, stm_error *error)
{
    for (int64_t k = 0; k < num_runs; k++) {
        stm_run run = runs[k];
        int32_t value = binary ? 1 : run.value;
        if (value > UINT8_MAX)
            return stm__fail(error, STM_EINVAL,
                             "cell (%" PRId64 ", %" PRId64 ") is %" PRId32
                             ": must be at most 255 for uint8 cells",
                             i, run.first, value);
        if (run.step == 1)
            memset(cells + (run.first - first_key), value, (size_t)run.count);
        else
            for (int64_t c = 0; c < run.count; c++)
                cells[run.first - first_key + c * run.step] = (uint8_t)value;
    }
    return STM_OK;
}

stm_status stm_npy_write(const stm_mask *mask, stm_output *output, stm_error *error,
                         const stm_npy_options *options)
{
    static const stm_npy_options defaults;
    const stm_npy_options *o = options == NULL ? &defaults : options;
    stm_rectangle b = stm_mask_bounds(mask);
    char header[STM__NPY_HEADER];
    stm_reader *reader = NULL;
    stm_status status;
    uint8_t *cells = malloc((size_t)b.num_keys);
    if (cells == NULL)
        return stm__fail_memory(error, "row of cells");
    status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        goto done;
    stm_output_write(output, header, make_header(mask, header));
    for (int64_t r = 0; r < b.num_queries; r++) {
        const stm_run *runs;
        int64_t num_runs;
        if (r % 256 == 0 && !stm__progress(o->progress, r, b.num_queries)) {
            status = stm__fail(error, STM_ESTOPPED, "stopped");
            goto done;
        }
        status = stm_reader_row(reader, b.first_query + r, &runs, &num_runs);
        if (status != STM_OK) {
            stm__reader_failed(status, error);
            goto done;
        }
        memset(cells, 0, (size_t)b.num_keys);
        status = fill_row(runs, num_runs, b.first_query + r, b.first_key, o->binary, cells, error);
        if (status != STM_OK)
            goto done;
        status = stm_output_write(output, cells, (size_t)b.num_keys);
        if (status != STM_OK) {
            stm__fail(error, status, "the array could not be written");
            goto done;
        }
    }
done:
    stm_reader_free(reader);
    free(cells);
    return status;
}
