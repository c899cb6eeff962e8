#include <stmask/array.h>

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "io/npy_header.h"
#include "io/npy_read.h"

int64_t stm_array_cells(const stm_array *array)
{
    int64_t cells = 1;
    for (int k = 0; k < array->num_dims; k++)
        if (array->shape[k] < 0 || !stm__multiply(cells, array->shape[k], &cells))
            return -1;
    return cells;
}

static stm_status read_cells(stm__source *source, const stm__npy *npy, float *cells,
                             stm_error *error)
{
    unsigned char bytes[8192];
    stm_status status = STM_OK;
    for (int64_t k = 0; k < npy->cells && status == STM_OK;) {
        int64_t part = stm__min(npy->cells - k, (int64_t)sizeof bytes / npy->width);
        status = stm__source_read(source, bytes, (size_t)(part * npy->width), error);
        for (int64_t c = 0; c < part && status == STM_OK; c++)
            cells[k++] = (float)stm__npy_float(npy, bytes + c * npy->width);
    }
    return status;
}

stm_status stm_array_read(const char *path, stm_array *array, stm_error *error)
{
    stm__input input = {.file = NULL};
    stm__source source;
    stm__npy npy;
    stm_array new = {.cells = NULL};
    size_t bytes;
    stm_status status = stm__input_open(path, &input, error);
    if (status == STM_OK)
        status = stm__source_file(&input, &source, error);
    if (status == STM_OK)
        status = stm__npy_open(&source, "", &npy, error);
    if (status != STM_OK)
        goto done;
    if (npy.kind != 'f' || npy.width != 4 || npy.fortran) {
        status =
            stm__fail(error, STM_EINVAL, "%.300s: must be an array of float32 in C order", path);
        goto done;
    }
    if (stm__multiply_size((size_t)stm__max(npy.cells, 1), sizeof(float), &bytes))
        new.cells = malloc(bytes);
    if (new.cells == NULL) {
        status = stm__fail_memory(error, path);
        goto done;
    }
    new.num_dims = npy.num_dims;
    memcpy(new.shape, npy.shape, sizeof new.shape);
    status = read_cells(&source, &npy, new.cells, error);
    if (status == STM_OK)
        *array = new;
    else
        free(new.cells);
done:
    stm__input_close(&input);
    return status;
}

void stm_array_free(stm_array *array)
{
    free(array->cells);
    *array = (stm_array){.cells = NULL};
}

stm_status stm_array_write(const stm_array *array, stm_output *output, stm_error *error)
{
    char header[STM__NPY_HEADER];
    int64_t cells = stm_array_cells(array);
    if (array->num_dims < 0 || array->num_dims > STM_ARRAY_DIMS || cells < 0)
        return stm__fail(error, STM_EINVAL, "the array: must have up to %d sides", STM_ARRAY_DIMS);
    const char *order = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? "<f4" : ">f4";
    stm_output_write(output, header, stm__npy_header(header, order, array->num_dims, array->shape));
    stm_status status = stm_output_write(output, array->cells, (size_t)cells * sizeof(float));
    return status == STM_OK ? STM_OK : stm__fail(error, status, "the array could not be written");
}
