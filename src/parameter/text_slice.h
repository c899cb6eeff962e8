/* Texts with a length, as the parts of a longer one are. */
#ifndef STM__PARAMETER_TEXT_SLICE_H
#define STM__PARAMETER_TEXT_SLICE_H

#include <stdbool.h>
#include <string.h>

#include <stmask/parameter.h>

static inline stm_text stm__text(const char *words)
{
    return (stm_text){words, strlen(words)};
}

static inline bool stm__text_is(stm_text text, const char *words)
{
    return strlen(words) == text.length && memcmp(words, text.at, text.length) == 0;
}

/* A copy of one's own, with a NUL behind it, or NULL. */
char *stm__text_copy(stm_text text);

/* Names in messages are cut to this many bytes. */
static inline int stm__shown(size_t length)
{
    return length > 60 ? 60 : (int)length;
}

/* The first character from `at` on that is one of `stops` and in neither quotes nor parentheses;
 * `end` where there is none. */
const char *stm__value_end(const char *at, const char *end, const char *stops);

#endif
