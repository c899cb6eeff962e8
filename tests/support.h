/* What the tests share: cmocka with what it wants included first, random numbers, captured text. */
#ifndef STMASK_TESTS_SUPPORT_H
#define STMASK_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stmask/stmask.h>

#define ASSERT_OK(call) assert_int_equal(call, STM_OK)

/* The call fails so, and says exactly that. */
#define ASSERT_FAILS(call, status, error, text)                                                    \
    do {                                                                                           \
        assert_int_equal(call, status);                                                            \
        assert_string_equal((error).message, text);                                                \
    } while (0)

/* How NumPy marks numbers in this machine's order, which the tests write as they lie in memory. */
#define HIGHEST_FIRST (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define NATIVE ">"
#else
#define NATIVE "<"
#endif

/* xorshift64*: the same numbers everywhere, from a fixed seed. */
static inline uint64_t random_bits(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

/* From least to most, both included. */
static inline int64_t random_between(uint64_t *state, int64_t least, int64_t most)
{
    return least + (int64_t)(random_bits(state) % (uint64_t)(most - least + 1));
}

/* Text that an output hands on, kept with a NUL at its end. */
typedef struct captured {
    char *text;
    size_t length, capacity;
} captured;

static inline int capture(void *context, const void *data, size_t size)
{
    captured *to = context;
    if (to->length + size >= to->capacity) {
        size_t capacity = 2 * (to->length + size + 1);
        char *text = realloc(to->text, capacity);
        if (text == NULL)
            return 1;
        to->text = text;
        to->capacity = capacity;
    }
    memcpy(to->text + to->length, data, size);
    to->length += size;
    to->text[to->length] = '\0';
    return 0;
}

/* The mask of a pattern by name, with up to two whole-number arguments (0: the default); of a
 * pattern that needs more than these something small, and in the place of a file, or of what cannot
 * have the size, a strided mask. */
static inline stm_mask *new_mask(const char *name, int64_t first, int64_t second, int64_t size)
{
    const stm_pattern *pattern = stm_pattern_find(name);
    assert_non_null(pattern);
    stm_arguments arguments = stm_pattern_defaults(pattern);
    int64_t given[] = {first, second};
    for (int k = 0; k < 2 && k < pattern->parameters.num; k++)
        if (pattern->parameters.items[k].type == STM_PARAMETER_INTEGER && given[k] != 0)
            arguments.integer[k] = given[k];
    if (strcmp(name, "neighborhood_2d") == 0) {
        arguments.integer[0] = 1;
        arguments.integer[1] = size;
    }
    char shape[40], spec[100];
    int length = snprintf(shape, sizeof shape, "1x%jd", (intmax_t)size);
    for (int k = 0; k < pattern->parameters.num; k++) {
        const stm_parameter *p = &pattern->parameters.items[k];
        if (strcmp(p->name, "shape") == 0)
            arguments.text[k] = (stm_text){shape, (size_t)length};
        else if (p->example != NULL && arguments.text[k].length == 0)
            arguments.text[k] = (stm_text){"1", 1};
    }
    stm_mask *mask = NULL;
    bool blocks = strcmp(name, "blocks") == 0;
    if (pattern->row != NULL && stm_mask_new(pattern, &arguments, size, &mask, NULL) == STM_OK)
        return mask;
    snprintf(spec, sizeof spec, "%sstrided:window_size=%jd,stride=%jd%s",
             blocks ? "blocks:of=(" : "", (intmax_t)(first == 0 ? 32 : first),
             (intmax_t)(second == 0 ? 32 : second), blocks ? "),block=3" : "");
    ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
    return mask;
}

#endif
