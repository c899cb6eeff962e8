#include "pattern/arguments.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <stmask/number.h>

#include "base/fail.h"
#include "pattern/list.h"

int stm__parameter_find(const stm_parameter *parameters, int num_parameters, const char *name,
                        size_t length)
{
    for (int k = 0; k < num_parameters; k++)
        if (strlen(parameters[k].name) == length && memcmp(parameters[k].name, name, length) == 0)
            return k;
    return -1;
}

static bool is_text(const stm_parameter *p)
{
    return p->type == STM_PARAMETER_LIST || p->type == STM_PARAMETER_TEXT ||
           p->type == STM_PARAMETER_SPEC;
}

stm_arguments stm__arguments_defaults(const stm_parameter *parameters, int num_parameters)
{
    stm_arguments arguments = {.prepared = NULL};
    for (int k = 0; k < num_parameters; k++) {
        const stm_parameter *p = &parameters[k];
        arguments.integer[k] = p->default_value;
        if (is_text(p) && p->default_text != NULL)
            arguments.text[k] = (stm_text){p->default_text, strlen(p->default_text)};
    }
    return arguments;
}

static stm_status check_integer(const stm_parameter *p, int64_t value, stm_error *error)
{
    if (value >= p->minimum && value <= p->maximum)
        return STM_OK;
    return stm__fail(error, STM_EINVAL, "%s %" PRId64 ": must be from %" PRId64 " to %" PRId64,
                     p->name, value, p->minimum, p->maximum);
}

stm_status stm__arguments_check(const stm_parameter *parameters, int num_parameters,
                                const stm_arguments *arguments, stm_error *error)
{
    stm_status status = STM_OK;
    for (int k = 0; k < num_parameters && status == STM_OK; k++) {
        const stm_parameter *p = &parameters[k];
        if (is_text(p)) {
            if (arguments->text[k].at == NULL)
                status =
                    stm__fail(error, STM_EINVAL,
                              p->type == STM_PARAMETER_SPEC ? "%s: has to be given, as in %s=(%s)"
                                                            : "%s: has to be given, as in %s=%s",
                              p->name, p->name, p->example);
        } else if (p->type == STM_PARAMETER_PAIR) {
            status = check_integer(p, stm_pair_rows(arguments->integer[k]), error);
            if (status == STM_OK)
                status = check_integer(p, stm_pair_columns(arguments->integer[k]), error);
        } else {
            status = check_integer(p, arguments->integer[k], error);
        }
    }
    return status;
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

static stm_status parse_choice(const stm_parameter *p, stm_text value, int64_t *choice,
                               stm_error *error)
{
    char known[256] = "";
    size_t used = 0;
    for (int k = 0; p->choices[k] != NULL; k++) {
        if (strlen(p->choices[k]) == value.length &&
            memcmp(p->choices[k], value.at, value.length) == 0) {
            *choice = k;
            return STM_OK;
        }
        if (used < sizeof known)
            used += (size_t)snprintf(known + used, sizeof known - used, "%s%s",
                                     k == 0 ? "" : " or ", p->choices[k]);
    }
    return stm__fail(error, STM_EINVAL, "%s '%.*s': must be %s", p->name, stm__shown(value.length),
                     value.at, known);
}

static stm_status parse_pair(const stm_parameter *p, stm_text value, int64_t *pair,
                             stm_error *error)
{
    int64_t rows, columns;
    const char *x = memchr(value.at, 'x', value.length);
    size_t first = x == NULL ? value.length : (size_t)(x - value.at);
    stm_status status =
        stm_number_parse(p->name, value.at, first, p->minimum, p->maximum, NULL, &rows, error);
    columns = rows;
    if (status == STM_OK && x != NULL)
        status = stm_number_parse(p->name, x + 1, value.length - first - 1, p->minimum, p->maximum,
                                  NULL, &columns, error);
    if (status == STM_OK)
        *pair = stm_pair(rows, columns);
    return status;
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

static stm_status parse_text(const stm_parameter *p, stm_text value, stm_text *text,
                             stm_error *error)
{
    bool spec = p->type == STM_PARAMETER_SPEC;
    if (spec && value.length > 0 && value.at[0] == '(' && value.at[value.length - 1] != ')')
        return stm__fail(error, STM_EINVAL, "%s: the parenthesis is not closed", p->name);
    if (spec && (value.length < 2 || value.at[0] != '(' || value.at[value.length - 1] != ')'))
        return stm__fail(error, STM_EINVAL, "%s: needs a mask in parentheses, as in %s=(%s)",
                         p->name, p->name, p->example);
    bool quoted = !spec && value.length > 0 && is_quote(value.at[0]);
    if (quoted &&
        memchr(value.at + 1, value.at[0], value.length - 1) != &value.at[value.length - 1])
        return stm__fail(error, STM_EINVAL, "%s: the quote has to close at the end of the value",
                         p->name);
    if (spec || quoted)
        value = (stm_text){value.at + 1, value.length - 2};
    if (value.length == 0)
        return stm__fail(error, STM_EINVAL, "%s: is empty; it needs a value, as in %s=%s%s%s",
                         p->name, p->name, spec ? "(" : "", p->example, spec ? ")" : "");
    *text = value;
    return STM_OK;
}

static stm_status parse_value(const stm_parameter *p, stm_text value, int k,
                              stm_arguments *arguments, stm_error *error)
{
    switch (p->type) {
    case STM_PARAMETER_INTEGER:
        break;
    case STM_PARAMETER_CHOICE:
        return parse_choice(p, value, &arguments->integer[k], error);
    case STM_PARAMETER_PAIR:
        return parse_pair(p, value, &arguments->integer[k], error);
    case STM_PARAMETER_LIST:
        arguments->text[k] = value;
        return stm__list_read(p->name, value, NULL, error);
    case STM_PARAMETER_TEXT:
    case STM_PARAMETER_SPEC:
        return parse_text(p, value, &arguments->text[k], error);
    }
    return stm_number_parse(p->name, value.at, value.length, p->minimum, p->maximum, NULL,
                            &arguments->integer[k], error);
}

/* Writes a value of the parameter, as messages show one. */
static void show_example(const stm_parameter *p, char *text, size_t capacity)
{
    if (is_text(p))
        snprintf(text, capacity, p->type == STM_PARAMETER_SPEC ? "(%s)" : "%s", p->example);
    else if (p->type == STM_PARAMETER_CHOICE)
        snprintf(text, capacity, "%s", p->choices[p->default_value]);
    else if (p->type == STM_PARAMETER_PAIR)
        snprintf(text, capacity, "%" PRId64 "x%" PRId64, stm_pair_rows(p->default_value),
                 stm_pair_columns(p->default_value));
    else
        snprintf(text, capacity, "%" PRId64, p->default_value);
}

/* One `key=value` at `at`, up to `end`. */
static stm_status parse_one(const char *whole, const char *at, const char *end, const char *owner,
                            const stm_parameter *parameters, int num_parameters,
                            stm_arguments *arguments, unsigned *given, stm_error *error)
{
    char known[256], example[64];
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
    show_example(p, example, sizeof example);
    if (equals == NULL)
        return stm__fail_at(error, end - whole, "%s: %s needs a value, as in %s=%s", owner, p->name,
                            p->name, example);
    if (*given & 1u << k)
        return stm__fail_at(error, at - whole, "%s: %s is given twice, again at character %td",
                            owner, p->name, at - whole + 1);
    *given |= 1u << k;
    stm_text value = {equals + 1, (size_t)(end - equals - 1)};
    stm_status status = parse_value(p, value, k, arguments, error);
    if (status == STM_EINVAL && error != NULL)
        error->position = equals + 1 - whole;
    return status;
}

const char *stm__value_end(const char *at, const char *end, const char *stops)
{
    int depth = 0;
    for (; at < end; at++) {
        if (is_quote(*at)) {
            const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
            if (close == NULL)
                return end;
            at = close;
        } else if (depth == 0 && strchr(stops, *at) != NULL) {
            return at;
        } else if (*at == '(') {
            depth++;
        } else if (*at == ')') {
            depth--;
        }
    }
    return end;
}

stm_status stm__arguments_parse(const char *whole, stm_text text, const char *owner,
                                const stm_parameter *parameters, int num_parameters,
                                stm_arguments *arguments, stm_error *error)
{
    stm_arguments values = *arguments;
    unsigned given = 0;
    const char *finish = text.at + text.length;
    for (const char *at = text.at; at < finish;) { /* at a ':' or a ',' */
        const char *end = stm__value_end(at + 1, finish, ",");
        stm_status status = parse_one(whole, at + 1, end, owner, parameters, num_parameters,
                                      &values, &given, error);
        if (status != STM_OK)
            return status;
        at = end;
    }
    *arguments = values;
    return STM_OK;
}

/* Texts of other characters than these stand in quotes. */
static bool is_plain(stm_text text)
{
    for (size_t k = 0; k < text.length; k++)
        if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-",
                   text.at[k]) == NULL)
            return false;
    return true;
}

static int format_value(const stm_parameter *p, const stm_arguments *arguments, int k, char *at,
                        size_t room)
{
    stm_text text = arguments->text[k];
    int length = (int)text.length;
    switch (p->type) {
    case STM_PARAMETER_CHOICE:
        return snprintf(at, room, "%s", p->choices[arguments->integer[k]]);
    case STM_PARAMETER_PAIR:
        return snprintf(at, room, "%" PRId64 "x%" PRId64, stm_pair_rows(arguments->integer[k]),
                        stm_pair_columns(arguments->integer[k]));
    case STM_PARAMETER_LIST:
        return snprintf(at, room, "%.*s", length, text.at);
    case STM_PARAMETER_SPEC:
        return snprintf(at, room, "(%.*s)", length, text.at);
    case STM_PARAMETER_TEXT:
        if (is_plain(text))
            return snprintf(at, room, "%.*s", length, text.at);
        if (memchr(text.at, '"', text.length) == NULL)
            return snprintf(at, room, "\"%.*s\"", length, text.at);
        return snprintf(at, room, "'%.*s'", length, text.at);
    case STM_PARAMETER_INTEGER:
        break;
    }
    return snprintf(at, room, "%" PRId64, arguments->integer[k]);
}

int stm__arguments_format(const stm_parameter *parameters, int num_parameters,
                          const stm_arguments *arguments, char *text, size_t capacity)
{
    int used = 0;
    if (capacity > 0)
        text[0] = '\0';
    for (int k = 0; k < num_parameters; k++) {
        const stm_parameter *p = &parameters[k];
        if (is_text(p) && arguments->text[k].length == 0)
            continue;
        for (int value = 0; value < 2; value++) {
            size_t at = (size_t)used < capacity ? (size_t)used : capacity;
            char *to = capacity == 0 ? NULL : text + at;
            if (value == 0)
                used += snprintf(to, capacity - at, "%c%s=", used == 0 ? ':' : ',', p->name);
            else
                used += format_value(p, arguments, k, to, capacity - at);
        }
    }
    return used;
}
