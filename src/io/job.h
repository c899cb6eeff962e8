/* One export: what is written, and the way its bytes go. */
#ifndef STM__IO_JOB_H
#define STM__IO_JOB_H

#include <string.h>

#include <stmask/blocks.h>
#include <stmask/exchange.h>

#include "io/zip.h"

/* Numbers stand in files as they stand in memory; numpy's letter for that. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define STM__ENDIAN "<"
#else
#define STM__ENDIAN ">"
#endif
#define STM__I4 STM__ENDIAN "i4"
#define STM__I8 STM__ENDIAN "i8"
#define STM__U1 "|u1"
#define STM__B1 "|b1"

typedef struct stm__job stm__job;

typedef stm_status stm__write(stm__job *job, stm_error *error);

typedef struct stm__array {
    const char *name;
    const char *descr; /* of numpy */
    int num_dims;
    int64_t shape[4];
    stm__write *write; /* all its cells */
} stm__array;

#define STM__ARRAYS (STM__ZIP_MEMBERS - 8)

/* What the cells of a file's arrays mean. */
typedef enum stm__cells_mean {
    STM__CELLS_TELL,   /* what their values tell; but for additive ones, what is not zero is seen */
    STM__CELLS_SEEN,   /* what is not zero is seen */
    STM__CELLS_MASKED, /* what is not zero is not seen */
    STM__CELLS_ADDITIVE /* they are added to scores: large numbers below 0 hide keys */
} stm__cells_mean;

/* A second file that goes beside a format's file. */
typedef struct stm__companion {
    /* Opens it beside the file at `path`. */
    stm_status (*open)(const char *path, stm_output **output, stm_error *error);
    /* Writes it, and adds its bytes to `*bytes`. */
    stm_status (*write)(const stm_mask *const *masks, int64_t num_masks, const char *path,
                        stm_output *output, int64_t *bytes, stm_error *error);
} stm__companion;

struct stm__import;

/* A format: a const descriptor in a file of its own, and a word in formats.def. */
typedef struct stm__format_class {
    stm_format about;
    /* Checks that the format can hold the masks, makes job->state where it needs one, and names the
     * arrays; or, where the file is none of arrays, sets job->bytes. */
    stm__write *prepare;
    stm__write *write; /* of a file that is none of arrays */
    void (*free)(void *state);
    const stm__companion *companion; /* NULL: there is none */
    /* Reads its files (import.h); NULL: they are written only. */
    stm_status (*read)(struct stm__import *import, stm_error *error);
    /* What its files look like where they do not tell themselves: the readers that how they begin
     * leads to. NULL: none but `read`. */
    stm_status (*looks_like[2])(struct stm__import *import, stm_error *error);
    stm__cells_mean cells_mean; /* of an array that says no more than that */
} stm__format_class;

/* A format's descriptor begins with what of it is public. */
static inline const stm__format_class *stm__format_class_of(const stm_format *format)
{
    return (const stm__format_class *)(const void *)format;
}

#define STM__JOB_BUFFER ((size_t)64 * 1024)

struct stm__job {
    const stm__format_class *class;
    const stm_mask *const *masks;
    int64_t num_masks, heads;
    stm_rectangle bounds;      /* shared shape; the indices are the first mask's */
    int64_t block, block_keys; /* queries and keys of a block */
    stm_exchange_options options;
    void *state; /* the format's; freed by it, or by free */
    stm__array arrays[STM__ZIP_MEMBERS];
    int num_arrays;
    int64_t bytes; /* of the file */
    int64_t added;
    int64_t run_counts; /* runs of all masks */
    stm_output *output;
    bool zipped;
    stm__zip zip;
    int64_t done;
    stm_status status; /* sticks */
    size_t used;
    char buffer[STM__JOB_BUFFER];
};

static inline const stm_mask *stm__job_mask(const stm__job *job, int64_t head)
{
    return job->masks[job->num_masks == 1 ? 0 : head];
}

void stm__job_flush(stm__job *job);
void stm__job_put(stm__job *job, const void *data, size_t size);
void stm__job_zeros(stm__job *job, int64_t size);

/* Room for at least 4096 bytes, of which stm__job_took says how many were written. */
static inline char *stm__job_room(stm__job *job)
{
    if (job->used > STM__JOB_BUFFER - 4096)
        stm__job_flush(job);
    return job->buffer + job->used;
}

static inline void stm__job_took(stm__job *job, size_t size)
{
    job->used += size;
}

static inline void stm__job_i32(stm__job *job, int64_t value)
{
    int32_t v = (int32_t)value;
    memcpy(stm__job_room(job), &v, sizeof v);
    job->used += sizeof v;
}

static inline void stm__job_i64(stm__job *job, int64_t value)
{
    memcpy(stm__job_room(job), &value, sizeof value);
    job->used += sizeof value;
}

static inline void stm__job_u8(stm__job *job, int value)
{
    *stm__job_room(job) = (char)value;
    job->used++;
}

/* The numbers first, first + 1, ..., count of them, as int32. */
void stm__job_sequence(stm__job *job, int64_t first, int64_t count);

/* What went wrong with the output, or that the caller stopped. */
stm_status stm__job_status(stm__job *job, stm_error *error);

stm__array *stm__job_array(stm__job *job, const char *name, const char *descr, stm__write *write,
                           int num_dims, const int64_t *shape);

/* An array of one cell, which is true: without one named _is_array, SciPy makes a matrix, of which
 * `*` is another product, of what it loads. */
stm__write stm__job_write_true;

/* Every row of the first `num_heads` masks; indices count from the mask's first query. */
typedef stm_status stm__visit_row(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                                  int64_t num_runs, stm_error *error);
stm_status stm__job_rows(stm__job *job, int64_t num_heads, bool ordered, stm__visit_row *visit,
                         stm_error *error);

/* Every row of blocks of the first `num_heads` heads. */
typedef stm_status stm__visit_blocks(stm__job *job, int64_t head, int64_t row,
                                     const stm_block_span *spans, int64_t num_spans,
                                     stm_error *error);
stm_status stm__job_blocks(stm__job *job, int64_t num_heads, const stm_block_options *options,
                           stm__visit_blocks *visit, stm_error *error);

/* The arrays named stm_... that every .npz has. */
stm_status stm__job_add_runs(stm__job *job, stm_error *error);

/* "FORMAT: cell (i, j) is ...": the refusal that names a cell, in absolute indices. */
stm_status stm__job_refuse(const stm__job *job, int64_t i, int64_t j, const char *is,
                           const char *reason, stm_error *error);

/* Writes the two. */
stm__write stm__job_write_block;

/* Refuses a length that a block does not divide, and a mask that is not square. */
stm_status stm__job_needs_whole_blocks(const stm__job *job, stm_error *error);
stm_status stm__job_needs_square(const stm__job *job, stm_error *error);

#define STM__FORMAT(name) extern const stm__format_class stm__format_##name;
#include "io/formats.def"
#undef STM__FORMAT

#endif
