/* The lines of a set. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/number.h>

#include "base/fail.h"
#include "base/grow.h"
#include "parameter/text_slice.h"
#include "spec/registry.h"
#include "spec/set.h"

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

static stm_text trim(stm_text text)
{
    while (text.length > 0 && strchr(" \t\r", text.at[0]) != NULL)
        text = (stm_text){text.at + 1, text.length - 1};
    while (text.length > 0 && strchr(" \t\r", text.at[text.length - 1]) != NULL)
        text.length--;
    return text;
}

/* Takes the first word off `text`. */
static stm_text take_word(stm_text *text)
{
    size_t length = 0;
    while (length < text->length && strchr(" \t", text->at[length]) == NULL)
        length++;
    stm_text word = {text->at, length};
    *text = trim((stm_text){text->at + length, text->length - length});
    return word;
}

/* The number behind a word of `text`, where that comes first. */
static stm_status read_count(const char *word, stm_text *text, int64_t least, int64_t most,
                             int64_t *number, stm_error *error)
{
    stm_text rest = *text, first = take_word(&rest);
    if (!stm__text_is(first, word))
        return STM_OK;
    first = take_word(&rest);
    *text = rest;
    return stm_number_parse(word, first.at, first.length, least, most, NULL, number, error);
}

/* `5`, `0-3`, `0/2/4`, `0-47 every 4 offset 3` after the word layer or head. */
static stm_status read_some(const char *what, stm_text *text, stm__set_some *some, stm_error *error)
{
    stm_text word = take_word(text);
    if (some->ranges != NULL)
        return stm__fail(error, STM_EINVAL, "%s is given twice", what);
    stm_status status = stm__list_read(what, word, 0, STM_SET_MAX_HEADS - 1, &some->ranges, error);
    if (status == STM_OK)
        status = read_count("every", text, 1, STM_SET_MAX_HEADS, &some->every, error);
    if (status == STM_OK)
        status = read_count("offset", text, 0, some->every - 1, &some->offset, error);
    return status;
}

static stm_status read_name(stm_text name, stm__set_line *line, stm_error *error)
{
    if (strspn(name.at, letters) < name.length)
        return stm__fail(
            error, STM_EINVAL,
            "'%.*s': a name is letters, digits and _ only; or head 0-3, layer 2 head 5",
            stm__shown(name), name.at);
    if (stm__pattern_named(name) != NULL || stm__text_is(name, "head") ||
        stm__text_is(name, "layer"))
        return stm__fail(error, STM_EINVAL, "'%.*s': is a name that specs have already",
                         stm__shown(name), name.at);
    line->name = stm__text_copy(name);
    return line->name == NULL ? stm__fail_memory(error, "set") : STM_OK;
}

/* What stands before the `=`. */
static stm_status read_owner(stm_text text, stm__set_line *line, stm_error *error)
{
    stm_status status = STM_OK;
    stm_text rest = text, word = take_word(&rest);
    if (rest.length == 0)
        return word.length == 0 ? stm__fail(error, STM_EINVAL, "a name is missing before the =")
                                : read_name(word, line, error);
    for (;;) {
        if (stm__text_is(word, "layer"))
            status = read_some("layer", &rest, &line->layers, error);
        else if (stm__text_is(word, "head"))
            status = read_some("head", &rest, &line->heads, error);
        else
            return read_name(text, line, error);
        if (status != STM_OK || rest.length == 0)
            return status;
        word = take_word(&rest);
    }
}

static stm_status read_line(stm_set *set, stm_text text, int64_t number, stm_error *error)
{
    const char *equals = memchr(text.at, '=', text.length);
    if (equals == NULL)
        return stm__fail(error, STM_EINVAL, "'%.*s': must be NAME = SPEC or head 0-3 = SPEC",
                         stm__shown(text), text.at);
    if (!stm__grow(&set->lines, &set->capacity, set->num + 1, sizeof *set->lines))
        return stm__fail_memory(error, "set");
    size_t before = (size_t)(equals - text.at);
    stm_text spec = trim((stm_text){equals + 1, text.length - before - 1});
    stm__set_line line = {.layers = {.every = 1}, .heads = {.every = 1}, .number = number};
    if (spec.length == 0)
        return stm__fail(error, STM_EINVAL, "a spec is missing after the =");
    stm_status status = read_owner(trim((stm_text){text.at, before}), &line, error);
    if (status == STM_OK && (line.spec = stm__text_copy(spec)) == NULL)
        status = stm__fail_memory(error, "set");
    if (status == STM_OK)
        set->lines[set->num++] = line;
    else
        stm__set_line_clear(&line);
    return status;
}

stm_status stm__set_parse(stm_set *set, const char *text, size_t length, stm_error *error)
{
    const char *end = text + length;
    if (memchr(text, '\0', length) != NULL)
        return stm__fail(error, STM_EINVAL, "%.200s: is no text", set->path);
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        return stm__fail(error, STM_EINVAL,
                         "%.200s: begins with a byte order mark: save it as UTF-8 without one",
                         set->path);
    for (int64_t number = 1; text < end; number++) {
        stm_error own;
        size_t here = strcspn(text, "\n");
        const char *stop = stm__value_end(text, text + here, "#");
        stm_text line = trim((stm_text){text, (size_t)(stop - text)});
        if (line.length > 0) {
            stm_status status = read_line(set, line, number, &own);
            if (status != STM_OK)
                return stm__fail(error, status, "%.200s line %" PRId64 ": %.250s", set->path,
                                 number, own.message);
        }
        text += here + (text + here < end);
    }
    return STM_OK;
}
