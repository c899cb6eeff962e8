/* An output gathers bytes in a buffer and hands full ones to its sink: a function, or a file, which
 * output_file.c knows. */
#include "base/output.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

stm_status stm__output_new(const char *name, stm_output **output, stm_error *error)
{
    stm_output *new = calloc(1, sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, name);
    new->descriptor = -1;
    new->buffer = malloc(STM__OUTPUT_BUFFER + STM__OUTPUT_RESERVE);
    new->name = strdup(name);
    if (new->buffer == NULL || new->name == NULL) {
        stm_output_discard(new);
        return stm__fail_memory(error, name);
    }
    *output = new;
    return STM_OK;
}

static int write_nothing(void *context, const void *data, size_t size)
{
    (void)context, (void)data, (void)size;
    return 0;
}

stm_status stm_output_callback(int (*write)(void *context, const void *data, size_t size),
                               void *context, stm_output **output, stm_error *error)
{
    stm_output *new = NULL;
    stm_status status = stm__output_new("the output", &new, error);
    if (status != STM_OK)
        return status;
    new->write = write == NULL ? write_nothing : write;
    new->context = context;
    *output = new;
    return STM_OK;
}

stm_status stm_output_flush(stm_output *output)
{
    size_t size = output->used;
    output->used = 0;
    if (output->status != STM_OK || size == 0)
        return output->status;
    if (output->write != NULL) {
        if (output->write(output->context, output->buffer, size) != 0)
            output->status = STM_EIO;
        return output->status;
    }
    stm__output_to_file(output, size);
    return output->status;
}

stm_status stm_output_write(stm_output *output, const void *data, size_t size)
{
    const char *bytes = data;
    while (size > 0 && output->status == STM_OK) {
        if (output->used >= STM__OUTPUT_BUFFER) { /* reserved bytes may reach beyond it */
            stm_output_flush(output);
            continue;
        }
        size_t room = STM__OUTPUT_BUFFER - output->used;
        size_t part = size < room ? size : room;
        memcpy(output->buffer + output->used, bytes, part);
        output->used += part;
        bytes += part;
        size -= part;
    }
    return output->status;
}

stm_status stm_output_status(const stm_output *output)
{
    return output->status;
}

void stm_output_discard(stm_output *output)
{
    if (output == NULL)
        return;
    stm__output_drop_file(output);
    free(output->buffer);
    free(output->name);
    free(output->target);
    free(output);
}

/* The output's status, with a sentence where it is a failure. */
static stm_status tell(const stm_output *output, stm_error *error)
{
    if (output->status == STM_OK)
        return STM_OK;
    return stm__fail(error, output->status, "%s: %s", output->name,
                     output->failure != 0           ? strerror(output->failure)
                     : output->status == STM_ENOMEM ? "out of memory"
                                                    : "the write was refused");
}

stm_status stm_output_finish(stm_output *output, stm_error *error)
{
    stm_output_flush(output);
    stm__output_finish_file(output);
    return tell(output, error);
}

stm_status stm_output_close(stm_output *output, stm_error *error)
{
    if (output == NULL)
        return STM_OK;
    stm_status status = stm_output_finish(output, error);
    if (status == STM_OK) {
        stm__output_keep_file(output);
        status = tell(output, error);
    }
    stm_output_discard(output);
    return status;
}
