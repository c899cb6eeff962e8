/* Shows text character by character: what a terminal would obey or hide is escaped. */
#include <stmask/words.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

int stm_words_cut(const char *text, size_t length, int most)
{
    if (length <= (size_t)most)
        return (int)length;
    int cut = most;
    while (cut > 0 && cut > most - 4 && ((unsigned char)text[cut] & 0xc0) == 0x80)
        cut--;
    return ((unsigned char)text[cut] & 0xc0) == 0x80 ? most : cut; /* no UTF-8 at all */
}

/* The bytes of the character that text[at] begins; 0 where there is none within `length`. */
static size_t character_at(const char *text, size_t length, size_t at, uint32_t *code)
{
    char own[5] = {0};
    memcpy(own, text + at, length - at < 4 ? length - at : 4);
    size_t bytes = stm__utf8_character(own);
    static const unsigned char first[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    *code = (unsigned char)own[0] & first[bytes];
    for (size_t k = 1; k < bytes; k++)
        *code = *code << 6 | ((unsigned char)own[k] & 0x3f);
    return bytes;
}

/* Controls, and what has no shape of its own or turns text round. */
static bool is_hidden(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xad ||
           (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2060 && code <= 0x206f) || code == 0xfeff ||
           (code >= 0xe0000 && code <= 0xe0fff);
}

static bool is_wide(uint32_t code)
{
    static const uint32_t wide[][2] = {{0x1100, 0x115f},  {0x2e80, 0x303e}, {0x3041, 0xa4cf},
                                       {0xac00, 0xd7a3},  {0xf900, 0xfaff}, {0xfe30, 0xfe6f},
                                       {0xff00, 0xff60},  {0xffe0, 0xffe6}, {0x1f300, 0x1faff},
                                       {0x20000, 0x3fffd}};
    for (size_t k = 0; k < sizeof wide / sizeof *wide; k++)
        if (code >= wide[k][0] && code <= wide[k][1])
            return true;
    return false;
}

size_t stm_words_show(char *shown, size_t capacity, const char *text, size_t length)
{
    size_t used = 0;
    for (size_t at = 0; at < length;) {
        char escape[16];
        uint32_t code;
        size_t bytes = character_at(text, length, at, &code);
        const char *piece = text + at;
        size_t size = bytes;
        if (bytes == 0 || is_hidden(code)) {
            const char *form = bytes < 2 ? "\\x%02x" : code > 0xffff ? "\\U%08x" : "\\u%04x";
            const char *named = code == '\n' ? "\\n" : code == '\t' ? "\\t" : "\\r";
            unsigned value = bytes < 2 ? (unsigned char)text[at] : code;
            if (bytes == 1 && (code == '\n' || code == '\t' || code == '\r'))
                snprintf(escape, sizeof escape, "%s", named);
            else
                snprintf(escape, sizeof escape, form, value);
            piece = escape;
            size = strlen(escape);
        }
        if (used + size >= capacity)
            break;
        memcpy(shown + used, piece, size);
        used += size;
        at += bytes == 0 ? 1 : bytes;
    }
    if (capacity > 0)
        shown[used] = '\0';
    return used;
}

size_t stm_words_columns(const char *text, size_t length)
{
    size_t columns = 0;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t bytes = character_at(text, length, at, &code);
        columns += bytes == 0 || !is_wide(code) ? 1 : 2;
        at += bytes == 0 ? 1 : bytes;
    }
    return columns;
}
