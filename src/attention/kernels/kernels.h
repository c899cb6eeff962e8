/* The kernels: attention of a tile of queries to blocks of keys, and of one query to any keys.
 *
 * A tile is up to 64 queries, which stand in SIMD lanes: element x of lane t is at [x * 64 + t].
 * Keys and values are read a row at a time, as scalars that all lanes share. Logits are in units of
 * log2, the scale being folded into the queries. A tile carries the state of an online softmax
 * (Milakov and Gimelshein 2018, arXiv:1805.02867), so that parts of a mask are added one after the
 * other, in any order.
 */
#ifndef STM__ATTENTION_KERNELS_H
#define STM__ATTENTION_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stmask/attention.h>

enum {
    STM__LANES = 64,
    STM__GROUP = 16, /* lanes that are left out together where none of them sees a key */
    STM__GROUPS = STM__LANES / STM__GROUP,
    STM__MAX_DIM = STM_MAX_HEAD_DIM,
    STM__MAX_BLOCK = 128 /* keys of a block, at most */
};

/* Rows that will be wanted soon: kernels fetch some of them into the cache with each product, and
 * copy them where they are told where to. */
typedef struct stm__ahead {
    struct {
        const float *rows;
        int64_t stride, num;
        int dim;
        float *to; /* NULL, or [num][dim] */
    } ranges[12];  /* the last goes first */
    int num;
    int each; /* rows that go with a product */
} stm__ahead;

/* What becomes of logits before the softmax, in units of log2: a soft cap c, c tanh(x / c), 0 for
 * none; then slope times the distance of query and key is taken off (ALiBi). */
typedef struct stm__shaping {
    float cap, slope;
} stm__shaping;

/* What kernels of two bytes an element read a tile and its blocks into, where they want it: the
 * high halves, and the low ones or NULL. `dim` and `value_dim` are multiples of 32. */
typedef struct stm__packed {
    int dim, value_dim;
    uint16_t *queries[2]; /* [dim][64] */
    uint16_t *keys[2];    /* [STM__MAX_BLOCK][dim] */
    uint16_t *values[2];  /* [value_dim][STM__MAX_BLOCK] */
    uint16_t *weights[2]; /* [STM__MAX_BLOCK][64] */
} stm__packed;

/* What a tile is read into. The arrays are aligned to 64 bytes. */
typedef struct stm__tile {
    int dim;        /* elements of a query and of a key */
    int sum_dim;    /* of a sum: of a value forward, of a query backward */
    int count;      /* lanes in use */
    bool empty;     /* no block has been added */
    float *query;   /* [dim][64], scaled; lanes not in use are zero */
    float *sum;     /* [sum_dim][64]: values weighted so far; anything while it is empty */
    float *scores;  /* [STM__MAX_BLOCK][64] */
    float *maximum; /* [64]: the largest logit so far, -infinity at first */
    float *total;   /* [64]: sum of 2^(logit - maximum) */
    stm__ahead *ahead;
    stm__packed *packed;         /* where the kernels have halves */
    const stm__shaping *shaping; /* NULL: logits stay as they are */
    float *positions;            /* [64], of the queries, from any zero */
} stm__tile;

/* Keys of a block that the same groups of lanes look at. */
typedef struct stm__segment {
    int begin, end, group, num_groups;
} stm__segment;

/* Up to STM__MAX_BLOCK keys. Where `seen` is NULL, all lanes see all of them. */
typedef struct stm__block {
    const float *keys, *values;
    int64_t key_stride, value_stride;
    int num;
    const uint64_t *seen;   /* bit t of seen[b]: lane t sees key b */
    const float *positions; /* of the keys, where there is shaping */
    /* Of backward passes: where gradients of key b are added, row b or, if there are any, row
     * numbers[b]. */
    float *key_gradients, *value_gradients;
    int64_t key_gradient_stride, value_gradient_stride;
    const int64_t *numbers;
    int first[STM__GROUPS], end[STM__GROUPS]; /* the keys that a group looks at */
    /* Those of them that all lanes of the group see, if any; else both are the end. */
    int full_first[STM__GROUPS], full_end[STM__GROUPS];
    stm__segment segments[2 * STM__GROUPS];
    int num_segments;
} stm__block;

/* What a tile's backward pass is read into, besides the tile, whose `sum` takes the gradients of
 * the queries and whose `maximum` holds lse. Rows are in panels of 64 elements, padded with zeros:
 * element x of lane t is at [x / 64][t][x % 64]. */
typedef struct stm__gradient {
    int dim;                         /* elements of an output and of a value */
    float *output;                   /* [dim][64]: gradients of the outputs */
    float *query_rows, *output_rows; /* [panels][64][64]; queries in the scale of gradients */
    float *products;                 /* [STM__MAX_BLOCK][64] */
    float *scratch;                  /* [STM__MAX_BLOCK][64] */
    float *delta;                    /* [64]: output times its gradient */
    const float *out;                /* rows of the outputs, of the tile's queries */
    int64_t out_stride;
} stm__gradient;

/* One query's backward pass over one key at a time. */
typedef struct stm__row_gradient {
    int dim, value_dim;
    const float *query, *output; /* scaled for logits; the gradient of the output */
    const float *out;            /* the output itself */
    const stm__shaping *shaping;
    float distance;        /* of query and key */
    float *query_gradient; /* [dim], to be scaled */
    float lse;
} stm__row_gradient;

/* One query and the state of its softmax. */
typedef struct stm__row {
    int dim, value_dim;
    const float *query; /* scaled */
    float *sum;         /* [value_dim] */
    float maximum, total;
    bool nan; /* a logit was */
    const stm__shaping *shaping;
    const float *distances; /* of the keys that are taken, where there is shaping */
} stm__row;

typedef struct stm__kernels {
    const char *name;
    /* Tuning: keys of a block, what that many are best a multiple of, and how many lanes must see a
     * key for a tile to be worth it. */
    int block, granule, lanes_of_key;
    int halves; /* of two bytes, that make an element: 0 where elements are floats */

    /* Where not NULL: called by each thread before its first tile and after its last; and when the
     * queries of a tile have been loaded. */
    void (*enter)(void);
    void (*leave)(void);
    void (*prepare)(const stm__tile *tile);

    /* Rows to lanes, times a factor; lanes from `count` on become zero. */
    void (*load)(float *lanes, const float *rows, int64_t stride, int dim, int count, float factor);
    /* Lanes to rows. */
    void (*store)(const float *lanes, float *rows, int64_t stride, int dim, int count);
    /* Takes the keys of a block into the tile's state. */
    void (*block_add)(stm__tile *tile, const stm__block *block);
    /* Writes lanes to rows, sums divided by totals, and the natural logarithms of the sums of
     * exponentials to lse[64]. Bit t of the result: a sum of lane t is not finite. */
    uint64_t (*finish)(const stm__tile *tile, float *rows, int64_t stride, float *lse);
    /* Takes up to STM__MAX_BLOCK keys, rows of the arrays by number, into a row's state. */
    void (*row_add)(stm__row *row, const float *keys, int64_t key_stride, const float *values,
                    int64_t value_stride, const int64_t *numbers, int num);

    /* Backward: a block, and one key of one query. Where a query sees one key, its gradient is 0,
     * the difference of two products: they are rounded in the same way, or it is the product of a
     * difference. */
    /* Where not NULL: finds delta, from outputs in lanes, before the first block. */
    void (*delta)(const stm__gradient *gradient, const float *out);
    /* Of a block, first the gradients of the queries, then those of its keys and values. */
    void (*gradient_add)(stm__tile *tile, const stm__gradient *gradient, const stm__block *block);
    void (*gradient_spread)(stm__tile *tile, const stm__gradient *gradient,
                            const stm__block *block);
    void (*gradient_row)(const stm__row_gradient *row, const float *key, const float *value,
                         float *key_gradient, float *value_gradient);
} stm__kernels;

/* The best that the processor has, no better than STM_CPU says, and no less precise than asked
 * for, with blocks for keys and values so wide. */
stm__kernels stm__kernels_choose(stm_precision precision, int64_t dim, int64_t value_dim);

/* Finds, from the bits of a block, which keys the groups of a tile with `count` lanes look at. */
void stm__block_ranges(stm__block *block, int count);
/* Fills in the segments of a block whose ranges are known. */
void stm__block_cut(stm__block *block);

/* A logit shaped; `*change` takes what its gradient is to be multiplied by, where not NULL. */
float stm__shape(const stm__shaping *shaping, float logit, float distance, float *change);

extern const stm__kernels stm__kernels_portable;
#if defined(__x86_64__)
extern const stm__kernels stm__kernels_avx2, stm__kernels_avx512;
/* Puts the kernels of AMX over those of AVX-512; false where the system does not let us. */
bool stm__kernels_amx(stm__kernels *kernels, bool two_halves);
#endif
#if defined(__aarch64__)
extern const stm__kernels stm__kernels_neon;
#endif

#endif
