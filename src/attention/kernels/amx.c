/* Blocks by the tiles of AMX, in bf16 with sums in fp32, on top of the kernels of AVX-512.
 *
 * A tile register holds 16 rows of 32 bf16, or of 16 floats. Scores are keys (16 rows, as they are)
 * times queries (pairs of elements, lanes side by side); sums are values (transposed, as they are
 * packed) times weights (pairs of keys). Rows are packed anew for each tile of queries.
 *
 * With two halves, a number is the sum of two of bf16, and a product three: high by high, high by
 * low, low by high (the split of Henry, Tang and Heinecke 2019, arXiv:1904.06376). */
#if defined(__x86_64__)

#define _DEFAULT_SOURCE /* syscall */

#define TARGET                                                                                     \
    __attribute__((                                                                                \
        target("avx512f,avx512dq,avx512bw,avx512vl,fma,avx512bf16,amx-tile,amx-bf16,amx-int8")))
#include "attention/kernels/avx512.h"

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attention/kernels/kernels.h"
#include "attention/kernels/lanes_ahead.h"
#include "attention/kernels/lanes_softmax.h"

enum {
    KEYS = 32,  /* of a product: two for each of 16 pairs */
    HALF = 16,  /* rows of a tile register */
    PAIRS = 128 /* bf16 of the 64 lanes of a pair */
};

/* What bf16 leaves of numbers. */
INLINE V rest_of(V a)
{
    __m256i high = (__m256i)_mm512_cvtneps_pbh(a);
    return a - _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(high), 16));
}

/* Pairs of bf16 (a, b), lane by lane. */
INLINE __m512i pair_up(V a, V b)
{
    const __m512i order =
        _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6,
                         21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    return _mm512_permutexvar_epi16(order, (__m512i)_mm512_cvtne2ps_pbh(b, a));
}

INLINE void store_pairs(const bool two, uint16_t *const to[2], int64_t at, V a, V b)
{
    _mm512_storeu_si512(to[0] + at, pair_up(a, b));
    if (two)
        _mm512_storeu_si512(to[1] + at, pair_up(rest_of(a), rest_of(b)));
}

/* Queries, [dim][64], as pairs [dim / 2][64][2]; dim is padded with zeros to a multiple of 32. */
TARGET static void prepare(const stm__tile *tile)
{
    const stm__packed *p = tile->packed;
    for (int x = 0; x < p->dim; x += 2)
        for (int t = 0; t < STM__LANES; t += W) {
            V a = x < tile->dim ? v_load(tile->query + x * STM__LANES + t) : v_zero();
            V b = x + 1 < tile->dim ? v_load(tile->query + (x + 1) * STM__LANES + t) : v_zero();
            store_pairs(p->queries[1] != NULL, p->queries, x / 2 * PAIRS + 2 * t, a, b);
        }
}

INLINE V load_row(int dim, const float *row, int x)
{
    int left = dim - x;
    return left >= W ? v_load(row + x) : left > 0 ? v_load_part(row + x, left) : v_zero();
}

/* Keys as rows of bf16. */
INLINE void pack_keys(const bool two, const stm__tile *tile, const stm__block *block)
{
    const stm__packed *p = tile->packed;
    int num = (block->num + KEYS - 1) / KEYS * KEYS;
    for (int b = 0; b < num; b++) {
        const float *row = block->keys + b * block->key_stride;
        for (int x = 0; x < p->dim; x += 2 * W) {
            V one = b < block->num ? load_row(tile->dim, row, x) : v_zero();
            V other = b < block->num ? load_row(tile->dim, row, x + W) : v_zero();
            int at = b * p->dim + x;
            _mm512_storeu_si512(p->keys[0] + at, (__m512i)_mm512_cvtne2ps_pbh(other, one));
            if (two)
                _mm512_storeu_si512(p->keys[1] + at,
                                    (__m512i)_mm512_cvtne2ps_pbh(rest_of(other), rest_of(one)));
        }
    }
}

/* Values, transposed: [value_dim][KEYS] of each KEYS keys. Pairs of keys are transposed as if they
 * were floats. */
INLINE void pack_values(const bool two, const stm__tile *tile, const stm__block *block)
{
    const stm__packed *p = tile->packed;
    for (int b = 0; b < block->num; b += KEYS)
        for (int x = 0; x < p->value_dim; x += W)
            for (int half = 0; half < (two ? 2 : 1); half++) {
                V pairs[HALF];
                for (int y = 0; y < HALF; y++) {
                    int key = b + 2 * y;
                    const float *row = block->values + key * block->value_stride;
                    V one = key < block->num ? load_row(tile->sum_dim, row, x) : v_zero();
                    row += block->value_stride;
                    V other = key + 1 < block->num ? load_row(tile->sum_dim, row, x) : v_zero();
                    pairs[y] = _mm512_castsi512_ps(
                        half == 0 ? pair_up(one, other) : pair_up(rest_of(one), rest_of(other)));
                }
                v_transpose(pairs);
                uint16_t *to = p->values[half] + b * p->value_dim + x * KEYS;
                for (int y = 0; y < HALF; y++)
                    _mm512_storeu_si512(to + y * KEYS, _mm512_castps_si512(pairs[y]));
            }
}

/* The keys that lanes 32 * half to 32 * half + 31 look at, in whole granules. */
typedef struct range {
    int begin, end;
} range;

static range range_of(const stm__block *block, int half)
{
    range r = {STM__MAX_BLOCK, 0};
    for (int g = 2 * half; g < 2 * half + 2; g++) {
        if (block->first[g] == block->end[g])
            continue;
        r.begin = block->first[g] < r.begin ? block->first[g] : r.begin;
        r.end = block->end[g] > r.end ? block->end[g] : r.end;
    }
    return (range){r.begin / KEYS * KEYS, (r.end + KEYS - 1) / KEYS * KEYS};
}

/* Weights as pairs of keys [keys / 2][64][2]: 0 where a group does not look. */
INLINE void pack_weights(const bool two, const stm__tile *tile, const stm__block *block, int group,
                         range all)
{
    int begin = block->first[group], end = block->end[group];
    const float *weights = tile->scores + group * STM__GROUP;
    for (int b = all.begin; b < all.end; b += 2) {
        V one = b >= begin && b < end ? v_load(weights + b * STM__LANES) : v_zero();
        V other = b + 1 >= begin && b + 1 < end ? v_load(weights + (b + 1) * STM__LANES) : v_zero();
        store_pairs(two, tile->packed->weights, b / 2 * PAIRS + 2 * group * STM__GROUP, one, other);
    }
}

/* Adds to the registers 0 to 3, 32 rows times 32 lanes, one product of registers. */
#define PRODUCT(rows, row_bytes, lanes)                                                            \
    do {                                                                                           \
        _tile_loadd(4, rows, row_bytes);                                                           \
        _tile_loadd(5, (rows) + HALF * (row_bytes) / 2, row_bytes);                                \
        _tile_loadd(6, lanes, 2 * PAIRS);                                                          \
        _tile_loadd(7, (lanes) + KEYS, 2 * PAIRS);                                                 \
        _tile_dpbf16ps(0, 4, 6);                                                                   \
        _tile_dpbf16ps(1, 4, 7);                                                                   \
        _tile_dpbf16ps(2, 5, 6);                                                                   \
        _tile_dpbf16ps(3, 5, 7);                                                                   \
    } while (0)

/* Compilers do not know that the registers' instructions read and write memory. */
#define FENCE __asm__ volatile("" ::: "memory")

enum { ROW_BYTES = STM__LANES * (int)sizeof(float) };

INLINE void store_registers(float *to)
{
    _tile_stored(0, to, ROW_BYTES);
    _tile_stored(1, to + HALF, ROW_BYTES);
    _tile_stored(2, to + HALF * STM__LANES, ROW_BYTES);
    _tile_stored(3, to + HALF * STM__LANES + HALF, ROW_BYTES);
}

/* The halves that the terms of a product are of: high and high first. */
static const int of_rows[] = {0, 1, 0}, of_lanes[] = {0, 0, 1};

INLINE void scores_of(const bool two, const stm__tile *tile, int half, range r)
{
    const stm__packed *p = tile->packed;
    const int terms = two ? 3 : 1;
    int row_bytes = 2 * p->dim;
    for (int b = r.begin; b < r.end; b += KEYS) {
        look_ahead(tile->ahead);
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
        for (int k = 0; k < terms; k++) {
            const uint16_t *keys = p->keys[of_rows[k]] + b * p->dim;
            const uint16_t *queries = p->queries[of_lanes[k]] + half * 2 * KEYS;
            for (int x = 0; x < p->dim; x += KEYS)
                PRODUCT(keys + x, row_bytes, queries + x / 2 * PAIRS);
        }
        store_registers(tile->scores + b * STM__LANES + half * KEYS);
    }
}

INLINE void sums_of(const bool two, const stm__tile *tile, int half, range r)
{
    const stm__packed *p = tile->packed;
    const int terms = two ? 3 : 1, row_bytes = 2 * KEYS;
    for (int x = 0; x < p->value_dim; x += 2 * HALF) {
        float *sum = tile->sum + x * STM__LANES + half * KEYS;
        look_ahead(tile->ahead);
        if (tile->empty) {
            _tile_zero(0);
            _tile_zero(1);
            _tile_zero(2);
            _tile_zero(3);
        } else {
            _tile_loadd(0, sum, ROW_BYTES);
            _tile_loadd(1, sum + HALF, ROW_BYTES);
            _tile_loadd(2, sum + HALF * STM__LANES, ROW_BYTES);
            _tile_loadd(3, sum + HALF * STM__LANES + HALF, ROW_BYTES);
        }
        for (int k = 0; k < terms; k++)
            for (int b = r.begin; b < r.end; b += KEYS) {
                const uint16_t *values = p->values[of_rows[k]] + b * p->value_dim + x * KEYS;
                const uint16_t *weights = p->weights[of_lanes[k]] + b / 2 * PAIRS + half * 2 * KEYS;
                PRODUCT(values, row_bytes, weights);
            }
        store_registers(sum);
    }
}

INLINE void add(const bool two, stm__tile *tile, const stm__block *block)
{
    pack_keys(two, tile, block);
    pack_values(two, tile, block);
    range ranges[] = {range_of(block, 0), range_of(block, 1)};
    FENCE;
    for (int half = 0; half < 2; half++)
        scores_of(two, tile, half, ranges[half]);
    FENCE;
    for (int v = 0; v < STM__GROUPS; v++) {
        if (tile->shaping != NULL)
            shape_scores(tile, block, v);
        weigh(tile, block, v);
        pack_weights(two, tile, block, v, ranges[v / 2]);
    }
    FENCE;
    for (int half = 0; half < 2; half++)
        if (ranges[half].begin < ranges[half].end || tile->empty)
            sums_of(two, tile, half, ranges[half]);
    FENCE;
    tile->empty = false;
}

TARGET static void add_one(stm__tile *tile, const stm__block *block)
{
    add(false, tile, block);
}

TARGET static void add_two(stm__tile *tile, const stm__block *block)
{
    add(true, tile, block);
}

/* Eight registers of 16 rows of 64 bytes. It is not on the stack, for of what stands there gcc 12
 * believes that only the first bytes are read. */
static const struct {
    uint8_t palette, start_row, reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
} registers = {.palette = 1,
               .row_bytes = {64, 64, 64, 64, 64, 64, 64, 64},
               .rows = {HALF, HALF, HALF, HALF, HALF, HALF, HALF, HALF}};

TARGET static void enter(void)
{
    _tile_loadconfig(&registers);
}

TARGET static void leave(void)
{
    _tile_release();
}

/* The kernel grants each process the registers' state, 8 KB, when it asks. */
static bool permitted(void)
{
    enum { REQUEST_PERMISSION = 0x1023, TILE_DATA = 18 };
    return syscall(SYS_arch_prctl, REQUEST_PERMISSION, TILE_DATA) == 0;
}

bool stm__kernels_amx(stm__kernels *kernels, bool two_halves)
{
    if (!permitted())
        return false;
    kernels->name = two_halves ? "amx bf16x3" : "amx bf16";
    kernels->granule = KEYS;
    kernels->halves = two_halves ? 2 : 1;
    kernels->enter = enter;
    kernels->leave = leave;
    kernels->prepare = prepare;
    kernels->block_add = two_halves ? add_two : add_one;
    return true;
}

#else
typedef int stm__nothing; /* a file must not be empty */
#endif
