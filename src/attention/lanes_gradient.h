/* Backward passes of tiles: part of lanes.h. */

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
            product_lanes(vectors - v, panel + v * W, weights + s->begin * STM__LANES + lane,
                          STM__LANES, lanes, gradient->scratch + v * W, s->end - s->begin, tile);
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

TARGET static void gradient_add(stm__tile *tile, const stm__gradient *gradient,
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
    sums_of(tile, block, gradient->products, block->keys, block->key_stride, tile->sum);
    tile->empty = false;
    for (int k = 0; k < block->num_segments; k++) {
        const stm__segment *s = &block->segments[k];
        add_gradients(tile, gradient, gradient->output_rows, tile->scores, block, s,
                      block->value_gradients, block->value_gradient_stride);
        add_gradients(tile, gradient, gradient->query_rows, gradient->products, block, s,
                      block->key_gradients, block->key_gradient_stride);
    }
}
