/* block_diffusion: noisy tokens, and behind them as many clean ones, block by block. */
#include <inttypes.h>

#include "base/fail.h"
#include "pattern/contract.h"

enum { BLOCK };

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    int64_t n = size / 2, b = arguments->integer[BLOCK];
    int64_t query = i % n / b, key = j % n / b;
    if (i < n && j < n)
        return query != key ? 0 : j == i ? STM_DIAGONAL : STM_LOCAL;
    if (i < n)
        return key < query ? STM_COLUMN : 0;
    if (j < n)
        return 0;
    return key > query ? 0 : j == i ? STM_DIAGONAL : STM_COLUMN;
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    int64_t n = size / 2, b = arguments->integer[BLOCK], start = i % n - i % n % b;
    int64_t end = stm__min(n, start + b);
    if (i >= n)
        return stm__give_around(runs, 0, n, end, 1, i, STM_COLUMN);
    int64_t num = stm__give_around(runs, 0, start, end - start, 1, i, STM_LOCAL);
    return stm__give(runs, num, n, start, 1, STM_COLUMN);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    int64_t n = size / 2, b = arguments->integer[BLOCK], start = j % n - j % n % b;
    int64_t end = stm__min(n, start + b);
    if (j < n)
        return stm__give_around(runs, 0, start, end - start, 1, j, STM_LOCAL);
    int64_t num = stm__give(runs, 0, end, n - end, 1, STM_COLUMN);
    return stm__give_around(runs, num, n + start, n - start, 1, j, STM_COLUMN);
}

/* The noisy see their own block and earlier ones, the clean theirs and earlier ones: together the
 * blocks up to one's own, for either. */
static int64_t count(const stm_arguments *arguments, int64_t size)
{
    int64_t n = size / 2, b = stm__min(n, arguments->integer[BLOCK]), rest = n % b;
    int64_t whole = n / b, blocks = b * b * (whole * (whole + 1) / 2);
    return 2 * (blocks + rest * n);
}

/* The clean blocks begin at n, which need not be the beginning of a block counted from 0: queries
 * before that place of a block see what begins in the block ahead. */
static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)within;
    int64_t n = size / 2, b = stm__min(n, arguments->integer[BLOCK]), whole = n / b * b, r = n % b;
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    stm_band own = stm__band(stm__at_block(b, 0), stm__at_block(b, b - 1));
    stm_band last = stm__band(stm__at_key(whole), stm__at_key(n - 1));
    stm_band earlier = stm__band(stm__at_key(n), stm__at_block(b, n - 1));
    stm_band from = stm__band(stm__at_key(n), stm__at_block(b, r + b - 1));
    stm_band before = stm__band(stm__at_key(n), stm__at_block(b, r - 1));
    stm__give_band(&list, stm__band_of_queries(own, 0, whole));
    if (r > 0)
        stm__give_band(&list, stm__band_of_queries(last, whole, n));
    stm__give_band(&list, stm__band_of_queries(earlier, 0, n));
    from = stm__band_of_queries(from, n, size);
    before = stm__band_of_queries(before, n, size);
    stm__give_band(&list, stm__band_of_phases(from, b, r, b));
    if (r > 0)
        stm__give_band(&list, stm__band_of_phases(before, b, 0, r));
    return list.over ? -1 : list.num;
}

static stm_status prepare(const stm_arguments *arguments, int64_t size, void **prepared,
                          stm_error *error)
{
    (void)arguments;
    *prepared = NULL;
    if (size % 2 == 0)
        return STM_OK;
    return stm__fail(error, STM_EINVAL,
                     "size %" PRId64 ": must be even, half of it noisy tokens and half clean ones",
                     size);
}

static const stm_parameter parameters[] = {
    STM__INTEGER("block", 32, 1, "tokens of a block"),
};

const stm_pattern stm__pattern_block_diffusion = {
    .name = "block_diffusion",
    .title = "Block Diffusion",
    .figure_title = "Block Diffusion Attention Mask",
    .panel_title = "Block Diffusion",
    .summary =
        "noisy tokens: their own block and earlier clean ones; clean: blocks up to their own",
    .source = "Arriola et al. 2025, arXiv:2503.09573, section 3.2",
    .parameters = STM__PARAMETERS("block_diffusion", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", "Clean"},
    .max_runs = 4,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .count = count,
    .prepare = prepare,
};
