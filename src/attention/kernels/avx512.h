/* Vectors of 16 floats: what lanes.h asks for, with AVX-512 (F, DQ, BW, VL). The file that includes
 * this may have defined TARGET, with more. */
#include <immintrin.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#ifndef TARGET
#define TARGET __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,fma")))
#endif
#define INLINE TARGET __attribute__((always_inline)) static inline
#define V __m512
#define W 16
#define NV 4

INLINE V v_zero(void)
{
    return _mm512_setzero_ps();
}

INLINE V v_set1(float a)
{
    return _mm512_set1_ps(a);
}

INLINE V v_load(const float *a)
{
    return _mm512_loadu_ps(a);
}

INLINE void v_store(float *a, V b)
{
    _mm512_storeu_ps(a, b);
}

INLINE V v_load_part(const float *a, int num)
{
    return num == W ? v_load(a) : _mm512_maskz_loadu_ps((__mmask16)((1U << num) - 1), a);
}

INLINE void v_store_part(float *a, V b, int num)
{
    if (num == W)
        v_store(a, b);
    else
        _mm512_mask_storeu_ps(a, (__mmask16)((1U << num) - 1), b);
}

INLINE V v_fma(V a, V b, V c)
{
    return _mm512_fmadd_ps(a, b, c);
}

/* Where one is NaN, b. */
INLINE V v_max(V a, V b)
{
    return _mm512_max_ps(a, b);
}

INLINE float v_total(V a)
{
    return _mm512_reduce_add_ps(a);
}

/* Lanes whose bit is 0 become -infinity. */
INLINE V v_seen(V a, uint64_t bits)
{
    return _mm512_mask_mov_ps(_mm512_set1_ps(-INFINITY), (__mmask16)bits, a);
}

INLINE V v_abs(V a)
{
    return _mm512_abs_ps(a);
}

/* a >= 0 with the sign of b. */
INLINE V v_sign_of(V a, V b)
{
    return _mm512_or_ps(a, _mm512_and_ps(b, _mm512_set1_ps(-0.0F)));
}

/* `below` where a < limit, else `other`. */
INLINE V v_choose_below(V a, float limit, V below, V other)
{
    return _mm512_mask_mov_ps(other, _mm512_cmp_ps_mask(a, _mm512_set1_ps(limit), _CMP_LT_OQ),
                              below);
}

/* Lanes whose bit is 0 become 0. */
INLINE V v_keep(V a, uint64_t bits)
{
    return _mm512_maskz_mov_ps((__mmask16)bits, a);
}

/* 0 in place of -infinity. */
INLINE V v_base(V a)
{
    return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(a, _mm512_set1_ps(-INFINITY), _CMP_NEQ_UQ), a);
}

INLINE bool v_moved(V now, V old)
{
    return _mm512_cmp_ps_mask(now, old, _CMP_GT_OQ) != 0;
}

INLINE uint64_t v_nan(V a)
{
    return _mm512_cmp_ps_mask(a, a, _CMP_UNORD_Q);
}

/* Of -infinity it is 0. */
INLINE V v_fraction(V a)
{
    return _mm512_reduce_ps(a, 0x09);
}

INLINE V v_scale(V p, V a)
{
    return _mm512_scalef_ps(p, a); /* which takes the floor by itself */
}

INLINE void v_transpose(V r[W])
{
    V s[W];
    for (int k = 0; k < W; k += 2) {
        s[k] = _mm512_unpacklo_ps(r[k], r[k + 1]);
        s[k + 1] = _mm512_unpackhi_ps(r[k], r[k + 1]);
    }
    for (int k = 0; k < W; k += 4)
        for (int h = 0; h < 2; h++) {
            __m512d low = _mm512_castps_pd(s[k + h]), high = _mm512_castps_pd(s[k + 2 + h]);
            r[k + 2 * h] = _mm512_castpd_ps(_mm512_unpacklo_pd(low, high));
            r[k + 2 * h + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(low, high));
        }
    for (int c = 0; c < 4; c++) {
        V low = _mm512_shuffle_f32x4(r[c], r[4 + c], 0x88);
        V high = _mm512_shuffle_f32x4(r[8 + c], r[12 + c], 0x88);
        V low2 = _mm512_shuffle_f32x4(r[c], r[4 + c], 0xdd);
        V high2 = _mm512_shuffle_f32x4(r[8 + c], r[12 + c], 0xdd);
        s[c] = _mm512_shuffle_f32x4(low, high, 0x88);
        s[4 + c] = _mm512_shuffle_f32x4(low2, high2, 0x88);
        s[8 + c] = _mm512_shuffle_f32x4(low, high, 0xdd);
        s[12 + c] = _mm512_shuffle_f32x4(low2, high2, 0xdd);
    }
    for (int k = 0; k < W; k++)
        r[k] = s[k];
}
