/* bigbird: a window, random blocks, and global blocks at both ends. */
#include <stdlib.h>

#include "base/fail.h"
#include "pattern/contract.h"
#include "pattern/draws.h"

enum { BLOCK, WINDOW, RANDOM, GLOBAL, SEED };

typedef struct prepared_bigbird {
    int64_t blocks, half, random, global, seed;
    _Atomic(stm__transposed *) transposed; /* made by the first column */
} prepared_bigbird;

static bool is_global(const prepared_bigbird *p, int64_t block)
{
    return block < p->global || block >= p->blocks - p->global;
}

/* The random blocks of row I of blocks: of those that are neither global nor in the window. */
static int64_t choose(const void *context, int64_t row, int64_t *chosen)
{
    const prepared_bigbird *p = context;
    if (is_global(p, row))
        return 0;
    int64_t low = p->global, high = p->blocks - p->global; /* blocks that are not global */
    int64_t window = stm__max(low, row - p->half);
    int64_t window_end = stm__min(high, row + p->half + 1);
    int64_t rest = high - low - (window_end - window);
    int64_t num = stm__draw(p->seed, row, rest, p->random, chosen);
    for (int64_t k = 0; k < num; k++) {
        chosen[k] += low;
        if (chosen[k] >= window)
            chosen[k] += window_end - window;
    }
    return num;
}

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    const prepared_bigbird *p = arguments->prepared;
    int64_t b = arguments->integer[BLOCK], row = i / b, column = j / b;
    bool found = false;
    if (j == i)
        return STM_DIAGONAL;
    if ((row > column ? row - column : column - row) <= (arguments->integer[WINDOW] - 1) / 2)
        return STM_LOCAL;
    if (is_global(p, row) || is_global(p, column))
        return STM_GLOBAL;
    int64_t *chosen = malloc((size_t)stm__max(p->random, 1) * sizeof *chosen);
    for (int64_t k = chosen == NULL ? 0 : choose(p, row, chosen); k > 0; k--)
        found = found || chosen[k - 1] == column;
    free(chosen);
    return found ? STM_RANDOM : 0;
}

static const stm__transposed *transposed(const prepared_bigbird *p)
{
    prepared_bigbird *own = (prepared_bigbird *)p;
    return stm__transpose_once(&own->transposed, p->blocks, p->random, choose, p);
}

enum { OTHERS = 16 }; /* runs of the window and of what is global, and room to work them out */

static int64_t bound(const stm_arguments *arguments, int64_t size, bool column, int64_t index)
{
    (void)size;
    const prepared_bigbird *p = arguments->prepared;
    if (!column)
        return OTHERS + 2 * p->random; /* the runs, behind them the numbers of their blocks */
    const stm__transposed *t = transposed(p);
    int64_t block = index / arguments->integer[BLOCK];
    return t == NULL ? -1 : OTHERS + t->starts[block + 1] - t->starts[block];
}

/* The window and what is global are symmetric. */
static int64_t give_others(const stm_arguments *arguments, int64_t size, int64_t index,
                           stm_run *runs)
{
    const prepared_bigbird *p = arguments->prepared;
    int64_t b = arguments->integer[BLOCK], block = index / b;
    int64_t first = stm__max(0, block - p->half) * b;
    int64_t end = stm__min(size, stm__min(p->blocks, block + p->half + 1) * b);
    int64_t n = stm__give_around(runs, 0, first, end - first, 1, index, STM_LOCAL), local = n;
    if (is_global(p, block))
        return stm__give_rest(runs, n, local, 0, size, STM_GLOBAL);
    int64_t last = (p->blocks - p->global) * b;
    n = stm__give_rest(runs, n, local, 0, p->global * b, STM_GLOBAL);
    return stm__give_rest(runs, n, local, last, size - last, STM_GLOBAL);
}

static int64_t give_random(const stm_arguments *arguments, int64_t size, int64_t block,
                           stm_run *runs, int64_t n)
{
    int64_t b = arguments->integer[BLOCK];
    return stm__give(runs, n, block * b, stm__min(b, size - block * b), 1, STM_RANDOM);
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    const prepared_bigbird *p = arguments->prepared;
    int64_t *chosen = (int64_t *)(void *)(runs + OTHERS + p->random);
    int64_t n = give_others(arguments, size, i, runs);
    int64_t num = choose(p, i / arguments->integer[BLOCK], chosen);
    for (int64_t k = 0; k < num; k++)
        n = give_random(arguments, size, chosen[k], runs, n);
    return stm__give_sorted(runs, n);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    const stm__transposed *t = transposed(arguments->prepared);
    int64_t block = j / arguments->integer[BLOCK];
    int64_t n = give_others(arguments, size, j, runs);
    for (int64_t k = t->starts[block]; k < t->starts[block + 1]; k++)
        n = give_random(arguments, size, t->rows[k], runs, n);
    return stm__give_sorted(runs, n);
}

static void release(void *prepared)
{
    prepared_bigbird *p = prepared;
    stm__transposed_free(atomic_load(&p->transposed));
    free(p);
}

static stm_status prepare(const stm_arguments *arguments, int64_t size, void **prepared,
                          stm_error *error)
{
    prepared_bigbird *p = malloc(sizeof *p);
    if (p == NULL)
        return stm__fail_memory(error, "mask");
    p->blocks = stm__ceil_div(size, arguments->integer[BLOCK]);
    p->half = stm__min(p->blocks, (arguments->integer[WINDOW] - 1) / 2);
    p->random = stm__min(p->blocks, arguments->integer[RANDOM]);
    p->global = stm__min(p->blocks, arguments->integer[GLOBAL]);
    p->seed = arguments->integer[SEED];
    atomic_init(&p->transposed, NULL);
    *prepared = p;
    return STM_OK;
}

static const stm_parameter parameters[] = {
    STM__INTEGER("block", 64, 1, "side of a block"),
    STM__INTEGER("window", 3, 1, "blocks of the window, the own one included"),
    STM__INTEGER("random", 3, 0, "random blocks of a row"),
    STM__INTEGER("global", 1, 0, "first and last blocks that see and are seen by all"),
    STM__INTEGER("seed", 0, 0, "which random blocks"),
};

const stm_pattern stm__pattern_bigbird = {
    .name = "bigbird",
    .title = "BigBird",
    .figure_title = "BigBird Attention Mask",
    .panel_title = "BigBird",
    .summary = "in blocks: a window, global blocks at both ends, and random ones",
    .source = "Zaheer et al. 2020, arXiv:2007.14062, section 2 and appendix D",
    .parameters = STM__PARAMETERS("bigbird", parameters),
    .value_names = {"No Attention", "Diagonal", "Local", NULL, "Global", "Random"},
    .bound = bound,
    .sees = sees,
    .row = row,
    .column = column,
    .prepare = prepare,
    .release = release,
};
