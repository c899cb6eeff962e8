/* Writes a PNG through libpng, row by row, with its text chunks; errors come back by longjmp within
 * this file alone. */
#include "raster/png.h"

#include <inttypes.h>
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/version.h>

#include "base/fail.h"
#include "base/utf8.h"

struct stm__png {
    png_structp write;
    png_infop info;
    stm_output *output;
    char *text;     /* freed after a jump, too */
    jmp_buf failed; /* where libpng comes back to, set by each of the calls below */
};

static void on_error(png_structp write, png_const_charp message)
{
    (void)message;
    stm__png *png = png_get_error_ptr(write);
    longjmp(png->failed, 1);
}

static void on_warning(png_structp write, png_const_charp message)
{
    (void)write, (void)message;
}

/* An output that failed drops what follows; the calls below look at its status. */
static void on_write(png_structp write, png_bytep data, png_size_t size)
{
    stm_output_write(png_get_io_ptr(write), data, size);
}

static void on_flush(png_structp write)
{
    (void)write;
}

/* libpng jumps for want of memory only: all it is given has been checked. */
static stm_status outcome(const stm__png *png, bool jumped, stm_error *error)
{
    stm_status status = stm_output_status(png->output);
    if (status != STM_OK)
        return stm__fail(error, status, "the picture could not be written");
    return jumped ? stm__fail_memory(error, "picture") : STM_OK;
}

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

/* libpng copies both, and does not look at them. */
static void put_text(stm__png *png, const char *keyword, const char *text)
{
    png->text = malloc(strlen(text) + 1);
    if (png->text == NULL)
        png_error(png->write, "out of memory");
    stm__utf8_clean(png->text, text);
    png_text chunk = {
        .compression = is_ascii(text) ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE,
        .key = (png_charp)keyword,
        .text = png->text,
        .text_length = strlen(png->text),
        .lang = (png_charp) "",
        .lang_key = (png_charp) "",
    };
    png_set_text(png->write, png->info, &chunk, 1);
    free(png->text);
    png->text = NULL;
}

static void put_palette(stm__png *png, const stm_colour *colours, int num)
{
    png_color palette[256];
    for (int k = 0; k < num; k++)
        palette[k] = (png_color){colours[k].red, colours[k].green, colours[k].blue};
    png_set_PLTE(png->write, png->info, palette, num);
}

/* Everything that may jump; no local variable of it is used after a jump. */
static void put_header(stm__png *png, const stm__png_header *h)
{
    png_set_user_limits(png->write, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_write_fn(png->write, png->output, on_write, on_flush);
    png_set_compression_level(png->write, h->level);
    png_set_compression_buffer_size(png->write, 65536);
    png_set_filter(png->write, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
    png_set_IHDR(png->write, png->info, (png_uint_32)h->width, (png_uint_32)h->height, h->bits,
                 h->palette == NULL ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_PALETTE,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (h->palette != NULL)
        put_palette(png, h->palette, h->num_colours);
    if (h->pixels_per_metre != 0)
        png_set_pHYs(png->write, png->info, (png_uint_32)h->pixels_per_metre,
                     (png_uint_32)h->pixels_per_metre, PNG_RESOLUTION_METER);
    for (int k = 0; k < h->num_texts; k++)
        if (h->texts[k].text != NULL)
            put_text(png, h->texts[k].keyword, h->texts[k].text);
    put_text(png, "Software", "stmask " STM_VERSION);
    png_write_info(png->write, png->info);
}

stm_status stm__png_new(const stm__png_header *header, stm_output *output, stm__png **png,
                        stm_error *error)
{
    if (header->width > PNG_UINT_31_MAX || header->height > PNG_UINT_31_MAX)
        return stm__fail(error, STM_EINVAL,
                         "picture of %" PRId64 " x %" PRId64 " pixels: must be at most %d a side",
                         header->width, header->height, (int)PNG_UINT_31_MAX);
    stm__png *new = calloc(1, sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, "picture");
    new->output = output;
    if (setjmp(new->failed) == 0) {
        new->write = png_create_write_struct(PNG_LIBPNG_VER_STRING, new, on_error, on_warning);
        new->info = new->write == NULL ? NULL : png_create_info_struct(new->write);
        if (new->info != NULL) {
            put_header(new, header);
            stm_status status = outcome(new, false, error);
            if (status != STM_OK) {
                stm__png_free(new);
                return status;
            }
            *png = new;
            return STM_OK;
        }
    }
    stm_status status = outcome(new, true, error);
    stm__png_free(new);
    return status;
}

stm_status stm__png_row(stm__png *png, const uint8_t *row, stm_error *error)
{
    if (setjmp(png->failed) != 0)
        return outcome(png, true, error);
    png_write_row(png->write, row);
    return outcome(png, false, error);
}

stm_status stm__png_finish(stm__png *png, stm_error *error)
{
    if (setjmp(png->failed) != 0)
        return outcome(png, true, error);
    png_write_end(png->write, NULL);
    return outcome(png, false, error);
}

void stm__png_free(stm__png *png)
{
    if (png == NULL)
        return;
    if (png->write != NULL)
        png_destroy_write_struct(&png->write, png->info == NULL ? NULL : &png->info);
    free(png->text);
    free(png);
}
