/* Prints numbers in the C locale, which the calling thread uses for as long as a call takes. */
#include "base/print.h"

#include <locale.h>
#include <pthread.h>
#include <stdio.h>

static locale_t plain; /* 0 where there is no memory for it */

static void make_plain(void)
{
    plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

int stm__print_list(char *to, size_t size, const char *format, va_list arguments)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_plain);
    locale_t before = plain == (locale_t)0 ? (locale_t)0 : uselocale(plain);
    int length = vsnprintf(to, size, format, arguments);
    if (before != (locale_t)0)
        uselocale(before);
    return length;
}

int stm__print(char *to, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = stm__print_list(to, size, format, arguments);
    va_end(arguments);
    return length;
}
