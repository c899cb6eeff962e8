/* Writes numbers and sequences of them: digits come from a table in pairs, and neighbours are made
 * from each other by changing the last digit. */
#include "base/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/print.h"

int stm__digits(int64_t v)
{
    int digits = 1;
    while (v >= 10) {
        v /= 10;
        digits++;
    }
    return digits;
}

int64_t stm__digits_of_run(const stm_run *run)
{
    int64_t total = run->count, last = stm_run_last(run);
    for (int64_t power = 10; power <= last; power *= 10) {
        int64_t below = run->first >= power
                            ? 0
                            : stm__ceil_div(power - run->first, run->step); /* cells < power */
        total += run->count - below;
    }
    return total;
}

char *stm__format(char *to, int64_t v)
{
    static const char pairs[] =
        "00010203040506070809101112131415161718192021222324252627282930313233"
        "34353637383940414243444546474849505152535455565758596061626364656667"
        "6869707172737475767778798081828384858687888990919293949596979899";
    char reversed[20];
    int at = 20;
    uint64_t rest = (uint64_t)v;
    while (rest >= 100) {
        at -= 2;
        memcpy(reversed + at, pairs + rest % 100 * 2, 2);
        rest /= 100;
    }
    if (rest >= 10) {
        at -= 2;
        memcpy(reversed + at, pairs + rest * 2, 2);
    } else {
        reversed[--at] = (char)('0' + rest);
    }
    size_t length = (size_t)(20 - at);
    memcpy(to, reversed + at, length);
    return to + length;
}

void stm__put_text(stm_output *output, const char *text)
{
    stm_output_write(output, text, strlen(text));
}

void stm__put_int(stm_output *output, int64_t v)
{
    stm__output_advance(output, stm__format(stm__output_reserve(output), v));
}

stm_status stm_output_printf(stm_output *output, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    char *to = stm__output_reserve(output);
    int length = stm__print_list(to, STM__OUTPUT_RESERVE, format, arguments);
    if (length >= 0 && (size_t)length < STM__OUTPUT_RESERVE) {
        stm__output_advance(output, to + length);
    } else {
        char *text = length < 0 ? NULL : malloc((size_t)length + 1);
        if (text != NULL)
            stm__print_list(text, (size_t)length + 1, format, again);
        if (text != NULL)
            stm_output_write(output, text, (size_t)length);
        else if (output->status == STM_OK)
            output->status = STM_ENOMEM;
        free(text);
    }
    va_end(again);
    va_end(arguments);
    return output->status;
}

/* The eight digits of v < 10^8, the first in the lowest byte: halves, quarters and single digits
 * are split off side by side in one word. */
static uint64_t eight_digits(uint32_t v)
{
    uint64_t t = v / 10000 | (uint64_t)(v % 10000) << 32;
    uint64_t q = (t * 10486 >> 20) & UINT64_C(0x0000007f0000007f); /* / 100 */
    t = q | (t - 100 * q) << 16;
    q = (t * 103 >> 10) & UINT64_C(0x000f000f000f000f); /* / 10 */
    return (q | (t - 10 * q) << 8) + UINT64_C(0x3030303030303030);
}

#define NUMBER_BYTES 64 /* of one number in its frame, at most */

#define LOWEST_FIRST (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
#define SHORT 100000000 /* numbers below have at most eight digits */

/* Numbers below SHORT. The copies have fixed sizes, so that they compile to wide moves; each begins
 * where the one before it ends. */
static char *format_short(char *to, const stm__frame *frame, int64_t first, int64_t count,
                          int64_t step)
{
    int digits = stm__digits(first);
    int64_t above = 1; /* 10^digits */
    for (int k = 0; k < digits; k++)
        above *= 10;
    for (int64_t k = 0, v = first; k < count; k++, v += step) {
        while (v >= above) {
            above *= 10;
            digits++;
        }
        while (digits > 1 && v < above / 10) {
            above /= 10;
            digits--;
        }
        uint64_t text = eight_digits((uint32_t)v) >> 8 * (8 - digits);
        memcpy(to, frame->before, sizeof frame->before);
        to += frame->before_length;
        memcpy(to, &text, sizeof text);
        to += digits;
        memcpy(to, frame->after, sizeof frame->after);
        to += frame->after_length;
    }
    return to;
}

/* Up or down by one: within a decade only the last digit changes. */
static char *format_neighbours(char *to, const stm__frame *frame, int64_t first, int64_t count,
                               int64_t step)
{
    char text[NUMBER_BYTES] = {0};
    while (count > 0) {
        memcpy(text, frame->before, sizeof frame->before);
        char *end = stm__format(text + frame->before_length, first);
        size_t last_digit = (size_t)(end - text) - 1, length;
        memcpy(end, frame->after, sizeof frame->after);
        length = (size_t)(end - text) + frame->after_length;
        int digit = (int)(first % 10);
        int64_t part = stm__min(count, step > 0 ? 10 - digit : digit + 1);
        for (int64_t k = 0; k < part; k++, digit += (int)step, to += length) {
            memcpy(to, text, 32);
            if (length > 32)
                memcpy(to + 32, text + 32, 32);
            to[last_digit] = (char)('0' + digit);
        }
        first += part * step;
        count -= part;
    }
    return to;
}

#define NEIGHBOURS 24 /* from so many on it pays to set up the text of a decade */

char *stm__format_sequence(char *to, const stm__frame *frame, int64_t first, int64_t count,
                           int64_t step)
{
    if ((step == 1 || step == -1) && count >= NEIGHBOURS)
        return format_neighbours(to, frame, first, count, step);
    if (LOWEST_FIRST && first < SHORT && first + (count - 1) * step < SHORT)
        return format_short(to, frame, first, count, step);
    for (int64_t k = 0; k < count; k++) {
        memcpy(to, frame->before, sizeof frame->before);
        to = stm__format(to + frame->before_length, first + k * step);
        memcpy(to, frame->after, sizeof frame->after);
        to += frame->after_length;
    }
    return to;
}

void stm__put_sequence(stm_output *output, const stm__frame *frame, int64_t first, int64_t count,
                       int64_t step)
{
    const int64_t most = (int64_t)STM__OUTPUT_RESERVE / NUMBER_BYTES - 1;
    while (count > 0 && output->status == STM_OK) {
        int64_t part = stm__min(count, most);
        char *to = stm__output_reserve(output);
        stm__output_advance(output, stm__format_sequence(to, frame, first, part, step));
        first += part * step;
        count -= part;
    }
}

void stm__put_list(stm_output *output, const stm_run *runs, int64_t num_runs)
{
    const stm__frame comma = {.before = "", .after = ", ", .before_length = 0, .after_length = 2};
    const stm__frame bare = {.before = "", .after = ""};
    for (int64_t k = 0; k < num_runs; k++) {
        const stm_run *run = &runs[k];
        bool last = k + 1 == num_runs;
        stm__put_sequence(output, &comma, run->first, run->count - (last ? 1 : 0), run->step);
        if (last)
            stm__put_sequence(output, &bare, stm_run_last(run), 1, 1);
    }
}
