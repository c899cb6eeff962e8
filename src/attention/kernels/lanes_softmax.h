/* Logits of a block become weights: part of lanes.h. */

/* 2^a for a <= 0 or NaN: a polynomial of the part above the floor, 8.3e-8 off at most, whose
 * exponent then grows by the floor. Below 2^-126 it may be 0. */
INLINE V v_exp2(V a)
{
    V f = v_fraction(a);
    V p = v_fma(f, v_set1(0.001867132487793091F), v_set1(0.009017025175909547F));
    p = v_fma(p, f, v_set1(0.0557999168072963F));
    p = v_fma(p, f, v_set1(0.24016444913089977F));
    p = v_fma(p, f, v_set1(0.6931513118897455F));
    p = v_fma(p, f, v_set1(1));
    return v_scale(p, a);
}

/* tanh: of small numbers a polynomial, 1e-8 off at most, of others by the exponential. */
INLINE V v_tanh(V a)
{
    V size = v_abs(a), square = a * a;
    V e = v_exp2(size * v_set1(-2 * (float)M_LOG2E));
    V large = v_sign_of((v_set1(1) - e) / (v_set1(1) + e), a);
    V p = v_fma(square, v_set1(-0.0057170324785464815F), v_set1(0.02065057675092156F));
    p = v_fma(p, square, v_set1(-0.053743495097179045F));
    p = v_fma(p, square, v_set1(0.13331491254751707F));
    p = v_fma(p, square, v_set1(-0.33333283924258245F));
    return v_choose_below(size, 0.625F, v_fma(p * square, a, a), large);
}

/* stm__shape of lanes. */
INLINE V v_shape(const stm__tile *tile, V score, V position, float key, V *change)
{
    const stm__shaping *shaping = tile->shaping;
    V one = v_set1(1);
    *change = one;
    if (shaping->cap != 0) {
        V part = v_tanh(score / v_set1(shaping->cap));
        score = part * v_set1(shaping->cap);
        V square = part * part; /* apart, or compilers may fuse it */
        *change = one - square;
    }
    return v_fma(v_set1(-shaping->slope), v_abs(position - v_set1(key)), score);
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
    while (b < end) {
        if (block->seen != NULL && (b < block->full_first[group] || b >= block->full_end[group])) {
            int stop = b < block->full_first[group] ? block->full_first[group] : end;
            for (; b < stop; b++) {
                V score = v_seen(v_load(scores + b * STM__LANES), block->seen[b] >> shift);
                v_store(scores + b * STM__LANES, score);
                maximum = v_max(score, maximum);
            }
            continue;
        }
        int stop = block->seen != NULL ? block->full_end[group] : end;
        for (; b + 2 <= stop; b += 2) {
            maximum = v_max(v_load(scores + b * STM__LANES), maximum);
            other = v_max(v_load(scores + (b + 1) * STM__LANES), other);
        }
        for (; b < stop; b++)
            maximum = v_max(v_load(scores + b * STM__LANES), maximum);
    }
    maximum = v_max(other, maximum);
    V base = v_base(maximum), total = v_load(tile->total + v * W), rest = v_zero();
    if (v_moved(maximum, old)) {
        V factor = v_exp2(old - base);
        v_store(tile->maximum + v * W, maximum);
        total = total * factor;
        for (int x = 0; !tile->empty && x < tile->sum_dim; x++)
            v_store(sum + x * STM__LANES, v_load(sum + x * STM__LANES) * factor);
    }
    for (b = begin; b + 2 <= end; b += 2) {
        V one = v_exp2(v_load(scores + b * STM__LANES) - base);
        V two = v_exp2(v_load(scores + (b + 1) * STM__LANES) - base);
        v_store(scores + b * STM__LANES, one);
        v_store(scores + (b + 1) * STM__LANES, two);
        total = total + one;
        rest = rest + two;
    }
    if (b < end) {
        V one = v_exp2(v_load(scores + b * STM__LANES) - base);
        v_store(scores + b * STM__LANES, one);
        total = total + one;
    }
    v_store(tile->total + v * W, total + rest);
}
