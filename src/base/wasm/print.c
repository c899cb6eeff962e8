/* Where there is no locale but C's, numbers are printed as they are. */
#include "base/print.h"

#include <stdio.h>

int stm__print_list(char *to, size_t size, const char *format, va_list arguments)
{
    return vsnprintf(to, size, format, arguments);
}

int stm__print(char *to, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(to, size, format, arguments);
    va_end(arguments);
    return length;
}
