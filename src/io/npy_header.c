/* Formats the header of a .npy file, padded to a multiple of 64 bytes. Format: numpy.lib.format. */
#include "io/npy_header.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

size_t stm__npy_header(char header[STM__NPY_HEADER], const char *descr, int num_dims,
                       const int64_t *shape)
{
    const size_t room = STM__NPY_HEADER - STM__NPY_MAGIC;
    char *text = header + STM__NPY_MAGIC;
    size_t length =
        (size_t)snprintf(text, room, "{'descr': '%s', 'fortran_order': False, 'shape': (", descr);
    for (int k = 0; k < num_dims; k++)
        length += (size_t)snprintf(text + length, room - length, "%s%" PRId64, k == 0 ? "" : ", ",
                                   shape[k]);
    length += (size_t)snprintf(text + length, room - length, "%s), }", num_dims == 1 ? "," : "");
    /* Padded with spaces to a multiple of 64, with a newline at the end. */
    size_t total = (STM__NPY_MAGIC + length + 1 + 63) / 64 * 64;
    memset(text + length, ' ', total - STM__NPY_MAGIC - length);
    header[total - 1] = '\n';
    memcpy(header, "\x93NUMPY\x01\x00", 8);
    header[8] = (char)((total - STM__NPY_MAGIC) & 0xff);
    header[9] = (char)((total - STM__NPY_MAGIC) >> 8);
    return total;
}
