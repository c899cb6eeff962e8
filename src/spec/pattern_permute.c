/* permute: another mask's tokens in another order: tiles of an image, pages of a cache, a file. */
#include <inttypes.h>
#include <stdlib.h>

#include <stmask/rearrange.h>
#include <stmask/spec.h>

#include "base/fail.h"
#include "io/integers.h"
#include "pattern/grid.h"
#include "spec/parser.h"
#include "spec/registry.h"

enum { OF, ORDER, PAGE, SHAPE, TILE, AXIS };

static const char *const axis_names[] = {"both", "queries", "keys", NULL};

/* The token at every place of a mask. */
typedef struct order {
    int64_t *tokens, num;
} order;

static stm_status new_order(int64_t num, order *new, stm_error *error)
{
    new->tokens = malloc((size_t)num * sizeof *new->tokens);
    new->num = num;
    return new->tokens == NULL ? stm__fail_memory(error, "order") : STM_OK;
}

/* What is listed has to be all of it. */
static stm_status order_of_list(stm_text text, int64_t size, order *new, stm_error *error)
{
    stm__integers listed;
    stm_status status = stm__integers_read("order", text, -1, size - 1, &listed, error);
    if (status != STM_OK)
        return status;
    if (listed.num != size) {
        free(listed.items);
        return stm__fail(error, STM_EINVAL,
                         "order: has %" PRId64 " places: must have as many as the size, %" PRId64,
                         listed.num, size);
    }
    *new = (order){listed.items, listed.num};
    return STM_OK;
}

/* Page l of the tokens lies where the table says, as page table[l]. */
static stm_status order_of_pages(stm_text text, int64_t page, int64_t size, order *new,
                                 stm_error *error)
{
    stm__integers table;
    int64_t pages = stm__ceil_div(size, page);
    stm_status status = stm__integers_read("order", text, -1, pages - 1, &table, error);
    if (status == STM_OK)
        status = new_order(size, new, error);
    if (status != STM_OK)
        return status;
    for (int64_t k = 0; k < size; k++)
        new->tokens[k] = -1;
    for (int64_t l = 0; l < stm__min(table.num, pages) && status == STM_OK; l++)
        for (int64_t k = 0; k < page && table.items[l] >= 0; k++) {
            int64_t place = table.items[l] * page + k;
            if (place >= size || l * page + k >= size)
                break;
            if (new->tokens[place] >= 0) {
                status = stm__fail(error, STM_EINVAL,
                                   "order: page %" PRId64 " holds two pages of tokens, %" PRId64
                                   " and %" PRId64,
                                   table.items[l], new->tokens[place] / page, l);
                break;
            }
            new->tokens[place] = l *page + k;
        }
    free(table.items);
    return status;
}

/* Tile by tile, those at the edges as small as they are; tokens behind the grid stay. */
static stm_status order_of_tiles(const stm_arguments *arguments, int64_t size, order *new,
                                 stm_error *error)
{
    stm__grid grid, tiles;
    int64_t side[STM__GRID_AXES], at[STM__GRID_AXES];
    stm_status status = stm__grid_read("shape", arguments->text[SHAPE], &grid, error);
    if (status == STM_OK)
        status = stm__grid_numbers("tile", arguments->text[TILE], grid.num_axes, side, error);
    if (status == STM_OK && stm__grid_tokens(&grid) > size)
        status = stm__grid_check(&grid, size, error);
    if (status == STM_OK)
        status = new_order(size, new, error);
    if (status != STM_OK)
        return status;
    tiles.num_axes = grid.num_axes;
    for (int k = 0; k < grid.num_axes; k++)
        tiles.sides[k] = stm__ceil_div(grid.sides[k], side[k]);
    int64_t place = 0;
    for (int64_t tile = 0; tile < stm__grid_tokens(&tiles); tile++) {
        stm__grid own = {.num_axes = grid.num_axes};
        stm__grid_place(&tiles, tile, at);
        for (int k = 0; k < grid.num_axes; k++)
            own.sides[k] = stm__min(side[k], grid.sides[k] - at[k] * side[k]);
        for (int64_t n = 0; n < stm__grid_tokens(&own); n++) {
            int64_t within[STM__GRID_AXES], token = 0;
            stm__grid_place(&own, n, within);
            for (int k = 0; k < grid.num_axes; k++)
                token = token * grid.sides[k] + at[k] * side[k] + within[k];
            new->tokens[place++] = token;
        }
    }
    for (; place < size; place++)
        new->tokens[place] = place;
    return STM_OK;
}

#define MOST_TOKENS (INT64_C(1) << 27) /* whose order takes 3 GB */

static stm_status find_order(const stm_arguments *arguments, int64_t size, order *new,
                             stm_error *error)
{
    if (size > MOST_TOKENS)
        return stm__fail(error, STM_EINVAL,
                         "permute: size %" PRId64 ": must be at most %" PRId64
                         ", as every token's place is kept",
                         size, MOST_TOKENS);
    bool listed = arguments->text[ORDER].length > 0, tiles = arguments->text[SHAPE].length > 0;
    int64_t page = arguments->integer[PAGE];
    if (listed == tiles)
        return stm__fail(error, STM_EINVAL,
                         "permute: needs order=FILE or a list, or shape and tile, and not both");
    if (tiles && (page > 0 || arguments->text[TILE].length == 0))
        return stm__fail(error, STM_EINVAL,
                         page > 0 ? "permute: page goes with order, not with shape"
                                  : "permute: shape needs a tile, as in tile=6x8x8");
    if (tiles)
        return order_of_tiles(arguments, size, new, error);
    if (page > 0)
        return order_of_pages(arguments->text[ORDER], page, size, new, error);
    return order_of_list(arguments->text[ORDER], size, new, error);
}

/* The size that an order, or a shape, says. */
static stm_status own_size(const stm_arguments *arguments, int64_t *size, stm_error *error)
{
    stm__integers listed;
    if (arguments->text[SHAPE].length > 0)
        return stm__grid_own_size(arguments->text[SHAPE], size, error);
    if (arguments->text[ORDER].length == 0 || arguments->integer[PAGE] > 0)
        return STM_OK;
    stm_status status =
        stm__integers_read("order", arguments->text[ORDER], -1, STM_MAX_SIZE, &listed, error);
    if (status == STM_OK) {
        *size = listed.num;
        free(listed.items);
    }
    return status;
}

static stm_status make(const stm_arguments *arguments, stm_maker *maker, stm_mask **mask,
                       stm_error *error)
{
    stm_mask *nested = NULL, *permuted = NULL;
    order new = {NULL, 0};
    int64_t size = 0;
    stm_status status = STM_OK;
    if (maker->probe) {
        status = own_size(arguments, &size, error);
        maker->size = stm__max(maker->size, size);
        return status == STM_OK ? stm__spec_nested(arguments->text[OF], maker, mask, error)
                                : status;
    }
    status = stm__spec_nested(arguments->text[OF], maker, &nested, error);
    if (status == STM_OK)
        status = find_order(arguments, maker->size, &new, error);
    if (status == STM_OK)
        status = stm_mask_permute(nested, arguments->integer[AXIS] == 2 ? NULL : new.tokens,
                                  new.num, arguments->integer[AXIS] == 1 ? NULL : new.tokens,
                                  new.num, &permuted, error);
    const stm_mask *masks[] = {nested};
    if (status == STM_OK)
        status = stm__spec_name(permuted, &stm__pattern_permute, arguments, masks, error);
    if (status == STM_OK)
        *mask = stm_mask_retain(permuted);
    free(new.tokens);
    stm_mask_free(permuted);
    stm_mask_free(nested);
    return status;
}

static const stm_parameter parameters[] = {
    {.name = "of",
     .type = STM_PARAMETER_SPEC,
     .example = "causal",
     .help = "the mask whose tokens change places"},
    {.name = "order",
     .type = STM_PARAMETER_TEXT,
     .default_text = "",
     .example = "2/0/1",
     .help = "the token at each place, -1 for none: a list, a text or .npy file"},
    STM__INTEGER("page", 0, 0,
                 "tokens of a page: order[l] is then where page l of the tokens lies; 0: tokens"),
    STM__GRID_TEXT("shape", "", "8x16x16", "frames x rows x columns that are tiled"),
    STM__GRID_TEXT("tile", "", "6x8x8", "tokens of a tile along each axis"),
    STM__CHOICE("axis", axis_names, "what changes places"),
};

const stm_pattern stm__pattern_permute = {
    .name = "permute",
    .title = "Permute",
    .figure_title = "Permuted Mask",
    .panel_title = "Permute",
    .summary = "another mask with its tokens in another order: of a list, of pages, of tiles",
    .source =
        "Kwon et al. 2023, arXiv:2309.06180, section 4.1 (pages); STA, arXiv:2502.04507 (tiles)",
    .parameters = STM__PARAMETERS("permute", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", "Strided", "Global", "Random"},
    .make = make,
};
