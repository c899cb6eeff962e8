/* Text of a file, a character at a time. */
#include "io/import.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/fail.h"

int stm__text_peek(stm__text *text)
{
    if (text->at == text->end) {
        text->at = 0;
        text->end = stm__input_read(text->input, text->buffer, sizeof text->buffer);
        if (text->end == 0)
            return STM__END;
    }
    return (unsigned char)text->buffer[text->at];
}

int stm__text_take(stm__text *text)
{
    int c = stm__text_peek(text);
    text->at += c != STM__END;
    text->line += c == '\n';
    return c;
}

void stm__text_blanks(stm__text *text)
{
    for (int c = stm__text_peek(text); c == ' ' || c == '\t' || c == '\r'; c = stm__text_peek(text))
        text->at++;
}

bool stm__text_number(stm__text *text, int64_t *number)
{
    int c = stm__text_peek(text);
    if (c < '0' || c > '9')
        return false;
    for (*number = 0; c >= '0' && c <= '9'; c = stm__text_peek(text)) {
        *number = *number > (INT64_MAX - 9) / 20 ? INT64_MAX / 2 : 10 * *number + (c - '0');
        text->at++;
    }
    return true;
}

/* Digits, of which the first 18 count; the others only move the point. */
static int take_digits(stm__text *text, int64_t *digits, int *moved)
{
    int num = 0, c;
    for (c = stm__text_peek(text); c >= '0' && c <= '9'; c = stm__text_peek(text), num++) {
        if (*digits < INT64_C(100000000000000000))
            *digits = 10 * *digits + (c - '0');
        else
            ++*moved;
        text->at++;
    }
    return num;
}

static bool take_exponent(stm__text *text, int *exponent)
{
    int64_t digits = 0;
    int beyond = 0, c = stm__text_peek(text);
    bool negative = c == '-';
    if (c == '-' || c == '+')
        text->at++;
    if (take_digits(text, &digits, &beyond) == 0)
        return false;
    int size = digits > 9999 || beyond > 0 ? 9999 : (int)digits;
    *exponent += negative ? -size : size;
    return true;
}

bool stm__text_real(stm__text *text, double *number, bool *whole)
{
    int64_t digits = 0;
    int exponent = 0, beyond = 0, c = stm__text_peek(text);
    bool negative = c == '-';
    if (c == '-' || c == '+')
        text->at++;
    *whole = true;
    c = stm__text_peek(text);
    if (c == 'i' || c == 'I') {
        *number = negative ? -INFINITY : INFINITY;
        *whole = false;
        return stm__text_word(text, c == 'i' ? "inf" : "Inf");
    }
    int num = take_digits(text, &digits, &exponent);
    if (stm__text_peek(text) == '.') {
        text->at++;
        *whole = false;
        int after = take_digits(text, &digits, &beyond);
        exponent -= after - beyond;
        num += after;
    }
    if (num == 0)
        return false;
    c = stm__text_peek(text);
    if (c == 'e' || c == 'E' || c == 'd' || c == 'D') {
        text->at++;
        *whole = false;
        if (!take_exponent(text, &exponent))
            return false;
    }
    double value =
        exponent == 0 || digits == 0 ? (double)digits : (double)digits * pow(10, exponent);
    if (value == 0 && digits != 0)
        value = DBL_MIN;
    *number = negative ? -value : value;
    return true;
}

bool stm__text_word(stm__text *text, const char *word)
{
    for (; *word != '\0'; word++) {
        if (*word == ' ') {
            stm__text_blanks(text);
            continue;
        }
        if (stm__text_peek(text) != *word)
            return false;
        text->at++;
    }
    return true;
}

stm_status stm__text_fail(stm__text *text, const char *wanted, stm_error *error)
{
    stm_status status = stm__input_status(text->input, error);
    if (status != STM_OK)
        return status;
    return stm__fail(error, STM_EINVAL, "%.200s:%" PRId64 ": must be %s%s", text->input->path,
                     text->line, wanted,
                     stm__text_peek(text) == STM__END ? ", and the file ends" : "");
}

stm__text *stm__text_new(stm__import *import)
{
    stm__text *text = malloc(sizeof *text);
    if (text != NULL) {
        text->input = import->input;
        text->line = 1;
        text->at = text->end = 0;
    }
    return text;
}

void stm__text_skip_line(stm__text *text)
{
    for (int c = stm__text_take(text); c != '\n' && c != STM__END;)
        c = stm__text_take(text);
}
