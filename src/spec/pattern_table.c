/* table: the blocks of keys that each block of queries has chosen, from a file. */
#include <inttypes.h>
#include <stdlib.h>

#include <stmask/builder.h>
#include <stmask/rearrange.h>
#include <stmask/spec.h>

#include "base/fail.h"
#include "io/integers.h"
#include "mask/mask.h"
#include "parameter/text_slice.h"
#include "pattern/contract.h"
#include "spec/parser.h"
#include "spec/registry.h"

enum { PATH, BLOCK_QUERY, BLOCK_KEY, CAUSAL, HEAD };

/* Row r chose items[starts[r]] .. items[starts[r + 1] - 1], or, without starts, `width` of them. */
typedef struct choices {
    int64_t *items, *starts;
    const int64_t *first; /* of the head, in `items` */
    int64_t rows, width;
} choices;

static void clear(choices *c)
{
    free(c->items);
    free(c->starts);
}

/* The last two dimensions are [blocks, choices], those before them heads. */
static stm_status take_head(const stm__integers *all, int64_t head, choices *c, stm_error *error)
{
    int64_t heads = 1;
    if (all->num_dims < 2)
        return stm__fail(
            error, STM_EINVAL,
            "table: must be an array [blocks, choices], with heads before them or not, "
            "or indptr and indices in a .npz file");
    for (int k = 0; k < all->num_dims - 2; k++)
        heads *= all->shape[k];
    if (head >= heads)
        return stm__fail(error, STM_EINVAL, "table: head %" PRId64 ": must be from 0 to %" PRId64,
                         head, heads - 1);
    c->rows = all->shape[all->num_dims - 2];
    c->width = all->shape[all->num_dims - 1];
    c->first = all->items + head * c->rows * c->width;
    return STM_OK;
}

static stm_status read_choices(const stm_arguments *arguments, choices *c, stm_error *error)
{
    stm__integers all = {.items = NULL};
    bool rows = false;
    char *path = stm__text_copy(arguments->text[PATH]);
    if (path == NULL)
        return stm__fail_memory(error, "table");
    stm_status status = stm__integers_of_rows(path, &rows, &c->starts, &c->rows, &c->items, error);
    free(path);
    if (status != STM_OK)
        return status;
    if (rows) {
        c->first = c->items;
        return arguments->integer[HEAD] == 0
                   ? STM_OK
                   : stm__fail(error, STM_EINVAL, "table: indptr and indices are of one head");
    }
    status = stm__integers_read("table", arguments->text[PATH], -1, STM_MAX_SIZE, &all, error);
    c->items = all.items;
    return status == STM_OK ? take_head(&all, arguments->integer[HEAD], c, error) : status;
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Adds a row: its choices in their order, each once; `room` is for as many as it has. */
static stm_status add_row(const choices *c, int64_t row, int64_t blocks, int64_t *room,
                          stm_builder *builder, stm_error *error)
{
    int64_t begin = c->starts != NULL ? c->starts[row] : row * c->width;
    int64_t end = c->starts != NULL ? c->starts[row + 1] : begin + c->width, num = 0;
    for (int64_t k = begin; k < end; k++) {
        if (c->first[k] < -1 || c->first[k] >= blocks)
            return stm__fail(error, STM_EINVAL,
                             "table: row %" PRId64 " chose %" PRId64 ": must be from 0 to %" PRId64
                             ", or -1 for none",
                             row, c->first[k], blocks - 1);
        if (c->first[k] >= 0)
            room[num++] = c->first[k];
    }
    qsort(room, (size_t)num, sizeof *room, ascending);
    stm_status status = STM_OK;
    for (int64_t k = 0; k < num && status == STM_OK; k++)
        if (k == 0 || room[k] != room[k - 1])
            status = stm_builder_cell(builder, row, room[k], STM_LOCAL, error);
    return status;
}

/* The mask of blocks. */
static stm_status make_blocks(const choices *c, int64_t blocks, stm_mask **mask, stm_error *error)
{
    int64_t most = c->width;
    for (int64_t row = 0; row < c->rows && c->starts != NULL; row++)
        most = stm__max(most, c->starts[row + 1] - c->starts[row]);
    stm_builder *builder = NULL;
    int64_t *room = malloc((size_t)stm__max(most, 1) * sizeof *room);
    stm_status status = room == NULL ? stm__fail_memory(error, "table")
                                     : stm_builder_new(c->rows, blocks, &builder, error);
    for (int64_t row = 0; row < c->rows && status == STM_OK; row++)
        status = add_row(c, row, blocks, room, builder, error);
    if (status == STM_OK)
        status = stm_builder_finish(builder, false, mask, error);
    stm_builder_free(builder);
    free(room);
    return status;
}

/* Blocks become tokens, those after the query are left out. */
static stm_status widen(const stm_arguments *arguments, const stm_mask *blocks, int64_t size,
                        stm_mask **mask, stm_error *error)
{
    int64_t queries = arguments->integer[BLOCK_QUERY], keys = arguments->integer[BLOCK_KEY];
    stm_mask *square = NULL, *block = NULL, *whole = NULL, *past = NULL;
    stm_status status =
        stm_mask_new(&stm__pattern_dense, NULL, stm__max(queries, keys), &square, error);
    if (status == STM_OK)
        status = stm_mask_rectangle(square, &(stm_rectangle){0, queries, 0, keys}, &block, error);
    if (status == STM_OK)
        status = stm_mask_kron(blocks, block, size, size, &whole, error);
    if (status == STM_OK && arguments->integer[CAUSAL] == 0) {
        status = stm_mask_new(&stm__pattern_causal, NULL, size, &past, error);
        if (status == STM_OK)
            status = stm_mask_compose(STM_INTERSECTION, whole, past, mask, error);
    } else if (status == STM_OK) {
        *mask = stm_mask_retain(whole);
    }
    stm_mask_free(past);
    stm_mask_free(whole);
    stm_mask_free(block);
    stm_mask_free(square);
    return status;
}

static stm_status make_whole(const stm_arguments *arguments, const choices *c, int64_t size,
                             stm_mask **mask, stm_error *error)
{
    int64_t block = arguments->integer[BLOCK_QUERY];
    int64_t rows = stm__ceil_div(size, block);
    int64_t blocks = stm__ceil_div(size, arguments->integer[BLOCK_KEY]);
    stm_mask *chosen = NULL, *new = NULL;
    if (c->rows != rows)
        return stm__fail(error, STM_EINVAL,
                         "table: has %" PRId64 " rows: must have %" PRId64 ", a size of %" PRId64
                         " in blocks of %" PRId64 " queries",
                         c->rows, rows, size, block);
    stm_status status = make_blocks(c, blocks, &chosen, error);
    if (status == STM_OK)
        status = widen(arguments, chosen, size, &new, error);
    if (status == STM_OK)
        status = stm__spec_name(new, &stm__pattern_table, arguments, NULL, error);
    stm_mask_free(chosen);
    if (status == STM_OK)
        *mask = new;
    else
        stm_mask_free(new);
    return status;
}

static stm_status make(const stm_arguments *arguments, stm_maker *maker, stm_mask **mask,
                       stm_error *error)
{
    choices c = {.items = NULL};
    int64_t size;
    stm_status status = read_choices(arguments, &c, error);
    if (status == STM_OK && maker->probe) {
        if (!stm__multiply(c.rows, arguments->integer[BLOCK_QUERY], &size))
            size = INT64_MAX;
        maker->size = stm__max(maker->size, size);
        status = stm__spec_placeholder(mask, error);
    } else if (status == STM_OK) {
        status = make_whole(arguments, &c, maker->size, mask, error);
    }
    clear(&c);
    return status;
}

static const stm_parameter parameters[] = {
    {.name = "path",
     .type = STM_PARAMETER_TEXT,
     .example = "choices.npy",
     .help = "a .npy file [heads, blocks, choices], -1 for none, or .npz with indptr and indices"},
    STM__INTEGER("block_query", 1, 1, "queries of a block, a row of the table"),
    STM__INTEGER("block_key", 1, 1, "keys of a block, which an index stands for"),
    STM__CHOICE("causal", stm__yes_no, "whether keys after the query are left out"),
    STM__INTEGER("head", 0, 0, "which of several heads"),
};

const stm_pattern stm__pattern_table = {
    .name = "table",
    .title = "Table",
    .figure_title = "Chosen Blocks Mask",
    .panel_title = "Table",
    .summary = "the blocks of keys, or the keys, that a table has chosen for each block of queries",
    .source = "MoBA, NSA, DSA and MInference: indices of blocks that a selector writes",
    .parameters = STM__PARAMETERS("table", parameters),
    .value_names = {"No Attention", NULL, "Chosen"},
    .make = make,
};
