/* Checks a PDF by its table of objects (ISO 32000-1, 7.5.4): each entry is the place at which the
 * object of that number begins. cairo 1.16 says nothing where a font's objects cannot be made. */
#include "figure/pdf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRY 20 /* bytes */

static const char end_mark[] = "%%EOF\n", start_mark[] = "startxref\n";

/* The place after `startxref`, the last line but one; 0 where there is none. */
static size_t table_at(const char *data, size_t length)
{
    size_t end = strlen(end_mark), start = strlen(start_mark);
    if (length < end + start + 32 || memcmp(data + length - end, end_mark, end) != 0)
        return 0;
    for (size_t at = length - end - start; at > length - end - start - 32; at--)
        if (memcmp(data + at, start_mark, start) == 0) {
            unsigned long long place = strtoull(data + at + start, NULL, 10);
            return place < at ? (size_t)place : 0;
        }
    return 0;
}

bool stm__pdf_is_whole(const char *data, size_t length)
{
    size_t at = table_at(data, length);
    char *entries;
    if (at == 0)
        return false;
    if (strncmp(data + at, "xref\n0 ", 7) != 0)
        return true; /* a stream */
    unsigned long long num = strtoull(data + at + 7, &entries, 10);
    if (*entries != '\n' || num > length / ENTRY || length - at < num * ENTRY)
        return false;
    entries++;
    for (unsigned long long k = 1; k < num; k++) {
        char begin[40];
        unsigned long long place = strtoull(entries + k * ENTRY, NULL, 10);
        int size = snprintf(begin, sizeof begin, "%llu 0 obj", k);
        if (place >= length || strncmp(data + place, begin, (size_t)size) != 0)
            return false;
    }
    return true;
}
