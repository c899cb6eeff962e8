/* Reads a file from beginning to end through stdio; the first failure sticks until it is asked for.
 */
#include "base/input.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fail.h"
#include "base/grow.h"

stm_status stm__input_open(const char *path, stm__input *input, stm_error *error)
{
    struct stat about;
    stm__input new = {.path = path, .file = fopen(path, "rb")};
    if (new.file == NULL || fstat(fileno(new.file), &about) != 0) {
        int failure = errno;
        stm__input_close(&new);
        if (failure == ENOMEM)
            return stm__fail_memory(error, path);
        return stm__fail(error, STM_EINVAL, "%.300s: cannot be read: %s", path, strerror(failure));
    }
    if (S_ISDIR(about.st_mode)) {
        stm__input_close(&new);
        return stm__fail(error, STM_EINVAL, "%.300s: is a folder, not a file to read", path);
    }
    /* Callers bring their own buffer. */
    setvbuf(new.file, NULL, _IONBF, 0);
    new.size = S_ISREG(about.st_mode) ? (int64_t)about.st_size : 0;
    *input = new;
    return STM_OK;
}

void stm__input_close(stm__input *input)
{
    if (input->file != NULL)
        fclose(input->file);
    *input = (stm__input){0};
}

size_t stm__input_read(stm__input *input, void *data, size_t size)
{
    if (input->failure != 0)
        return 0;
    errno = 0;
    size_t got = fread(data, 1, size, input->file);
    if (got < size && ferror(input->file))
        input->failure = errno == 0 ? EIO : errno;
    return input->failure == 0 ? got : 0;
}

stm_status stm__input_status(const stm__input *input, stm_error *error)
{
    if (input->failure == 0)
        return STM_OK;
    return stm__fail(error, STM_EIO, "%.300s: %s", input->path, strerror(input->failure));
}

stm_status stm__input_text(const char *path, int64_t most, char **text, size_t *length,
                           stm_error *error)
{
    stm__input input = {0};
    stm_status status = stm__input_open(path, &input, error);
    if (status != STM_OK)
        return status;
    char *data = NULL;
    int64_t capacity = 0, used = 0;
    for (;;) {
        if (!stm__grow(&data, &capacity, used + 4096, 1)) {
            status = stm__fail_memory(error, path);
            break;
        }
        size_t got = stm__input_read(&input, data + used, (size_t)(capacity - used - 1));
        used += (int64_t)got;
        if (got == 0) {
            status = stm__input_status(&input, error);
            break;
        }
        if (used > most) {
            status = stm__fail(error, STM_EINVAL, "%.300s: must have at most %" PRId64 " bytes",
                               path, most);
            break;
        }
    }
    stm__input_close(&input);
    if (status != STM_OK) {
        free(data);
        return status;
    }
    data[used] = '\0';
    *text = data;
    *length = (size_t)used;
    return STM_OK;
}
