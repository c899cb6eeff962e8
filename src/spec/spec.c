#include <stmask/spec.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <stmask/number.h>

#include "base/fail.h"

/* Names in messages are cut to this many bytes. */
#define SHOWN 60

static int shown(size_t length)
{
    return length > SHOWN ? SHOWN : (int)length;
}

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

static void list_parameters(const stm_pattern *pattern, char *text, size_t capacity)
{
    size_t used = 0;
    snprintf(text, capacity, "no parameters");
    for (int k = 0; k < pattern->num_parameters && used < capacity; k++)
        used += (size_t)snprintf(text + used, capacity - used, "%s%s", k == 0 ? "" : ", ",
                                 pattern->parameters[k].name);
}

static stm_status unknown_pattern(const char *spec, size_t length, stm_error *error)
{
    char known[256];
    list_patterns(known, sizeof known);
    if (length == 0)
        return stm__fail_at(error, 0, "spec '%.*s': needs the name of a pattern first: %s",
                            shown(strlen(spec)), spec, known);
    return stm__fail_at(error, 0, "pattern '%.*s': is not known; there are %s", shown(length), spec,
                        known);
}

/* One `key=value` at `at`, up to `end`. */
static stm_status parse_parameter(const char *spec, const char *at, const char *end,
                                  const stm_pattern *pattern, stm_arguments *arguments,
                                  unsigned *given, stm_error *error)
{
    char known[256];
    const char *equals = memchr(at, '=', (size_t)(end - at));
    size_t length = (size_t)((equals == NULL ? end : equals) - at);
    int k = stm_pattern_parameter(pattern, at, length);
    list_parameters(pattern, known, sizeof known);
    if (length == 0)
        return stm__fail_at(error, at - spec,
                            "%s: a key=value is missing at character %td; it has %s", pattern->name,
                            at - spec + 1, known);
    if (k < 0)
        return stm__fail_at(error, at - spec,
                            "%s: '%.*s' at character %td is no parameter of it; it has %s",
                            pattern->name, shown(length), at, at - spec + 1, known);
    if (equals == NULL)
        return stm__fail_at(error, end - spec, "%s: %s needs a value, as in %s=%" PRId64,
                            pattern->name, pattern->parameters[k].name, pattern->parameters[k].name,
                            pattern->parameters[k].default_value);
    if (*given & 1u << k)
        return stm__fail_at(error, at - spec, "%s: %s is given twice, again at character %td",
                            pattern->name, pattern->parameters[k].name, at - spec + 1);
    *given |= 1u << k;
    stm_status status =
        stm_number_parse(pattern->parameters[k].name, equals + 1, (size_t)(end - equals - 1),
                         pattern->parameters[k].minimum, pattern->parameters[k].maximum, NULL,
                         &arguments->integer[k], error);
    if (status != STM_OK && error != NULL)
        error->position = equals + 1 - spec;
    return status;
}

stm_status stm_spec_parse(const char *spec, const stm_pattern **pattern, stm_arguments *arguments,
                          stm_error *error)
{
    size_t length = strcspn(spec, ":");
    const stm_pattern *found = stm_pattern_find(spec, length);
    if (found == NULL)
        return unknown_pattern(spec, length, error);
    stm_arguments values = stm_pattern_defaults(found);
    unsigned given = 0;
    const char *at = spec + length;
    while (*at != '\0') { /* at a ':' or a ',' */
        const char *end = at + 1 + strcspn(at + 1, ",");
        stm_status status = parse_parameter(spec, at + 1, end, found, &values, &given, error);
        if (status != STM_OK)
            return status;
        at = end;
    }
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
    for (int k = 0; k < pattern->num_parameters; k++) {
        size_t at = (size_t)used < capacity ? (size_t)used : capacity;
        used += snprintf(capacity == 0 ? NULL : text + at, capacity - at, "%c%s=%" PRId64,
                         k == 0 ? ':' : ',', pattern->parameters[k].name, arguments->integer[k]);
    }
    return used;
}
