/* Masks from files.
 *
 * What is read, told apart by how a file begins:
 *
 * - .npy: NumPy arrays, format versions 1 to 3, in C or Fortran order. bool and float: what is not
 *   zero is seen, with the value 1; a float array that holds -inf is additive, and what is not -inf
 *   is seen. Integers are values, 0 to 5. Of an array of more than two dimensions the last two are
 *   the mask, the others heads.
 * - .npz: what stm_exchange_save wrote, which has the mask as runs; SciPy's csr and bsr, of members
 *   stored or deflated. Values as above.
 * - Matrix Market: coordinate; pattern, integer or real; general or symmetric.
 * - PBM: P1 and P4, black is seen.
 * - points: the file of a plan; its points are seen, with the value 1.
 * - runs: the JSON lines of stm_exchange_save.
 *
 * Files are trusted in nothing: shapes, indices and sizes that do not fit give one sentence.
 */
#ifndef STMASK_IMPORT_H
#define STMASK_IMPORT_H

#include <stdbool.h>

#include <stmask/exchange.h>
#include <stmask/mask.h>

typedef struct stm_import_options {
    const stm_format *format; /* NULL: told by the file; else the file has to be of that kind. Of
                                 npy-masked and npy-additive the cells mean what these say. */
    bool masked;              /* what is seen and what is not change places */
    int64_t head;             /* of a file of several heads, from 0 */
} stm_import_options;

/* Reads a mask, which is kept as runs. Its indices count from 0, but for what was exported with
 * others. STM_EINVAL where the file cannot be read or is no mask; options may be NULL. Memory: the
 * runs; of SciPy files, Matrix Market and points also the indices. */
STM_API stm_status stm_mask_read(const char *path, stm_mask **mask, stm_error *error,
                                 const stm_import_options *options);

#endif
