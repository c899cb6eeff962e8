/* Options: the arguments of a program read into its table, and the help printed from it. */
#include "options.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

option *options_find(const program *p, const char *name)
{
    for (int k = 0; k < p->num_options; k++)
        if (strcmp(p->options[k].name, name) == 0)
            return &p->options[k];
    return NULL;
}

stm_status options_refuse(stm_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    error->position = -1;
    return STM_EINVAL;
}

int options_shown(const char *text)
{
    return stm_words_cut(text, strlen(text), 60);
}

static stm_status set_choice(option *o, const char *shown, const char *value, stm_error *error)
{
    char known[256] = "";
    size_t used = 0;
    stm_guess guess = {.text = value, .length = strlen(value)};
    for (int k = 0; o->choices[k] != NULL; k++) {
        stm_guess_offer(&guess, o->choices[k]);
        if (strcmp(o->choices[k], value) == 0) {
            o->integer = k;
            return STM_OK;
        }
        if (used < sizeof known)
            used += (size_t)snprintf(known + used, sizeof known - used, "%s%s",
                                     k == 0                      ? ""
                                     : o->choices[k + 1] == NULL ? " or "
                                                                 : ", ",
                                     o->choices[k]);
    }
    if (guess.word != NULL)
        return options_refuse(error, "%s '%.*s': must be %s; did you mean %s?", shown,
                              options_shown(value), value, known, guess.word);
    return options_refuse(error, "%s '%.*s': must be %s", shown, options_shown(value), value,
                          known);
}

static stm_status set_value(option *o, const char *shown, const char *value, stm_error *error)
{
    switch (o->kind) {
    case OPTION_FLAG:
        break;
    case OPTION_INTEGER:
        return stm_number_parse(shown, value, strlen(value), o->minimum, o->maximum, o->rule,
                                &o->integer, error);
    case OPTION_CHOICE:
        return set_choice(o, shown, value, error);
    case OPTION_WORDS:
    case OPTION_TEXT:
        if (value[0] == '\0')
            return options_refuse(error, "%s: needs a value, and it is empty", shown);
        o->text = value;
        break;
    }
    return STM_OK;
}

/* The option an argument names, `--name`, `--name=value` or `-x`; NULL where there is none. */
static option *match(const program *p, const char *argument, const char **value)
{
    const char *equals = strchr(argument, '=');
    size_t length = equals == NULL ? strlen(argument) : (size_t)(equals - argument);
    *value = NULL;
    for (int k = 0; k < p->num_options; k++) {
        option *o = &p->options[k];
        if (argument[1] == '-' && strlen(o->name) == length - 2 &&
            memcmp(o->name, argument + 2, length - 2) == 0) {
            *value = equals == NULL ? NULL : equals + 1;
            return o;
        }
        if (argument[1] != '-' && o->letter != 0 && argument[1] == o->letter && argument[2] == '\0')
            return o;
    }
    return NULL;
}

static stm_status unknown_option(const program *p, const char *argument, stm_error *error)
{
    stm_guess guess = {.text = argument, .length = strcspn(argument, "=")};
    for (int k = 0; k < p->num_options; k++)
        stm_guess_offer(&guess, p->options[k].name);
    if (guess.word != NULL)
        return options_refuse(error, "%.*s: is no option of %s; did you mean --%s?",
                              options_shown(argument), argument, p->name, guess.word);
    return options_refuse(error, "%.*s: is no option of %s; see %s --help", options_shown(argument),
                          argument, p->name, p->name);
}

/* One option and its value, which may be the next argument. */
static stm_status parse_option(program *p, int argc, char **argv, int *at, stm_error *error)
{
    const char *argument = argv[*at], *value;
    option *o = match(p, argument, &value);
    if (o == NULL)
        return unknown_option(p, argument, error);
    char shown[64];
    if (argument[1] == '-')
        snprintf(shown, sizeof shown, "--%s", o->name);
    else
        snprintf(shown, sizeof shown, "-%c", o->letter);
    if (o->given)
        return options_refuse(error, "%s: is given twice", shown);
    o->given = true;
    if (o->kind == OPTION_FLAG)
        return value == NULL ? STM_OK : options_refuse(error, "%s: takes no value", shown);
    if (value == NULL) {
        if (*at + 1 >= argc || strncmp(argv[*at + 1], "--", 2) == 0)
            return options_refuse(error, "%s: needs a value", shown);
        value = argv[++*at];
        o->words = argv + *at;
    } else {
        o->words = NULL;
    }
    o->num_words = 1;
    stm_status status = set_value(o, shown, value, error);
    while (status == STM_OK && o->kind == OPTION_WORDS && *at + 1 < argc &&
           argv[*at + 1][0] != '-') {
        status = set_value(o, shown, argv[++*at], error);
        o->num_words++;
    }
    return status;
}

static bool is_given(const program *p, const char *name)
{
    const option *o = options_find(p, name);
    return o != NULL && o->given;
}

options_request options_parse(program *p, int argc, char **argv, int first, const char **operands,
                              int *num_operands, stm_error *error)
{
    bool only_operands = false;
    int num = 0;
    for (int at = first; at < argc; at++) {
        if (!only_operands && strcmp(argv[at], "--") == 0) {
            only_operands = true;
        } else if (only_operands || argv[at][0] != '-' || argv[at][1] == '\0') {
            if (num == p->max_operands) {
                options_refuse(error, "'%.*s': is one argument too many%s", options_shown(argv[at]),
                               argv[at], num == 0 ? "; options begin with --" : "");
                return OPTIONS_REFUSED;
            }
            operands[num++] = argv[at];
        } else {
            if (parse_option(p, argc, argv, &at, error) != STM_OK)
                return OPTIONS_REFUSED;
            if (is_given(p, "help"))
                return OPTIONS_HELP;
            if (is_given(p, "version"))
                return OPTIONS_VERSION;
        }
    }
    if (num < p->min_operands) {
        const char *dots = strstr(p->operands, "...");
        options_refuse(error, "%.*s is missing; see %s --help",
                       (int)(dots == NULL ? strlen(p->operands) : (size_t)(dots - p->operands)),
                       p->operands, p->name);
        return OPTIONS_REFUSED;
    }
    *num_operands = num;
    return OPTIONS_RUN;
}

static void put_default(const option *o, stm_output *output)
{
    if (o->kind == OPTION_FLAG || (o->absent != NULL && o->absent[0] == '\0'))
        return;
    if (o->absent != NULL)
        stm_output_printf(output, " (%s)", o->absent);
    else if (o->kind == OPTION_INTEGER)
        stm_output_printf(output, " (%" PRId64 ")", o->integer);
    else if (o->kind == OPTION_CHOICE)
        stm_output_printf(output, " (%s)", o->choices[o->integer]);
    else if (o->text != NULL)
        stm_output_printf(output, " (%s)", o->text);
}

static bool has_numbers(const program *p)
{
    for (int k = 0; k < p->num_options; k++)
        if (p->options[k].kind == OPTION_INTEGER)
            return true;
    return false;
}

#define HELP_COLUMN 30

stm_status options_help(const program *p, stm_output *output)
{
    stm_output_printf(output, "usage: %s%s%s [options]\n\n%s\n\noptions (defaults in brackets):\n",
                      p->name, p->operands[0] == '\0' ? "" : " ", p->operands, p->summary);
    for (int k = 0; k < p->num_options; k++) {
        const option *o = &p->options[k];
        char left[128];
        int length = 0;
        if (o->letter != 0)
            length = snprintf(left, sizeof left, "  -%c, --%s", o->letter, o->name);
        else
            length = snprintf(left, sizeof left, "  --%s", o->name);
        size_t used = (size_t)length;
        if (o->kind == OPTION_CHOICE) {
            for (int c = 0; o->choices[c] != NULL && used < sizeof left; c++)
                used += (size_t)snprintf(left + used, sizeof left - used, "%c%s",
                                         c == 0 ? ' ' : '|', o->choices[c]);
        } else if (o->argument != NULL) {
            used += (size_t)snprintf(left + used, sizeof left - used, " %s", o->argument);
        }
        if (used + 2 > HELP_COLUMN)
            stm_output_printf(output, "%s\n%*s%s", left, HELP_COLUMN, "", o->help);
        else
            stm_output_printf(output, "%-*s%s", HELP_COLUMN, left, o->help);
        put_default(o, output);
        stm_output_printf(output, "\n");
    }
    if (p->details != NULL)
        stm_output_printf(output, "\n%s", p->details);
    if (has_numbers(p))
        stm_output_printf(output,
                          "\nNumbers may be short: 131_072, 128k (128000), 4Ki (4096); M, Mi, "
                          "G, Gi alike.\n");
    return stm_output_status(output);
}
