/* Reads a whole number of decimal digits alone, digit by digit, and checks it against its bounds.
 */
#include <stmask/number.h>

#include <inttypes.h>
#include <stdbool.h>

#include "base/fail.h"

/* Texts in messages are cut to this many bytes. */
#define SHOWN 60

stm_status stm_number_parse(const char *name, const char *text, size_t length, int64_t minimum,
                            int64_t maximum, const char *rule, int64_t *number, stm_error *error)
{
    int64_t value = 0;
    bool digits = length > 0, in_range = true;
    for (size_t k = 0; k < length && digits; k++) {
        digits = text[k] >= '0' && text[k] <= '9';
        if (digits && in_range)
            in_range = !__builtin_mul_overflow(value, 10, &value) &&
                       !__builtin_add_overflow(value, text[k] - '0', &value);
    }
    int shown = length > SHOWN ? SHOWN : (int)length;
    const char *dots = length > SHOWN ? "..." : "";
    if (length == 0)
        return stm__fail(error, STM_EINVAL, "%s: needs a whole number, and it is empty", name);
    if (!digits)
        return stm__fail(error, STM_EINVAL,
                         "%s %.*s%s: must be a whole number, written in decimal digits only", name,
                         shown, text, dots);
    if (rule != NULL && in_range && value < minimum)
        return stm__fail(error, STM_EINVAL, "%s %.*s%s: %s", name, shown, text, dots, rule);
    if (!in_range || value < minimum || value > maximum)
        return stm__fail(error, STM_EINVAL, "%s %.*s%s: must be from %" PRId64 " to %" PRId64, name,
                         shown, text, dots, minimum, maximum);
    *number = value;
    return STM_OK;
}
