/* Masks of sets: of a head, and of a name in a spec. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "mask/mask.h"
#include "parameter/text_slice.h"
#include "spec/parser.h"
#include "spec/set.h"

/* The mask of a line. What is wrong there is told with the file and the line. */
static stm_status line_mask(const stm_set *set, int64_t line, stm_maker *maker, stm_mask **mask,
                            stm_error *error)
{
    const char *spec = set->lines[line].spec;
    stm_maker outer = *maker;
    stm_error own;
    maker->set = set;
    maker->line = line;
    stm_status status = ++maker->depth > STM_SPEC_MAX_DEPTH
                            ? stm__fail(&own, STM_EINVAL, "sets name each other more than %d deep",
                                        STM_SPEC_MAX_DEPTH)
                            : stm__spec_mask(spec, stm__text(spec), maker, mask, &own);
    maker->set = outer.set;
    maker->line = outer.line;
    maker->depth = outer.depth;
    if (status == STM_OK)
        return STM_OK;
    if (maker->told)
        return stm__fail(error, status, "%.500s", own.message);
    maker->told = true;
    return stm__fail(error, status, "%.150s line %" PRId64 ": %.320s", set->path,
                     set->lines[line].number, own.message);
}

/* The line of a name before line `end`, or -1. */
static int64_t find_name(const stm_set *set, int64_t end, stm_text name)
{
    int64_t line = stm__set_find_name(set, name);
    return line < end ? line : -1;
}

static stm_status unknown_name(const stm_set *set, stm_text name, stm_error *error)
{
    stm_guess guess = {.text = name.at, .length = name.length};
    for (int64_t k = 0; k < set->num; k++)
        if (set->lines[k].name != NULL)
            stm_guess_offer(&guess, set->lines[k].name);
    if (guess.word != NULL)
        return stm__fail(error, STM_EINVAL, "'%.*s': is no name of %.200s; did you mean %.60s?",
                         stm__shown(name), name.at, set->path, guess.word);
    return stm__fail(error, STM_EINVAL, "'%.*s': is no name of %.300s", stm__shown(name), name.at,
                     set->path);
}

stm_status stm__spec_of_name(stm_text name, stm_maker *maker, bool *found, stm_mask **mask,
                             stm_error *error)
{
    int64_t line = maker->set == NULL ? -1 : find_name(maker->set, maker->line, name);
    *found = line >= 0;
    return line < 0 ? STM_OK : line_mask(maker->set, line, maker, mask, error);
}

stm_status stm__spec_of_set(const char *whole, stm_text text, stm_maker *maker, stm_mask **mask,
                            stm_error *error)
{
    const char *end = text.at + text.length, *colon = stm__value_end(text.at, end, ":");
    stm_text path = {text.at, (size_t)(colon - text.at)};
    int64_t position = text.at - 1 - whole;
    if (path.length >= 2 && (path.at[0] == '"' || path.at[0] == '\''))
        path = (stm_text){path.at + 1, path.length - 2};
    if (path.length == 0 || colon == end || colon + 1 == end)
        return stm__fail_at(error, position,
                            "'@%.*s' at character %" PRId64
                            ": must be @FILE:NAME, a name of the set in the file",
                            stm__shown(text), text.at, stm__character(whole, text.at - 1));
    char *copy = stm__text_copy(path);
    if (copy == NULL)
        return stm__fail_memory(error, "set");
    stm_set *set = NULL;
    stm_status status = stm_set_read(copy, &set, error);
    free(copy);
    if (status == STM_OK) {
        stm_text name = {colon + 1, (size_t)(end - colon - 1)};
        int64_t line = find_name(set, set->num, name);
        if (line < 0)
            status = unknown_name(set, name, error);
        else
            status = line_mask(set, line, maker, mask, error);
    }
    stm_set_free(set);
    if (status == STM_EINVAL && error != NULL)
        error->position = position;
    return status;
}

stm_status stm_set_own_size(const stm_set *set, int64_t *size, stm_error *error)
{
    stm_maker maker = {.probe = true};
    stm_status status = STM_OK;
    for (int64_t line = 0; line < set->num && status == STM_OK; line++) {
        stm_mask *mask = NULL;
        if (set->lines[line].name != NULL)
            continue;
        maker.operands = 0;
        status = line_mask(set, line, &maker, &mask, error);
        stm_mask_free(mask);
    }
    if (status == STM_OK)
        *size = maker.size;
    return status;
}

stm_status stm_set_mask(const stm_set *set, int64_t layer, int64_t head, int64_t size,
                        stm_mask **mask, stm_error *error)
{
    if (stm_set_spec(set, layer, head) == NULL)
        return stm__fail(error, STM_EINVAL,
                         "%.200s: layer %" PRId64 " head %" PRId64 ": there is no such head",
                         set->path, layer, head);
    stm_status status = stm__size_check(size, error);
    if (status != STM_OK)
        return status;
    stm_maker maker = {.size = size};
    stm_mask *new = NULL;
    status = line_mask(set, set->owner[layer * set->heads + head], &maker, &new, error);
    if (status == STM_OK)
        status = stm__spec_narrow(&maker, &new, error);
    if (status == STM_OK)
        *mask = new;
    else
        stm_mask_free(new);
    return status;
}
