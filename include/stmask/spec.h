/* Spec text: a mask written in one line.
 *
 * `name` or `name:key=value,key=value`, as in `strided:window_size=64,stride=64`. Keys left out
 * have their defaults; each may be given once; numbers are decimal digits only.
 */
#ifndef STMASK_SPEC_H
#define STMASK_SPEC_H

#include <stmask/mask.h>

/* Makes the size x size mask of a spec. STM_EINVAL with the position of the character at fault. */
STM_API stm_status stm_mask_from_spec(const char *spec, int64_t size, stm_mask **mask,
                                      stm_error *error);

/* Reads a spec into a pattern and its arguments. Errors as above. */
STM_API stm_status stm_spec_parse(const char *spec, const stm_pattern **pattern,
                                  stm_arguments *arguments, stm_error *error);

/* Writes the spec of a pattern with all its arguments, with a NUL, into text[capacity]; the number
 * of bytes it needs, as snprintf counts. */
STM_API int stm_spec_format(const stm_pattern *pattern, const stm_arguments *arguments, char *text,
                            size_t capacity);

#endif
