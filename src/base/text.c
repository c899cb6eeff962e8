#include "base/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arithmetic.h"

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
    int length = vsnprintf(to, STM__OUTPUT_RESERVE, format, arguments);
    if (length >= 0 && (size_t)length < STM__OUTPUT_RESERVE) {
        stm__output_advance(output, to + length);
    } else {
        char *text = length < 0 ? NULL : malloc((size_t)length + 1);
        if (text != NULL)
            vsnprintf(text, (size_t)length + 1, format, again);
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

/* The whole text of one number, laid out so that only its last digit changes within a decade. */
#define TEMPLATE 64

static size_t lay_out(char *template, const stm__frame *frame, int64_t v, size_t *last_digit)
{
    char *end = template;
    memcpy(end, frame->before, sizeof frame->before);
    end = stm__format(end + frame->before_length, v);
    *last_digit = (size_t)(end - template) - 1;
    memcpy(end, frame->after, sizeof frame->after);
    return (size_t)(end - template) + frame->after_length;
}

/* `count` numbers from v on, up or down by one, all in one decade. The copies have a fixed size, so
 * that they compile to a few wide moves; the length of one text is what `to` advances by. */
static char *format_decade(char *to, const char *template, size_t length, size_t last_digit,
                           int digit, int64_t count, int direction)
{
    for (int64_t k = 0; k < count; k++) {
        memcpy(to, template, 32);
        if (length > 32)
            memcpy(to + 32, template + 32, 32);
        to[last_digit] = (char)('0' + digit);
        digit += direction;
        to += length;
    }
    return to;
}

char *stm__format_sequence(char *to, const stm__frame *frame, int64_t first, int64_t count,
                           int64_t step)
{
    char template[TEMPLATE] = {0};
    size_t last_digit;
    while (count > 0) {
        size_t length = lay_out(template, frame, first, &last_digit);
        int digit = (int)(first % 10);
        int64_t part = 1;
        if (step == 1)
            part = stm__min(count, 10 - digit);
        else if (step == -1)
            part = stm__min(count, digit + 1);
        to = format_decade(to, template, length, last_digit, digit, part, (int)step);
        first += part * step;
        count -= part;
    }
    return to;
}

void stm__put_sequence(stm_output *output, const stm__frame *frame, int64_t first, int64_t count,
                       int64_t step)
{
    const int64_t most = (int64_t)STM__OUTPUT_RESERVE / TEMPLATE - 1;
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
