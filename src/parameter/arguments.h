/* What is done with the values of a table of parameters, whoever owns it. */
#ifndef STM__PARAMETER_ARGUMENTS_H
#define STM__PARAMETER_ARGUMENTS_H

#include <stmask/parameter.h>
#include <stmask/status.h>

/* The index of the parameter of that name, or -1. */
int stm__parameter_find(const stm_parameters *parameters, stm_text name);

stm_arguments stm__arguments_defaults(const stm_parameters *parameters);

/* STM_EINVAL, naming parameter, value and bounds, where an argument is out of bounds, or a text
 * that has to be given is not. What lists say is not looked at. */
stm_status stm__arguments_check(const stm_parameters *parameters, const stm_arguments *arguments,
                                stm_error *error);

/* Reads `text`, empty or ":key=value,...", a part of `whole`, into `arguments`, which hold the
 * defaults; texts among them stay parts of `whole`, and lists have been read: to be freed by
 * stm__arguments_drop_lists. STM_EINVAL with a sentence that begins with the owner or the
 * parameter's name, and the position within `whole`. */
stm_status stm__arguments_parse(const char *whole, stm_text text, const stm_parameters *parameters,
                                stm_arguments *arguments, stm_error *error);

/* Reads one value, of parameter k, into `arguments`; a text stays a part of `value`, and a list has
 * been read. STM_EINVAL with a sentence that begins with the parameter's name. */
STM_CHECKED stm_status stm__argument_read(const stm_parameters *parameters, int k, stm_text value,
                                          stm_arguments *arguments, stm_error *error);

/* Writes "owner:key=value,..." with all arguments and a NUL, into text[capacity]; the number of
 * bytes it needs, as snprintf counts. */
int stm__arguments_format(const stm_parameters *parameters, const stm_arguments *arguments,
                          char *text, size_t capacity);

/* Makes in `kept`, which is all zero, arguments of one's own: texts are copied, with a NUL behind
 * each, and lists are taken from `arguments` where they have been read, and read where not. To be
 * freed by stm__arguments_drop, on failure too. */
stm_status stm__arguments_keep(const stm_parameters *parameters, stm_arguments *arguments,
                               stm_arguments *kept, stm_error *error);
void stm__arguments_drop(const stm_parameters *parameters, stm_arguments *kept);

/* Frees the lists, and leaves none. */
void stm__arguments_drop_lists(const stm_parameters *parameters, stm_arguments *arguments);

#endif
