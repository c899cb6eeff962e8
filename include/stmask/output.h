/* Outputs: the one way bytes leave the library.
 *
 * A file is written under a temporary name beside its target and renamed when it is whole, so that
 * no failure leaves half a file under the target's name. What replaces another file is synced to
 * the disk before, so that one of the two outlives a machine that stops. A target that exists and
 * is no regular file (a pipe, a terminal, /dev/null) is written to directly. A symbolic link is
 * followed.
 *
 * Writes are buffered. The first failure sticks: later writes are dropped, and stm_output_close
 * returns it. An output belongs to one thread at a time.
 */
#ifndef STMASK_OUTPUT_H
#define STMASK_OUTPUT_H

#include <stddef.h>

#include <stmask/status.h>

typedef struct stm_output stm_output;

/* Opens a file at `path`. STM_EINVAL where nothing can be written there; nothing is left behind. */
STM_CHECKED stm_status stm_output_open(const char *path, stm_output **output, stm_error *error);

/* Writes to a descriptor of the caller's, which stays open after the output is closed. `name`
 * stands for it in messages, such as "standard output". */
STM_CHECKED stm_status stm_output_descriptor(int descriptor, const char *name, stm_output **output,
                                             stm_error *error);

/* Hands the bytes to write(context, data, size), in pieces of about 1 MiB at most. It returns 0, or
 * any other number to fail the output with STM_EIO. */
STM_CHECKED stm_status stm_output_callback(int (*write)(void *context, const void *data,
                                                        size_t size),
                                           void *context, stm_output **output, stm_error *error);

/* Appends `size` bytes. Returns the output's status so far. */
STM_API stm_status stm_output_write(stm_output *output, const void *data, size_t size);

/* Appends formatted text, as printf does. Returns the output's status so far. */
STM_API stm_status stm_output_printf(stm_output *output, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/* Hands on what is buffered, without closing. Returns the output's status so far. */
STM_API stm_status stm_output_flush(stm_output *output);

/* The status so far: STM_OK, STM_EIO, or STM_ENOMEM. A cheap look, for loops that want to end
 * early. */
STM_CHECKED stm_status stm_output_status(const stm_output *output);

/* Refuses, with STM_EINVAL and a sentence that names both sizes, `bytes` more bytes for which the
 * target's file system has no room. Always STM_OK for targets whose room is not known. */
STM_CHECKED stm_status stm_output_room(const stm_output *output, int64_t bytes, stm_error *error);

/* Writes all that is left and closes the file or the descriptor, so that only the renaming is left
 * to stm_output_close: of several outputs that belong together, finish all before the first is
 * closed. Nothing may be written after it. On failure the output is still to be closed, or thrown
 * away. */
STM_CHECKED stm_status stm_output_finish(stm_output *output, stm_error *error);

/* Ends an output: flushes, renames a file into place and frees `output`, on failure too. On failure
 * nothing is left under the target's name that was not there before. NULL is fine. */
STM_CHECKED stm_status stm_output_close(stm_output *output, stm_error *error);

/* Throws an output away: frees it and removes its temporary file. NULL is fine. */
STM_API void stm_output_discard(stm_output *output);

/* Removes the temporary files of all open outputs. Async-signal-safe, for the handler of a program
 * that ends on a signal: call it, then _exit. */
STM_API void stm_output_abandon_all(void);

#endif
