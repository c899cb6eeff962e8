/* Reads the bytes of a file, or of a zip member, stored or deflated (zlib), found by the archive's
 * directory. */
#include "io/source.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

#include "base/arithmetic.h"
#include "base/fail.h"

stm_status stm__source_file(stm__input *input, stm__source *source, stm_error *error)
{
    memset(source, 0, offsetof(stm__source, packed_bytes));
    if (input->size == 0)
        return stm__fail(error, STM_EINVAL, "%.300s: is empty, or no regular file", input->path);
    if (fseeko(input->file, 0, SEEK_SET) != 0)
        return stm__fail(error, STM_EIO, "%.300s: cannot be read from its beginning", input->path);
    source->input = input;
    source->size = source->left = input->size;
    return STM_OK;
}

static stm_status truncated(const stm__source *source, stm_error *error)
{
    stm_status status = stm__input_status(source->input, error);
    if (status != STM_OK)
        return status;
    return stm__fail(error, STM_EINVAL, "%.300s: ends too early, or is damaged",
                     source->input->path);
}

static stm_status inflate_bytes(stm__source *source, void *data, size_t size, stm_error *error)
{
    z_stream *z = &source->inflater;
    unsigned char *to = data;
    while (size > 0) {
        uInt part = size > 1 << 30 ? 1 << 30 : (uInt)size;
        z->next_out = to;
        z->avail_out = part;
        if (z->avail_in == 0) {
            size_t want = (size_t)stm__min(source->packed, (int64_t)sizeof source->packed_bytes);
            size_t got = stm__input_read(source->input, source->packed_bytes, want);
            source->packed -= (int64_t)got;
            z->next_in = source->packed_bytes;
            z->avail_in = (uInt)got;
        }
        uInt before_in = z->avail_in;
        int outcome = inflate(z, Z_NO_FLUSH);
        size_t made = part - z->avail_out;
        if (outcome == Z_MEM_ERROR)
            return stm__fail_memory(error, source->input->path);
        if ((outcome != Z_OK && outcome != Z_STREAM_END) ||
            (made == 0 && (before_in == 0 || outcome == Z_STREAM_END)))
            return truncated(source, error);
        to += made;
        size -= made;
    }
    return STM_OK;
}

stm_status stm__source_read(stm__source *source, void *data, size_t size, stm_error *error)
{
    if ((int64_t)size > source->left)
        return truncated(source, error);
    source->left -= (int64_t)size;
    if (source->deflated)
        return inflate_bytes(source, data, size, error);
    if (stm__input_read(source->input, data, size) != size)
        return truncated(source, error);
    return STM_OK;
}

void stm__source_close(stm__source *source)
{
    if (source->deflated)
        inflateEnd(&source->inflater);
    source->deflated = false;
}

static uint64_t number(const unsigned char *bytes, int size)
{
    uint64_t value = 0;
    for (int k = size; k > 0; k--)
        value = value << 8 | bytes[k - 1];
    return value;
}

static stm_status read_at(stm__input *input, int64_t offset, void *data, size_t size,
                          stm_error *error)
{
    if (offset >= 0 && offset <= input->size && (int64_t)size <= input->size - offset &&
        fseeko(input->file, (off_t)offset, SEEK_SET) == 0 &&
        stm__input_read(input, data, size) == size)
        return STM_OK;
    stm_status status = stm__input_status(input, error);
    if (status != STM_OK)
        return status;
    return stm__fail(error, STM_EINVAL, "%.300s: is a damaged zip archive", input->path);
}

/* Where the directory stands, and how many members it has. */
static stm_status find_directory(stm__input *input, int64_t *offset, int64_t *num, stm_error *error)
{
    unsigned char tail[4096], end[56];
    size_t size = (size_t)stm__min(input->size, (int64_t)sizeof tail), at;
    stm_status status = read_at(input, input->size - (int64_t)size, tail, size, error);
    if (status != STM_OK)
        return status;
    for (at = size < 22 ? 0 : size - 21; at > 0; at--)
        if (number(tail + at - 1, 4) == 0x06054b50)
            break;
    if (at == 0)
        return stm__fail(error, STM_EINVAL, "%.300s: is no zip archive, or is cut short",
                         input->path);
    at--;
    *num = (int64_t)number(tail + at + 10, 2);
    *offset = (int64_t)number(tail + at + 16, 4);
    if (at < 20 || number(tail + at - 20, 4) != 0x07064b50)
        return STM_OK;
    uint64_t far = number(tail + at - 20 + 8, 8);
    status = read_at(input, far > INT64_MAX ? -1 : (int64_t)far, end, sizeof end, error);
    *num = (int64_t)(number(end + 32, 8) & INT32_MAX);
    uint64_t start = number(end + 48, 8);
    *offset = start > INT64_MAX ? -1 : (int64_t)start;
    return status;
}

/* Takes sizes and place from the zip64 field, where the short ones are full. */
static void take_large(stm__zip_entry *e, const unsigned char *extra, size_t size)
{
    for (size_t at = 0; at + 4 <= size;) {
        size_t length = (size_t)number(extra + at + 2, 2), inner = at + 4, end = inner + length;
        if (end > size)
            return;
        if (number(extra + at, 2) == 1) {
            int64_t *fields[] = {&e->size, &e->packed, &e->offset};
            for (int k = 0; k < 3; k++)
                if (*fields[k] == 0xffffffff && inner + 8 <= end) {
                    *fields[k] = (int64_t)number(extra + inner, 8);
                    inner += 8;
                }
        }
        at = end;
    }
}

stm_status stm__zip_read(stm__input *input, stm__zip_directory *directory, stm_error *error)
{
    int64_t offset, num;
    *directory = (stm__zip_directory){.input = input};
    stm_status status = find_directory(input, &offset, &num, error);
    if (status == STM_OK && num > STM__ZIP_ENTRIES)
        status = stm__fail(error, STM_EINVAL, "%.300s: %" PRId64 " members: must be at most %d",
                           input->path, num, STM__ZIP_ENTRIES);
    for (int64_t k = 0; k < num && status == STM_OK; k++) {
        unsigned char head[46], extra[256];
        stm__zip_entry *e = &directory->entries[k];
        status = read_at(input, offset, head, sizeof head, error);
        if (status != STM_OK)
            return status;
        size_t name = (size_t)number(head + 28, 2), more = (size_t)number(head + 30, 2);
        if (number(head, 4) != 0x02014b50 || more > sizeof extra)
            return stm__fail(error, STM_EINVAL, "%.300s: is a damaged zip archive", input->path);
        e->method = (int)number(head + 10, 2);
        e->packed = (int64_t)number(head + 20, 4);
        e->size = (int64_t)number(head + 24, 4);
        e->offset = (int64_t)number(head + 42, 4);
        size_t kept = name < sizeof e->name ? name : sizeof e->name - 1;
        status = read_at(input, offset + 46, e->name, kept, error);
        if (status == STM_OK)
            status = read_at(input, offset + 46 + (int64_t)name, extra, more, error);
        if (status == STM_OK)
            take_large(e, extra, more);
        offset += 46 + (int64_t)(name + more + (size_t)number(head + 32, 2));
        if (e->size < 0 || e->packed < 0 || e->packed > input->size)
            return stm__fail(error, STM_EINVAL, "%.300s: is a damaged zip archive", input->path);
    }
    directory->num = status == STM_OK ? (int)num : 0;
    return status;
}

const stm__zip_entry *stm__zip_find(const stm__zip_directory *directory, const char *name)
{
    for (int k = 0; k < directory->num; k++) {
        const char *entry = directory->entries[k].name;
        size_t length = strlen(name);
        if (strncmp(entry, name, length) == 0 &&
            (entry[length] == '\0' || strcmp(entry + length, ".npy") == 0))
            return &directory->entries[k];
    }
    return NULL;
}

#define PLAUSIBLE 512            /* masks are seldom packed better, */
#define SMALL ((int64_t)1 << 28) /* unless they are small */

stm_status stm__source_member(const stm__zip_directory *directory, const char *name,
                              stm__source *source, stm_error *error)
{
    unsigned char head[30];
    stm__input *input = directory->input;
    const stm__zip_entry *e = stm__zip_find(directory, name);
    memset(source, 0, offsetof(stm__source, packed_bytes));
    if (e == NULL)
        return stm__fail(error, STM_EINVAL, "%.300s: has no array named %s", input->path, name);
    if (e->method != 0 && e->method != 8)
        return stm__fail(error, STM_EINVAL,
                         "%.300s: %s is packed by method %d: must be stored or deflated",
                         input->path, name, e->method);
    if (e->method == 0 ? e->size != e->packed : e->size > SMALL && e->size / PLAUSIBLE > e->packed)
        return stm__fail(error, STM_EINVAL,
                         "%.300s: %s should unpack from %" PRId64 " to %" PRId64
                         " bytes: must be plausible",
                         input->path, name, e->packed, e->size);
    stm_status status = read_at(input, e->offset, head, sizeof head, error);
    if (status != STM_OK)
        return status;
    int64_t start = e->offset + 30 + (int64_t)(number(head + 26, 2) + number(head + 28, 2));
    if (number(head, 4) != 0x04034b50 || start > input->size - e->packed ||
        fseeko(input->file, (off_t)start, SEEK_SET) != 0)
        return stm__fail(error, STM_EINVAL, "%.300s: is a damaged zip archive", input->path);
    source->input = input;
    source->size = source->left = e->size;
    source->packed = e->packed;
    if (e->method == 8 && inflateInit2(&source->inflater, -15) != Z_OK)
        return stm__fail_memory(error, input->path);
    source->deflated = e->method == 8;
    return STM_OK;
}
