/* The inside of an output: its buffer, open to the text writer, and the sink behind it. */
#ifndef STM__BASE_OUTPUT_H
#define STM__BASE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include <stmask/output.h>

#define STM__OUTPUT_BUFFER ((size_t)1024 * 1024)

/* Most bytes one stm__output_reserve may ask for. */
#define STM__OUTPUT_RESERVE ((size_t)4096)

struct stm__temporary;

struct stm_output {
    char *buffer; /* of STM__OUTPUT_BUFFER + STM__OUTPUT_RESERVE bytes */
    size_t used;
    stm_status status;
    int failure; /* errno of the first failed write, 0 for a callback's */
    int descriptor;
    int (*write)(void *context, const void *data, size_t size);
    void *context;
    char *name;                       /* for messages */
    char *target;                     /* to rename to; NULL unless a temporary stands beside it */
    struct stm__temporary *temporary; /* of a file */
    int64_t written;                  /* bytes handed on to the descriptor */
    bool replaces;                    /* a file that is there, until it is synced */
    bool pump_tried;
    struct stm__pump *pump; /* NULL while the calling thread writes */
};

/* An output without a sink. */
stm_status stm__output_new(const char *name, stm_output **output, stm_error *error);

/* What files need: output_file.c has it, and base/wasm/ where there are none to write. Writes the
 * first bytes of the buffer; ends writing; puts the file into its place; or removes it. Failures
 * stick. */
void stm__output_to_file(stm_output *output, size_t size);
void stm__output_finish_file(stm_output *output);
void stm__output_keep_file(stm_output *output);
void stm__output_drop_file(stm_output *output);

/* At least `size` (<= STM__OUTPUT_RESERVE) writable bytes; pass what was written to
 * stm__output_advance. Never NULL: after a failure the bytes go nowhere. */
static inline char *stm__output_reserve(stm_output *output)
{
    if (output->used >= STM__OUTPUT_BUFFER)
        stm_output_flush(output);
    return output->buffer + output->used;
}

static inline void stm__output_advance(stm_output *output, char *end)
{
    output->used = (size_t)(end - output->buffer);
}

#endif
