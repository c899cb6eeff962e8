/* Masks from cells or runs that come one after the other, such as those of a file. */
#ifndef STMASK_BUILDER_H
#define STMASK_BUILDER_H

#include <stdbool.h>

#include <stmask/mask.h>

typedef struct stm_builder stm_builder;

/* Begins a mask of rows x columns cells (queries x keys), each from 1 to STM_MAX_SIZE, none of them
 * seen yet. O(1). */
STM_CHECKED stm_status stm_builder_new(int64_t rows, int64_t columns, stm_builder **builder,
                                       stm_error *error);
STM_API void stm_builder_free(stm_builder *builder); /* NULL is fine */

/* Adds the cell (i, j), which has to come after all that were added, row by row and ascending in a
 * row; the value from 1 to 2^31 - 1. Cells at equal distances become one run. STM_EINVAL names a
 * cell outside the mask, out of order, or of another value. */
STM_CHECKED stm_status stm_builder_cell(stm_builder *builder, int64_t i, int64_t j, int32_t value,
                                        stm_error *error);

/* Adds a run of row i, all of whose cells come after those that were added. */
STM_CHECKED stm_status stm_builder_run(stm_builder *builder, int64_t i, const stm_run *run,
                                       stm_error *error);

/* Makes the mask of what was added or, inverted, of what was not, with the value 1. The builder is
 * empty then, on failure too, and is still to be freed. O(runs) memory for the rows. The columns
 * take O(cells) time and up to as much memory where there are at most 2^27 cells; beyond, each
 * column is found when it is read, in O(rows). Inverting costs as much as the cells of runs that
 * have a step. */
STM_CHECKED stm_status stm_builder_finish(stm_builder *builder, bool inverted, stm_mask **mask,
                                          stm_error *error);

#endif
