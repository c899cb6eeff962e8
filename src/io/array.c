/* Reads and writes plain .npy arrays as they lie in memory, the bytes of foreign machines swapped.
 */
#include <stmask/array.h>

#include <stdio.h>
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

static bool element_of(const stm__npy *npy, stm_element *element)
{
    if (npy->kind == 'V')
        *element = STM_ELEMENT_BF16;
    else if (npy->kind == 'f' && npy->width <= 4)
        *element = npy->width == 4 ? STM_ELEMENT_F32 : STM_ELEMENT_F16;
    else
        return false;
    return true;
}

static void swap_bytes(unsigned char *bytes, int64_t cells, int width)
{
    for (; cells > 0; cells--, bytes += width)
        for (int k = 0; k < width / 2; k++) {
            unsigned char byte = bytes[k];
            bytes[k] = bytes[width - 1 - k];
            bytes[width - 1 - k] = byte;
        }
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
        status = stm__npy_open_any(&source, "", &npy, error);
    if (status != STM_OK)
        goto done;
    if (!element_of(&npy, &new.element)) {
        status = stm__fail(error, STM_EINVAL,
                           "%.300s: cells of type '%s': must be float32, float16 or bfloat16", path,
                           npy.type);
        goto done;
    }
    if (npy.fortran) {
        status =
            stm__fail(error, STM_EINVAL, "%.300s: is in Fortran order: must be in C order", path);
        goto done;
    }
    if (stm__multiply_size((size_t)npy.cells, stm_element_bytes(new.element), &bytes))
        new.cells = malloc(bytes > 0 ? bytes : 1);
    if (new.cells == NULL) {
        status = stm__fail_memory(error, path);
        goto done;
    }
    new.num_dims = npy.num_dims;
    memcpy(new.shape, npy.shape, sizeof new.shape);
    status = stm__source_read(&source, new.cells, bytes, error);
    if (status != STM_OK) {
        free(new.cells);
        goto done;
    }
    if (npy.swap)
        swap_bytes(new.cells, npy.cells, npy.width);
    *array = new;
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
    static const char *const types[] = {"f4", "f2", "V2"};
    char header[STM__NPY_HEADER], type[4];
    int64_t cells = stm_array_cells(array);
    if (array->num_dims < 0 || array->num_dims > STM_ARRAY_DIMS || cells < 0)
        return stm__fail(error, STM_EINVAL, "the array: must have up to %d sides", STM_ARRAY_DIMS);
    if ((size_t)array->element >= sizeof types / sizeof *types)
        return stm__fail(error, STM_EINVAL, "element %d: must be one of stm_element",
                         (int)array->element);
    snprintf(type, sizeof type, "%c%s", __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? '<' : '>',
             types[array->element]);
    stm_output_write(output, header, stm__npy_header(header, type, array->num_dims, array->shape));
    stm_status status =
        stm_output_write(output, array->cells, (size_t)cells * stm_element_bytes(array->element));
    return status == STM_OK ? STM_OK : stm__fail(error, status, "the array could not be written");
}
