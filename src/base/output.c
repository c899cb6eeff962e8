#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/temporary.h"

static stm_status output_new(const char *name, stm_output **output, stm_error *error) {
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

/* Opens the temporary file beside the target, or the target itself where it is no regular file. */
static stm_status open_target(stm_output *output, const char *path, stm_error *error) {
    struct stat existing;
    if (stat(path, &existing) == 0) {
        if (S_ISDIR(existing.st_mode))
            return stm__fail(error, STM_EINVAL, "%s: is a folder, not a file to write", path);
        if (!S_ISREG(existing.st_mode)) {
            output->descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
            if (output->descriptor < 0)
                return stm__fail(error, STM_EINVAL, "%s: cannot be written: %s", path,
                                 strerror(errno));
            return STM_OK;
        }
        output->target = realpath(path, NULL);
    } else if (errno == ENOENT) {
        const char *slash = strrchr(path, '/');
        if (path[0] == '\0' || (slash != NULL && slash[1] == '\0'))
            return stm__fail(error, STM_EINVAL, "'%s': names no file to write", path);
        output->target = strdup(path);
    } else {
        return stm__fail(error, STM_EINVAL, "%s: cannot be written: %s", path, strerror(errno));
    }
    if (output->target == NULL)
        return stm__fail_memory(error, path);
    return stm__temporary_open(output->target, &output->descriptor, &output->temporary, error);
}

stm_status stm_output_open(const char *path, stm_output **output, stm_error *error) {
    stm_output *new = NULL;
    stm_status status = output_new(path, &new, error);
    if (status != STM_OK)
        return status;
    status = open_target(new, path, error);
    if (status != STM_OK) {
        stm_output_discard(new);
        return status;
    }
    *output = new;
    return STM_OK;
}

static int write_nothing(void *context, const void *data, size_t size) {
    (void)context, (void)data, (void)size;
    return 0;
}

/* A descriptor of the caller's is written to, but never closed: it hides behind a duplicate. */
stm_status stm_output_descriptor(int descriptor, const char *name, stm_output **output,
                                 stm_error *error) {
    stm_output *new = NULL;
    stm_status status = output_new(name, &new, error);
    if (status != STM_OK)
        return status;
    new->descriptor = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (new->descriptor < 0) {
        int failure = errno;
        stm_output_discard(new);
        return stm__fail(error, STM_EINVAL, "%s: cannot be written: %s", name, strerror(failure));
    }
    *output = new;
    return STM_OK;
}

stm_status stm_output_callback(int (*write)(void *context, const void *data, size_t size),
                               void *context, stm_output **output, stm_error *error) {
    stm_output *new = NULL;
    stm_status status = output_new("the output", &new, error);
    if (status != STM_OK)
        return status;
    new->write = write == NULL ? write_nothing : write;
    new->context = context;
    *output = new;
    return STM_OK;
}

/* Writes all of it; 0 or an errno. */
static int write_all(int descriptor, const char *data, size_t size) {
    while (size > 0) {
        ssize_t written = write(descriptor, data, size);
        if (written >= 0) {
            data += written;
            size -= (size_t)written;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            struct pollfd waiting = {descriptor, POLLOUT, 0};
            poll(&waiting, 1, -1);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

static void hand_on(stm_output *output, const void *data, size_t size) {
    if (output->status != STM_OK || size == 0)
        return;
    if (output->write != NULL) {
        if (output->write(output->context, data, size) != 0)
            output->status = STM_EIO;
    } else {
        output->failure = write_all(output->descriptor, data, size);
        if (output->failure != 0)
            output->status = STM_EIO;
    }
}

stm_status stm_output_flush(stm_output *output) {
    hand_on(output, output->buffer, output->used);
    output->used = 0;
    return output->status;
}

stm_status stm_output_write(stm_output *output, const void *data, size_t size) {
    const char *bytes = data;
    if (output->used >= STM__OUTPUT_BUFFER) /* reserved bytes may reach beyond it */
        stm_output_flush(output);
    while (size > 0 && output->status == STM_OK) {
        size_t room = STM__OUTPUT_BUFFER - output->used;
        if (output->used == 0 && size >= STM__OUTPUT_BUFFER)
            room = STM__OUTPUT_BUFFER;
        size_t part = size < room ? size : room;
        if (output->used == 0 && part == STM__OUTPUT_BUFFER) {
            hand_on(output, bytes, part);
        } else {
            memcpy(output->buffer + output->used, bytes, part);
            output->used += part;
        }
        bytes += part;
        size -= part;
        if (output->used >= STM__OUTPUT_BUFFER)
            stm_output_flush(output);
    }
    return output->status;
}

stm_status stm_output_status(const stm_output *output) {
    return output->status;
}

stm_status stm_output_room(const stm_output *output, int64_t bytes, stm_error *error) {
    struct statvfs system;
    if (output->temporary == NULL || fstatvfs(output->descriptor, &system) != 0)
        return STM_OK;
    uint64_t free_bytes;
    if (__builtin_mul_overflow((uint64_t)system.f_bavail, (uint64_t)system.f_frsize, &free_bytes))
        return STM_OK;
    if ((uint64_t)bytes <= free_bytes)
        return STM_OK;
    return stm__fail(error, STM_EINVAL,
                     "%s: needs %" PRId64 " bytes, and its disk has room for %" PRIu64,
                     output->name, bytes, free_bytes);
}

void stm_output_discard(stm_output *output) {
    if (output == NULL)
        return;
    if (output->descriptor >= 0)
        close(output->descriptor);
    if (output->temporary != NULL)
        stm__temporary_remove(output->temporary);
    free(output->buffer);
    free(output->name);
    free(output->target);
    free(output);
}

stm_status stm_output_close(stm_output *output, stm_error *error) {
    if (output == NULL)
        return STM_OK;
    stm_output_flush(output);
    /* Some file systems (quotas, network) only tell of a failed write when the file is closed. */
    if (output->descriptor >= 0 && close(output->descriptor) != 0 && output->status == STM_OK) {
        output->failure = errno;
        output->status = STM_EIO;
    }
    output->descriptor = -1;
    if (output->temporary != NULL && output->status == STM_OK) {
        output->failure = stm__temporary_keep(output->temporary, output->target);
        output->temporary = NULL;
        if (output->failure != 0)
            output->status = STM_EIO;
    }
    stm_status status = output->status;
    if (status != STM_OK)
        stm__fail(error, status, "%s: %s", output->name,
                  output->failure == 0 ? "the write was refused" : strerror(output->failure));
    stm_output_discard(output);
    return status;
}
