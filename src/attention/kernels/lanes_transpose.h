/* Rows to lanes and back: part of lanes.h. */

/* `num` rows of `part` elements; what is missing is 0. */
INLINE void gather(V square[W], const float *rows, int64_t stride, int num, int part)
{
    if (num == W && part == W) {
        for (int y = 0; y < W; y++)
            square[y] = v_load(rows + y * stride);
        return;
    }
    for (int y = 0; y < W; y++)
        square[y] = y < num ? v_load_part(rows + y * stride, part) : v_zero();
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
            gather(square, rows + t * stride + x, stride, num, part);
            v_transpose(square);
            for (int y = 0; y < part; y++)
                v_store(to + y * STM__LANES, square[y] * times);
        }
    }
}

/* Lanes to rows, each lane times its factor where there are factors; bit t of the result: a product
 * of lane t is not finite. */
INLINE uint64_t store_times(const float *lanes, float *rows, int64_t stride, int dim, int count,
                            const float *factors)
{
    uint64_t bad = 0;
    for (int t = 0; t < count; t += W) {
        int num = count - t < W ? count - t : W;
        V times = factors == NULL ? v_zero() : v_load(factors + t), check = v_zero();
        for (int x = 0; x < dim; x += W) {
            int part = dim - x < W ? dim - x : W;
            V square[W];
            gather(square, lanes + x * STM__LANES + t, STM__LANES, part, W);
            for (int y = 0; factors != NULL && y < W; y++) {
                square[y] = square[y] * times;
                check = v_fma(square[y], v_zero(), check);
            }
            v_transpose(square);
            if (num == W && part == W) {
                for (int y = 0; y < W; y++)
                    v_store(rows + (t + y) * stride + x, square[y]);
                continue;
            }
            for (int y = 0; y < num; y++)
                v_store_part(rows + (t + y) * stride + x, square[y], part);
        }
        bad |= v_nan(check) << t;
    }
    return count == STM__LANES ? bad : bad & ((UINT64_C(1) << count) - 1);
}

TARGET static void store(const float *lanes, float *rows, int64_t stride, int dim, int count)
{
    store_times(lanes, rows, stride, dim, count, NULL);
}

/* The logarithm of 2^maximum * total: of the total's exponent, and, of its fraction m, which is
 * about 1, the series of 2 artanh((m - 1) / (m + 1)), 1e-8 off at most. A plain loop, which
 * compilers make vectors of. */
TARGET static void logarithms(const stm__tile *tile, float *lse)
{
    const uint32_t middle = 0x3f3504f3; /* of sqrt(1/2) */
    uint32_t bits[STM__LANES];
    float fractions[STM__LANES], exponents[STM__LANES];
    memcpy(bits, tile->total, sizeof bits);
    for (int t = 0; t < STM__LANES; t++) {
        int32_t exponent = (int32_t)(bits[t] - middle) >> 23;
        bits[t] -= (uint32_t)exponent << 23;
        exponents[t] = (float)exponent;
    }
    memcpy(fractions, bits, sizeof fractions);
    for (int t = 0; t < STM__LANES; t++) {
        float s = (fractions[t] - 1) / (fractions[t] + 1), z = s * s, total = tile->total[t];
        float log = 2 * s * (1 + z * (1 / 3.0F + z * (1 / 5.0F + z * (1 / 7.0F + z / 9))));
        log += (tile->maximum[t] + exponents[t]) * (float)M_LN2;
        lse[t] = total - total == 0 ? log : total;
    }
}

TARGET static uint64_t finish(const stm__tile *tile, float *rows, int64_t stride, float *lse)
{
    float factors[STM__LANES];
    for (int t = 0; t < STM__LANES; t++)
        factors[t] = 1 / tile->total[t];
    logarithms(tile, lse);
    return store_times(tile->sum, rows, stride, tile->sum_dim, tile->count, factors);
}
