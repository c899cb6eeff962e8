/* Writes zip archives of members that are stored as they are, without going back. */
#include "io/zip.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define LIMIT INT64_C(0xffffffff) /* what has to be below it without zip64 */
#define STORED 0
#define VERSION 45
#define SIZES_FOLLOW 8
#define DATE 0x21 /* 1980-01-01 */

typedef struct bytes {
    unsigned char data[160];
    size_t num;
} bytes;

static void put(bytes *to, uint64_t value, int size)
{
    for (int k = 0; k < size; k++)
        to->data[to->num++] = (unsigned char)(value >> 8 * k);
}

static void put_name(bytes *to, const char *name)
{
    size_t length = strlen(name);
    memcpy(to->data + to->num, name, length);
    to->num += length;
}

static bytes local_header(const stm__zip_member *m)
{
    bytes b = {.num = 0};
    int large = m->size >= LIMIT;
    put(&b, 0x04034b50, 4);
    put(&b, VERSION, 2);
    put(&b, SIZES_FOLLOW, 2);
    put(&b, STORED, 2);
    put(&b, 0, 2);
    put(&b, DATE, 2);
    put(&b, 0, 4);
    put(&b, large ? (uint64_t)LIMIT : 0, 4);
    put(&b, large ? (uint64_t)LIMIT : 0, 4);
    put(&b, strlen(m->name), 2);
    put(&b, large ? 20 : 0, 2);
    put_name(&b, m->name);
    if (large) {
        put(&b, 1, 2);
        put(&b, 16, 2);
        put(&b, 0, 8);
        put(&b, 0, 8);
    }
    return b;
}

static bytes trailer(const stm__zip_member *m)
{
    bytes b = {.num = 0};
    int width = m->size >= LIMIT ? 8 : 4;
    put(&b, 0x08074b50, 4);
    put(&b, m->crc, 4);
    put(&b, (uint64_t)m->size, width);
    put(&b, (uint64_t)m->size, width);
    return b;
}

static bytes directory_entry(const stm__zip_member *m)
{
    bytes b = {.num = 0};
    int large = m->size >= LIMIT, far = m->offset >= LIMIT;
    int extra = 16 * large + 8 * far;
    put(&b, 0x02014b50, 4);
    put(&b, VERSION, 2);
    put(&b, VERSION, 2);
    put(&b, SIZES_FOLLOW, 2);
    put(&b, STORED, 2);
    put(&b, 0, 2);
    put(&b, DATE, 2);
    put(&b, m->crc, 4);
    put(&b, large ? (uint64_t)LIMIT : (uint64_t)m->size, 4);
    put(&b, large ? (uint64_t)LIMIT : (uint64_t)m->size, 4);
    put(&b, strlen(m->name), 2);
    put(&b, (uint64_t)(extra > 0 ? extra + 4 : 0), 2);
    put(&b, 0, 2); /* comment */
    put(&b, 0, 2);
    put(&b, 0, 2);
    put(&b, 0, 4);
    put(&b, far ? (uint64_t)LIMIT : (uint64_t)m->offset, 4);
    put_name(&b, m->name);
    if (extra > 0) {
        put(&b, 1, 2);
        put(&b, (uint64_t)extra, 2);
        if (large) {
            put(&b, (uint64_t)m->size, 8);
            put(&b, (uint64_t)m->size, 8);
        }
        if (far)
            put(&b, (uint64_t)m->offset, 8);
    }
    return b;
}

static bytes directory_end(int num, int64_t offset, int64_t size)
{
    bytes b = {.num = 0};
    int far = offset + size >= LIMIT;
    if (far) {
        put(&b, 0x06064b50, 4);
        put(&b, 44, 8);
        put(&b, VERSION, 2);
        put(&b, VERSION, 2);
        put(&b, 0, 4);
        put(&b, 0, 4);
        put(&b, (uint64_t)num, 8);
        put(&b, (uint64_t)num, 8);
        put(&b, (uint64_t)size, 8);
        put(&b, (uint64_t)offset, 8);
        put(&b, 0x07064b50, 4);
        put(&b, 0, 4);
        put(&b, (uint64_t)(offset + size), 8);
        put(&b, 1, 4);
    }
    put(&b, 0x06054b50, 4);
    put(&b, 0, 2);
    put(&b, 0, 2);
    put(&b, (uint64_t)num, 2);
    put(&b, (uint64_t)num, 2);
    put(&b, far ? (uint64_t)LIMIT : (uint64_t)size, 4);
    put(&b, far ? (uint64_t)LIMIT : (uint64_t)offset, 4);
    put(&b, 0, 2);
    return b;
}

int64_t stm__zip_overhead(const stm__zip_member *members, int num_members)
{
    int64_t offset = 0, contents = 0, size = 0;
    for (int k = 0; k < num_members; k++) {
        stm__zip_member m = members[k];
        m.offset = offset;
        offset += (int64_t)(local_header(&m).num + trailer(&m).num) + m.size;
        contents += m.size;
        size += (int64_t)directory_entry(&m).num;
    }
    return offset - contents + size + (int64_t)directory_end(num_members, offset, size).num;
}

static void write_bytes(stm__zip *zip, bytes b)
{
    stm_output_write(zip->output, b.data, b.num);
    zip->offset += (int64_t)b.num;
}

void stm__zip_begin(stm__zip *zip, const char *name, int64_t size)
{
    stm__zip_member *m = &zip->members[zip->num_members];
    snprintf(m->name, sizeof m->name, "%s", name);
    m->size = size;
    m->offset = zip->offset;
    m->crc = (uint32_t)crc32(0, NULL, 0);
    write_bytes(zip, local_header(m));
}

void stm__zip_write(stm__zip *zip, const void *data, size_t size)
{
    stm__zip_member *m = &zip->members[zip->num_members];
    m->crc = (uint32_t)crc32_z(m->crc, data, size);
    stm_output_write(zip->output, data, size);
    zip->offset += (int64_t)size;
}

void stm__zip_end(stm__zip *zip)
{
    write_bytes(zip, trailer(&zip->members[zip->num_members++]));
}

void stm__zip_finish(stm__zip *zip)
{
    int64_t start = zip->offset;
    for (int k = 0; k < zip->num_members; k++)
        write_bytes(zip, directory_entry(&zip->members[k]));
    write_bytes(zip, directory_end(zip->num_members, start, zip->offset - start));
}
