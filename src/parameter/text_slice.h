/* Texts with a length, as the parts of a longer one are. */
#ifndef STM__PARAMETER_TEXT_SLICE_H
#define STM__PARAMETER_TEXT_SLICE_H

#include <stdbool.h>
#include <string.h>

#include <stmask/parameter.h>
#include <stmask/words.h>

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

/* How many bytes of a text messages show: 60 at most, and whole characters. */
static inline int stm__shown(stm_text text)
{
    return stm_words_cut(text.at, text.length, 60);
}

/* The number of the character at `at`, from 1, as messages count them. */
int64_t stm__character(const char *whole, const char *at);

/* The first character from `at` on that is one of `stops` and in neither quotes nor parentheses;
 * `end` where there is none. */
const char *stm__value_end(const char *at, const char *end, const char *stops);

#endif
