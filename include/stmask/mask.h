/* Masks: a rectangle of a rule, never an array of cells.
 *
 * A mask covers the queries first_query .. first_query + num_queries - 1 and the keys first_key ..
 * first_key + num_keys - 1 of a rule: by default the whole size x size square. Its rule is a
 * pattern with its arguments, other masks put together, or rows stored from an array of the
 * caller's. Masks are immutable, counted by reference, and may be read by any number of threads at
 * once; each thread walks them with a reader of its own.
 */
#ifndef STMASK_MASK_H
#define STMASK_MASK_H

#include <stmask/band.h>
#include <stmask/dense.h>
#include <stmask/pattern.h>
#include <stmask/run.h>
#include <stmask/status.h>

typedef struct stm_mask stm_mask;
typedef struct stm_reader stm_reader;

/* How deep masks may be made of masks: a deeper one, which could ask for more stack than threads
 * have, is STM_EINVAL. */
#define STM_MASK_MAX_DEPTH 2048

/* Makes the size x size mask of a pattern, size from 1 to STM_MAX_SIZE. NULL arguments are the
 * pattern's defaults. STM_EINVAL names what is out of bounds. O(1) time and memory. */
STM_CHECKED stm_status stm_mask_new(const stm_pattern *pattern, const stm_arguments *arguments,
                                    int64_t size, stm_mask **mask, stm_error *error);

/* Makes a mask of the nonzero cells of an array, which is copied as runs: rows are queries, columns
 * keys, and the values must be whole numbers from 0 to 2^31 - 1. STM_EINVAL names the first cell
 * that is not. O(cells) time, O(nonzeros) memory. */
STM_CHECKED stm_status stm_mask_from_dense(const stm_dense *dense, stm_mask **mask,
                                           stm_error *error);

/* Makes the mask of a part of another; the rectangle is in the other's own indices and has to lie
 * within it. O(1): the rule is shared. */
STM_CHECKED stm_status stm_mask_rectangle(const stm_mask *whole, const stm_rectangle *rectangle,
                                          stm_mask **mask, stm_error *error);

/* How two masks make one. A cell has the value of the first operand that sees it; in intersections
 * and differences the left one's. */
typedef enum stm_operation { STM_UNION, STM_INTERSECTION, STM_DIFFERENCE } stm_operation;

/* Makes the mask of two others, which have to have the same bounds (STM_EINVAL) and may be freed
 * afterwards. O(1). A row costs the runs of both, and the runs that come of it: two runs of steps s
 * and t that meet without one lying in the other's residue leave up to lcm(s, t) / s runs. */
STM_CHECKED stm_status stm_mask_compose(stm_operation operation, const stm_mask *left,
                                        const stm_mask *right, stm_mask **mask, stm_error *error);

/* Makes the mask of all block x block squares (from cell (0, 0) of the rule on) that hold a cell
 * of another mask; its cells have value 2. O(1). A row costs the runs of `block` rows, once for
 * each row of blocks where rows are read in order. STM_EINVAL where block is not from 1 to
 * STM_MAX_SIZE.
 */
STM_CHECKED stm_status stm_mask_blocks(const stm_mask *of, int64_t block, stm_mask **mask,
                                       stm_error *error);

/* Makes the mask of another with queries and keys changing places: cell (i, j) is the other's (j,
 * i). O(1); a row costs as a column of the other, and a column as a row. */
STM_CHECKED stm_status stm_mask_transpose(const stm_mask *of, stm_mask **mask, stm_error *error);

/* Another owner of the same mask. Each owner frees it. */
STM_API stm_mask *stm_mask_retain(const stm_mask *mask);
STM_API void stm_mask_free(stm_mask *mask); /* NULL is fine */

/* The mask's rule as a spec writes it, all parameters given; NULL for stored rows. Valid as long as
 * the mask. */
STM_API const char *stm_mask_spec(const stm_mask *mask);

/* The masks that a mask is made of (k = 0 and 1 of stm_mask_compose and stm_mask_compare, 0 of
 * stm_mask_blocks, stm_mask_transpose and of stmask/rearrange.h, whose outer and inner are 0 and
 * 1), or NULL. Valid as long as the mask. */
STM_API const stm_mask *stm_mask_part(const stm_mask *mask, int k);

/* The cell of the k-th part that tells of a cell of the mask, in the part's own indices: the same
 * one where masks are put together; of transposed, placed, repeated and permuted ones another.
 * False where the part has none: outside what is placed, at places without a token. */
STM_API bool stm_mask_part_cell(const stm_mask *mask, int k, int64_t *query, int64_t *key);

/* Whether a mask is one of stm_mask_compose, and by which operation. */
STM_API bool stm_mask_operation(const stm_mask *mask, stm_operation *operation);

/* The side of the square the rule stands on; of stored rows, the longer side. */
STM_API int64_t stm_mask_size(const stm_mask *mask);
STM_API stm_rectangle stm_mask_bounds(const stm_mask *mask);

/* The pattern and its arguments, or NULL where the rule is no pattern. Valid as long as the mask.
 */
STM_API const stm_pattern *stm_mask_pattern(const stm_mask *mask);
STM_API const stm_arguments *stm_mask_arguments(const stm_mask *mask);

/* What a value means in this mask ("Local"; for 0 "No Attention"), or NULL where no cell of its
 * rule has the value. */
STM_API const char *stm_mask_value_name(const stm_mask *mask, int32_t value);

/* The value of one cell, by the definition; 0 outside the mask. O(1) for most patterns. */
STM_API int32_t stm_mask_cell(const stm_mask *mask, int64_t i, int64_t j);

/* The number of nonzero cells. O(1) for the whole square of a pattern with a closed form; else the
 * cost of walking the rows or the columns, whichever are fewer. */
STM_CHECKED stm_status stm_mask_count(const stm_mask *mask, int64_t *nonzeros, stm_error *error);

/* The share of cells that are zero, from 0 to 1: 1 - nonzeros / cells in double precision. */
STM_CHECKED stm_status stm_mask_sparsity(const stm_mask *mask, double *sparsity, stm_error *error);

/* What the rows of a mask hold, and what it would cost to store. */
typedef struct stm_statistics {
    int64_t nonzeros, cells;
    double sparsity;          /* a fraction */
    int64_t row_min, row_max; /* nonzeros of a row */
    double row_mean;
    uint64_t dense_bytes; /* 1 byte a cell */
    uint64_t csr_bytes;   /* int64 row starts, int32 keys, 1 byte values */
} stm_statistics;

/* Of a handful of bands, reads a few periods of rows (docs/recurrences.md), so that the cost does
 * not grow with the mask; of all others every row, counting by runs. */
STM_CHECKED stm_status stm_mask_statistics(const stm_mask *mask, stm_statistics *statistics,
                                           stm_error *error, const stm_progress *progress);

/* A reader of rows and columns. It owns what it hands out. */
STM_CHECKED stm_status stm_reader_new(const stm_mask *mask, stm_reader **reader, stm_error *error);
STM_API void stm_reader_free(stm_reader *reader); /* NULL is fine */

/* The runs of row i (of column j), an index within the mask: disjoint, sorted by their first cell,
 * clipped to the mask, in absolute keys (queries). They may interleave where their steps differ.
 * `*runs` is valid until the reader's next call. An index outside the mask is STM_EINVAL. On
 * stored rows and on the patterns whose runs have a fixed number this neither allocates nor fails;
 * elsewhere memory can run out: STM_ENOMEM. */
STM_CHECKED stm_status stm_reader_row(stm_reader *reader, int64_t i, const stm_run **runs,
                                      int64_t *num_runs);
STM_CHECKED stm_status stm_reader_column(stm_reader *reader, int64_t j, const stm_run **runs,
                                         int64_t *num_runs);

/* The same cells cut so that no two runs interleave: read one after the other, they ascend. Cells
 * where runs interleave come in shorter runs, which may need memory: STM_ENOMEM. */
STM_CHECKED stm_status stm_reader_row_ordered(stm_reader *reader, int64_t i, const stm_run **runs,
                                              int64_t *num_runs);
STM_CHECKED stm_status stm_reader_column_ordered(stm_reader *reader, int64_t j,
                                                 const stm_run **runs, int64_t *num_runs);

#endif
