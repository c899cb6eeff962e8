/* What a mask says of itself against its single cells: its readers, its count, and arrays of it. */
#ifndef STMASK_TESTS_READERS_H
#define STMASK_TESTS_READERS_H

#include "support.h"

#define SIDE 48 /* of the largest mask here */

typedef stm_status read_function(stm_reader *reader, int64_t index, const stm_run **runs,
                                 int64_t *num_runs);

/* The cells of one row or column, spread out; checks that the runs are normal on the way. */
static inline void spread(stm_reader *reader, read_function *read, int64_t index, bool ordered,
                          int32_t *cells, int64_t first, int64_t num)
{
    const stm_run *runs = NULL;
    int64_t num_runs = -1, last = -1;
    ASSERT_OK(read(reader, index, &runs, &num_runs));
    memset(cells, 0, (size_t)num * sizeof *cells);
    for (int64_t k = 0; k < num_runs; k++) {
        const stm_run *run = &runs[k];
        assert_true(run->count >= 1 && run->step >= 1 && run->value != 0);
        assert_true(run->count > 1 || run->step == 1);
        assert_true(run->first >= first && stm_run_last(run) < first + num);
        assert_true(run->first > last);
        last = ordered ? stm_run_last(run) : run->first;
        for (int64_t c = 0; c < run->count; c++) {
            assert_int_equal(cells[run->first - first + c * run->step], 0);
            cells[run->first - first + c * run->step] = run->value;
        }
    }
}

/* Everything a mask says of itself agrees with its cells. */
static inline void check_readers(const stm_mask *mask)
{
    stm_rectangle b = stm_mask_bounds(mask);
    stm_reader *reader = NULL;
    int32_t cells[SIDE];
    const stm_run *runs;
    int64_t num_runs, nonzeros = 0, count = -1;
    ASSERT_OK(stm_reader_new(mask, &reader, NULL));
    for (int64_t i = b.first_query; i < b.first_query + b.num_queries; i++)
        for (int ordered = 0; ordered < 2; ordered++) {
            spread(reader, ordered ? stm_reader_row_ordered : stm_reader_row, i, ordered, cells,
                   b.first_key, b.num_keys);
            for (int64_t c = 0; c < b.num_keys; c++) {
                assert_int_equal(cells[c], stm_mask_cell(mask, i, b.first_key + c));
                nonzeros += ordered && cells[c] != 0;
            }
        }
    for (int64_t j = b.first_key; j < b.first_key + b.num_keys; j++)
        for (int ordered = 0; ordered < 2; ordered++) {
            spread(reader, ordered ? stm_reader_column_ordered : stm_reader_column, j, ordered,
                   cells, b.first_query, b.num_queries);
            for (int64_t c = 0; c < b.num_queries; c++)
                assert_int_equal(cells[c], stm_mask_cell(mask, b.first_query + c, j));
        }
    ASSERT_OK(stm_mask_count(mask, &count, NULL));
    assert_int_equal(count, nonzeros);
    assert_int_equal(stm_reader_row(reader, b.first_query - 1, &runs, &num_runs), STM_EINVAL);
    assert_int_equal(stm_reader_row(reader, b.first_query + b.num_queries, &runs, &num_runs),
                     STM_EINVAL);
    assert_int_equal(stm_reader_column(reader, b.first_key - 1, &runs, &num_runs), STM_EINVAL);
    assert_int_equal(stm_reader_column(reader, b.first_key + b.num_keys, &runs, &num_runs),
                     STM_EINVAL);
    assert_int_equal(stm_reader_row(reader, INT64_MIN, &runs, &num_runs), STM_EINVAL);
    assert_int_equal(stm_reader_column(reader, INT64_MAX, &runs, &num_runs), STM_EINVAL);
    assert_int_equal(stm_mask_cell(mask, b.first_query - 1, b.first_key), 0);
    assert_int_equal(stm_mask_cell(mask, b.first_query, b.first_key + b.num_keys), 0);
    stm_reader_free(reader);
}

static inline double cell_of(const stm_dense *dense, int64_t r, int64_t c)
{
    int64_t at = r * (dense->row_stride == 0 ? dense->columns : dense->row_stride) + c;
    switch (dense->dtype) {
    case STM_U8:
        return ((const uint8_t *)dense->cells)[at];
    case STM_I32:
        return ((const int32_t *)dense->cells)[at];
    case STM_I64:
        return (double)((const int64_t *)dense->cells)[at];
    case STM_F32:
        return (double)((const float *)dense->cells)[at];
    case STM_F64:
        return ((const double *)dense->cells)[at];
    }
    return -1;
}

/* Filling writes the cells of the mask and none beyond its columns. */
static inline void check_dense(const stm_mask *mask, stm_dtype dtype, int64_t gap)
{
    static const size_t sizes[] = {1, 4, 8, 4, 8};
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t stride = b.num_keys + gap;
    size_t bytes = (size_t)(b.num_queries * stride) * sizes[dtype];
    unsigned char *cells = malloc(bytes);
    assert_non_null(cells);
    memset(cells, 0x5a, bytes);
    stm_dense dense = {cells, dtype, b.num_queries, b.num_keys, gap == 0 ? 0 : stride};
    ASSERT_OK(stm_dense_fill(mask, &dense, NULL));
    for (int64_t r = 0; r < b.num_queries; r++) {
        for (int64_t c = 0; c < b.num_keys; c++)
            assert_true(cell_of(&dense, r, c) ==
                        stm_mask_cell(mask, b.first_query + r, b.first_key + c));
        for (size_t k = 0; k < (size_t)gap * sizes[dtype]; k++)
            assert_int_equal(cells[(size_t)(r * stride + b.num_keys) * sizes[dtype] + k], 0x5a);
    }
    free(cells);
}

#endif
