/* Reading NumPy arrays. */
#ifndef STM__IO_NPY_READ_H
#define STM__IO_NPY_READ_H

#include "io/source.h"

#define STM__NPY_DIMS 8

typedef struct stm__npy {
    char type[16]; /* as the header writes it, such as <f4; its beginning where that is long */
    char kind;     /* b, i, u, f or S; V of two bytes, as bfloat16 is written; 0 of others */
    int width;     /* bytes of a cell */
    bool swap;     /* its bytes have the other order */
    bool brain;    /* f of two bytes that is bfloat16 */
    bool fortran;
    int num_dims;
    int64_t shape[STM__NPY_DIMS];
    int64_t cells;
} stm__npy;

/* Reads the header; the source stands at the first cell then. Cells of bfloat16, written as <V2,
 * >V2 or bfloat16, are f. STM_EINVAL where it is no header, its type is none of b, i, u, f and S,
 * or the source has fewer bytes than it says. `what` names the array. */
stm_status stm__npy_open(stm__source *source, const char *what, stm__npy *npy, stm_error *error);

/* The same of cells of any type. */
stm_status stm__npy_open_any(stm__source *source, const char *what, stm__npy *npy,
                             stm_error *error);

/* A cell of an integer, or of a float, from its bytes. */
int64_t stm__npy_integer(const stm__npy *npy, const unsigned char *bytes);
double stm__npy_float(const stm__npy *npy, const unsigned char *bytes);

/* Reads a whole array of integers, of one dimension, as int64: the caller's to free. */
stm_status stm__npy_integers(const stm__zip_directory *directory, const char *name,
                             int64_t **integers, int64_t *num, stm_error *error);

#endif
