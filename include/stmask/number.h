/* Numbers from text, as every option, spec and file of the project writes them. */
#ifndef STMASK_NUMBER_H
#define STMASK_NUMBER_H

#include <stddef.h>

#include <stmask/status.h>

/* Reads `length` bytes of text as a whole number: decimal digits only, no sign, no spaces. Outside
 * minimum..maximum, or not such text: STM_EINVAL with a sentence such as `--size 0: must be from 1
 * to 2147483648`. A `rule`, where not NULL, takes the place of "must be from ..." below the
 * minimum. */
STM_API stm_status stm_number_parse(const char *name, const char *text, size_t length,
                                    int64_t minimum, int64_t maximum, const char *rule,
                                    int64_t *number, stm_error *error);

#endif
