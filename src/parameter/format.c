/* Writes arguments as the text that gives them back, value by value as snprintf does. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <stmask/number.h>

#include "parameter/arguments.h"
#include "parameter/kind.h"

/* Texts of other characters than these stand in quotes. */
static bool is_plain(stm_text text)
{
    for (size_t k = 0; k < text.length; k++)
        if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-",
                   text.at[k]) == NULL)
            return false;
    return true;
}

/* A list, its numbers in decimal digits only, however they were written. */
static int format_list(stm_text text, char *at, size_t room)
{
    int used = 0;
    for (size_t k = 0; k < text.length;) {
        size_t end = k;
        while (end < text.length && text.at[end] != '/' && text.at[end] != '-')
            end++;
        char separator[2] = {end < text.length ? text.at[end] : '\0', '\0'};
        int64_t number;
        size_t from = (size_t)used < room ? (size_t)used : room;
        char *to = room == 0 ? NULL : at + from;
        bool short_form =
            strspn(text.at + k, "0123456789") < end - k &&
            stm_number_parse("", text.at + k, end - k, 0, INT64_MAX, NULL, &number, NULL) == STM_OK;
        if (short_form)
            used += snprintf(to, room - from, "%" PRId64 "%s", number, separator);
        else
            used += snprintf(to, room - from, "%.*s%s", (int)(end - k), text.at + k, separator);
        k = end + 1;
    }
    return used;
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
        return format_list(text, at, room);
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

int stm__arguments_format(const stm_parameters *parameters, const stm_arguments *arguments,
                          char *text, size_t capacity)
{
    int used = snprintf(text, capacity, "%s", parameters->owner);
    char separator = ':';
    for (int k = 0; k < parameters->num; k++) {
        const stm_parameter *p = &parameters->items[k];
        if (stm__parameter_is_text(p) && arguments->text[k].length == 0)
            continue;
        for (int value = 0; value < 2; value++) {
            size_t at = (size_t)used < capacity ? (size_t)used : capacity;
            char *to = capacity == 0 ? NULL : text + at;
            if (value == 0)
                used += snprintf(to, capacity - at, "%c%s=", separator, p->name);
            else
                used += format_value(p, arguments, k, to, capacity - at);
        }
        separator = ',';
    }
    return used;
}
