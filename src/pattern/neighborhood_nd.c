/* neighborhood_nd: neighbourhoods in a line, an image or a video, each axis by a rule of its own.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "parameter/text_slice.h"
#include "pattern/grid.h"
#include "pattern/neighborhood.h"

enum { SHAPE, WINDOW, STRIDE, DILATION, CAUSAL };

typedef struct axes {
    stm__grid grid;
    stm__axis_window windows[STM__GRID_AXES];
} axes;

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    const axes *a = arguments->prepared;
    int64_t query[STM__GRID_AXES], key[STM__GRID_AXES];
    stm__grid_place(&a->grid, i, query);
    stm__grid_place(&a->grid, j, key);
    for (int k = 0; k < a->grid.num_axes; k++)
        if (!stm__neighborhood_sees(&a->windows[k], query[k], key[k]))
            return 0;
    return j == i ? STM_DIAGONAL : STM_LOCAL;
}

/* What a token sees along every axis (what sees it). */
static void find_parts(const axes *a, bool column, int64_t index, stm__grid_part *parts)
{
    int64_t place[STM__GRID_AXES];
    stm__grid_place(&a->grid, index, place);
    for (int k = 0; k < a->grid.num_axes; k++) {
        (column ? stm__neighborhood_queries : stm__neighborhood_keys)(
            &a->windows[k], place[k], &parts[k].first, &parts[k].count);
        parts[k].step = a->windows[k].dilation;
    }
}

static int64_t bound(const stm_arguments *arguments, int64_t size, bool column, int64_t index)
{
    (void)size;
    const axes *a = arguments->prepared;
    stm__grid_part parts[STM__GRID_AXES];
    find_parts(a, column, index, parts);
    return stm__grid_bound(&a->grid, parts);
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    const axes *a = arguments->prepared;
    stm__grid_part parts[STM__GRID_AXES];
    find_parts(a, false, i, parts);
    return stm__grid_give(&a->grid, parts, i, runs);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    (void)size;
    const axes *a = arguments->prepared;
    stm__grid_part parts[STM__GRID_AXES];
    find_parts(a, true, j, parts);
    return stm__grid_give(&a->grid, parts, j, runs);
}

/* The cells of the whole are the product of those of the axes. */
static int64_t count(const stm_arguments *arguments, int64_t size)
{
    (void)size;
    const axes *a = arguments->prepared;
    int64_t total = 1;
    for (int k = 0; k < a->grid.num_axes; k++) {
        int64_t seen = 0, first, num;
        for (int64_t i = 0; i < a->grid.sides[k]; i++) {
            stm__neighborhood_keys(&a->windows[k], i, &first, &num);
            seen += num;
        }
        total *= seen;
    }
    return total;
}

/* `no`, `yes`, or one of them for each axis, as in no/no/yes. */
static stm_status read_causal(stm_text text, int num, bool *causal, stm_error *error)
{
    const char *at = text.at, *end = text.at + text.length;
    int given = 0;
    bool good = true;
    while (given < STM__GRID_AXES && good) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        stm_text word = {at, (size_t)((slash == NULL ? end : slash) - at)};
        causal[given] = stm__text_is(word, "yes");
        good = causal[given++] || stm__text_is(word, "no");
        at = slash == NULL ? NULL : slash + 1;
        if (at == NULL)
            break;
    }
    if (!good || at != NULL || (given != 1 && given != num))
        return stm__fail(
            error, STM_EINVAL,
            "causal %.*s: must be no or yes, or one of them for each of the %d axes of "
            "shape, as in no/no/yes",
            stm__shown(text), text.at, num);
    for (int k = given; k < num; k++)
        causal[k] = causal[0];
    return STM_OK;
}

static stm_status prepare(const stm_arguments *arguments, int64_t size, void **prepared,
                          stm_error *error)
{
    static const char *const names[] = {"shape", "window", "stride", "dilation"};
    int64_t numbers[4][STM__GRID_AXES];
    bool causal[STM__GRID_AXES];
    stm__grid grid;
    stm_status status = stm__grid_read("shape", arguments->text[SHAPE], &grid, error);
    if (status == STM_OK)
        status = stm__grid_check(&grid, size, error);
    for (int n = WINDOW; n <= DILATION && status == STM_OK; n++)
        status = stm__grid_numbers(names[n], arguments->text[n], grid.num_axes, numbers[n], error);
    if (status == STM_OK)
        status = read_causal(arguments->text[CAUSAL], grid.num_axes, causal, error);
    if (status != STM_OK)
        return status;
    axes *a = malloc(sizeof *a);
    if (a == NULL)
        return stm__fail_memory(error, "mask");
    a->grid = grid;
    for (int k = 0; k < grid.num_axes; k++)
        a->windows[k] = (stm__axis_window){grid.sides[k], numbers[WINDOW][k], numbers[STRIDE][k],
                                           numbers[DILATION][k], causal[k]};
    *prepared = a;
    return STM_OK;
}

static stm_status own_size(const stm_arguments *arguments, int64_t *size, stm_error *error)
{
    return stm__grid_own_size(arguments->text[SHAPE], size, error);
}

static const stm_parameter parameters[] = {
    STM__GRID_SHAPE,
    STM__GRID_TEXT("window", "7", "7x7", "tokens of the window along each axis"),
    STM__GRID_TEXT("stride", "1", "2x2", "tokens along each axis that share a window"),
    STM__GRID_TEXT("dilation", "1", "2x1", "distance of the keys along each axis"),
    STM__GRID_TEXT("causal", "no", "no/no/yes", "whether later tokens of an axis are left out"),
};

const stm_pattern stm__pattern_neighborhood_nd = {
    .name = "neighborhood_nd",
    .title = "Neighborhood ND",
    .figure_title = "Neighborhood Attention Mask",
    .panel_title = "Neighborhood ND",
    .summary = "a window round the query's place in a line, an image or a video",
    .source = "Hassani et al. 2023, arXiv:2204.07143, section 3; NATTEN for strides",
    .parameters = STM__PARAMETERS("neighborhood_nd", parameters),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .bound = bound,
    .sees = sees,
    .row = row,
    .column = column,
    .count = count,
    .prepare = prepare,
    .release = free,
    .own_size = own_size,
};
