/* npy, npy-bool, npy-additive, npy-masked, pbm: a cell for every query and key. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "io/import.h"
#include "io/job.h"

typedef struct dense_state {
    size_t row_bytes;
    int width; /* bytes of a cell; 0 for bits */
    /* The bytes of cells that have no value of their own, in the machine's order. */
    unsigned char seen[4], unseen[4];
    bool is_zero; /* all bytes of `unseen` */
    bool values;
    int64_t origin; /* the first key */
    unsigned char row[];
} dense_state;

static dense_state *new_state(stm__job *job, size_t row_bytes, stm_error *error)
{
    dense_state *state = malloc(sizeof *state + row_bytes);
    if (state == NULL) {
        stm__fail_memory(error, "row of cells");
        return NULL;
    }
    *state = (dense_state){.row_bytes = row_bytes, .is_zero = true};
    job->state = state;
    return state;
}

static void set_cells(dense_state *s, const stm_run *run)
{
    unsigned char value = (unsigned char)run->value; /* of width 1 */
    const unsigned char *cell = s->values ? &value : s->seen;
    int64_t at = run->first - s->origin;
    if (s->width == 1 && run->step == 1) {
        memset(s->row + at, *cell, (size_t)run->count);
        return;
    }
    for (int64_t k = 0; k < run->count; k++, at += run->step) {
        if (s->width == 0)
            s->row[at >> 3] |= (unsigned char)(0x80 >> (at & 7));
        else
            memcpy(s->row + at * s->width, cell, (size_t)s->width);
    }
}

static stm_status put_row(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                          int64_t num_runs, stm_error *error)
{
    dense_state *s = job->state;
    stm_rectangle b = stm_mask_bounds(stm__job_mask(job, head));
    s->origin = b.first_key;
    if (s->is_zero) {
        memset(s->row, 0, s->row_bytes);
    } else {
        for (size_t at = 0; at < s->row_bytes; at += (size_t)s->width)
            memcpy(s->row + at, s->unseen, (size_t)s->width);
    }
    for (int64_t k = 0; k < num_runs; k++) {
        if (s->values && runs[k].value > UINT8_MAX)
            return stm__job_refuse(job, b.first_query + row, runs[k].first, "above 255",
                                   "values must fit uint8", error);
        set_cells(s, &runs[k]);
    }
    stm__job_put(job, s->row, s->row_bytes);
    return STM_OK;
}

static stm_status write_cells(stm__job *job, stm_error *error)
{
    return stm__job_rows(job, job->heads, false, put_row, error);
}

/* The bytes of a number, in the machine's order. */
static void put_bytes(unsigned char bytes[4], int width, uint32_t number)
{
    uint8_t one = (uint8_t)number;
    uint16_t two = (uint16_t)number;
    memcpy(bytes,
           width == 1   ? (const void *)&one
           : width == 2 ? (const void *)&two
                        : &number,
           (size_t)width);
}

static stm_status prepare(stm__job *job, const char *descr, int width, uint32_t seen,
                          uint32_t unseen, bool values, stm_error *error)
{
    const stm_rectangle *b = &job->bounds;
    dense_state *s = new_state(job, (size_t)b->num_keys * (size_t)width, error);
    if (s == NULL)
        return STM_ENOMEM;
    s->width = width;
    put_bytes(s->seen, width, seen);
    put_bytes(s->unseen, width, unseen);
    s->is_zero = unseen == 0;
    s->values = values;
    int64_t shape[] = {job->heads, b->num_queries, b->num_keys};
    bool heads = job->heads > 1;
    stm__job_array(job, "mask", descr, write_cells, heads ? 3 : 2, heads ? shape : shape + 1);
    return STM_OK;
}

static stm_status prepare_values(stm__job *job, stm_error *error)
{
    return prepare(job, STM__U1, 1, 1, 0, !job->options.binary, error);
}

static stm_status prepare_bool(stm__job *job, stm_error *error)
{
    return prepare(job, STM__B1, 1, 1, 0, false, error);
}

static stm_status prepare_masked(stm__job *job, stm_error *error)
{
    return prepare(job, STM__B1, 1, 0, 1, false, error);
}

/* 0 where a key is seen, -inf where not. */
static stm_status prepare_additive(stm__job *job, stm_error *error)
{
    if (job->options.dtype == STM_FLOAT16)
        return prepare(job, STM__ENDIAN "f2", 2, 0, 0xfc00, false, error);
    return prepare(job, STM__ENDIAN "f4", 4, 0, 0xff800000, false, error);
}

static int pbm_header(const stm__job *job, char header[64])
{
    return snprintf(header, 64, "P4\n%" PRId64 " %" PRId64 "\n", job->bounds.num_keys,
                    job->bounds.num_queries);
}

static stm_status prepare_pbm(stm__job *job, stm_error *error)
{
    char header[64];
    int64_t row = stm__ceil_div(job->bounds.num_keys, 8);
    if (new_state(job, (size_t)row, error) == NULL)
        return STM_ENOMEM;
    job->bytes = pbm_header(job, header) + row * job->bounds.num_queries;
    return STM_OK;
}

static stm_status write_pbm(stm__job *job, stm_error *error)
{
    char header[64];
    stm__job_put(job, header, (size_t)pbm_header(job, header));
    return write_cells(job, error);
}

#define FORMAT(id, text, words, prepared, mean)                                                    \
    const stm__format_class stm__format_##id = {.about = {.name = text,                            \
                                                          .extension = ".npy",                     \
                                                          .summary = words,                        \
                                                          .heads = true,                           \
                                                          .writes = true,                          \
                                                          .reads = true},                          \
                                                .prepare = prepared,                               \
                                                .read = stm__import_npy,                           \
                                                .cells_mean = mean}

FORMAT(npy, "npy", "the cells' values, uint8", prepare_values, STM__CELLS_TELL);
FORMAT(npy_bool, "npy-bool", "bool, True where a key is seen (PyTorch SDPA)", prepare_bool,
       STM__CELLS_SEEN);
FORMAT(npy_additive, "npy-additive", "float32 or float16, 0 where a key is seen, else -inf (ggml)",
       prepare_additive, STM__CELLS_ADDITIVE);
FORMAT(npy_masked, "npy-masked", "bool, True where a key is masked out (TransformerEngine)",
       prepare_masked, STM__CELLS_MASKED);

const stm__format_class stm__format_pbm = {
    .about = {.name = "pbm",
              .extension = ".pbm",
              .summary = "a picture of one bit a cell, black where a key is seen (Netpbm P4)",
              .writes = true,
              .reads = true},
    .prepare = prepare_pbm,
    .write = write_pbm,
    .read = stm__import_pbm};
