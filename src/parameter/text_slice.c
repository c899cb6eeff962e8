/* Copies texts, and finds where a value ends, stepping over quotes and counting parentheses. */
#include "parameter/text_slice.h"

#include <stdlib.h>

#include "parameter/kind.h"

char *stm__text_copy(stm_text text)
{
    char *copy = malloc(text.length + 1);
    if (copy == NULL)
        return NULL;
    memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    return copy;
}

int64_t stm__character(const char *whole, const char *at)
{
    int64_t number = 1;
    for (; whole < at; whole++)
        number += ((unsigned char)*whole & 0xc0) != 0x80;
    return number;
}

const char *stm__value_end(const char *at, const char *end, const char *stops)
{
    int depth = 0;
    for (; at < end; at++) {
        if (stm__is_quote(*at)) {
            const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
            if (close == NULL)
                return end;
            at = close;
        } else if (depth == 0 && strchr(stops, *at) != NULL) {
            return at;
        } else if (*at == '(') {
            depth++;
        } else if (*at == ')') {
            depth--;
        }
    }
    return end;
}
