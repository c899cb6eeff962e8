/* random: a few blocks a row, drawn by a hash of the seed and the row. */
#include <stdlib.h>

#include "base/fail.h"
#include "pattern/contract.h"
#include "pattern/draws.h"

enum { PER_ROW, BLOCK, SEED, CAUSAL };

typedef struct prepared_random {
    int64_t per_row, blocks, seed;
    bool causal;
    _Atomic(stm__transposed *) transposed; /* made by the first column */
} prepared_random;

/* The blocks of row I of blocks. */
static int64_t choose(const void *context, int64_t row, int64_t *chosen)
{
    const prepared_random *p = context;
    return stm__draw(p->seed, row, p->causal ? row + 1 : p->blocks, p->per_row, chosen);
}

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    const prepared_random *p = arguments->prepared;
    int64_t b = arguments->integer[BLOCK];
    bool found = false;
    if (p->causal && j > i)
        return 0;
    int64_t *chosen = malloc((size_t)p->per_row * sizeof *chosen);
    for (int64_t k = chosen == NULL ? 0 : choose(p, i / b, chosen); k > 0; k--)
        found = found || chosen[k - 1] == j / b;
    free(chosen);
    return !found ? 0 : j == i ? STM_DIAGONAL : STM_RANDOM;
}

static const stm__transposed *transposed(const prepared_random *p)
{
    prepared_random *own = (prepared_random *)p;
    return stm__transpose_once(&own->transposed, p->blocks, p->per_row, choose, p);
}

static int64_t bound(const stm_arguments *arguments, int64_t size, bool column, int64_t index)
{
    (void)size;
    const prepared_random *p = arguments->prepared;
    if (!column)
        return 2 * p->per_row + 2; /* the runs, behind them the numbers of their blocks */
    const stm__transposed *t = transposed(p);
    int64_t block = index / arguments->integer[BLOCK];
    return t == NULL ? -1 : t->starts[block + 1] - t->starts[block] + 2;
}

/* Block B of a line through `index`: cells low .. high of it. */
static int64_t give_block(stm_run *runs, int64_t n, int64_t block, int64_t side, int64_t low,
                          int64_t high, int64_t index)
{
    int64_t first = stm__max(low, block * side), last = stm__min(high, block * side + side - 1);
    return stm__give_around(runs, n, first, last - first + 1, 1, index, STM_RANDOM);
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    const prepared_random *p = arguments->prepared;
    int64_t b = arguments->integer[BLOCK], n = 0, high = p->causal ? i : size - 1;
    int64_t *chosen = (int64_t *)(void *)(runs + p->per_row + 2);
    int64_t num = choose(p, i / b, chosen);
    for (int64_t k = 0; k < num; k++)
        n = give_block(runs, n, chosen[k], b, 0, high, i);
    return n;
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    const prepared_random *p = arguments->prepared;
    const stm__transposed *t = transposed(p);
    int64_t b = arguments->integer[BLOCK], n = 0;
    for (int64_t k = t->starts[j / b]; k < t->starts[j / b + 1]; k++)
        n = give_block(runs, n, t->rows[k], b, p->causal ? j : 0, size - 1, j);
    return n;
}

static void release(void *prepared)
{
    prepared_random *p = prepared;
    stm__transposed_free(atomic_load(&p->transposed));
    free(p);
}

static stm_status prepare(const stm_arguments *arguments, int64_t size, void **prepared,
                          stm_error *error)
{
    prepared_random *p = malloc(sizeof *p);
    if (p == NULL)
        return stm__fail_memory(error, "mask");
    p->blocks = stm__ceil_div(size, arguments->integer[BLOCK]);
    p->per_row = stm__min(arguments->integer[PER_ROW], p->blocks);
    p->seed = arguments->integer[SEED];
    p->causal = arguments->integer[CAUSAL] != 0;
    atomic_init(&p->transposed, NULL);
    *prepared = p;
    return STM_OK;
}

static const stm_parameter parameters[] = {
    STM__INTEGER("per_row", 3, 1, "blocks that each row of blocks sees; all where there are fewer"),
    STM__INTEGER("block", 1, 1, "side of a block"),
    STM__INTEGER("seed", 0, 0, "which random blocks"),
    STM__CHOICE("causal", stm__no_yes, "whether blocks and keys after the query are left out"),
};

const stm_pattern stm__pattern_random = {
    .name = "random",
    .title = "Random",
    .figure_title = "Random Attention Mask",
    .panel_title = "Random",
    .summary = "per_row distinct blocks a row, drawn by a hash, the same on every machine",
    .source = "the random part of Zaheer et al. 2020, arXiv:2007.14062, section 2",
    .parameters = STM__PARAMETERS("random", parameters),
    .value_names = {"No Attention", "Diagonal", NULL, NULL, NULL, "Random"},
    .bound = bound,
    .sees = sees,
    .row = row,
    .column = column,
    .prepare = prepare,
    .release = release,
};
