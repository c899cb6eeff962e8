/* Fills in an stm_error: formats the sentence, escapes what users put into it, and cuts it to its
 * room, so that failing can never fail. */
#include "base/fail.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <stmask/words.h>

#include "base/print.h"

static void fill(stm_error *error, int64_t position, const char *format, va_list arguments)
{
    if (error == NULL)
        return;
    error->position = position;
    char sentence[sizeof error->message];
    if (stm__print_list(sentence, sizeof sentence, format, arguments) < 0)
        sentence[0] = '\0';
    size_t length = strlen(sentence);
    if (length == sizeof sentence - 1)
        length = (size_t)stm_words_cut(sentence, length, (int)length - 1);
    stm_words_show(error->message, sizeof error->message, sentence, length);
}

stm_status stm__fail(stm_error *error, stm_status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(error, -1, format, arguments);
    va_end(arguments);
    return status;
}

stm_status stm__fail_at(stm_error *error, int64_t position, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fill(error, position, format, arguments);
    va_end(arguments);
    return STM_EINVAL;
}

stm_status stm__check_range(const char *name, int64_t value, int64_t minimum, int64_t maximum,
                            stm_error *error)
{
    if (value >= minimum && value <= maximum)
        return STM_OK;
    return stm__fail(error, STM_EINVAL, "%s %" PRId64 ": must be from %" PRId64 " to %" PRId64,
                     name, value, minimum, maximum);
}

stm_status stm__fail_memory(stm_error *error, const char *what)
{
    return stm__fail(error, STM_ENOMEM, "%s: out of memory", what);
}

const char *stm_status_text(stm_status status)
{
    switch (status) {
    case STM_OK:
        return "done";
    case STM_EINVAL:
        return "invalid request";
    case STM_ENOMEM:
        return "out of memory";
    case STM_EIO:
        return "input or output failed";
    case STM_ESTOPPED:
        return "stopped";
    }
    return "unknown status";
}
