/* The sizes and names of element types, from a table. */
#include <stmask/element.h>

size_t stm_element_bytes(stm_element element)
{
    return element == STM_ELEMENT_F32 ? 4 : 2;
}

const char *stm_element_name(stm_element element)
{
    if (element == STM_ELEMENT_F32)
        return "float32";
    return element == STM_ELEMENT_F16 ? "float16" : "bfloat16";
}
