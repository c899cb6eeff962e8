/* Reads `:key=value,...` one key after the other, each value by its parameter's type. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <stmask/number.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "parameter/arguments.h"
#include "parameter/kind.h"
#include "parameter/list.h"
#include "parameter/text_slice.h"

/* Where the minimum is below 0, a `-` may stand before the number. */
static stm_status parse_integer(const stm_parameter *p, stm_text value, int64_t *integer,
                                stm_error *error)
{
    bool negative = p->minimum < 0 && value.length > 0 && value.at[0] == '-';
    if (!negative)
        return stm_number_parse(p->name, value.at, value.length, stm__max(p->minimum, 0),
                                p->maximum, NULL, integer, error);
    int64_t read = 0;
    stm_status status =
        stm_number_parse(p->name, value.at + 1, value.length - 1, 0, INT64_MAX, NULL, &read, error);
    if (status == STM_OK)
        status = stm__check_range(p->name, -read, p->minimum, p->maximum, error);
    if (status == STM_OK)
        *integer = -read;
    return status;
}

static stm_status parse_choice(const stm_parameter *p, stm_text value, int64_t *choice,
                               stm_error *error)
{
    char known[256] = "";
    size_t used = 0;
    stm_guess guess = {.text = value.at, .length = value.length};
    for (int k = 0; p->choices[k] != NULL; k++) {
        stm_guess_offer(&guess, p->choices[k]);
        if (stm__text_is(value, p->choices[k])) {
            *choice = k;
            return STM_OK;
        }
        if (used < sizeof known)
            used += (size_t)snprintf(known + used, sizeof known - used, "%s%s",
                                     k == 0 ? "" : " or ", p->choices[k]);
    }
    if (guess.word != NULL)
        return stm__fail(error, STM_EINVAL, "%s '%.*s': must be %s; did you mean %s?", p->name,
                         stm__shown(value), value.at, known, guess.word);
    return stm__fail(error, STM_EINVAL, "%s '%.*s': must be %s", p->name, stm__shown(value),
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

static stm_status parse_text(const stm_parameter *p, stm_text value, stm_text *text,
                             stm_error *error)
{
    bool spec = p->type == STM_PARAMETER_SPEC;
    if (spec && value.length > 0 && value.at[0] == '(' && value.at[value.length - 1] != ')')
        return stm__fail(error, STM_EINVAL, "%s: the parenthesis is not closed", p->name);
    if (spec && (value.length < 2 || value.at[0] != '(' || value.at[value.length - 1] != ')'))
        return stm__fail(error, STM_EINVAL, "%s: needs a mask in parentheses, as in %s=(%s)",
                         p->name, p->name, p->example);
    bool quoted = !spec && value.length > 0 && stm__is_quote(value.at[0]);
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
    case STM_PARAMETER_LIST: {
        stm_list *list = NULL;
        stm_status status = stm__list_read(p->name, value, p->minimum, p->maximum, &list, error);
        arguments->text[k] = value;
        arguments->list[k] = list;
        return status;
    }
    case STM_PARAMETER_TEXT:
    case STM_PARAMETER_SPEC:
        return parse_text(p, value, &arguments->text[k], error);
    }
    return parse_integer(p, value, &arguments->integer[k], error);
}

stm_status stm__argument_read(const stm_parameters *parameters, int k, stm_text value,
                              stm_arguments *arguments, stm_error *error)
{
    return parse_value(&parameters->items[k], value, k, arguments, error);
}

/* Writes a value of the parameter, as messages show one. */
static void show_example(const stm_parameter *p, char *text, size_t capacity)
{
    if (stm__parameter_is_text(p))
        snprintf(text, capacity, p->type == STM_PARAMETER_SPEC ? "(%s)" : "%s", p->example);
    else if (p->type == STM_PARAMETER_CHOICE)
        snprintf(text, capacity, "%s", p->choices[p->default_value]);
    else if (p->type == STM_PARAMETER_PAIR)
        snprintf(text, capacity, "%" PRId64 "x%" PRId64, stm_pair_rows(p->default_value),
                 stm_pair_columns(p->default_value));
    else
        snprintf(text, capacity, "%" PRId64, p->default_value);
}

/* Arguments being read. */
typedef struct parser {
    const char *whole; /* what positions count from */
    const stm_parameters *parameters;
    stm_arguments arguments;
    int last;       /* the parameter that was set last, or -1 */
    unsigned given; /* a bit for each parameter that has been set */
    stm_error *error;
} parser;

/* "window_size, stride" */
static void list_names(const parser *p, char *text, size_t capacity)
{
    size_t used = 0;
    snprintf(text, capacity, "no parameters");
    for (int k = 0; k < p->parameters->num && used < capacity; k++)
        used += (size_t)snprintf(text + used, capacity - used, "%s%s", k == 0 ? "" : ", ",
                                 p->parameters->items[k].name);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Whether a value without its key may be one of that parameter. */
static bool may_be_value(const stm_parameter *q, stm_text value)
{
    switch (q->type) {
    case STM_PARAMETER_INTEGER:
    case STM_PARAMETER_PAIR:
    case STM_PARAMETER_LIST:
        return is_digit(value.at[0]);
    case STM_PARAMETER_CHOICE:
        for (int k = 0; q->choices[k] != NULL; k++)
            if (stm__text_is(value, q->choices[k]))
                return true;
        return false;
    case STM_PARAMETER_TEXT:
        return q->default_text == NULL &&
               (memchr(value.at, '.', value.length) || memchr(value.at, '/', value.length));
    case STM_PARAMETER_SPEC:
        return value.at[0] == '(';
    }
    return false;
}

/* Writes what an unknown key may have meant; false where nothing is near. */
static bool guess_key(const parser *p, stm_text key, bool has_value, char *hint, size_t capacity)
{
    const stm_parameter *items = p->parameters->items;
    stm_guess guess = {.text = key.at, .length = key.length};
    if (!has_value && is_digit(key.at[0]) && p->last >= 0 &&
        items[p->last].type == STM_PARAMETER_LIST) {
        stm_text before = p->arguments.text[p->last];
        snprintf(hint, capacity, "a list has / between its numbers: did you mean %s=%.*s/%.*s?",
                 items[p->last].name, stm__shown(before), before.at, stm__shown(key), key.at);
        return true;
    }
    for (int k = 0; k < p->parameters->num; k++)
        stm_guess_offer(&guess, items[k].name);
    if (guess.word != NULL) {
        snprintf(hint, capacity, "did you mean %s?", guess.word);
        return true;
    }
    for (int k = 0; k < p->parameters->num && !has_value; k++)
        if (!(p->given & 1u << k) && may_be_value(&items[k], key)) {
            snprintf(hint, capacity, "did you mean %s=%.*s?", items[k].name, stm__shown(key),
                     key.at);
            return true;
        }
    return false;
}

static stm_status unknown_key(const parser *p, stm_text key, bool has_value)
{
    char known[256], hint[300];
    int64_t position = key.at - p->whole, character = stm__character(p->whole, key.at);
    list_names(p, known, sizeof known);
    if (key.length == 0)
        return stm__fail_at(p->error, position,
                            "%s: a key=value is missing at character %" PRId64 "; it has %s",
                            p->parameters->owner, character, known);
    if (!guess_key(p, key, has_value, hint, sizeof hint))
        snprintf(hint, sizeof hint, "it has %s", known);
    return stm__fail_at(p->error, position,
                        "%s: '%.*s' at character %" PRId64 " is no parameter of it; %s",
                        p->parameters->owner, stm__shown(key), key.at, character, hint);
}

/* One `key=value`, the whole of `text`. */
static stm_status parse_one(parser *p, stm_text text)
{
    const char *equals = memchr(text.at, '=', text.length), *end = text.at + text.length;
    stm_text key = {text.at, equals == NULL ? text.length : (size_t)(equals - text.at)};
    int k = stm__parameter_find(p->parameters, key);
    if (k < 0)
        return unknown_key(p, key, equals != NULL);
    const stm_parameter *parameter = &p->parameters->items[k];
    if (equals == NULL) {
        char example[64];
        show_example(parameter, example, sizeof example);
        return stm__fail_at(p->error, end - p->whole, "%s: %s needs a value, as in %s=%s",
                            p->parameters->owner, parameter->name, parameter->name, example);
    }
    if (p->given & 1u << k)
        return stm__fail_at(
            p->error, key.at - p->whole, "%s: %s is given twice, again at character %" PRId64,
            p->parameters->owner, parameter->name, stm__character(p->whole, key.at));
    p->given |= 1u << k;
    p->last = k;
    stm_text value = {equals + 1, (size_t)(end - equals - 1)};
    stm_status status = parse_value(parameter, value, k, &p->arguments, p->error);
    if (status == STM_EINVAL && p->error != NULL)
        p->error->position = value.at - p->whole;
    return status;
}

stm_status stm__arguments_parse(const char *whole, stm_text text, const stm_parameters *parameters,
                                stm_arguments *arguments, stm_error *error)
{
    parser p = {whole, parameters, *arguments, -1, 0, error};
    const char *finish = text.at + text.length;
    for (const char *at = text.at; at < finish;) { /* at a ':' or a ',' */
        const char *end = stm__value_end(at + 1, finish, ",");
        stm_status status = parse_one(&p, (stm_text){at + 1, (size_t)(end - at - 1)});
        if (status != STM_OK) {
            stm__arguments_drop_lists(parameters, &p.arguments);
            return status;
        }
        at = end;
    }
    *arguments = p.arguments;
    return STM_OK;
}
