/* Attention under a mask: softmax(Q K^T * scale) V, computed only where the mask sees.
 *
 * A query's weights are the softmax of its logits over the keys that the mask lets it see; a cell's
 * value does not matter. What a mask has of bands (stmask/band.h), as a whole or of 64 queries, is
 * computed as dense products; all else from runs. docs/attention.md tells how. Nothing of size
 * queries x keys is ever stored.
 */
#ifndef STMASK_ATTENTION_H
#define STMASK_ATTENTION_H

#include <stmask/element.h>
#include <stmask/mask.h>
#include <stmask/thread.h>

#define STM_MIN_HEAD_DIM 8
#define STM_MAX_HEAD_DIM 576

/* Zero means 1 for batch and heads, and for kv_heads as many as heads. kv_heads divides heads:
 * query head h reads keys and values of head h / (heads / kv_heads). */
typedef struct stm_attention_shape {
    int64_t batch, heads, kv_heads, head_dim; /* head_dim: STM_MIN_HEAD_DIM to STM_MAX_HEAD_DIM */
    /* Elements of a value, and so of outputs and of the gradients of both, within the same limits;
     * 0: head_dim. head_dim is then that of queries and keys. */
    int64_t value_dim;
} stm_attention_shape;

/* What products may be computed in; a permission, which a processor without such units does not
 * use. BF16: elements and weights are rounded to 8 bits, products are summed in fp32; of numbers of
 * sigma 1, outputs are off by some 1e-2. BF16X3: elements and weights are sums of two such, a
 * product three: outputs are off by some 2e-5. Backward passes are in fp32 whatever this is. */
typedef enum stm_precision {
    STM_PRECISION_FP32,
    STM_PRECISION_BF16,
    STM_PRECISION_BF16X3
} stm_precision;

typedef struct stm_attention_options {
    float scale; /* of the logits; 0: 1 / sqrt(head_dim) */
    int threads; /* 0: as many as the machine runs at once; at most STM_MAX_THREADS work */
    /* Of queries, keys and values. All is computed, and all outputs and gradients are written, as
     * float32; elements of 16 bits are widened as they are read. */
    stm_element element;
    float soft_cap; /* where not 0, logits x become soft_cap * tanh(x / soft_cap) */
    /* ALiBi (Press et al. 2022, arXiv:2108.12409): where not NULL, slopes[head] times the distance
     * of query and key, |i - j|, is taken off the logits, after the cap. Copied. */
    const float *slopes;
    stm_precision precision;
    /* Learned sinks (gpt-oss; OpenAI 2025, arXiv:2508.10925): where not NULL, sinks[head] is one
     * more logit of every query of the head, of no key and no value, neither scaled, capped nor
     * sloped: exp(sink) joins the sum of exponentials, and so lse. From -1e38 to 1e38. Copied. */
    const float *sinks;
} stm_attention_options;

/* An array [batch, heads, rows, head_dim], or value_dim, in memory of the caller's; elements of a
 * row stand side by side. Strides are in elements; all three 0: each row after the other. */
typedef struct stm_tensor {
    void *data;
    int64_t batch_stride, head_stride, row_stride;
} stm_tensor;

/* Queries, keys and values, which are only read, and may overlap: the values of latent attention
 * (DeepSeek-AI 2024, arXiv:2405.04434) are the first elements of the keys, a tensor with the data
 * and strides of k. */
typedef struct stm_attention_inputs {
    stm_tensor q, k, v;
} stm_attention_inputs;

/* The outputs and, in lse[batch][heads][queries], the natural logarithms of the sums of
 * exponentials. */
typedef struct stm_attention_outputs {
    stm_tensor out;
    float *lse; /* of forward passes NULL is fine */
} stm_attention_outputs;

/* The gradients of queries, keys and values. Where values are the first elements of the keys, dv
 * may be those of dk in the same way: what is written is then the sum of both. */
typedef struct stm_attention_gradients {
    stm_tensor dq, dk, dv;
    float *dsinks; /* [heads], summed over batch and queries; NULL: not wanted */
} stm_attention_gradients;

typedef struct stm_attention stm_attention;

/* Plans attention under one mask, or under a mask for each head (num_masks = heads), all of the
 * same bounds. Masks are retained. For a rectangle of a mask, row 0 of queries, outputs and their
 * gradients is its first query, row 0 of keys and values its first key: a step of decoding is the
 * rectangle of the last rows, and costs the runs of these.
 *
 * STM_EINVAL names what is out of bounds. The environment's STM_CPU (portable, neon, avx2, avx512,
 * amx) lowers the kernels from what the processor has. O(masks) time and memory. */
STM_CHECKED stm_status stm_attention_new(const stm_mask *const *masks, int64_t num_masks,
                                         const stm_attention_shape *shape,
                                         stm_attention **attention, stm_error *error,
                                         const stm_attention_options *options);
STM_API void stm_attention_free(stm_attention *attention); /* NULL is fine */

/* The kernels it runs: "portable", "avx2", "avx512", "amx bf16", "amx bf16x3" or, on aarch64,
 * "neon", which has been tested under emulation only, and never timed; a constant. */
STM_API const char *stm_attention_kernels(const stm_attention *attention);

/* Writes the output of every query, and, where lse is not NULL, lse. A query that sees nothing gets
 * zeros, and lse -infinity, or the sink of its head. NaN and infinity come out as the definition
 * has them: those of a key reach the queries that see it, and no others (such queries are computed
 * one by one, which takes longer).
 *
 * Results are the same, bit by bit, for any number of threads. Outputs must not overlap inputs. One
 * plan may be used by several threads at once. STM_EINVAL where a stride is too short; STM_ENOMEM,
 * where outputs may have been written in part. O(nonzeros * (head_dim + value_dim)) time, O(queries
 * + keys) memory a thread. */
STM_CHECKED stm_status stm_attention_forward(const stm_attention *attention,
                                             const stm_attention_inputs *inputs,
                                             const stm_attention_outputs *outputs,
                                             stm_error *error);

/* Writes the gradients of queries, keys and values, where the outputs, which are only read, are
 * what the forward pass of the same inputs wrote, and dout is the gradient of out; and those of the
 * sinks, where they are wanted (STM_EINVAL: the plan has none). dk and dv are
 * [batch, kv_heads, keys, ...], summed over the query heads that share them. Failures, threads
 * and cost are those of the forward pass; inputs are to be finite: what is not can reach the
 * gradients of other queries and keys. */
STM_CHECKED stm_status stm_attention_backward(const stm_attention *attention,
                                              const stm_attention_inputs *inputs,
                                              const stm_attention_outputs *outputs,
                                              const stm_tensor *dout,
                                              const stm_attention_gradients *gradients,
                                              stm_error *error);

#endif
