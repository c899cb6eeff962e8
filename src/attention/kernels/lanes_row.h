/* One query at a time: part of lanes.h. */

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
    return v_total(one + two);
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
    v_store_part(sum, one + two, part);
}

/* Weights of scores, W at a time; returns the sum. */
TARGET static float weigh_row(float *scores, int num, float base)
{
    V total = v_zero();
    for (int b = num; b % W != 0; b++)
        scores[b] = -INFINITY;
    for (int b = 0; b < num; b += W) {
        V weight = v_exp2(v_load(scores + b) - v_set1(base));
        v_store(scores + b, weight);
        total = total + weight;
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
        row->nan = row->nan || isnan(scores[b]);
        if (scores[b] > maximum)
            maximum = scores[b];
    }
    float base = maximum == -INFINITY ? 0 : maximum;
    if (maximum > row->maximum) {
        float factor = exp2f(row->maximum - base);
        row->maximum = maximum;
        row->total *= factor;
        for (int x = 0; x < row->value_dim; x++)
            row->sum[x] *= factor;
    }
    row->total += weigh_row(scores, num, base);
    for (int x = 0; x < row->value_dim; x += W) {
        int part = row->value_dim - x < W ? row->value_dim - x : W;
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

/* a times (b - c) */
TARGET static float dot_difference(const float *a, const float *b, const float *c, int dim)
{
    V one = v_zero(), two = v_zero();
    int x = 0;
    for (; x + 2 * W <= dim; x += 2 * W) {
        one = v_fma(v_load(a + x), v_load(b + x) - v_load(c + x), one);
        two = v_fma(v_load(a + x + W), v_load(b + x + W) - v_load(c + x + W), two);
    }
    for (; x < dim; x += W) {
        int part = dim - x < W ? dim - x : W;
        one = v_fma(v_load_part(a + x, part), v_load_part(b + x, part) - v_load_part(c + x, part),
                    one);
    }
    return v_total(one + two);
}

TARGET static void gradient_row(const stm__row_gradient *row, const float *key, const float *value,
                                float *key_gradient, float *value_gradient)
{
    float score = dot(row->query, key, row->dim), factor = 1;
    if (row->shaping != NULL)
        score = stm__shape(row->shaping, score, row->distance, &factor);
    float weight = exp2f(score - row->lse);
    float change = weight * dot_difference(row->output, value, row->out, row->value_dim) * factor;
    add_multiple(value_gradient, row->output, weight, row->value_dim);
    add_multiple(key_gradient, row->query, change * (float)M_LN2, row->dim);
    add_multiple(row->query_gradient, key, change, row->dim);
}
