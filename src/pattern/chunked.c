/* chunked: causal within chunks of equal length. */
#include "pattern/contract.h"

enum { CHUNK_SIZE };

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    int64_t c = arguments->integer[CHUNK_SIZE];
    if (j == i)
        return STM_DIAGONAL;
    return j < i && i / c == j / c ? STM_LOCAL : 0;
}

static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    int64_t start = i - i % arguments->integer[CHUNK_SIZE];
    return stm__give_around(runs, 0, start, i - start + 1, 1, i, STM_LOCAL);
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    int64_t c = arguments->integer[CHUNK_SIZE], end = stm__min(size, j - j % c + c);
    return stm__give_around(runs, 0, j, end - j, 1, j, STM_LOCAL);
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    int64_t c = stm__min(size, arguments->integer[CHUNK_SIZE]), rest = size % c;
    return size / c * (c * (c + 1) / 2) + rest * (rest + 1) / 2;
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)size, (void)within;
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    int64_t c = arguments->integer[CHUNK_SIZE];
    return stm__give_band(&list, stm__band(stm__at_block(c, 0), stm__at_query(0)));
}

static const stm_parameter parameters[] = {
    STM__INTEGER("chunk_size", 32, 1, "tokens of a chunk"),
};

const stm_pattern stm__pattern_chunked = {
    .name = "chunked",
    .title = "Chunked",
    .figure_title = "Chunked Attention Mask",
    .panel_title = "Chunked",
    .summary = "the keys of the query's own chunk up to the query",
    .source = "Llama 4: transformers, chunked_attention, attention_chunk_size",
    .parameters = STM__PARAMETERS("chunked", parameters),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .max_runs = 3,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .count = count,
};
