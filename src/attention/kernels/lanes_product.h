/* Products of tiles and rows: part of lanes.h.
 *
 * G vectors of lanes times K rows stay in registers, at most 24 of them. Accumulators have names,
 * for gcc 12 spills arrays of them. Where fewer lanes take part, more rows do: the sums of one
 * vector and six rows would wait for each other. Loops do four elements at a time, so that their
 * ends are foreseen. */

#define EACH(n, DO)                                                                                \
    if (K > n) {                                                                                   \
        DO(n, 0);                                                                                  \
        if (G > 1)                                                                                 \
            DO(n, 1);                                                                              \
        if (G > 2)                                                                                 \
            DO(n, 2);                                                                              \
        if (G > 3)                                                                                 \
            DO(n, 3);                                                                              \
    }
#define SIX(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5)
#define SIXTEEN(DO) SIX(DO) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11) DO(12) DO(13) DO(14) DO(15)
#define ZERO(n) V c##n##0 = v_zero(), c##n##1 = c##n##0, c##n##2 = c##n##0, c##n##3 = c##n##0;
#define LOAD_EACH(n, g) c##n##g = v_load(c + n * STM__LANES + g * W)
#define STORE_EACH(n, g) v_store(c + n * STM__LANES + g * W, c##n##g)
#define ADD_EACH(n, g) c##n##g = v_fma(a##g, scalar, c##n##g)
#define LOAD(n) EACH(n, LOAD_EACH)
#define STORE(n) EACH(n, STORE_EACH)

/* c[n][lanes], n < K, becomes the sum over x < num of a[x][lanes] * b[n * stride + x]. */
INLINE void product_part(const int G, const int K, const float *a, const float *b, int64_t stride,
                         int num, float *c)
{
#define ROW(n)                                                                                     \
    if (K > n) {                                                                                   \
        const V scalar = v_set1(b[n * stride]);                                                    \
        EACH(n, ADD_EACH)                                                                          \
    }
#define ELEMENT                                                                                    \
    {                                                                                              \
        const V a0 = v_load(a), a1 = G > 1 ? v_load(a + W) : a0;                                   \
        const V a2 = G > 2 ? v_load(a + 2 * W) : a0, a3 = G > 3 ? v_load(a + 3 * W) : a0;          \
        SIXTEEN(ROW)                                                                               \
        a += STM__LANES;                                                                           \
        b += 1;                                                                                    \
    }
    SIXTEEN(ZERO);
    for (; num >= 4; num -= 4) {
        ELEMENT;
        ELEMENT;
        ELEMENT;
        ELEMENT;
    }
    for (; num > 0; num--)
        ELEMENT;
    SIXTEEN(STORE);
#undef ELEMENT
#undef ROW
}

/* The same for any number of n. */
INLINE void product_of(const int G, const int K, const float *a, const float *b, int64_t stride,
                       int num, float *c, int rows, const stm__tile *tile)
{
    int n = 0;
#define PART(K)                                                                                    \
    product_part(G, K, a, b + n * stride, stride, num, c + n * STM__LANES);                        \
    n += K
    while (n + K <= rows) {
        look_ahead(tile->ahead);
        PART(K);
    }
    if (K > 8 && n + 8 <= rows) {
        PART(8);
    }
    if (n + 4 <= rows) {
        PART(4);
    }
    if (n + 2 <= rows) {
        PART(2);
    }
    if (n < rows) {
        PART(1);
    }
#undef PART
}

INLINE void product_lanes(int vectors, const float *a, const float *b, int64_t stride, int num,
                          float *c, int rows, const stm__tile *tile)
{
#if NV * W == 64 /* STM__LANES */
    if (vectors >= 4)
        product_of(4, 6, a, b, stride, num, c, rows, tile);
    else if (vectors == 3)
        product_of(3, 8, a, b, stride, num, c, rows, tile);
    else if (vectors == 2)
        product_of(2, 8, a, b, stride, num, c, rows, tile);
    else
        product_of(1, 16, a, b, stride, num, c, rows, tile);
#else
    (void)vectors;
    product_of(NV, 6, a, b, stride, num, c, rows, tile);
#endif
}

/* c[key][lane] of a segment's keys: lanes times rows of `dim` elements. */
TARGET static void scores_of(const stm__tile *tile, const float *lanes, int dim, const float *rows,
                             int64_t stride, const stm__segment *s, float *c)
{
    int first = s->group * STM__GROUP / W, end = first + s->num_groups * STM__GROUP / W;
    for (int v = first; v < end; v += NV)
        product_lanes(end - v, lanes + v * W, rows + s->begin * stride, stride, dim,
                      c + s->begin * STM__LANES + v * W, s->end - s->begin, tile);
}

/* Adds to c[n][lanes], n < K, the sum over keys of weights[key][lanes] * rows[key][n]. The lanes
 * are those of all segments where NV vectors hold them, else those of one group. Where the tile is
 * empty, c is taken for zeros. */
INLINE void sum_part(const int K, const stm__block *block, int group, const float *weights,
                     const float *rows, int64_t stride, bool empty, float *c)
{
    const int G = NV;
#define ADD_WITHIN(n, g)                                                                           \
    if (g >= FIRST && g < FIRST + NUM)                                                             \
    ADD_EACH(n, g)
#define ROW(n)                                                                                     \
    if (K > n) {                                                                                   \
        const V scalar = v_set1(b[n]);                                                             \
        EACH(n, ADD_WITHIN)                                                                        \
    }
#define LANES(g) (g >= FIRST && g < FIRST + NUM ? v_load(a + (g)*W) : v_zero())
#define KEY                                                                                        \
    {                                                                                              \
        const V a0 = LANES(0), a1 = LANES(1), a2 = LANES(2), a3 = LANES(3);                        \
        SIX(ROW)                                                                                   \
        (void)a0, (void)a1, (void)a2, (void)a3;                                                    \
        a += STM__LANES;                                                                           \
        b += stride;                                                                               \
    }
#define KEYS(first, num)                                                                           \
    {                                                                                              \
        enum { FIRST = first, NUM = num };                                                         \
        for (; left >= 4; left -= 4) {                                                             \
            KEY;                                                                                   \
            KEY;                                                                                   \
            KEY;                                                                                   \
            KEY;                                                                                   \
        }                                                                                          \
        for (; left > 0; left--)                                                                   \
            KEY;                                                                                   \
        break;                                                                                     \
    }
    SIX(ZERO);
    if (!empty) {
        SIX(LOAD);
    }
#if NV * W == 64 /* STM__LANES */
    (void)group;
    for (int k = 0; k < block->num_segments; k++) {
        const stm__segment *s = &block->segments[k];
        const float *a = weights + s->begin * STM__LANES, *b = rows + s->begin * stride;
        int left = s->end - s->begin;
        switch (4 * s->num_groups + s->group) {
        case 4:
            KEYS(0, 1);
        case 5:
            KEYS(1, 1);
        case 6:
            KEYS(2, 1);
        case 7:
            KEYS(3, 1);
        case 8:
            KEYS(0, 2);
        case 9:
            KEYS(1, 2);
        case 10:
            KEYS(2, 2);
        case 12:
            KEYS(0, 3);
        case 13:
            KEYS(1, 3);
        default:
            KEYS(0, 4);
        }
    }
#else
    const float *a = weights + block->first[group] * STM__LANES;
    const float *b = rows + block->first[group] * stride;
    int left = block->end[group] - block->first[group];
    do
        KEYS(0, NV)
    while (0);
#endif
    SIX(STORE);
#undef KEYS
#undef KEY
#undef LANES
#undef ROW
#undef ADD_WITHIN
}

/* Adds to to[n][from ..], n < K, G vectors, the sum over x < num of a[x][...] * b[n * STM__LANES +
 * x]. */
INLINE void row_part(const int G, const int K, const float *a, const float *b, int num,
                     float *const to[6], int from)
{
#define LOAD_ROW(n, g) c##n##g = v_load(to[n] + from + g * W)
#define STORE_ROW(n, g) v_store(to[n] + from + g * W, c##n##g)
#define LOAD_ROWS(n) EACH(n, LOAD_ROW)
#define STORE_ROWS(n) EACH(n, STORE_ROW)
#define ROW(n)                                                                                     \
    if (K > n) {                                                                                   \
        const V scalar = v_set1(b[n * STM__LANES]);                                                \
        EACH(n, ADD_EACH)                                                                          \
    }
#define ELEMENT                                                                                    \
    {                                                                                              \
        const V a0 = v_load(a), a1 = G > 1 ? v_load(a + W) : a0;                                   \
        const V a2 = G > 2 ? v_load(a + 2 * W) : a0, a3 = G > 3 ? v_load(a + 3 * W) : a0;          \
        SIX(ROW)                                                                                   \
        a += STM__LANES;                                                                           \
        b += 1;                                                                                    \
    }
    SIX(ZERO);
    SIX(LOAD_ROWS);
    for (; num >= 4; num -= 4) {
        ELEMENT;
        ELEMENT;
        ELEMENT;
        ELEMENT;
    }
    for (; num > 0; num--)
        ELEMENT;
    SIX(STORE_ROWS);
#undef ELEMENT
#undef ROW
#undef STORE_ROWS
#undef LOAD_ROWS
#undef STORE_ROW
#undef LOAD_ROW
}

/* Adds rows, each times a lane's weight[key][lane], to sum[sum_dim][lane]. */
TARGET static void sums_of(const stm__tile *tile, const stm__block *block, const float *weights,
                           const float *rows, int64_t stride, float *sum)
{
#define PART(K)                                                                                    \
    sum_part(K, block, g, weights + v, rows + x, stride, tile->empty, sum + x * STM__LANES + v);   \
    x += K
    for (int g = 0; g < STM__LANES / (NV * W); g++) {
        int v = g * NV * W, x = 0;
        if (NV * W < STM__LANES && block->first[g] == block->end[g] && !tile->empty)
            continue;
        while (x + 6 <= tile->sum_dim) {
            look_ahead(tile->ahead);
            PART(6);
        }
        if (x + 4 <= tile->sum_dim) {
            PART(4);
        }
        if (x + 2 <= tile->sum_dim) {
            PART(2);
        }
        if (x < tile->sum_dim) {
            PART(1);
        }
    }
#undef PART
}

#undef STORE
#undef LOAD
#undef ADD_EACH
#undef STORE_EACH
#undef LOAD_EACH
#undef ZERO
#undef SIXTEEN
#undef SIX
#undef EACH
