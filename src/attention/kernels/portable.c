/* The kernels in plain C: the oracle of the others. */
#include <math.h>
#include <string.h>

#include "attention/kernels/kernels.h"

static void load(float *lanes, const float *rows, int64_t stride, int dim, int count, float factor)
{
    memset(lanes, 0, (size_t)dim * STM__LANES * sizeof *lanes);
    for (int t = 0; t < count; t++)
        for (int x = 0; x < dim; x++)
            lanes[x * STM__LANES + t] = rows[t * stride + x] * factor;
}

static void store(const float *lanes, float *rows, int64_t stride, int dim, int count)
{
    for (int t = 0; t < count; t++)
        for (int x = 0; x < dim; x++)
            rows[t * stride + x] = lanes[x * STM__LANES + t];
}

/* What 2^(logit - maximum) subtracts: nothing has been seen where the maximum is -infinity. */
static float base_of(float maximum)
{
    return maximum == -INFINITY ? 0 : maximum;
}

static bool sees(const stm__block *block, int b, int t)
{
    return block->seen == NULL || (block->seen[b] >> t & 1) != 0;
}

static void lane_add(const stm__tile *tile, const stm__block *block, int t)
{
    float maximum = tile->maximum[t], *sum = tile->sum + t, *scores = tile->scores + t;
    for (int b = 0; b < block->num; b++) {
        const float *key = block->keys + b * block->key_stride;
        float score = 0;
        if (!sees(block, b, t))
            continue;
        for (int x = 0; x < tile->dim; x++)
            score += tile->query[x * STM__LANES + t] * key[x];
        if (tile->shaping != NULL)
            score = stm__shape(tile->shaping, score,
                               fabsf(tile->positions[t] - block->positions[b]), NULL);
        scores[b * STM__LANES] = score;
        if (score > maximum)
            maximum = score;
    }
    float factor = exp2f(tile->maximum[t] - base_of(maximum));
    tile->maximum[t] = maximum;
    tile->total[t] *= factor;
    for (int x = 0; x < tile->sum_dim; x++)
        sum[x * STM__LANES] *= factor;
    for (int b = 0; b < block->num; b++) {
        const float *value = block->values + b * block->value_stride;
        if (!sees(block, b, t))
            continue;
        float weight = exp2f(scores[b * STM__LANES] - base_of(maximum));
        tile->total[t] += weight;
        for (int x = 0; x < tile->sum_dim; x++)
            sum[x * STM__LANES] += weight * value[x];
    }
}

static void start_sums(stm__tile *tile)
{
    if (tile->empty)
        memset(tile->sum, 0, (size_t)tile->sum_dim * STM__LANES * sizeof *tile->sum);
    tile->empty = false;
}

static void block_add(stm__tile *tile, const stm__block *block)
{
    start_sums(tile);
    for (int t = 0; t < tile->count; t++)
        lane_add(tile, block, t);
}

static uint64_t finish(const stm__tile *tile, float *rows, int64_t stride, float *lse)
{
    uint64_t bad = 0;
    for (int t = 0; t < tile->count; t++) {
        lse[t] = tile->maximum[t] * (float)M_LN2 + logf(tile->total[t]);
        for (int x = 0; x < tile->sum_dim; x++) {
            float value = tile->sum[x * STM__LANES + t] * (1 / tile->total[t]);
            rows[t * stride + x] = value;
            if (!isfinite(value))
                bad |= UINT64_C(1) << t;
        }
    }
    return bad;
}

static void row_add(stm__row *row, const float *keys, int64_t key_stride, const float *values,
                    int64_t value_stride, const int64_t *numbers, int num)
{
    float scores[STM__MAX_BLOCK], maximum = row->maximum;
    for (int b = 0; b < num; b++) {
        const float *key = keys + numbers[b] * key_stride;
        scores[b] = 0;
        for (int x = 0; x < row->dim; x++)
            scores[b] += row->query[x] * key[x];
        if (row->shaping != NULL)
            scores[b] = stm__shape(row->shaping, scores[b], row->distances[b], NULL);
        row->nan = row->nan || isnan(scores[b]);
        if (scores[b] > maximum)
            maximum = scores[b];
    }
    float factor = exp2f(row->maximum - base_of(maximum));
    row->maximum = maximum;
    row->total *= factor;
    for (int x = 0; x < row->value_dim; x++)
        row->sum[x] *= factor;
    for (int b = 0; b < num; b++) {
        const float *value = values + numbers[b] * value_stride;
        float weight = exp2f(scores[b] - base_of(maximum));
        row->total += weight;
        for (int x = 0; x < row->value_dim; x++)
            row->sum[x] += weight * value[x];
    }
}

static void gradient_row(const stm__row_gradient *row, const float *key, const float *value,
                         float *key_gradient, float *value_gradient)
{
    float score = 0, product = 0;
    for (int x = 0; x < row->dim; x++)
        score += row->query[x] * key[x];
    for (int x = 0; x < row->value_dim; x++)
        product += row->output[x] * (value[x] - row->out[x]);
    float factor = 1;
    if (row->shaping != NULL)
        score = stm__shape(row->shaping, score, row->distance, &factor);
    float weight = exp2f(score - row->lse), change = weight * product * factor;
    for (int x = 0; x < row->value_dim; x++)
        value_gradient[x] += weight * row->output[x];
    for (int x = 0; x < row->dim; x++) {
        key_gradient[x] += change * (float)M_LN2 * row->query[x];
        row->query_gradient[x] += change * key[x];
    }
}

static void gradient_spread(stm__tile *tile, const stm__gradient *gradient, const stm__block *block)
{
    float query[STM__MAX_DIM], output[STM__MAX_DIM], sum[STM__MAX_DIM];
    start_sums(tile);
    for (int t = 0; t < tile->count; t++) {
        for (int x = 0; x < tile->dim; x++) {
            query[x] = tile->query[x * STM__LANES + t];
            sum[x] = tile->sum[x * STM__LANES + t];
        }
        for (int x = 0; x < gradient->dim; x++)
            output[x] = gradient->output[x * STM__LANES + t];
        stm__row_gradient row = {.dim = tile->dim,
                                 .value_dim = gradient->dim,
                                 .query = query,
                                 .output = output,
                                 .out = gradient->out + t * gradient->out_stride,
                                 .query_gradient = sum,
                                 .shaping = tile->shaping,
                                 .lse = tile->maximum[t]};
        for (int b = 0; b < block->num; b++) {
            int64_t n = block->numbers == NULL ? b : block->numbers[b];
            if (tile->shaping != NULL)
                row.distance = fabsf(tile->positions[t] - block->positions[b]);
            if (sees(block, b, t))
                gradient_row(&row, block->keys + b * block->key_stride,
                             block->values + b * block->value_stride,
                             block->key_gradients + n * block->key_gradient_stride,
                             block->value_gradients + n * block->value_gradient_stride);
        }
        for (int x = 0; x < tile->dim; x++)
            tile->sum[x * STM__LANES + t] = sum[x];
    }
}

/* All is done at once then, for no weights are kept. */
static void gradient_add(stm__tile *tile, const stm__gradient *gradient, const stm__block *block)
{
    (void)tile;
    (void)gradient;
    (void)block;
}

const stm__kernels stm__kernels_portable = {
    .name = "portable",
    .block = 64,
    .granule = 1,
    .lanes_of_key = 8,
    .load = load,
    .store = store,
    .block_add = block_add,
    .finish = finish,
    .row_add = row_add,
    .gradient_add = gradient_add,
    .gradient_spread = gradient_spread,
    .gradient_row = gradient_row,
};
