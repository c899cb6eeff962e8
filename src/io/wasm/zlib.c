/* Where there is no zlib, as in the explorer, nothing deflated can be read: its script inflates the
 * members of archives before the library sees them. What is written there is stored, its checksum
 * found bit by bit (ISO 3309). */
#include <stdint.h>

#include <zlib.h>

int inflateInit2_(z_streamp stream, int bits, const char *version, int size)
{
    (void)stream, (void)bits, (void)version, (void)size;
    return Z_MEM_ERROR;
}

int inflate(z_streamp stream, int flush)
{
    (void)stream, (void)flush;
    return Z_MEM_ERROR;
}

int inflateEnd(z_streamp stream)
{
    (void)stream;
    return Z_OK;
}

uLong crc32_z(uLong crc, const Bytef *data, z_size_t size)
{
    uint32_t rest = ~(uint32_t)crc;
    for (z_size_t k = 0; data != NULL && k < size; k++) {
        rest ^= data[k];
        for (int bit = 0; bit < 8; bit++)
            rest = rest >> 1 ^ (rest & 1 ? 0xedb88320 : 0);
    }
    return data == NULL ? 0 : ~rest;
}

uLong crc32(uLong crc, const Bytef *data, uInt size)
{
    return crc32_z(crc, data, size);
}
