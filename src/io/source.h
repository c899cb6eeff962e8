/* Bytes of a file, or of a member of a zip archive, from beginning to end. */
#ifndef STM__IO_SOURCE_H
#define STM__IO_SOURCE_H

#include <stdbool.h>
#include <zlib.h>

#include "base/input.h"

typedef struct stm__source {
    stm__input *input;
    int64_t size;   /* of what is read, in bytes */
    int64_t left;   /* of that */
    int64_t packed; /* of the file's bytes, still to be inflated */
    bool deflated;
    z_stream inflater;
    unsigned char packed_bytes[16384];
} stm__source;

/* All of a file. It has to be a regular one that is not empty. */
stm_status stm__source_file(stm__input *input, stm__source *source, stm_error *error);

/* Exactly `size` bytes; STM_EINVAL where there are not so many, or they are damaged. */
stm_status stm__source_read(stm__source *source, void *data, size_t size, stm_error *error);

void stm__source_close(stm__source *source);

#define STM__ZIP_ENTRIES 64

typedef struct stm__zip_entry {
    char name[64];
    int64_t size, packed, offset;
    int method;
} stm__zip_entry;

typedef struct stm__zip_directory {
    stm__input *input;
    int num;
    stm__zip_entry entries[STM__ZIP_ENTRIES];
} stm__zip_directory;

/* Reads the directory of an archive. */
stm_status stm__zip_read(stm__input *input, stm__zip_directory *directory, stm_error *error);

const stm__zip_entry *stm__zip_find(const stm__zip_directory *directory, const char *name);

/* Opens a member; STM_EINVAL where there is none of that name. */
stm_status stm__source_member(const stm__zip_directory *directory, const char *name,
                              stm__source *source, stm_error *error);

#endif
