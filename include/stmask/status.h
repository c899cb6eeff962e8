/* How calls succeed and fail, and how long work reports back.
 *
 * Every call that can fail returns an stm_status. On failure the outputs are untouched and, where
 * the call takes an stm_error, it holds a sentence that names the value and the rule it broke, such
 * as `size 0: must be from 1 to 2147483648`. The library never prints, exits or sets errno.
 */
#ifndef STMASK_STATUS_H
#define STMASK_STATUS_H

#include <stdint.h>

#include <stmask/export.h>

typedef enum stm_status {
    STM_OK = 0,
    STM_EINVAL,  /* the request cannot be: a bad value, spec, input file or output place */
    STM_ENOMEM,  /* memory ran out */
    STM_EIO,     /* a read or a write failed while working: full disk, closed pipe */
    STM_ESTOPPED /* the caller's progress function asked to stop */
} stm_status;

/* Filled in on failure only; the caller owns it, and NULL may be passed for it anywhere. */
typedef struct stm_error {
    int64_t position; /* byte of the offending character in a spec text; -1 where none applies */
    char
        message[504]; /* one sentence on one line, a caller's text in it escaped (stmask/words.h) */
} stm_error;

/* A few words for a status, such as "out of memory"; a constant, never NULL. */
STM_API const char *stm_status_text(stm_status status);

/* Long work calls report(context, done, total) now and then, from the calling thread: done rises
 * from 0 to total, in units of the work (rows, bytes). Any other result than 0 stops the work,
 * which then returns STM_ESTOPPED and leaves no output. NULL in place of a progress is fine. It is
 * a member of a call's options where there are any, else the last argument. */
typedef struct stm_progress {
    int (*report)(void *context, int64_t done, int64_t total);
    void *context;
} stm_progress;

#endif
