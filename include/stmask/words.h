/* Words that a person typed: what they may have meant, and how messages show them. */
#ifndef STMASK_WORDS_H
#define STMASK_WORDS_H

#include <stddef.h>

#include <stmask/export.h>

/* The word that was meant, of those there are. Set `text` and `length`, the rest to zero; offer the
 * words one after the other; then read `word`. */
typedef struct stm_guess {
    const char *text; /* what was typed, `length` bytes */
    size_t length;
    const char *word; /* the nearest so far, the first of equals; NULL where none is near */
    int distance;
} stm_guess;

/* A word is near where few letters have to be put in, taken out, changed or swapped with the next
 * (optimal string alignment): none of one or two letters, else a third of them, but at least one.
 * One that begins with three letters or more that were typed is as near as one change. Capitals
 * count as small letters, and `_`, `-` and spaces as nothing. O(length of both). */
STM_API void stm_guess_offer(stm_guess *guess, const char *word);

/* How many bytes of a text, `most` at most, end at the end of a character of UTF-8. */
STM_API int stm_words_cut(const char *text, size_t length, int most);

/* Writes a text with a NUL into shown[capacity] as one line that does nothing to a terminal:
 * control characters, those that hide or turn the direction of text, and bytes that are no UTF-8
 * are written as \n, \x1b, \u202e. What has no room is left out, whole characters at a time.
 * Returns the number of bytes written, without the NUL. */
STM_API size_t stm_words_show(char *shown, size_t capacity, const char *text, size_t length);

/* The columns that a shown text takes on a terminal: two for each wide character. */
STM_API size_t stm_words_columns(const char *text, size_t length);

#endif
