/* Masks from files.
 *
 * What is read, told apart by how a file begins:
 *
 * - .npy: NumPy arrays, format versions 1 to 3, in C or Fortran order. bool and float: what is not
 *   zero is seen, with the value 1, unless they are additive, as below. Integers from 0 to 5 are
 *   values; any other is seen, with the value 1. Of an array of more than two dimensions the last
 *   two are the mask, the others heads; one of one dimension is a row.
 * - .npz: what stm_exchange_save wrote, which has the mask as runs; SciPy's csr, csc, bsr, coo and
 *   dia, of members stored or deflated; the only array of an archive. Values as above.
 * - Matrix Market: coordinate and array, of every field and symmetry.
 * - .smtx of the Deep Learning Matrix Collection; rows of cells as CSV, TSV or a JSON list.
 * - edges, `query key [weight]` a line, and JSON lists of the keys of each query.
 *   Cells that a sparse file has several times have the sum of their values.
 * - .npz of the arrays that frameworks hold: FlexAttention's and FlashAttention 4's lists of
 * blocks, MIT's layout, FlashInfer's BSR, FlashMask's bounds, MagiAttention's slices. Blocks are
 * widened to whole cells, so that a mask may have more of them than a sequence that does not fill
 * its last block; of which only a part is seen, they are STM_EINVAL unless the format is given.
 * - deepspeed, a layout in a .npy file, where that format is given.
 * - PBM: P1 and P4, black is seen.
 * - points: the file of a plan; its points are seen, with the value 1.
 * - runs: the JSON lines of stm_exchange_save.
 *
 * Additive: a float array is added to scores where it has cells that are -inf, or -100 or less and
 * stand apart: at least four times as far below 0 as every cell nearer to it. These hide their
 * keys; all others, biases among them, are seen. STM_EINVAL where the values do not tell: all are
 * 0.0; or none is above 0, some are below it, and none stands apart; or the least is -100 or less,
 * and none stands apart; or several do, one far from the other, and the nearer is above -60000, so
 * that it may be a bias. The same of signed integers of which one stands apart and none is above 0.
 * Then a format has to be given: of npy-bool, what is not zero is seen; of npy-additive, what
 * stands apart hides, in several steps too; where nothing does, a number below 0 that is the only
 * one; else nothing. Sparse files hold what is seen: nothing in them is additive.
 *
 * Files are trusted in nothing: shapes, indices and sizes that do not fit give one sentence.
 */
#ifndef STMASK_IMPORT_H
#define STMASK_IMPORT_H

#include <stdbool.h>

#include <stmask/exchange.h>
#include <stmask/mask.h>

/* How the cells of a file were taken. */
typedef struct stm_import_notes {
    bool additive;   /* they are added to scores; */
    double hidden;   /* then this and less hides a key */
    int64_t changed; /* integers that are none of 0 to 5, which have the value 1 */
} stm_import_notes;

typedef struct stm_import_options {
    const stm_format *format; /* NULL: told by the file; else the file has to be of that kind. Of
                                 npy-bool, npy-masked and npy-additive the cells mean what these
                                 say. */
    bool masked;              /* what is seen and what is not change places */
    int64_t head;             /* of a file of several heads, from 0 */
    stm_import_notes *notes;  /* NULL, or where to write them; untouched on failure */
    int64_t block;            /* queries of a block, of files of blocks that do not say; or 0 */
    int64_t block_keys;       /* keys of one; 0: as many */
    int causal; /* of files that do not say whether they are: 0 not said, 1 no, 2 yes */
} stm_import_options;

/* Reads a mask, which is kept as runs. Its indices count from 0, but for what was exported with
 * others. STM_EINVAL where the file cannot be read or is no mask; options may be NULL. Memory: the
 * runs; while sparse files and text are read, at most 40 bytes a nonzero. */
STM_CHECKED stm_status stm_mask_read(const char *path, stm_mask **mask, stm_error *error,
                                     const stm_import_options *options);

#endif
