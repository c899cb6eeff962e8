/* Spec text: a mask written in one line.
 *
 * A pattern is `name` or `name:key=value,key=value`, as in `strided:window_size=64,stride=64`. Keys
 * left out have their defaults; each may be given once; numbers are as in stmask/number.h,
 * `4096`, `4Ki` or `131_072`. Masks are put together by `+` (union), `&` (intersection, which binds
 * tighter) and `-` (difference, with spaces round it, as tight as `+`), from left to right, and by
 * parentheses:
 *
 *     (sliding_window:window_size=256 + global:tokens=0-3) & causal
 *
 * A cell has the value of the first operand that sees it, under `&` and `-` the left one's. Lists
 * in a value use `/`; a nested mask stands in parentheses; a text with other characters than
 * letters, digits and `_./-` stands in quotes. `file:path=PATH` is a mask read from a file, and
 * `@FILE:NAME` a spec of a set (stmask/set.h); both paths are the process's own.
 */
#ifndef STMASK_SPEC_H
#define STMASK_SPEC_H

#include <stmask/mask.h>

#define STM_SPEC_MAX_OPERANDS 1024 /* patterns in one spec, those of sets it names included */
#define STM_SPEC_MAX_DEPTH 64      /* parentheses, nested masks and sets within one another */

/* Makes the size x size mask of a spec. STM_EINVAL with the position of the character at fault. */
STM_CHECKED stm_status stm_mask_from_spec(const char *spec, int64_t size, stm_mask **mask,
                                          stm_error *error);

/* The size that a spec has itself: of the masks that it reads from files, of its documents, of its
 * image; the largest of several, 0 where nothing in it has one. Reads the files. Errors as above.
 */
STM_CHECKED stm_status stm_spec_own_size(const char *spec, int64_t *size, stm_error *error);

/* Reads a spec of one pattern into that and its arguments, whose texts are parts of `spec`. Errors
 * as above. */
STM_CHECKED stm_status stm_spec_parse(const char *spec, const stm_pattern **pattern,
                                      stm_arguments *arguments, stm_error *error);

/* Writes the spec of a pattern with all its arguments, with a NUL, into text[capacity]; the number
 * of bytes it needs, as snprintf counts. */
STM_API int stm_spec_format(const stm_pattern *pattern, const stm_arguments *arguments, char *text,
                            size_t capacity);

#endif
