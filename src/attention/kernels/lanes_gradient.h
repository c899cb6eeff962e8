/* Backward passes of tiles: part of lanes.h. */

TARGET static void delta_of(const stm__gradient *gradient, const float *out)
{
    for (int v = 0; v < STM__LANES; v += W) {
        const float *change = gradient->output + v;
        V sum = v_zero();
        for (int x = 0; x < gradient->dim; x++)
            sum = v_fma(v_load(change + x * STM__LANES), v_load(out + v + x * STM__LANES), sum);
        v_store(gradient->delta + v, sum);
    }
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
        V weight = v_exp2(score - lse), change = weight * (product - delta);
        change = change * factor;
        if (block->seen != NULL) {
            weight = v_keep(weight, block->seen[b] >> shift);
            change = v_keep(change, block->seen[b] >> shift);
        }
        v_store(scores + b * STM__LANES, weight);
        v_store(products + b * STM__LANES, change);
    }
}

/* Adds, to some rows of gradients, elements x to x + width of rows of the tile times weights: as
 * they stand in registers where whole vectors are added. */
INLINE void add_to_rows(const int K, const stm__tile *tile, const stm__gradient *gradient,
                        const float *panel, const float *weights, int lanes, int width,
                        float *const to[6])
{
    enum { WHOLE = NV * W };
    int v = 0;
    for (; v + WHOLE <= width; v += WHOLE)
        row_part(NV, K, panel + v, weights, lanes, to, v);
    for (; v < width; v += WHOLE) {
        int left = width - v;
        product_lanes((left + STM__GROUP - 1) / STM__GROUP * STM__GROUP / W, panel + v, weights,
                      STM__LANES, lanes, gradient->scratch, K, tile);
        for (int n = 0; n < K; n++)
            for (int y = 0; y < left; y += W) {
                int part = left - y < W ? left - y : W;
                float *row = to[n] + v + y;
                const float *from = gradient->scratch + n * STM__LANES + y;
                v_store_part(row, v_load_part(row, part) + v_load(from), part);
            }
    }
}

/* Rows that are added to at once. With 16 registers gcc 12 spills sums of six. */
enum { ROWS = NV == 4 ? 6 : 4 };

/* Adds, to rows of gradients of keys or of values, rows of the tile, of `dim` elements, times
 * weights. */
TARGET static void add_gradients(const stm__tile *tile, const stm__gradient *gradient,
                                 const float *rows, int dim, const float *weights,
                                 const stm__block *block, const stm__segment *s, float *to,
                                 int64_t stride)
{
    int lane = s->group * STM__GROUP, lanes = s->num_groups * STM__GROUP;
    for (int x = 0; x < dim; x += STM__LANES) {
        int width = dim - x < STM__LANES ? dim - x : STM__LANES;
        const float *panel = rows + (x + lane) * STM__LANES;
        for (int b = s->begin, num; b < s->end; b += num) {
            float *at[6];
            num = s->end - b >= ROWS ? ROWS : s->end - b >= 4 ? 4 : s->end - b >= 2 ? 2 : 1;
            for (int n = 0; n < num; n++)
                at[n] = to + x + (block->numbers == NULL ? b + n : block->numbers[b + n]) * stride;
            const float *weight = weights + b * STM__LANES + lane;
            if (ROWS == 6 && num == 6)
                add_to_rows(6, tile, gradient, panel, weight, lanes, width, at);
            else if (num == 4)
                add_to_rows(4, tile, gradient, panel, weight, lanes, width, at);
            else if (num == 2)
                add_to_rows(2, tile, gradient, panel, weight, lanes, width, at);
            else
                add_to_rows(1, tile, gradient, panel, weight, lanes, width, at);
        }
    }
}

TARGET static void gradient_add(stm__tile *tile, const stm__gradient *gradient,
                                const stm__block *block)
{
    for (int k = 0; k < block->num_segments; k++) {
        const stm__segment *s = &block->segments[k];
        scores_of(tile, tile->query, tile->dim, block->keys, block->key_stride, s, tile->scores);
        scores_of(tile, gradient->output, gradient->dim, block->values, block->value_stride, s,
                  gradient->products);
    }
    for (int v = 0; v < STM__LANES / W; v++)
        weigh_gradient(tile, gradient, block, v);
    if (block->seen != NULL) {
        clear_gaps(block, tile->scores);
        clear_gaps(block, gradient->products);
    }
    sums_of(tile, block, gradient->products, block->keys, block->key_stride, tile->sum);
    tile->empty = false;
}

TARGET static void gradient_spread(stm__tile *tile, const stm__gradient *gradient,
                                   const stm__block *block)
{
    for (int k = 0; k < block->num_segments; k++) {
        const stm__segment *s = &block->segments[k];
        add_gradients(tile, gradient, gradient->output_rows, gradient->dim, tile->scores, block, s,
                      block->value_gradients, block->value_gradient_stride);
        add_gradients(tile, gradient, gradient->query_rows, tile->dim, gradient->products, block, s,
                      block->key_gradients, block->key_gradient_stride);
    }
}
