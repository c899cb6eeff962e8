/* The blocks that frameworks hold in arrays of their own: lists of them, layouts, and rows of BSR.
 * A mask of blocks is read, and widened to cells. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/rearrange.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "io/import.h"
#include "io/integers.h"
#include "pattern/contract.h"

/* The blocks of a head, being read. */
typedef struct blocks {
    stm__cell_list cells;
    int64_t rows, columns; /* of blocks */
    int64_t partial;       /* blocks whose cells the arrays do not have */
} blocks;

/* The place of a head among those that stand before the last `dims` sides of an array; one head
 * stands for all. STM_EINVAL where there is no such head. */
static stm_status find_head(stm__import *import, const char *name, const stm__integers *array,
                            int dims, int64_t *place, stm_error *error)
{
    int64_t heads = 1;
    if (array->num_dims < dims)
        return stm__import_fail(import, error, "%s: must have %d dimensions, or heads before them",
                                name, dims);
    for (int k = 0; k < array->num_dims - dims; k++)
        heads *= array->shape[k];
    if (import->head >= heads && heads != 1)
        return stm__import_fail(import, error, "head %" PRId64 ": must be from 0 to %" PRId64,
                                import->head, heads - 1);
    *place = heads == 1 ? 0 : import->head;
    return STM_OK;
}

static stm_status push(stm__import *import, blocks *b, int64_t row, int64_t column,
                       stm_error *error)
{
    if (column < 0 || column >= STM_MAX_SIZE)
        return stm__import_fail(
            import, error, "block %" PRId64 " of row %" PRId64 ": must be from 0 to 2147483647",
            column, row);
    b->columns = stm__max(b->columns, column + 1);
    return stm__cell_list_push(&b->cells, row, column, STM_LOCAL)
               ? STM_OK
               : stm__fail_memory(error, import->input->path);
}

/* Adds the first numbers[row] of the indices of each row. */
static stm_status read_lists(stm__import *import, const stm__zip_directory *directory,
                             const char *numbers_name, const char *indices_name, bool partial,
                             blocks *b, stm_error *error)
{
    stm__integers numbers = {.items = NULL}, indices = {.items = NULL};
    int64_t head = 0, rows = 0, width = 0;
    stm_status status = stm__integers_of_member(directory, numbers_name, &numbers, error);
    if (status == STM_OK)
        status = stm__integers_of_member(directory, indices_name, &indices, error);
    if (status == STM_OK)
        status = find_head(import, numbers_name, &numbers, 1, &head, error);
    if (status == STM_OK)
        status = find_head(import, indices_name, &indices, 2, &head, error);
    if (status == STM_OK) {
        rows = indices.shape[indices.num_dims - 2];
        width = indices.shape[indices.num_dims - 1];
        if (rows != numbers.shape[numbers.num_dims - 1] || indices.num != numbers.num * width)
            status =
                stm__import_fail(import, error, "%s: does not fit %s", indices_name, numbers_name);
    }
    b->rows = stm__max(b->rows, rows);
    for (int64_t row = 0; row < rows && status == STM_OK; row++) {
        int64_t num = numbers.items[head * rows + row];
        const int64_t *first = indices.items + (head * rows + row) * width;
        if (num < 0 || num > width)
            status = stm__import_fail(import, error,
                                      "%s: %" PRId64 " blocks in row %" PRId64
                                      ": must be from 0 to %" PRId64,
                                      numbers_name, num, row, width);
        for (int64_t k = 0; k < num && status == STM_OK; k++)
            status = push(import, b, row, first[k], error);
        b->partial += partial ? num : 0;
    }
    free(numbers.items);
    free(indices.items);
    return status;
}

/* A layout of 0 and 1 a block. */
static stm_status read_layout(stm__import *import, const char *name, const stm__integers *layout,
                              blocks *b, stm_error *error)
{
    int64_t head = 0;
    stm_status status = find_head(import, name, layout, 2, &head, error);
    if (status != STM_OK)
        return status;
    b->rows = layout->shape[layout->num_dims - 2];
    b->columns = layout->shape[layout->num_dims - 1];
    const int64_t *first = layout->items + head * b->rows * b->columns;
    for (int64_t k = 0; k < b->rows * b->columns && status == STM_OK; k++)
        if (first[k] != 0)
            status = push(import, b, k / b->columns, k % b->columns, error);
    return status;
}

/* The sides of a block: what the caller says, or what the file says. */
static stm_status find_block(stm__import *import, const stm__zip_directory *directory,
                             int64_t block[2], stm_error *error)
{
    static const char *const names[] = {"block_size", "stm_block"};
    block[0] = import->block[0];
    block[1] = import->block[1];
    for (int k = 0; k < 2 && block[0] == 0 && directory != NULL; k++) {
        stm__integers said;
        if (stm__zip_find(directory, names[k]) == NULL)
            continue;
        stm_status status = stm__integers_of_member(directory, names[k], &said, error);
        if (status != STM_OK)
            return status;
        if (said.num == 2) {
            block[0] = said.items[0];
            block[1] = said.items[1];
        }
        free(said.items);
    }
    if (block[0] >= 1 && block[1] >= 1 && block[0] <= STM_MAX_SIZE && block[1] <= STM_MAX_SIZE)
        return STM_OK;
    return stm__import_fail(import, error,
                            "has blocks, and does not say of what size: say block, as in 128 or "
                            "256x128");
}

/* Widens the blocks to cells. What is cut at the end of a sequence the arrays do not say. */
static stm_status finish(stm__import *import, blocks *b, const int64_t block[2], stm_error *error)
{
    stm_mask *of_blocks = NULL, *square = NULL, *cell = NULL, **mask = import->mask;
    int64_t queries = 0, keys = 0;
    bool fits = stm__multiply(b->rows, block[0], &queries) &&
                stm__multiply(b->columns, block[1], &keys) && queries >= 1 && keys >= 1 &&
                queries <= STM_MAX_SIZE && keys <= STM_MAX_SIZE;
    if (!fits)
        return stm__import_fail(import, error,
                                "%" PRId64 " x %" PRId64 " blocks of %" PRId64 " x %" PRId64
                                ": must have from 1 to 2147483648 queries and keys",
                                b->rows, b->columns, block[0], block[1]);
    import->mask = &of_blocks;
    b->cells.whole = true;
    stm_status status = stm__cell_list_finish(import, &b->cells, b->rows, b->columns, error);
    import->mask = mask;
    if (status == STM_OK)
        status =
            stm_mask_new(&stm__pattern_dense, NULL, stm__max(block[0], block[1]), &square, error);
    if (status == STM_OK)
        status =
            stm_mask_rectangle(square, &(stm_rectangle){0, block[0], 0, block[1]}, &cell, error);
    if (status == STM_OK)
        status = stm_mask_kron(of_blocks, cell, queries, keys, mask, error);
    stm_mask_free(cell);
    stm_mask_free(square);
    stm_mask_free(of_blocks);
    return status;
}

/* Partial blocks stand whole only where the caller has said what the file is. */
static stm_status check_partial(const stm__import *import, const blocks *b, stm_error *error)
{
    if (b->partial == 0 || import->format != NULL)
        return STM_OK;
    return stm__import_fail(
        import, error,
        "%" PRId64 " of its blocks are partial, and which of their cells are seen only the "
        "framework's mask function says: with its format given they are taken "
        "whole",
        b->partial);
}

/* FlexAttention and FlashAttention 4: blocks of which a part is seen, and blocks seen whole. */
static stm_status read_two_lists(stm__import *import, const stm__zip_directory *directory,
                                 const char *const names[4], stm_error *error)
{
    blocks b = {.rows = 0};
    int64_t block[2];
    stm_status status = find_block(import, directory, block, error);
    for (int k = 0; k < 4 && status == STM_OK; k += 2)
        if (stm__zip_find(directory, names[k]) != NULL)
            status = read_lists(import, directory, names[k], names[k + 1], k == 0, &b, error);
    if (status == STM_OK)
        status = check_partial(import, &b, error);
    /* A square of tokens has as many keys as queries. */
    if (status == STM_OK)
        b.columns = stm__max(b.columns, stm__ceil_div(b.rows * block[0], block[1]));
    if (status == STM_OK)
        status = finish(import, &b, block, error);
    free(b.cells.items);
    return status;
}

stm_status stm__import_flex_arrays(stm__import *import, const stm__zip_directory *directory,
                                   stm_error *error)
{
    static const char *const names[] = {"kv_num_blocks", "kv_indices", "full_kv_num_blocks",
                                        "full_kv_indices"};
    return read_two_lists(import, directory, names, error);
}

stm_status stm__import_flash4_arrays(stm__import *import, const stm__zip_directory *directory,
                                     stm_error *error)
{
    static const char *const names[] = {"mask_block_cnt", "mask_block_idx", "full_block_cnt",
                                        "full_block_idx"};
    return read_two_lists(import, directory, names, error);
}

stm_status stm__import_mit_arrays(stm__import *import, const stm__zip_directory *directory,
                                  stm_error *error)
{
    blocks b = {.rows = 0};
    stm__integers layout = {.items = NULL};
    const int64_t block[2] = {128, 128};
    stm_status status = stm__integers_of_member(directory, "base_blockmask", &layout, error);
    if (status == STM_OK)
        status = read_layout(import, "base_blockmask", &layout, &b, error);
    if (status == STM_OK)
        status = finish(import, &b, block, error);
    free(layout.items);
    free(b.cells.items);
    return status;
}

/* Layouts are .npy files, which look like a mask of cells: the format has to be given. */
stm_status stm__import_deepspeed(stm__import *import, stm_error *error)
{
    blocks b = {.rows = 0};
    stm__integers layout = {.items = NULL};
    int64_t block[2];
    stm_text path = {import->input->path, strlen(import->input->path)};
    stm_status status = find_block(import, NULL, block, error);
    if (status == STM_OK)
        status = stm__integers_of_file(path.at, &layout, error);
    if (status == STM_OK)
        status = read_layout(import, "layout", &layout, &b, error);
    if (status == STM_OK)
        status = finish(import, &b, block, error);
    free(layout.items);
    free(b.cells.items);
    return status;
}

/* FlashInfer: the blocks of each row of blocks, and perhaps the cells of each. */
stm_status stm__import_flashinfer_arrays(stm__import *import, const stm__zip_directory *directory,
                                         stm_error *error)
{
    blocks b = {.rows = 0};
    stm__cell_list cells = {.whole = true, .once = true};
    stm__integers starts = {.items = NULL}, indices = {.items = NULL}, mask = {.items = NULL};
    int64_t block[2] = {0, 0};
    bool has_cells = stm__zip_find(directory, "mask") != NULL;
    stm_status status = stm__integers_of_member(directory, "indptr", &starts, error);
    if (status == STM_OK)
        status = stm__integers_of_member(directory, "indices", &indices, error);
    if (status == STM_OK && has_cells)
        status = stm__integers_of_member(directory, "mask", &mask, error);
    if (status == STM_OK && has_cells && (mask.num_dims != 3 || mask.shape[0] != indices.num))
        status = stm__import_fail(import, error, "mask: does not fit indices");
    if (status == STM_OK && has_cells) {
        block[0] = mask.shape[1];
        block[1] = mask.shape[2];
    } else if (status == STM_OK) {
        status = find_block(import, directory, block, error);
    }
    if (status == STM_OK && (starts.num < 2 || starts.items[0] != 0 || block[0] < 1 ||
                             block[1] < 1 || starts.items[starts.num - 1] != indices.num))
        status = stm__import_fail(import, error, "indptr: does not fit indices");
    b.rows = starts.num - 1;
    for (int64_t row = 0; row < b.rows && status == STM_OK; row++) {
        if (starts.items[row] > starts.items[row + 1])
            status = stm__import_fail(import, error, "indptr: does not fit indices");
        for (int64_t k = starts.items[row]; k < starts.items[row + 1] && status == STM_OK; k++)
            status = push(import, &b, row, indices.items[k], error);
    }
    int64_t each = block[0] * block[1];
    for (int64_t k = 0; has_cells && k < mask.num && status == STM_OK; k++) {
        const stm__cell *at = &b.cells.items[k / each];
        int64_t i = at->i * block[0] + k % each / block[1], j = at->j * block[1] + k % block[1];
        if (i >= STM_MAX_SIZE || j >= STM_MAX_SIZE)
            status =
                stm__import_fail(import, error, "must have at most 2147483648 queries and keys");
        else if (mask.items[k] != 0 && !stm__cell_list_push(&cells, i, j, STM_LOCAL))
            status = stm__fail_memory(error, import->input->path);
    }
    if (status == STM_OK && has_cells)
        status =
            stm__cell_list_finish(import, &cells, b.rows * block[0], b.columns * block[1], error);
    else if (status == STM_OK)
        status = finish(import, &b, block, error);
    free(cells.items);
    free(b.cells.items);
    free(mask.items);
    free(indices.items);
    free(starts.items);
    return status;
}
