/* printf of numbers as the C locale writes them, whatever the locale of the program round the
 * library. */
#ifndef STM__BASE_PRINT_H
#define STM__BASE_PRINT_H

#include <stdarg.h>
#include <stddef.h>

#include <stmask/export.h>

/* As vsnprintf, and snprintf. */
int stm__print_list(char *to, size_t size, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));
STM_API int stm__print(char *to, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
