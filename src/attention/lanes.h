/* The kernels over vectors of W lanes, compiled once for each instruction set.
 *
 * The file that includes this defines V, W, NV (the vectors that one product works on), INLINE and
 * TARGET, and the v_ functions. Accumulators have names, for gcc 12 spills arrays of them.
 */
#include "attention/kernels.h"

/* Adds to c[n][lanes], n < K, the sum over x < num of a[x][lanes] * b(n, x), where b(n, x) stands
 * at b[n * stride + x], or, transposed, at b[x * stride + n]. G vectors of lanes. */
INLINE void product_part(const int G, const int K, const bool transposed, const float *a,
                         const float *b, int64_t stride, int num, float *c, const bool add)
{
    V c00 = v_zero(), c01 = c00, c02 = c00, c03 = c00, c10 = c00, c11 = c00, c12 = c00, c13 = c00;
    V c20 = c00, c21 = c00, c22 = c00, c23 = c00, c30 = c00, c31 = c00, c32 = c00, c33 = c00;
    V c40 = c00, c41 = c00, c42 = c00, c43 = c00, c50 = c00, c51 = c00, c52 = c00, c53 = c00;
#define EACH(n, EACH_VECTOR)                                                                       \
    if (K > n) {                                                                                   \
        EACH_VECTOR(n, 0)                                                                          \
        if (G > 1)                                                                                 \
            EACH_VECTOR(n, 1)                                                                      \
        if (G > 2)                                                                                 \
            EACH_VECTOR(n, 2)                                                                      \
        if (G > 3)                                                                                 \
            EACH_VECTOR(n, 3)                                                                      \
    }
#define ALL(EACH_VECTOR)                                                                           \
    EACH(0, EACH_VECTOR)                                                                           \
    EACH(1, EACH_VECTOR)                                                                           \
    EACH(2, EACH_VECTOR)                                                                           \
    EACH(3, EACH_VECTOR)                                                                           \
    EACH(4, EACH_VECTOR)                                                                           \
    EACH(5, EACH_VECTOR)
#define START(n, g) c##n##g = v_load(c + n * STM__LANES + g * W);
#define END(n, g) v_store(c + n * STM__LANES + g * W, c##n##g);
#define STEP(n, g) c##n##g = v_fma(a##g, scalar, c##n##g);
#define ROW(n)                                                                                     \
    if (K > n) {                                                                                   \
        const V scalar = v_set1(b[transposed ? n : n * stride]);                                   \
        EACH(n, STEP)                                                                              \
    }
    if (add) {
        ALL(START)
    }
    for (int x = 0; x < num; x++) {
        const V a0 = v_load(a), a1 = G > 1 ? v_load(a + W) : a0;
        const V a2 = G > 2 ? v_load(a + 2 * W) : a0, a3 = G > 3 ? v_load(a + 3 * W) : a0;
        ROW(0)
        ROW(1)
        ROW(2)
        ROW(3)
        ROW(4)
        ROW(5)
        a += STM__LANES;
        b += transposed ? stride : 1;
    }
    ALL(END)
#undef ROW
#undef STEP
#undef END
#undef START
#undef ALL
#undef EACH
}

enum { ROWS_AHEAD = 4, FLOATS_OF_LINE = 16 };

INLINE void look_ahead(stm__ahead *ahead, int dim)
{
    if (ahead->at == ahead->num)
        return;
    const float *rows = ahead->ranges[ahead->at].rows;
    int64_t stride = ahead->ranges[ahead->at].stride, left = ahead->ranges[ahead->at].num;
    for (int k = 0; k < ROWS_AHEAD && left > 0; k++, left--, rows += stride)
        for (int x = 0; x < dim; x += FLOATS_OF_LINE)
            __builtin_prefetch(rows + x, 0, 2);
    ahead->ranges[ahead->at].rows = rows;
    ahead->ranges[ahead->at].num = left;
    ahead->at += left == 0;
}

/* The same for any number of n. */
INLINE void product_of(const int G, const bool transposed, const float *a, const float *b,
                       int64_t stride, int num, float *c, int rows, const bool add,
                       const stm__tile *tile)
{
    int64_t next = transposed ? 1 : stride;
    int n = 0;
    for (; n + 6 <= rows; n += 6) {
        look_ahead(tile->ahead, tile->dim);
        product_part(G, 6, transposed, a, b + n * next, stride, num, c + n * STM__LANES, add);
    }
    if (n + 4 <= rows) {
        product_part(G, 4, transposed, a, b + n * next, stride, num, c + n * STM__LANES, add);
        n += 4;
    }
    if (n + 2 <= rows) {
        product_part(G, 2, transposed, a, b + n * next, stride, num, c + n * STM__LANES, add);
        n += 2;
    }
    if (n < rows)
        product_part(G, 1, transposed, a, b + n * next, stride, num, c + n * STM__LANES, add);
}

INLINE void product_lanes(int vectors, const bool transposed, const float *a, const float *b,
                          int64_t stride, int num, float *c, int rows, const bool add,
                          const stm__tile *tile)
{
#if NV == 4
    if (vectors == 4) {
        product_of(4, transposed, a, b, stride, num, c, rows, add, tile);
        return;
    }
    if (vectors == 3) {
        product_of(3, transposed, a, b, stride, num, c, rows, add, tile);
        return;
    }
    if (vectors == 1) {
        product_of(1, transposed, a, b, stride, num, c, rows, add, tile);
        return;
    }
#endif
    (void)vectors;
    product_of(2, transposed, a, b, stride, num, c, rows, add, tile);
}

/* c[key][lane] of keys begin .. end - 1: lanes times rows. */
TARGET static void scores_of(const stm__tile *tile, const float *lanes, const float *rows,
                             int64_t stride, const stm__segment *s, float *c)
{
    int first = s->group * STM__GROUP / W, end = first + s->num_groups * STM__GROUP / W;
    for (int v = first; v < end; v += NV)
        product_lanes(end - v, false, lanes + v * W, rows + s->begin * stride, stride, tile->dim,
                      c + s->begin * STM__LANES + v * W, s->end - s->begin, false, tile);
}

/* Adds rows, each times a lane's weight[key][lane], to sum[dim][lane]. */
TARGET static void sums_of(const stm__tile *tile, const float *weights, const float *rows,
                           int64_t stride, const stm__segment *s, float *sum)
{
    int first = s->group * STM__GROUP / W, end = first + s->num_groups * STM__GROUP / W;
    for (int v = first; v < end; v += NV)
        product_lanes(end - v, true, weights + s->begin * STM__LANES + v * W,
                      rows + s->begin * stride, stride, s->end - s->begin, sum + v * W, tile->dim,
                      true, tile);
}

/* tanh: of small numbers a polynomial, 1e-8 off at most, of others by the exponential. */
INLINE V v_tanh(V a)
{
    V size = v_abs(a), square = v_mul(a, a);
    V e = v_exp2(v_mul(size, v_set1(-2 * (float)M_LOG2E)));
    V large = v_sign_of(v_div(v_sub(v_set1(1), e), v_add(v_set1(1), e)), a);
    V p = v_fma(square, v_set1(-0.0057170324785464815F), v_set1(0.02065057675092156F));
    p = v_fma(p, square, v_set1(-0.053743495097179045F));
    p = v_fma(p, square, v_set1(0.13331491254751707F));
    p = v_fma(p, square, v_set1(-0.33333283924258245F));
    return v_choose_below(size, 0.625F, v_fma(v_mul(p, square), a, a), large);
}

/* stm__shape of lanes. */
INLINE V v_shape(const stm__tile *tile, V score, V position, float key, V *change)
{
    const stm__shaping *shaping = tile->shaping;
    V one = v_set1(1);
    *change = one;
    if (shaping->cap != 0) {
        V part = v_tanh(v_div(score, v_set1(shaping->cap)));
        score = v_mul(part, v_set1(shaping->cap));
        *change = v_sub(one, v_mul(part, part));
    }
    return v_fma(v_set1(-shaping->slope), v_abs(v_sub(position, v_set1(key))), score);
}

TARGET static void shape_scores(const stm__tile *tile, const stm__block *block, int v)
{
    int group = v * W / STM__GROUP;
    float *scores = tile->scores + v * W;
    const V position = v_load(tile->positions + v * W);
    V change;
    for (int b = block->first[group]; b < block->end[group]; b++)
        v_store(scores + b * STM__LANES, v_shape(tile, v_load(scores + b * STM__LANES), position,
                                                 block->positions[b], &change));
}

/* Scores become weights, and the state follows a maximum that has moved. */
TARGET static void weigh(const stm__tile *tile, const stm__block *block, int v)
{
    int group = v * W / STM__GROUP, shift = v * W;
    int begin = block->first[group], end = block->end[group], b = begin;
    float *scores = tile->scores + v * W, *sum = tile->sum + v * W;
    V old = v_load(tile->maximum + v * W), maximum = old, other = old;
    if (begin == end)
        return;
    if (block->seen != NULL) {
        for (; b < end; b++) {
            V score = v_seen(v_load(scores + b * STM__LANES), block->seen[b] >> shift);
            v_store(scores + b * STM__LANES, score);
            maximum = v_max(score, maximum);
        }
    } else {
        for (; b + 2 <= end; b += 2) {
            maximum = v_max(v_load(scores + b * STM__LANES), maximum);
            other = v_max(v_load(scores + (b + 1) * STM__LANES), other);
        }
        if (b < end)
            maximum = v_max(v_load(scores + b * STM__LANES), maximum);
        maximum = v_max(other, maximum);
    }
    V base = v_base(maximum), total = v_load(tile->total + v * W), rest = v_zero();
    if (v_moved(maximum, old)) {
        V factor = v_exp2(v_sub(old, base));
        v_store(tile->maximum + v * W, maximum);
        total = v_mul(total, factor);
        for (int x = 0; x < tile->dim; x++)
            v_store(sum + x * STM__LANES, v_mul(v_load(sum + x * STM__LANES), factor));
    }
    for (b = begin; b + 2 <= end; b += 2) {
        V one = v_exp2(v_sub(v_load(scores + b * STM__LANES), base));
        V two = v_exp2(v_sub(v_load(scores + (b + 1) * STM__LANES), base));
        v_store(scores + b * STM__LANES, one);
        v_store(scores + (b + 1) * STM__LANES, two);
        total = v_add(total, one);
        rest = v_add(rest, two);
    }
    if (b < end) {
        V one = v_exp2(v_sub(v_load(scores + b * STM__LANES), base));
        v_store(scores + b * STM__LANES, one);
        total = v_add(total, one);
    }
    v_store(tile->total + v * W, v_add(total, rest));
}

/* A group that a segment spans without looking at its keys weighs them 0. */
TARGET static void clear_gaps(const stm__block *block, float *weights)
{
    for (int k = 0; k < block->num_segments; k++) {
        const stm__segment *s = &block->segments[k];
        for (int g = s->group; g < s->group + s->num_groups; g++) {
            if (block->first[g] <= s->begin && s->begin < block->end[g])
                continue;
            for (int b = s->begin; b < s->end; b++)
                for (int at = g * STM__GROUP; at < (g + 1) * STM__GROUP; at += W)
                    v_store(weights + b * STM__LANES + at, v_zero());
        }
    }
}

TARGET static void block_add(const stm__tile *tile, const stm__block *block)
{
    for (int k = 0; k < block->num_segments; k++)
        scores_of(tile, tile->query, block->keys, block->key_stride, &block->segments[k],
                  tile->scores);
    for (int v = 0; v < STM__LANES / W; v++) {
        if (tile->shaping != NULL)
            shape_scores(tile, block, v);
        weigh(tile, block, v);
    }
    if (block->seen != NULL)
        clear_gaps(block, tile->scores);
    for (int k = 0; k < block->num_segments; k++)
        sums_of(tile, tile->scores, block->values, block->value_stride, &block->segments[k],
                tile->sum);
}

/* Scores become weights, and products the gradients of the scores. */
TARGET static void weigh_gradient(const stm__tile *tile, const stm__gradient *gradient,
                                  const stm__block *block, int v)
{
    int group = v * W / STM__GROUP, shift = v * W;
    float *scores = tile->scores + v * W, *products = gradient->products + v * W;
    const V lse = v_load(tile->maximum + v * W), delta = v_load(gradient->delta + v * W);
    const V position = v_load(tile->positions + v * W);
    for (int b = block->first[group]; b < block->end[group]; b++) {
        V score = v_load(scores + b * STM__LANES), product = v_load(products + b * STM__LANES);
        V factor = v_set1(1);
        if (tile->shaping != NULL)
            score = v_shape(tile, score, position, block->positions[b], &factor);
        V weight = v_exp2(v_sub(score, lse)), change = v_mul(weight, v_sub(product, delta));
        change = v_mul(change, factor);
        if (block->seen != NULL) {
            weight = v_keep(weight, block->seen[b] >> shift);
            change = v_keep(change, block->seen[b] >> shift);
        }
        v_store(scores + b * STM__LANES, weight);
        v_store(products + b * STM__LANES, change);
    }
}

/* Adds, to rows of gradients of keys or of values, rows of the tile times weights. */
TARGET static void add_gradients(const stm__tile *tile, const stm__gradient *gradient,
                                 const float *rows, const float *weights, const stm__block *block,
                                 const stm__segment *s, float *to, int64_t stride)
{
    int lane = s->group * STM__GROUP, lanes = s->num_groups * STM__GROUP;
    for (int x = 0; x < tile->dim; x += STM__LANES) {
        int width = tile->dim - x < STM__LANES ? tile->dim - x : STM__LANES;
        int vectors = (width + STM__GROUP - 1) / STM__GROUP * STM__GROUP / W;
        const float *panel = rows + (x + lane) * STM__LANES;
        for (int v = 0; v < vectors; v += NV)
            product_lanes(vectors - v, false, panel + v * W, weights + s->begin * STM__LANES + lane,
                          STM__LANES, lanes, gradient->scratch + v * W, s->end - s->begin, false,
                          tile);
        for (int b = s->begin; b < s->end; b++) {
            float *row = to + x + (block->numbers == NULL ? b : block->numbers[b]) * stride;
            const float *from = gradient->scratch + (b - s->begin) * STM__LANES;
            int y = 0;
            for (; y + W <= width; y += W)
                v_store(row + y, v_add(v_load(row + y), v_load(from + y)));
            if (y < width)
                v_store_part(row + y, v_add(v_load_part(row + y, width - y), v_load(from + y)),
                             width - y);
        }
    }
}

TARGET static void gradient_add(const stm__tile *tile, const stm__gradient *gradient,
                                const stm__block *block)
{
    for (int k = 0; k < block->num_segments; k++) {
        const stm__segment *s = &block->segments[k];
        scores_of(tile, tile->query, block->keys, block->key_stride, s, tile->scores);
        scores_of(tile, gradient->output, block->values, block->value_stride, s,
                  gradient->products);
    }
    for (int v = 0; v < STM__LANES / W; v++)
        weigh_gradient(tile, gradient, block, v);
    if (block->seen != NULL) {
        clear_gaps(block, tile->scores);
        clear_gaps(block, gradient->products);
    }
    for (int k = 0; k < block->num_segments; k++) {
        const stm__segment *s = &block->segments[k];
        sums_of(tile, gradient->products, block->keys, block->key_stride, s, tile->sum);
        add_gradients(tile, gradient, gradient->output_rows, tile->scores, block, s,
                      block->value_gradients, block->value_gradient_stride);
        add_gradients(tile, gradient, gradient->query_rows, gradient->products, block, s,
                      block->key_gradients, block->key_gradient_stride);
    }
}

TARGET static uint64_t finish(const stm__tile *tile)
{
    uint64_t bad = 0;
    for (int v = 0; v < STM__LANES / W && v * W < tile->count; v++) {
        float *sum = tile->sum + v * W;
        V factor = v_div(v_set1(1), v_load(tile->total + v * W)), check = v_zero();
        for (int x = 0; x < tile->dim; x++) {
            V value = v_mul(v_load(sum + x * STM__LANES), factor);
            v_store(sum + x * STM__LANES, value);
            check = v_fma(value, v_zero(), check);
        }
        bad |= v_nan(check) << (v * W);
    }
    return tile->count == STM__LANES ? bad : bad & ((UINT64_C(1) << tile->count) - 1);
}

TARGET static void load(float *lanes, const float *rows, int64_t stride, int dim, int count,
                        float factor)
{
    const V times = v_set1(factor);
    for (int t = 0; t < STM__LANES; t += W) {
        int num = count - t < W ? count - t : W;
        for (int x = 0; x < dim; x += W) {
            int part = dim - x < W ? dim - x : W;
            float *to = lanes + x * STM__LANES + t;
            if (num <= 0) {
                for (int y = 0; y < part; y++)
                    v_store(to + y * STM__LANES, v_zero());
                continue;
            }
            V square[W];
            v_gather(square, rows + t * stride + x, stride, num, part);
            v_transpose(square);
            for (int y = 0; y < part; y++)
                v_store(to + y * STM__LANES, v_mul(square[y], times));
        }
    }
}

TARGET static void store(const float *lanes, float *rows, int64_t stride, int dim, int count)
{
    for (int t = 0; t < count; t += W) {
        int num = count - t < W ? count - t : W;
        for (int x = 0; x < dim; x += W) {
            int part = dim - x < W ? dim - x : W;
            V square[W];
            v_gather(square, lanes + x * STM__LANES + t, STM__LANES, part, W);
            v_transpose(square);
            for (int y = 0; y < num; y++)
                v_store_part(rows + (t + y) * stride + x, square[y], part);
        }
    }
}

TARGET static float dot(const float *a, const float *b, int dim)
{
    V one = v_zero(), two = v_zero();
    int x = 0;
    for (; x + 2 * W <= dim; x += 2 * W) {
        one = v_fma(v_load(a + x), v_load(b + x), one);
        two = v_fma(v_load(a + x + W), v_load(b + x + W), two);
    }
    for (; x < dim; x += W) {
        int part = dim - x < W ? dim - x : W;
        one = v_fma(v_load_part(a + x, part), v_load_part(b + x, part), one);
    }
    return v_total(v_add(one, two));
}

/* Adds weighted values to the elements x .. x + part - 1 of a sum. */
INLINE void add_values(float *sum, const float *weights, const float *values, int64_t stride,
                       const int64_t *numbers, int num, int part)
{
    V one = v_load_part(sum, part), two = v_zero();
    int b = 0;
    for (; b + 2 <= num; b += 2) {
        one = v_fma(v_set1(weights[b]), v_load_part(values + numbers[b] * stride, part), one);
        two =
            v_fma(v_set1(weights[b + 1]), v_load_part(values + numbers[b + 1] * stride, part), two);
    }
    if (b < num)
        one = v_fma(v_set1(weights[b]), v_load_part(values + numbers[b] * stride, part), one);
    v_store_part(sum, v_add(one, two), part);
}

/* Weights of scores, W at a time; returns the sum. */
TARGET static float weigh_row(float *scores, int num, float base)
{
    V total = v_zero();
    for (int b = num; b % W != 0; b++)
        scores[b] = -INFINITY;
    for (int b = 0; b < num; b += W) {
        V weight = v_exp2(v_sub(v_load(scores + b), v_set1(base)));
        v_store(scores + b, weight);
        total = v_add(total, weight);
    }
    return v_total(total);
}

TARGET static void row_add(stm__row *row, const float *keys, int64_t key_stride,
                           const float *values, int64_t value_stride, const int64_t *numbers,
                           int num)
{
    float scores[STM__MAX_BLOCK], maximum = row->maximum;
    for (int b = 0; b < num; b++) {
        scores[b] = dot(row->query, keys + numbers[b] * key_stride, row->dim);
        if (row->shaping != NULL)
            scores[b] = stm__shape(row->shaping, scores[b], row->distances[b], NULL);
        if (scores[b] > maximum)
            maximum = scores[b];
    }
    float base = maximum == -INFINITY ? 0 : maximum;
    if (maximum > row->maximum) {
        float factor = exp2f(row->maximum - base);
        row->maximum = maximum;
        row->total *= factor;
        for (int x = 0; x < row->dim; x++)
            row->sum[x] *= factor;
    }
    row->total += weigh_row(scores, num, base);
    for (int x = 0; x < row->dim; x += W) {
        int part = row->dim - x < W ? row->dim - x : W;
        if (part == W)
            add_values(row->sum + x, scores, values + x, value_stride, numbers, num, W);
        else
            add_values(row->sum + x, scores, values + x, value_stride, numbers, num, part);
    }
}

TARGET static void add_multiple(float *to, const float *from, float factor, int dim)
{
    for (int x = 0; x < dim; x += W) {
        int part = dim - x < W ? dim - x : W;
        v_store_part(to + x,
                     v_fma(v_set1(factor), v_load_part(from + x, part), v_load_part(to + x, part)),
                     part);
    }
}

TARGET static void gradient_row(const stm__row_gradient *row, const float *key, const float *value,
                                float *key_gradient, float *value_gradient)
{
    float score = dot(row->query, key, row->dim), factor = 1;
    if (row->shaping != NULL)
        score = stm__shape(row->shaping, score, row->distance, &factor);
    float weight = exp2f(score - row->lse);
    float change = weight * (dot(row->output, value, row->dim) - row->delta) * factor;
    add_multiple(value_gradient, row->output, weight, row->dim);
    add_multiple(key_gradient, row->query, change * (float)M_LN2, row->dim);
    add_multiple(row->query_gradient, key, change, row->dim);
}
