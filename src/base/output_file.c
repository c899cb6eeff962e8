/* The files behind outputs: opened under a temporary name or, where the target is no regular file,
 * as they are; large ones are written by a thread of their own. */
#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/pump.h"
#include "base/temporary.h"

/* Opens the temporary file beside the target, or the target itself where it is no regular file. */
static stm_status open_target(stm_output *output, const char *path, stm_error *error)
{
    struct stat existing;
    mode_t permissions = 0; /* of the file to replace */
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
        if (access(path, W_OK) != 0)
            return stm__fail(error, STM_EINVAL, "%s: cannot be written: %s", path, strerror(errno));
        /* The file becomes the caller's: bits that run it as its owner do not go along. */
        permissions = existing.st_mode & 0777;
        output->replaces = true;
        output->target = realpath(path, NULL);
    } else if (errno == ENOENT) {
        if (lstat(path, &existing) == 0)
            return stm__fail(error, STM_EINVAL, "%s: is a link to a file that is not there", path);
        const char *slash = strrchr(path, '/');
        if (path[0] == '\0' || (slash != NULL && slash[1] == '\0'))
            return stm__fail(error, STM_EINVAL, "'%s': names no file to write", path);
        output->target = strdup(path);
    } else {
        return stm__fail(error, STM_EINVAL, "%s: cannot be written: %s", path, strerror(errno));
    }
    if (output->target == NULL)
        return stm__fail_memory(error, path);
    /* Nobody may read of a closed file's new bytes while they are written. */
    stm_status status = stm__temporary_open(output->target, output->replaces ? 0600 : 0666,
                                            &output->descriptor, &output->temporary, error);
    if (status == STM_OK && output->replaces)
        fchmod(output->descriptor, permissions); /* where it fails, the file stays closed */
    return status;
}

stm_status stm_output_open(const char *path, stm_output **output, stm_error *error)
{
    stm_output *new = NULL;
    stm_status status = stm__output_new(path, &new, error);
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

/* A descriptor of the caller's is written to, but never closed: it hides behind a duplicate. */
stm_status stm_output_descriptor(int descriptor, const char *name, stm_output **output,
                                 stm_error *error)
{
    stm_output *new = NULL;
    stm_status status = stm__output_new(name, &new, error);
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

/* After this many bytes a file is written by a thread of its own: formatting then costs no time. */
#define PUMP_FROM ((int64_t)4 * 1024 * 1024)

static void fail_with(stm_output *output, int failure)
{
    if (failure == 0)
        return;
    output->failure = failure;
    output->status = STM_EIO;
}

/* Gives the buffer to the thread, and takes another. */
static void pump_buffer(stm_output *output, size_t size)
{
    char *other = stm__pump_exchange(output->pump, output->buffer, size,
                                     STM__OUTPUT_BUFFER + STM__OUTPUT_RESERVE);
    if (other != NULL) {
        output->buffer = other;
        return;
    }
    int failure = stm__pump_stop(output->pump);
    output->pump = NULL;
    if (failure == 0) /* only memory is short */
        failure = stm__write_all(output->descriptor, output->buffer, size);
    fail_with(output, failure);
}

void stm__output_to_file(stm_output *output, size_t size)
{
    output->written += (int64_t)size;
    if (output->temporary != NULL && !output->pump_tried && output->written > PUMP_FROM) {
        output->pump_tried = true;
        output->pump = stm__pump_start(output->descriptor);
    }
    if (output->pump != NULL)
        pump_buffer(output, size);
    else
        fail_with(output, stm__write_all(output->descriptor, output->buffer, size));
}

/* 0, or an errno. File systems that cannot sync say so, and are none the worse for it. */
static int sync_file(int descriptor)
{
    int result;
    do
        result = fsync(descriptor);
    while (result != 0 && errno == EINTR);
    return result == 0 || errno == EINVAL || errno == ENOSYS || errno == ENOTSUP ? 0 : errno;
}

void stm__output_finish_file(stm_output *output)
{
    int pumped = stm__pump_stop(output->pump);
    output->pump = NULL;
    if (output->status == STM_OK)
        fail_with(output, pumped);
    if (output->replaces && output->status == STM_OK)
        fail_with(output, sync_file(output->descriptor));
    output->replaces = false;
    /* Some file systems (quotas, network) only tell of a failed write when the file is closed. */
    if (output->descriptor >= 0 && close(output->descriptor) != 0 && output->status == STM_OK)
        fail_with(output, errno);
    output->descriptor = -1;
}

void stm__output_keep_file(stm_output *output)
{
    if (output->temporary == NULL || output->status != STM_OK)
        return;
    fail_with(output, stm__temporary_keep(output->temporary, output->target));
    output->temporary = NULL;
}

void stm__output_drop_file(stm_output *output)
{
    stm__pump_stop(output->pump);
    if (output->descriptor >= 0)
        close(output->descriptor);
    if (output->temporary != NULL)
        stm__temporary_remove(output->temporary);
}

stm_status stm_output_room(const stm_output *output, int64_t bytes, stm_error *error)
{
    struct statvfs system;
    if (output->temporary == NULL || fstatvfs(output->descriptor, &system) != 0)
        return STM_OK;
    uint64_t free_bytes;
    if (__builtin_mul_overflow((uint64_t)system.f_bavail, (uint64_t)system.f_frsize, &free_bytes))
        return STM_OK;
    if ((uint64_t)bytes <= free_bytes)
        return STM_OK;
    return stm__fail(error, STM_EINVAL,
                     "%s: %" PRId64 " bytes are too many, its disk has room for %" PRIu64,
                     output->name, bytes, free_bytes);
}
