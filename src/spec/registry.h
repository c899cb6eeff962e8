/* All patterns: the rules of their own, and those made of masks and files. */
#ifndef STM__SPEC_REGISTRY_H
#define STM__SPEC_REGISTRY_H

#include <stmask/pattern.h>

/* The pattern of that name, a part of a longer text, or NULL. */
const stm_pattern *stm__pattern_named(stm_text name);

/* The name of the pattern nearest to that, or NULL where none is near. */
const char *stm__pattern_near(stm_text name);

#define STM__PATTERN(name) extern const stm_pattern stm__pattern_##name;
#include "spec/made.def"
#undef STM__PATTERN

#endif
