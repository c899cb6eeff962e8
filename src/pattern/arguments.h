/* `key=value,key=value` as a spec writes it, for whatever has parameters: patterns and orders. */
#ifndef STM__PATTERN_ARGUMENTS_H
#define STM__PATTERN_ARGUMENTS_H

#include <stmask/pattern.h>

/* Names in messages are cut to this many bytes. */
static inline int stm__shown(size_t length)
{
    return length > 60 ? 60 : (int)length;
}

/* Reads `text`, empty or ":key=value,...", a part of `whole`, into `arguments`, which hold the
 * defaults; texts among them stay parts of `whole`. STM_EINVAL with a sentence that begins with
 * `owner` or the parameter's name, and the position within `whole`. */
stm_status stm__arguments_parse(const char *whole, stm_text text, const char *owner,
                                const stm_parameter *parameters, int num_parameters,
                                stm_arguments *arguments, stm_error *error);

/* The first character from `at` on that is one of `stops` and in neither quotes nor parentheses;
 * `end` where there is none. */
const char *stm__value_end(const char *at, const char *end, const char *stops);

/* Writes ":key=value,..." with all arguments, as snprintf does. */
int stm__arguments_format(const stm_parameter *parameters, int num_parameters,
                          const stm_arguments *arguments, char *text, size_t capacity);

stm_arguments stm__arguments_defaults(const stm_parameter *parameters, int num_parameters);

/* STM_EINVAL, naming parameter, value and bounds, where an argument is out of bounds. */
stm_status stm__arguments_check(const stm_parameter *parameters, int num_parameters,
                                const stm_arguments *arguments, stm_error *error);

/* The index of the parameter of that name (length bytes of it), or -1. */
int stm__parameter_find(const stm_parameter *parameters, int num_parameters, const char *name,
                        size_t length);

#endif
