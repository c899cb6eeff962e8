/* Files that are read, from beginning to end. */
#ifndef STM__BASE_INPUT_H
#define STM__BASE_INPUT_H

#include <stddef.h>
#include <stdio.h>

#include <stmask/status.h>

/* Zero-initialise; free with stm__input_close. */
typedef struct stm__input {
    FILE *file;
    const char *path; /* the caller's, who keeps it */
    int64_t size;     /* in bytes; 0 where it has none, as a pipe */
    int failure;      /* errno of the first failed read */
} stm__input;

/* STM_EINVAL where there is no such file, or it may not be read, or is a folder. */
stm_status stm__input_open(const char *path, stm__input *input, stm_error *error);
void stm__input_close(stm__input *input);

/* The next bytes, at most `size`; 0 at the end and after a failure. */
size_t stm__input_read(stm__input *input, void *data, size_t size);

/* The whole of a text file, ended by a NUL and freed by the caller; STM_EINVAL beyond `most` bytes,
 * for what people write by hand. */
STM_CHECKED stm_status stm__input_text(const char *path, int64_t most, char **text, size_t *length,
                                       stm_error *error);

/* STM_EIO where a read has failed. */
stm_status stm__input_status(const stm__input *input, stm_error *error);

#endif
