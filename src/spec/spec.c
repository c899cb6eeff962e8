#include <stmask/spec.h>

#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "pattern/arguments.h"

/* "normal, strided, ..." */
static void list_patterns(char *text, size_t capacity)
{
    size_t num, used = 0;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    text[0] = '\0';
    for (size_t k = 0; k < num && used < capacity; k++)
        used += (size_t)snprintf(text + used, capacity - used, "%s%s", k == 0 ? "" : ", ",
                                 patterns[k]->name);
}

static stm_status unknown_pattern(const char *spec, size_t length, stm_error *error)
{
    char known[256];
    list_patterns(known, sizeof known);
    if (length == 0)
        return stm__fail_at(error, 0, "spec '%.*s': needs the name of a pattern first: %s",
                            stm__shown(strlen(spec)), spec, known);
    return stm__fail_at(error, 0, "pattern '%.*s': is not known; there are %s", stm__shown(length),
                        spec, known);
}

stm_status stm_spec_parse(const char *spec, const stm_pattern **pattern, stm_arguments *arguments,
                          stm_error *error)
{
    size_t length = strcspn(spec, ":");
    const stm_pattern *found = stm_pattern_find(spec, length);
    if (found == NULL)
        return unknown_pattern(spec, length, error);
    stm_arguments values = stm_pattern_defaults(found);
    stm_status status = stm__arguments_parse(spec, spec + length, found->name, found->parameters,
                                             found->num_parameters, &values, error);
    if (status != STM_OK)
        return status;
    *pattern = found;
    *arguments = values;
    return STM_OK;
}

stm_status stm_mask_from_spec(const char *spec, int64_t size, stm_mask **mask, stm_error *error)
{
    const stm_pattern *pattern;
    stm_arguments arguments;
    stm_status status = stm_spec_parse(spec, &pattern, &arguments, error);
    if (status != STM_OK)
        return status;
    return stm_mask_new(pattern, &arguments, size, mask, error);
}

int stm_spec_format(const stm_pattern *pattern, const stm_arguments *arguments, char *text,
                    size_t capacity)
{
    int used = snprintf(text, capacity, "%s", pattern->name);
    size_t at = (size_t)used < capacity ? (size_t)used : capacity;
    return used + stm__arguments_format(pattern->parameters, pattern->num_parameters, arguments,
                                        capacity == 0 ? NULL : text + at, capacity - at);
}
