/* Writing zip archives of members that are stored as they are, without going back.
 *
 * Format: PKWARE APPNOTE 6.3.10; checksums and sizes follow each member (bit 3), zip64 where a size
 * or a place needs it. Dates are 1980-01-01, so that equal contents make equal files.
 */
#ifndef STM__IO_ZIP_H
#define STM__IO_ZIP_H

#include <stddef.h>

#include <stmask/output.h>

#define STM__ZIP_MEMBERS 16

typedef struct stm__zip_member {
    char name[40];
    uint32_t crc;
    int64_t size, offset;
} stm__zip_member;

typedef struct stm__zip {
    stm_output *output;
    stm__zip_member members[STM__ZIP_MEMBERS];
    int num_members;
    int64_t offset; /* of the file so far */
} stm__zip;

/* The bytes an archive has besides the contents of its members, whose names and sizes are set. */
int64_t stm__zip_overhead(const stm__zip_member *members, int num_members);

/* Begins a member of that many bytes, which are then written by stm__zip_write. */
void stm__zip_begin(stm__zip *zip, const char *name, int64_t size);
void stm__zip_write(stm__zip *zip, const void *data, size_t size);
void stm__zip_end(stm__zip *zip);

/* Writes the directory. */
void stm__zip_finish(stm__zip *zip);

#endif
