/* Reads a whole number digit by digit, with the underscores and the suffix that people may write,
 * and checks it against its bounds.
 */
#include <stmask/number.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <stmask/words.h>

#include "base/fail.h"

/* Texts in messages are cut to this many bytes. */
#define SHOWN 60

/* A number being read. */
typedef struct reading {
    int64_t value;
    bool in_range;     /* the value fits */
    const char *fault; /* what is wrong with the text, or NULL */
} reading;

#define EXAMPLES "must be a whole number, such as 4096, 131_072, 128k or 4Ki"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void times(reading *r, int64_t factor, int64_t added)
{
    r->in_range = r->in_range && !__builtin_mul_overflow(r->value, factor, &r->value) &&
                  !__builtin_add_overflow(r->value, added, &r->value);
}

/* Takes the digits at the beginning of the text, `_` before groups of three of them, and returns
 * how many bytes they are. */
static size_t take_digits(const char *text, size_t length, reading *r)
{
    size_t at = 0, group = 0;
    bool grouped = false, amiss = false;
    for (; at < length && (is_digit(text[at]) || (text[at] == '_' && at > 0)); at++) {
        if (text[at] == '_') {
            amiss = amiss || (grouped ? group != 3 : group > 3);
            grouped = true;
            group = 0;
        } else {
            times(r, 10, text[at] - '0');
            group++;
        }
    }
    if (amiss || (grouped && group != 3))
        r->fault = "_ has to stand before each group of three digits, as in 131_072";
    return at;
}

/* Multiplies by what the suffix, the rest of the text, stands for. */
static void take_suffix(const char *suffix, size_t length, reading *r)
{
    static const struct {
        const char *name;
        int64_t factor;
    } known[] = {{"k", 1000},
                 {"M", 1000000},
                 {"G", 1000000000},
                 {"Ki", INT64_C(1) << 10},
                 {"Mi", INT64_C(1) << 20},
                 {"Gi", INT64_C(1) << 30}};
    bool letters = length <= 3;
    for (size_t k = 0; k < length; k++)
        letters = letters && is_letter(suffix[k]);
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (strlen(known[k].name) == length && memcmp(known[k].name, suffix, length) == 0) {
            times(r, known[k].factor, 0);
            return;
        }
    if (length == 1 && *suffix == 'K')
        r->fault = "K may be 1000 or 1024: write k for 1000, Ki for 1024";
    else if (letters)
        r->fault = "the suffix must be k, M or G, of 1000, or Ki, Mi or Gi, of 1024";
    else
        r->fault = EXAMPLES;
}

stm_status stm_number_parse(const char *name, const char *text, size_t length, int64_t minimum,
                            int64_t maximum, const char *rule, int64_t *number, stm_error *error)
{
    reading r = {0, true, NULL};
    char exact[32] = "";
    int shown = stm_words_cut(text, length, SHOWN);
    const char *dots = length > SHOWN ? "..." : "";
    if (length == 0)
        return stm__fail(error, STM_EINVAL, "%s: needs a whole number, and it is empty", name);
    size_t digits = take_digits(text, length, &r);
    if (digits == 0)
        r.fault = EXAMPLES;
    else if (r.fault == NULL && digits < length)
        take_suffix(text + digits, length - digits, &r);
    if (r.fault != NULL)
        return stm__fail(error, STM_EINVAL, "%s %.*s%s: %s", name, shown, text, dots, r.fault);
    if (r.in_range && (digits < length || memchr(text, '_', length) != NULL))
        snprintf(exact, sizeof exact, " (%" PRId64 ")", r.value);
    if (rule != NULL && r.in_range && r.value < minimum)
        return stm__fail(error, STM_EINVAL, "%s %.*s%s%s: %s", name, shown, text, dots, exact,
                         rule);
    if (!r.in_range || r.value < minimum || r.value > maximum)
        return stm__fail(error, STM_EINVAL, "%s %.*s%s%s: must be from %" PRId64 " to %" PRId64,
                         name, shown, text, dots, exact, minimum, maximum);
    *number = r.value;
    return STM_OK;
}
