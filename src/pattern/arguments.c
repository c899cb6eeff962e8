#include "pattern/arguments.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <stmask/number.h>

#include "base/fail.h"

int stm__parameter_find(const stm_parameter *parameters, int num_parameters, const char *name,
                        size_t length)
{
    for (int k = 0; k < num_parameters; k++)
        if (strlen(parameters[k].name) == length && memcmp(parameters[k].name, name, length) == 0)
            return k;
    return -1;
}

stm_arguments stm__arguments_defaults(const stm_parameter *parameters, int num_parameters)
{
    stm_arguments arguments = {{0}};
    for (int k = 0; k < num_parameters; k++)
        arguments.integer[k] = parameters[k].default_value;
    return arguments;
}

stm_status stm__arguments_check(const stm_parameter *parameters, int num_parameters,
                                const stm_arguments *arguments, stm_error *error)
{
    for (int k = 0; k < num_parameters; k++) {
        const stm_parameter *p = &parameters[k];
        int64_t value = arguments->integer[k];
        if (value < p->minimum || value > p->maximum)
            return stm__fail(error, STM_EINVAL,
                             "%s %" PRId64 ": must be from %" PRId64 " to %" PRId64, p->name, value,
                             p->minimum, p->maximum);
    }
    return STM_OK;
}

static void list_names(const stm_parameter *parameters, int num_parameters, char *text,
                       size_t capacity)
{
    size_t used = 0;
    snprintf(text, capacity, "no parameters");
    for (int k = 0; k < num_parameters && used < capacity; k++)
        used += (size_t)snprintf(text + used, capacity - used, "%s%s", k == 0 ? "" : ", ",
                                 parameters[k].name);
}

/* One `key=value` at `at`, up to `end`. */
static stm_status parse_one(const char *whole, const char *at, const char *end, const char *owner,
                            const stm_parameter *parameters, int num_parameters,
                            stm_arguments *arguments, unsigned *given, stm_error *error)
{
    char known[256];
    const char *equals = memchr(at, '=', (size_t)(end - at));
    size_t length = (size_t)((equals == NULL ? end : equals) - at);
    int k = stm__parameter_find(parameters, num_parameters, at, length);
    list_names(parameters, num_parameters, known, sizeof known);
    if (length == 0)
        return stm__fail_at(error, at - whole,
                            "%s: a key=value is missing at character %td; it has %s", owner,
                            at - whole + 1, known);
    if (k < 0)
        return stm__fail_at(error, at - whole,
                            "%s: '%.*s' at character %td is no parameter of it; it has %s", owner,
                            stm__shown(length), at, at - whole + 1, known);
    const stm_parameter *p = &parameters[k];
    if (equals == NULL)
        return stm__fail_at(error, end - whole, "%s: %s needs a value, as in %s=%" PRId64, owner,
                            p->name, p->name, p->default_value);
    if (*given & 1u << k)
        return stm__fail_at(error, at - whole, "%s: %s is given twice, again at character %td",
                            owner, p->name, at - whole + 1);
    *given |= 1u << k;
    stm_status status =
        stm_number_parse(p->name, equals + 1, (size_t)(end - equals - 1), p->minimum, p->maximum,
                         NULL, &arguments->integer[k], error);
    if (status != STM_OK && error != NULL)
        error->position = equals + 1 - whole;
    return status;
}

stm_status stm__arguments_parse(const char *whole, const char *text, const char *owner,
                                const stm_parameter *parameters, int num_parameters,
                                stm_arguments *arguments, stm_error *error)
{
    stm_arguments values = *arguments;
    unsigned given = 0;
    for (const char *at = text; *at != '\0';) { /* at a ':' or a ',' */
        const char *end = at + 1 + strcspn(at + 1, ",");
        stm_status status = parse_one(whole, at + 1, end, owner, parameters, num_parameters,
                                      &values, &given, error);
        if (status != STM_OK)
            return status;
        at = end;
    }
    *arguments = values;
    return STM_OK;
}

int stm__arguments_format(const stm_parameter *parameters, int num_parameters,
                          const stm_arguments *arguments, char *text, size_t capacity)
{
    int used = 0;
    if (capacity > 0)
        text[0] = '\0';
    for (int k = 0; k < num_parameters; k++) {
        size_t at = (size_t)used < capacity ? (size_t)used : capacity;
        used += snprintf(capacity == 0 ? NULL : text + at, capacity - at, "%c%s=%" PRId64,
                         k == 0 ? ':' : ',', parameters[k].name, arguments->integer[k]);
    }
    return used;
}
