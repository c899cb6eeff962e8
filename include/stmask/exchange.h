/* Exchange formats: masks as the files that frameworks and other programs read.
 *
 * docs/formats.md says which format is for which framework and what each of its arrays holds.
 * Indices in arrays count from the mask's first query and first key. Formats of several arrays are
 * .npz files with the system's own names. Besides these, every .npz has the mask itself as runs,
 * in arrays whose names begin with `stm_`, so that stm_mask_read gives the same mask back:
 *
 *   stm_bounds     int64 [4]     first query, queries, first key, keys
 *   stm_heads      int64 [1]     heads; where they are more than the masks M = 1, all have that one
 *   stm_run_start  int64 [M, Q + 1]  of each mask (head) and query, its first run, and the end
 *   stm_run_first, stm_run_last, stm_run_step  int32 [runs]  keys counted from the first one;
 *   stm_run_value  uint8 [runs]      the runs of a query ascend and do not interleave
 */
#ifndef STMASK_EXCHANGE_H
#define STMASK_EXCHANGE_H

#include <stmask/mask.h>
#include <stmask/output.h>

typedef struct stm_format {
    const char *name;      /* "scipy-csr" */
    const char *extension; /* ".npz" */
    const char *summary;   /* one line */
    int64_t block;         /* the default side of its blocks; 0 where it has none */
    bool heads;            /* holds more heads than one */
    bool writes, reads;    /* by stm_exchange_save, by stm_mask_read */
    bool companion;        /* stm_exchange_save writes a second file beside it */
    bool rectangles;       /* its blocks may have other numbers of queries and keys */
} stm_format;

/* All formats, in the order people list them; `*num` takes their number. */
STM_API const stm_format *const *stm_format_list(size_t *num);

/* The format of that name, or NULL. */
STM_API const stm_format *stm_format_find(const char *name);

typedef enum stm_float { STM_FLOAT32, STM_FLOAT16 } stm_float;

typedef struct stm_exchange_options {
    int64_t block;      /* queries of a block, and its keys; 0: the format's default */
    int64_t block_keys; /* its keys, where they are others, of formats with `rectangles`; or 0 */
    int64_t heads;      /* how often a single mask is repeated; 0: once */
    stm_float dtype;    /* of npy-additive */
    bool binary;        /* npy, scipy-csr, scipy-bsr, mtx: 1 in place of the values */
    bool blocks_only;   /* scipy-bsr is refused, flashinfer has no `mask` array */
    bool widen;         /* let cells be seen that are not, where the format cannot do without */
    const stm_progress *progress;
} stm_exchange_options;

typedef struct stm_exchange_result {
    int64_t bytes; /* of the files */
    int64_t added; /* cells that what reads the file computes and the mask does not see, in all
                      heads; 0 without widen */
} stm_exchange_result;

/* Writes masks of one shape, one a head, as a file at `path`; `flex` writes a Python module beside
 * it, named as the file is, with .py: a name that Python can import. A format of one head takes one
 * mask. STM_EINVAL, before anything is written, where a mask cannot be held: the sentence names the
 * reason and the first cell that does not fit; where the file would be larger than the room there
 * is; and where no file can be written. Result and options may be NULL.
 *
 * Cost: the bytes of the file and the runs of the masks; scipy-csr, mtx and npy are as large as the
 * cells they hold. Memory: what one row of blocks holds, and O(queries + keys); `magi` keeps its
 * slices. */
STM_CHECKED stm_status stm_exchange_save(const stm_format *format, const stm_mask *const *masks,
                                         int64_t num_masks, const char *path,
                                         stm_exchange_result *result, stm_error *error,
                                         const stm_exchange_options *options);

/* The same into an output, which stays the caller's to close; without the module of `flex`. Where
 * it fails with STM_EINVAL nothing was written. */
STM_CHECKED stm_status stm_exchange_write(const stm_format *format, const stm_mask *const *masks,
                                          int64_t num_masks, stm_output *output,
                                          stm_exchange_result *result, stm_error *error,
                                          const stm_exchange_options *options);

#endif
