/* Measures and draws text run by run, each in the first font that has its characters, and breaks
 * titles into lines. */
#include "figure/lettering.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/print.h"
#include "base/utf8.h"
#include "figure/cairo_fail.h"
#include "figure/fonts.h"

#define LINE_HEIGHT 1.3 /* of the font's size */
#define MOST_RUN 252    /* bytes of text that cairo gets at once */

double stm__text_size(double pixels, size_t columns)
{
    static const double sizes[] = {0, 0.0275, 0.038, 0.05, 0.065, 0.08};
    return round(pixels * sizes[columns < 5 ? columns : 5]);
}

stm_status stm__text_open(cairo_t **scratch, stm_error *error)
{
    stm__fonts *fonts = NULL;
    stm_status status = stm__fonts_new(&fonts, error);
    if (status != STM_OK)
        return status;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, 1);
    cairo_t *cairo = cairo_create(surface);
    cairo_surface_destroy(surface);
    status = stm__cairo_status(cairo_status(cairo), error);
    if (status == STM_OK)
        status = stm__fonts_share(cairo, fonts, error);
    stm__fonts_free(fonts);
    if (status == STM_OK)
        *scratch = cairo;
    else
        cairo_destroy(cairo);
    return status;
}

stm_status stm__text_share(cairo_t *cairo, cairo_t *scratch, stm_error *error)
{
    stm_status status = stm__cairo_status(cairo_status(cairo), error);
    return status == STM_OK ? stm__fonts_share(cairo, stm__fonts_of(scratch), error) : status;
}

stm_status stm__text_prepare(cairo_t *cairo, const char *text, stm_error *error)
{
    return stm__fonts_prepare(stm__fonts_of(cairo), text, error);
}

int64_t stm__text_missing(cairo_t *cairo)
{
    return stm__fonts_missing(stm__fonts_of(cairo));
}

static void set_font(cairo_t *cairo, double size)
{
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_set_font_options(cairo, options);
    cairo_font_options_destroy(options);
    cairo_set_font_size(cairo, size);
}

/* Takes the text in runs of one font each; `show` draws them. Returns the width. */
static double each_run(cairo_t *cairo, double size, const char *text, bool show)
{
    double width = 0;
    set_font(cairo, size);
    while (*text != '\0' && cairo_status(cairo) == CAIRO_STATUS_SUCCESS) {
        size_t used = stm__fonts_run(cairo, text, MOST_RUN);
        char run[MOST_RUN + 1];
        cairo_text_extents_t extents = {0};
        memcpy(run, text, used);
        run[used] = '\0';
        if (show)
            cairo_show_text(cairo, run); /* moves on by its width */
        else
            cairo_text_extents(cairo, run, &extents);
        width += extents.x_advance;
        text += used;
    }
    return width;
}

double stm__text_width(cairo_t *cairo, double size, const char *text)
{
    return each_run(cairo, size, text, false);
}

void stm__text_draw(cairo_t *cairo, double size, double x, double y, stm__align align,
                    const char *text)
{
    double left, top, right, bottom;
    cairo_clip_extents(cairo, &left, &top, &right, &bottom);
    if (y + size < top || y - 2 * size > bottom)
        return;
    double width = stm__text_width(cairo, size, text);
    cairo_move_to(cairo, x - (align == STM__LEFT ? 0 : align == STM__RIGHT ? width : width / 2), y);
    each_run(cairo, size, text, true);
}

/* Appends the bytes begin..end-1 as a line. */
static void add_line(cairo_t *cairo, stm__text_lines *lines, size_t *used, const char *begin,
                     const char *end)
{
    char *line = lines->text + *used;
    size_t length = (size_t)(end - begin);
    memcpy(line, begin, length);
    line[length] = '\0';
    *used += length + 1;
    lines->num++;
    lines->width = fmax(lines->width, stm__text_width(cairo, lines->size, line));
}

static double part_width(cairo_t *cairo, double size, char *begin, char *end)
{
    char kept = *end;
    *end = '\0';
    double width = stm__text_width(cairo, size, begin);
    *end = kept;
    return width;
}

/* Where the line that begins at `begin` ends: at the end of the text, at a newline, or at the last
 * place to cut that keeps it within `width`. */
static char *line_end(cairo_t *cairo, double size, double width, char *begin)
{
    char *space = NULL, *mark = NULL, *end = begin;
    while (*end != '\0' && *end != '\n') {
        char *next = end + stm__utf8_character(end);
        if (*end == ' ' && end > begin)
            space = end;
        else if (part_width(cairo, size, begin, next) > width && end > begin)
            return space != NULL ? space : mark != NULL ? mark : end;
        if (strchr(",;:+&/-_)", *end) != NULL)
            mark = next;
        end = next;
    }
    return end;
}

stm_status stm__lines_make(cairo_t *cairo, double size, double width, const char *text,
                           stm__text_lines *lines, stm_error *error)
{
    stm__text_lines new = {.size = size};
    if (text == NULL || text[0] == '\0') {
        *lines = new;
        return STM_OK;
    }
    size_t length = strlen(text), used = 0;
    char *whole = malloc(length + 1);
    new.text = malloc(2 * length + 2); /* a NUL behind every character at worst */
    if (whole == NULL || new.text == NULL) {
        free(whole);
        free(new.text);
        return stm__figure_fail_memory(error);
    }
    stm__utf8_clean(whole, text);
    stm_status status = stm__text_prepare(cairo, whole, error);
    if (status != STM_OK) {
        free(whole);
        free(new.text);
        return status;
    }
    for (char *begin = whole; *begin != '\0';) {
        char *end = line_end(cairo, size, width, begin);
        add_line(cairo, &new, &used, begin, end);
        begin = end + (*end == ' ' || *end == '\n');
    }
    free(whole);
    new.height = new.num *size *LINE_HEIGHT;
    *lines = new;
    return STM_OK;
}

stm_status stm__line_make(cairo_t *cairo, double size, const char *text, stm__text_lines *lines,
                          stm_error *error)
{
    stm__text_lines new = {.size = size};
    if (text != NULL && text[0] != '\0') {
        new.text = malloc(strlen(text) + 1);
        if (new.text == NULL)
            return stm__figure_fail_memory(error);
        stm__utf8_clean(new.text, text);
        for (char *c = strchr(new.text, '\n'); c != NULL; c = strchr(c, '\n'))
            *c = ' ';
        stm_status status = stm__text_prepare(cairo, new.text, error);
        if (status != STM_OK) {
            free(new.text);
            return status;
        }
        new.num = 1;
        new.width = stm__text_width(cairo, size, new.text);
        new.height = size *LINE_HEIGHT;
    }
    *lines = new;
    return STM_OK;
}

void stm__lines_free(stm__text_lines *lines)
{
    free(lines->text);
    *lines = (stm__text_lines){0};
}

void stm__lines_draw(cairo_t *cairo, const stm__text_lines *lines, double x, double y)
{
    const char *line = lines->text;
    for (int k = 0; k < lines->num; k++) {
        stm__text_draw(cairo, lines->size, x, y + lines->size, STM__CENTRE, line);
        line += strlen(line) + 1;
        y += lines->size * LINE_HEIGHT;
    }
}

void stm__sparsity_text(double sparsity, char text[40])
{
    char number[32];
    stm__print(number, sizeof number, "%.4f", 100 * sparsity);
    /* The decimal point is the locale's, of one byte or several. */
    int whole = (int)strspn(number, "-0123456789");
    const char *decimals = number + strlen(number) - 4;
    snprintf(text, 40, "sparsity %.*s.%.4s%%", whole < 20 ? whole : 20, number, decimals);
}

stm_status stm__cairo_status(cairo_status_t status, stm_error *error)
{
    switch (status) {
    case CAIRO_STATUS_SUCCESS:
        return STM_OK;
    case CAIRO_STATUS_NO_MEMORY:
        return stm__figure_fail_memory(error);
    case CAIRO_STATUS_WRITE_ERROR:
        return stm__figure_fail(error, STM_EIO, "the figure could not be written");
    default:
        return stm__figure_fail(error, STM_EINVAL, cairo_status_to_string(status));
    }
}
