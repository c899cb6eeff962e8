/* The elements of arrays of numbers: queries, keys, values. */
#ifndef STMASK_ELEMENT_H
#define STMASK_ELEMENT_H

#include <stddef.h>

#include <stmask/export.h>

typedef enum stm_element { STM_ELEMENT_F32, STM_ELEMENT_F16, STM_ELEMENT_BF16 } stm_element;

/* Bytes of one: 4 or 2. */
STM_API size_t stm_element_bytes(stm_element element);

/* "float32", "float16" or "bfloat16"; a constant. */
STM_API const char *stm_element_name(stm_element element);

#endif
