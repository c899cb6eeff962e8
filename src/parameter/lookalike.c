/* Looks the first character beyond ASCII up in a table of those that have a plain form. */
#include "parameter/lookalike.h"

#include <stdint.h>
#include <string.h>

#include "base/fail.h"
#include "parameter/text_slice.h"

typedef struct lookalike {
    uint32_t code;
    const char *name, *meant; /* NULL: it has to go */
} lookalike;

static const lookalike known[] = {
    {0x222a, "a union sign", "+"},
    {0x22c3, "a union sign", "+"},
    {0x2228, "an or sign", "+"},
    {0x2229, "an intersection sign", "&"},
    {0x22c2, "an intersection sign", "&"},
    {0x2227, "an and sign", "&"},
    {0x2212, "a minus sign", "-"},
    {0x2216, "a difference sign", "-"},
    {0x2010, "a hyphen", "-"},
    {0x2011, "a hyphen", "-"},
    {0x2012, "a figure dash", "-"},
    {0x2013, "an en dash", "-"},
    {0x2014, "an em dash", "-"},
    {0x2044, "a fraction slash", "/"},
    {0x2215, "a division slash", "/"},
    {0xd7, "a multiplication sign", "x"},
    {0x2018, "a curly quote", "'"},
    {0x2019, "a curly quote", "'"},
    {0x201c, "a curly quote", "\""},
    {0x201d, "a curly quote", "\""},
    {0xa0, "a no-break space", "a space"},
    {0x2003, "an em space", "a space"},
    {0x2009, "a thin space", "a space"},
    {0x202f, "a no-break space", "a space"},
    {0x3000, "a wide space", "a space"},
    {0xad, "a soft hyphen", NULL},
    {0x200b, "a space without width", NULL},
    {0x200c, "a joiner without width", NULL},
    {0x200d, "a joiner without width", NULL},
    {0x200e, "a mark of direction", NULL},
    {0x200f, "a mark of direction", NULL},
    {0x2060, "a joiner without width", NULL},
    {0xfeff, "a byte order mark", NULL},
};

/* The code of the character of UTF-8 at `at`, and its bytes; 0 where that is ASCII or none. */
static uint32_t code_at(const char *at, const char *end, int *bytes)
{
    const unsigned char *t = (const unsigned char *)at;
    *bytes = t[0] < 0xc2 ? 1 : t[0] < 0xe0 ? 2 : t[0] < 0xf0 ? 3 : 4;
    if (*bytes < 2 || *bytes > 3 || end - at < *bytes || (t[1] & 0xc0) != 0x80)
        return 0;
    if (*bytes == 2)
        return (t[0] & 0x1fu) << 6 | (t[1] & 0x3fu);
    return (t[2] & 0xc0) != 0x80 ? 0 : (t[0] & 0x0fu) << 12 | (t[1] & 0x3fu) << 6 | (t[2] & 0x3fu);
}

/* Whether the character is one; `plain` has room for what a fullwidth form stands for. */
static bool find(uint32_t code, char plain[2], lookalike *found)
{
    if (code >= 0xff01 && code <= 0xff5e) {
        plain[0] = (char)(code - 0xff01 + '!');
        plain[1] = '\0';
        *found = (lookalike){code, "a fullwidth form", plain};
        return true;
    }
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (known[k].code == code) {
            *found = known[k];
            return true;
        }
    return false;
}

void stm__lookalike_explain(const char *whole, const char *end, stm_error *error)
{
    if (error == NULL || error->position < 0 || error->position >= end - whole)
        return;
    const char *at = whole + error->position, *stop = stm__value_end(at, end, " \t\n\r+&),");
    int bytes;
    for (; at < stop; at += bytes) {
        lookalike found;
        char plain[2];
        uint32_t code = code_at(at, end, &bytes);
        if (code == 0 || !find(code, plain, &found))
            continue;
        int64_t number = stm__character(whole, at);
        if (found.meant == NULL)
            stm__fail_at(error, at - whole, "U+%04X at character %jd is %s: take it out",
                         (unsigned)code, (intmax_t)number, found.name);
        else
            stm__fail_at(error, at - whole, "'%.*s' at character %jd is %s: write %s", bytes, at,
                         (intmax_t)number, found.name, found.meant);
        return;
    }
}
