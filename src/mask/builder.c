/* A mask made of cells or runs that come one after the other: they are gathered as runs, row by
 * row, and handed to a rule of stored rows. */
#include <stmask/builder.h>

#include <inttypes.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "mask/stored.h"

struct stm_builder {
    int64_t rows, columns;
    int64_t i, j; /* the last cell; -1 where there is none in the row */
    stm_run open; /* of row i */
    stm__run_list list;
};

stm_status stm_builder_new(int64_t rows, int64_t columns, stm_builder **builder, stm_error *error)
{
    if (rows < 1 || columns < 1 || rows > STM_MAX_SIZE || columns > STM_MAX_SIZE)
        return stm__fail(error, STM_EINVAL,
                         "mask of %" PRId64 " x %" PRId64 " cells: must have from 1 to %" PRId64
                         " rows and columns",
                         rows, columns, STM_MAX_SIZE);
    stm_builder *new = calloc(1, sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, "mask");
    new->rows = rows;
    new->columns = columns;
    new->j = -1;
    *builder = new;
    return STM_OK;
}

void stm_builder_free(stm_builder *builder)
{
    if (builder == NULL)
        return;
    stm__run_list_free(&builder->list);
    free(builder);
}

/* Goes to the cells from (i, j) to (i, last), if they may come next. */
static stm_status go(stm_builder *b, int64_t i, int64_t j, int64_t last, int32_t value,
                     stm_error *error)
{
    if (i < 0 || i >= b->rows || j < 0 || last >= b->columns)
        return stm__fail(error, STM_EINVAL,
                         "cell (%" PRId64 ", %" PRId64 "): must lie within %" PRId64 " x %" PRId64
                         " cells",
                         i, j < 0 ? j : last, b->rows, b->columns);
    if (i < b->i || (i == b->i && j <= b->j))
        return stm__fail(error, STM_EINVAL,
                         "cell (%" PRId64 ", %" PRId64 "): must come after (%" PRId64 ", %" PRId64
                         "), the one before it",
                         i, j, b->i, b->j);
    if (value < 1)
        return stm__fail(error, STM_EINVAL,
                         "value %" PRId32 " of cell (%" PRId64 ", %" PRId64
                         "): must be from 1 to 2147483647",
                         value, i, j);
    if (i > b->i && b->open.count > 0) {
        if (!stm__run_list_push(&b->list, b->i, b->open))
            return stm__fail_memory(error, "mask");
        b->open.count = 0;
    }
    b->i = i;
    b->j = last;
    return STM_OK;
}

stm_status stm_builder_cell(stm_builder *builder, int64_t i, int64_t j, int32_t value,
                            stm_error *error)
{
    stm_status status = go(builder, i, j, j, value, error);
    if (status == STM_OK && !stm__run_list_cell(&builder->list, i, &builder->open, j, value))
        status = stm__fail_memory(error, "mask");
    return status;
}

stm_status stm_builder_run(stm_builder *builder, int64_t i, const stm_run *run, stm_error *error)
{
    stm_builder *b = builder;
    int64_t length, last;
    if (run->count == 1)
        return stm_builder_cell(b, i, run->first, run->value, error);
    if (run->count < 1 || run->step < 1 || !stm__multiply(run->count - 1, run->step, &length) ||
        __builtin_add_overflow(run->first, length, &last))
        return stm__fail(error, STM_EINVAL,
                         "run of row %" PRId64 ", %" PRId64 " cells at steps of %" PRId64
                         ": both must be at least 1, and its cells within the mask",
                         i, run->count, run->step);
    stm_status status = go(b, i, run->first, last, run->value, error);
    if (status != STM_OK)
        return status;
    if (b->open.count > 0 && b->open.step == 1 && run->step == 1 && b->open.value == run->value &&
        stm_run_last(&b->open) + 1 == run->first) {
        b->open.count += run->count;
        return STM_OK;
    }
    if (b->open.count > 0 && !stm__run_list_push(&b->list, i, b->open)) {
        b->open.count = 0;
        return stm__fail_memory(error, "mask");
    }
    b->open = *run;
    return STM_OK;
}

/* Adds to row i what lies between its cells. */
static stm_status add_gap(stm_builder *to, int64_t i, int64_t first, int64_t end, stm_error *error)
{
    if (first >= end)
        return STM_OK;
    return stm_builder_run(to, i, &(stm_run){first, end - first, 1, 1}, error);
}

/* Makes the rows of `to` what those of `from` are not. */
static stm_status invert(const stm_builder *from, stm_builder *to, stm_error *error)
{
    stm_status status = STM_OK;
    for (int64_t i = 0, k = 0; i < from->rows && status == STM_OK; i++) {
        int64_t at = 0; /* the cell behind the last one */
        for (; k < from->list.num && from->list.items[k].line == i && status == STM_OK; k++) {
            const stm_run run = stm__long_run(&from->list.items[k].run);
            if (run.step == 1) {
                status = add_gap(to, i, at, run.first, error);
                at = run.first + run.count;
                continue;
            }
            for (int64_t c = 0; c < run.count && status == STM_OK; c++) {
                int64_t cell = run.first + c * run.step;
                status = add_gap(to, i, at, cell, error);
                at = cell + 1;
            }
        }
        if (status == STM_OK)
            status = add_gap(to, i, at, from->columns, error);
    }
    return status;
}

/* Closes the run that is open. */
static stm_status close_run(stm_builder *b, stm_error *error)
{
    bool good = b->open.count == 0 || stm__run_list_push(&b->list, b->i, b->open);
    b->open.count = 0;
    return good ? STM_OK : stm__fail_memory(error, "mask");
}

stm_status stm_builder_finish(stm_builder *builder, bool inverted, stm_mask **mask,
                              stm_error *error)
{
    stm_builder *b = builder, other = {.rows = b->rows, .columns = b->columns, .j = -1};
    stm_status status = close_run(b, error);
    if (status == STM_OK && inverted)
        status = invert(b, &other, error);
    if (status == STM_OK && inverted)
        status = close_run(&other, error);
    if (status == STM_OK)
        status =
            stm__stored_new(inverted ? &other.list : &b->list, b->rows, b->columns, mask, error);
    stm__run_list_free(&other.list);
    stm__run_list_free(&b->list);
    b->i = 0;
    b->j = -1;
    return status;
}
