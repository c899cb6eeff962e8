/* The kernels of lanes.h over vectors of 4 floats, with NEON of aarch64. */
#if defined(__aarch64__)

#include <arm_neon.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* Scheduled before registers are given out, the products of gcc 12 spill. */
#if defined(__clang__)
#define TARGET
#else
#define TARGET __attribute__((optimize("no-schedule-insns")))
#endif
#define INLINE TARGET __attribute__((always_inline)) static inline
#define V float32x4_t
#define W 4
#define NV 4

INLINE V v_zero(void)
{
    return vdupq_n_f32(0);
}

INLINE V v_set1(float a)
{
    return vdupq_n_f32(a);
}

INLINE V v_load(const float *a)
{
    return vld1q_f32(a);
}

INLINE void v_store(float *a, V b)
{
    vst1q_f32(a, b);
}

INLINE V v_load_part(const float *a, int num)
{
    V b = v_zero();
    if (num == W)
        return v_load(a);
    if (num > 0)
        b = vld1q_lane_f32(a, b, 0);
    if (num > 1)
        b = vld1q_lane_f32(a + 1, b, 1);
    if (num > 2)
        b = vld1q_lane_f32(a + 2, b, 2);
    return b;
}

INLINE void v_store_part(float *a, V b, int num)
{
    if (num == W) {
        v_store(a, b);
        return;
    }
    if (num > 0)
        vst1q_lane_f32(a, b, 0);
    if (num > 1)
        vst1q_lane_f32(a + 1, b, 1);
    if (num > 2)
        vst1q_lane_f32(a + 2, b, 2);
}

INLINE V v_fma(V a, V b, V c)
{
    return vfmaq_f32(c, a, b);
}

/* Where one is NaN, b; vmaxq has NaN there. */
INLINE V v_max(V a, V b)
{
    return vbslq_f32(vcgtq_f32(a, b), a, b);
}

INLINE float v_total(V a)
{
    return vaddvq_f32(a);
}

INLINE uint32x4_t v_bits(void)
{
    static const uint32_t bits[W] = {1, 2, 4, 8};
    return vld1q_u32(bits);
}

INLINE uint32x4_t v_lanes(uint64_t bits)
{
    return vtstq_u32(vdupq_n_u32((uint32_t)bits), v_bits());
}

/* Lanes whose bit is 0 become -infinity. */
INLINE V v_seen(V a, uint64_t bits)
{
    return vbslq_f32(v_lanes(bits), a, v_set1(-INFINITY));
}

INLINE V v_abs(V a)
{
    return vabsq_f32(a);
}

/* a >= 0 with the sign of b. */
INLINE V v_sign_of(V a, V b)
{
    return vbslq_f32(vdupq_n_u32(UINT32_C(1) << 31), b, a);
}

/* `below` where a < limit, else `other`. */
INLINE V v_choose_below(V a, float limit, V below, V other)
{
    return vbslq_f32(vcltq_f32(a, v_set1(limit)), below, other);
}

/* `a` where the bits of `where` are 1, else 0. */
INLINE V v_and(uint32x4_t where, V a)
{
    return vreinterpretq_f32_u32(vandq_u32(where, vreinterpretq_u32_f32(a)));
}

/* Lanes whose bit is 0 become 0. */
INLINE V v_keep(V a, uint64_t bits)
{
    return v_and(v_lanes(bits), a);
}

/* 0 in place of -infinity. */
INLINE V v_base(V a)
{
    return v_and(vmvnq_u32(vceqq_f32(a, v_set1(-INFINITY))), a);
}

INLINE bool v_moved(V now, V old)
{
    return vmaxvq_u32(vcgtq_f32(now, old)) != 0;
}

INLINE uint64_t v_nan(V a)
{
    return vaddvq_u32(vbicq_u32(v_bits(), vceqq_f32(a, a)));
}

/* Where a number is below -126, the fraction is that of -126. */
INLINE V v_fraction(V a)
{
    V x = v_max(v_set1(-126), a);
    return x - vrndmq_f32(x);
}

INLINE V v_scale(V p, V a)
{
    const V least = v_set1(-126);
    int32x4_t exponent = vcvtq_s32_f32(vrndmq_f32(v_max(least, a)));
    p = vreinterpretq_f32_s32(vaddq_s32(vreinterpretq_s32_f32(p), vshlq_n_s32(exponent, 23)));
    p = vbslq_f32(vceqq_f32(a, a), p, a);
    return v_and(vmvnq_u32(vcltq_f32(a, least)), p);
}

INLINE V v_even_pairs(V a, V b)
{
    return vreinterpretq_f32_f64(vtrn1q_f64(vreinterpretq_f64_f32(a), vreinterpretq_f64_f32(b)));
}

INLINE V v_odd_pairs(V a, V b)
{
    return vreinterpretq_f32_f64(vtrn2q_f64(vreinterpretq_f64_f32(a), vreinterpretq_f64_f32(b)));
}

INLINE void v_transpose(V r[W])
{
    V even = vtrn1q_f32(r[0], r[1]), odd = vtrn2q_f32(r[0], r[1]);
    V even2 = vtrn1q_f32(r[2], r[3]), odd2 = vtrn2q_f32(r[2], r[3]);
    r[0] = v_even_pairs(even, even2);
    r[1] = v_even_pairs(odd, odd2);
    r[2] = v_odd_pairs(even, even2);
    r[3] = v_odd_pairs(odd, odd2);
}

#include "attention/kernels/lanes.h"

const stm__kernels stm__kernels_neon = {
    .name = "neon",
    KERNELS_OF_LANES,
};

#else
typedef int stm__nothing; /* a file must not be empty */
#endif
