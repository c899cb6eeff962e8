/* Numbers from text, as every option, spec and file of the project writes them. */
#ifndef STMASK_NUMBER_H
#define STMASK_NUMBER_H

#include <stddef.h>

#include <stmask/status.h>

/* Reads `length` bytes of text, which a person typed, as a whole number: decimal digits, where `_`
 * may stand before each group of three, and one suffix behind them: k, M and G for 1000, 1000^2 and
 * 1000^3, Ki, Mi and Gi for 1024, 1024^2 and 1024^3. No sign, no spaces, no fractions. So 128k is
 * 128000, and 131_072 and 128Ki are 131072; 128K, which may be either, 1_0_0 and 1.5k are refused.
 * Outside minimum..maximum, or not such text: STM_EINVAL with a sentence such as `--size 0: must be
 * from 1 to 2147483648`, which tells the exact number beside a short one. A `rule`, where not NULL,
 * takes the place of "must be from ..." below the minimum. */
STM_CHECKED stm_status stm_number_parse(const char *name, const char *text, size_t length,
                                        int64_t minimum, int64_t maximum, const char *rule,
                                        int64_t *number, stm_error *error);

#endif
