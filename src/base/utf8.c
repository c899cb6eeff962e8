/* Makes text valid UTF-8: bytes that are none, and control characters, become `?`. */
#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

size_t stm__utf8_character(const char *text)
{
    const unsigned char *t = (const unsigned char *)text;
    unsigned char c = t[0];
    size_t length = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
    for (size_t k = 1; k < length; k++)
        if ((t[k] & 0xc0) != 0x80)
            return 0;
    /* Overlong forms, surrogates, and what lies beyond U+10FFFF. */
    if ((c == 0xe0 && t[1] < 0xa0) || (c == 0xed && t[1] > 0x9f) || (c == 0xf0 && t[1] < 0x90) ||
        (c == 0xf4 && t[1] > 0x8f))
        return 0;
    return length;
}

void stm__utf8_clean(char *to, const char *text)
{
    while (*text != '\0') {
        const unsigned char *t = (const unsigned char *)text;
        size_t length = stm__utf8_character(text);
        bool control =
            (*t < 0x20 && *t != '\n') || *t == 0x7f || (length == 2 && t[0] == 0xc2 && t[1] < 0xa0);
        if (length == 0 || control) {
            *to++ = *text == '\t' ? ' ' : '?';
        } else {
            memcpy(to, text, length);
            to += length;
        }
        text += length == 0 ? 1 : length;
    }
    *to = '\0';
}
