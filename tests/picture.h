/* PNG files read back as pixels. */
#ifndef STMASK_TESTS_PICTURE_H
#define STMASK_TESTS_PICTURE_H

#include "support.h"

#include <inttypes.h>
#include <math.h>
#include <png.h>

typedef struct picture {
    int64_t width, height;
    int bits;        /* a pixel as stored */
    uint8_t *pixels; /* red, green, blue */
    char *texts[8];  /* keyword, text, keyword, text, ...; NULL at the end */
} picture;

typedef struct picture_source {
    const captured *from;
    size_t at;
} picture_source;

static inline void picture_read(png_structp read, png_bytep data, png_size_t size)
{
    picture_source *source = png_get_io_ptr(read);
    assert_true(source->at + size <= source->from->length);
    memcpy(data, source->from->text + source->at, size);
    source->at += size;
}

static inline char *picture_copy(const char *text)
{
    char *copy = malloc(strlen(text) + 1);
    assert_non_null(copy);
    return strcpy(copy, text);
}

/* Any fault of the file ends the test. */
static inline picture picture_decode(const captured *from)
{
    picture p = {0};
    picture_source source = {from, 0};
    png_structp read = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    assert_non_null(read);
    png_infop info = png_create_info_struct(read);
    assert_non_null(info);
    png_set_read_fn(read, &source, picture_read);
    png_set_user_limits(read, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_read_info(read, info);
    p.width = png_get_image_width(read, info);
    p.height = png_get_image_height(read, info);
    p.bits = png_get_bit_depth(read, info) * png_get_channels(read, info);
    png_set_expand(read);
    png_read_update_info(read, info);
    assert_int_equal(png_get_rowbytes(read, info), 3 * p.width);
    p.pixels = malloc((size_t)(3 * p.width * p.height));
    assert_non_null(p.pixels);
    for (int64_t y = 0; y < p.height; y++)
        png_read_row(read, p.pixels + 3 * y * p.width, NULL);
    png_read_end(read, NULL);
    assert_int_equal(source.at, from->length);
    png_textp texts;
    int num = 0;
    png_get_text(read, info, &texts, &num);
    for (int k = 0, n = 0; k < num && n < 8; k++)
        if (strcmp(texts[k].key, "Software") != 0) {
            p.texts[n++] = picture_copy(texts[k].key);
            p.texts[n++] = picture_copy(texts[k].text);
        }
    png_destroy_read_struct(&read, &info, NULL);
    return p;
}

static inline void picture_free(picture *p)
{
    for (int k = 0; k < 8; k++)
        free(p->texts[k]);
    free(p->pixels);
}

/* The text of a chunk, or an empty one. */
static inline const char *picture_text(const picture *p, const char *keyword)
{
    for (int k = 0; k < 8 && p->texts[k] != NULL; k += 2)
        if (strcmp(p->texts[k], keyword) == 0)
            return p->texts[k + 1];
    return "";
}

/* The k-th corner of `Cells-Origin`. */
static inline void picture_origin(const picture *p, size_t k, int64_t *x, int64_t *y)
{
    const char *text = picture_text(p, "Cells-Origin");
    for (; k > 0; k--) {
        text = strchr(text, ' ');
        assert_non_null(text);
        text++;
    }
    assert_int_equal(sscanf(text, "%" SCNd64 ",%" SCNd64, x, y), 2);
}

/* From a cell to the next, across and down. */
static inline void picture_pitch(const picture *p, int64_t *across, int64_t *down)
{
    int num = sscanf(picture_text(p, "Cell-Size"), "%" SCNd64 ",%" SCNd64, across, down);
    assert_true(num >= 1);
    if (num == 1)
        *down = *across;
}

static inline stm_colour picture_pixel(const picture *p, int64_t x, int64_t y)
{
    assert_true(x >= 0 && x < p->width && y >= 0 && y < p->height);
    const uint8_t *pixel = p->pixels + 3 * (y * p->width + x);
    return (stm_colour){pixel[0], pixel[1], pixel[2]};
}

static inline void assert_pixel(const picture *p, int64_t x, int64_t y, stm_colour colour)
{
    stm_colour pixel = picture_pixel(p, x, y);
    if (memcmp(&pixel, &colour, sizeof colour) != 0)
        fail_msg("pixel %" PRId64 ",%" PRId64 " is %d %d %d in place of %d %d %d", x, y, pixel.red,
                 pixel.green, pixel.blue, colour.red, colour.green, colour.blue);
}

/* The relative luminance of a colour and the contrast of two, of WCAG 2.2. */
static inline double luminance(stm_colour colour)
{
    const uint8_t parts[] = {colour.red, colour.green, colour.blue};
    static const double weights[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int k = 0; k < 3; k++) {
        double part = parts[k] / 255.0;
        sum += weights[k] * (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static inline double contrast(stm_colour one, stm_colour other)
{
    double a = luminance(one), b = luminance(other);
    return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

/* Takes everything up to the limit, then fails. */
typedef struct limited {
    size_t limit, taken;
} limited;

static inline int take_limited(void *context, const void *data, size_t size)
{
    (void)data;
    limited *to = context;
    to->taken += size;
    return to->taken > to->limit;
}

#endif
