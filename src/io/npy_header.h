/* The header of a .npy file. Format: numpy.lib.format. */
#ifndef STM__IO_NPY_HEADER_H
#define STM__IO_NPY_HEADER_H

#include <stddef.h>
#include <stdint.h>

#define STM__NPY_HEADER 256 /* room for any */
#define STM__NPY_MAGIC 10   /* bytes before the text of version 1.0 */

/* Writes the header of an array of that type and shape; returns its length. */
size_t stm__npy_header(char header[STM__NPY_HEADER], const char *descr, int num_dims,
                       const int64_t *shape);

#endif
