/* Prints masks side by side in a terminal, from thumbnails: characters by density, or two pixels a
 * character in colour. */
#include <stmask/preview.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/words.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/text.h"
#include "raster/terminal.h"
#include "raster/thumbnail.h"

#define BETWEEN 2 /* columns between masks */

typedef struct preview {
    stm_output *output;
    stm_preview_colours colours;
} preview;

static void put_colour(const preview *p, bool foreground, stm_colour c)
{
    int layer = foreground ? 38 : 48;
    char text[32];
    if (p->colours == STM_PREVIEW_24BIT)
        snprintf(text, sizeof text, "\x1b[%d;2;%d;%d;%dm", layer, c.red, c.green, c.blue);
    else
        snprintf(text, sizeof text, "\x1b[%d;5;%dm", layer, stm__nearest_256(c));
    stm__put_text(p->output, text);
}

/* One line of a thumbnail: two rows of pixels, the lower of which may be missing. */
static void put_blocks(const preview *p, const stm__thumbnail *t, int64_t line)
{
    const stm__thumbnail_pixel *upper = t->pixels + 2 * line * t->width, *lower = upper + t->width;
    bool has_lower = 2 * line + 1 < t->height;
    for (int64_t x = 0; x < t->width; x++) {
        if (x == 0 || memcmp(&upper[x].colour, &upper[x - 1].colour, sizeof(stm_colour)) != 0)
            put_colour(p, true, upper[x].colour);
        if (has_lower &&
            (x == 0 || memcmp(&lower[x].colour, &lower[x - 1].colour, sizeof(stm_colour)) != 0))
            put_colour(p, false, lower[x].colour);
        stm__put_text(p->output, "\xe2\x96\x80"); /* upper half block */
    }
    stm__put_text(p->output, "\x1b[0m");
}

static void put_characters(const preview *p, const stm__thumbnail *t, int64_t line)
{
    static const char ramp[] = ".:-=+*#%@";
    const stm__thumbnail_pixel *upper = t->pixels + 2 * line * t->width;
    const stm__thumbnail_pixel *lower = 2 * line + 1 < t->height ? upper + t->width : upper;
    for (int64_t x = 0; x < t->width; x++) {
        double share = (upper[x].share + lower[x].share) / 2;
        int level = share <= 0 ? 0 : 1 + (int)(share * 7 + 0.5);
        stm_output_write(p->output, &ramp[level], 1);
    }
}

static void put_spaces(const preview *p, int64_t count)
{
    while (count-- > 0)
        stm_output_write(p->output, " ", 1);
}

/* The next line of a title, of at most `columns` characters, cut at a space where there is one.
 * Returns its bytes; the text goes on at `*rest`. */
static size_t title_line(const char *title, int64_t columns, int64_t *used, const char **rest)
{
    const char *end = title, *space = NULL;
    int64_t n = 0, at_space = 0;
    for (; *end != '\0'; end++) {
        bool starts = ((unsigned char)*end & 0xc0) != 0x80;
        if ((starts && n == columns) || *end == '\n')
            break;
        if (*end == ' ' && end > title) {
            space = end;
            at_space = n;
        }
        n += starts;
    }
    if (*end == '\0' || *end == ' ' || *end == '\n' || space == NULL) {
        *rest = *end == ' ' || *end == '\n' ? end + 1 : end;
        *used = n;
        return (size_t)(end - title);
    }
    *rest = space + 1;
    *used = at_space;
    return (size_t)(space - title);
}

/* No control character of a title reaches the terminal. */
static void put_title(const preview *p, const char *text, size_t length)
{
    for (size_t k = 0; k < length; k++) {
        unsigned char c = (unsigned char)text[k];
        bool c1 = c == 0xc2 && k + 1 < length && (unsigned char)text[k + 1] < 0xa0;
        if (c1)
            k++;
        stm_output_write(p->output, c < 0x20 || c == 0x7f || c1 ? "?" : &text[k], 1);
    }
}

static void put_titles(const preview *p, const char **titles, const int64_t *widths, size_t num)
{
    for (bool more = true; more;) {
        int64_t behind = 0; /* columns not yet written */
        more = false;
        bool any = false;
        for (size_t k = 0; k < num; k++) {
            int64_t used = 0;
            if (titles[k] != NULL && *titles[k] != '\0') {
                const char *rest;
                size_t length = title_line(titles[k], widths[k], &used, &rest);
                put_spaces(p, behind);
                put_title(p, titles[k], length);
                behind = 0;
                titles[k] = rest;
                more = more || *rest != '\0';
                any = true;
            }
            behind += widths[k] - used + BETWEEN;
        }
        if (any)
            stm__put_text(p->output, "\n");
    }
}

/* Masks that stand side by side. */
static void put_line_of_masks(const preview *p, const stm__thumbnail *thumbnails,
                              const int64_t *widths, size_t num)
{
    int64_t lines = 0;
    for (size_t k = 0; k < num; k++)
        lines = stm__max(lines, (thumbnails[k].height + 1) / 2);
    for (int64_t line = 0; line < lines; line++) {
        int64_t behind = 0;
        for (size_t k = 0; k < num; k++) {
            bool there = 2 * line < thumbnails[k].height;
            if (there) {
                put_spaces(p, behind);
                behind = 0;
                (p->colours == STM_PREVIEW_PLAIN ? put_characters : put_blocks)(p, &thumbnails[k],
                                                                                line);
            }
            behind += widths[k] - (there ? thumbnails[k].width : 0) + BETWEEN;
        }
        stm__put_text(p->output, "\n");
    }
}

/* What the colours mean, one behind the other as far as the columns go. */
static void put_legend(const preview *p, const stm_legend *legend, int64_t columns)
{
    int64_t used = 0;
    if (p->colours == STM_PREVIEW_PLAIN) {
        stm__put_text(p->output, "\n. no cell is seen, from : to @ ever more are\n");
        return;
    }
    for (int k = 0; k < legend->num; k++) {
        const stm_legend_entry *entry = &legend->entries[k];
        int64_t width = (int64_t)stm_words_columns(entry->name, strlen(entry->name)) + 3;
        bool begins = used == 0 || used + BETWEEN + width > columns;
        stm__put_text(p->output, begins ? "\n" : "  ");
        used = (begins ? 0 : used + BETWEEN) + width;
        put_colour(p, true, stm_value_colour(entry->value));
        stm__put_text(p->output, "\xe2\x96\x88\xe2\x96\x88\x1b[0m ");
        put_title(p, entry->name, strlen(entry->name));
    }
    stm__put_text(p->output, "\n");
}

stm_status stm_preview_write(const stm_mask *const *masks, const char *const *titles, size_t num,
                             stm_output *output, stm_error *error,
                             const stm_preview_options *options)
{
    static const stm_preview_options defaults;
    const stm_preview_options *o = options == NULL ? &defaults : options;
    int64_t columns = o->columns <= 0 ? 80 : o->columns, side = o->side == 0 ? 32 : o->side;
    preview p = {output, o->colours};
    stm_status status = stm__check_range("side", side, 1, 256, error);
    if (status != STM_OK)
        return status;
    side = stm__min(side, columns);
    size_t per_line = (size_t)((columns + BETWEEN) / (side + BETWEEN));
    per_line = per_line < num ? per_line : num;
    stm__thumbnail *thumbnails = calloc(per_line + 1, sizeof *thumbnails);
    const char **texts = calloc(per_line + 1, sizeof *texts);
    int64_t *widths = calloc(per_line + 1, sizeof *widths);
    if (thumbnails == NULL || texts == NULL || widths == NULL)
        status = stm__fail_memory(error, "preview");
    for (size_t begin = 0; begin < num && status == STM_OK; begin += per_line) {
        size_t n = num - begin < per_line ? num - begin : per_line;
        for (size_t k = 0; k < n && status == STM_OK; k++) {
            stm__thumbnail_free(&thumbnails[k]);
            status = stm__thumbnail_make(masks[begin + k], side, &thumbnails[k], error);
            texts[k] = titles == NULL ? NULL : titles[begin + k];
            widths[k] = side;
        }
        if (status != STM_OK)
            break;
        if (begin > 0)
            stm__put_text(output, "\n");
        put_titles(&p, texts, widths, n);
        put_line_of_masks(&p, thumbnails, widths, n);
        if (begin + n == num && o->legend != NULL)
            put_legend(&p, o->legend, columns);
        status = stm_output_status(output);
        if (status != STM_OK)
            stm__fail(error, status, "the preview could not be written");
    }
    if (thumbnails != NULL)
        for (size_t k = 0; k < per_line; k++)
            stm__thumbnail_free(&thumbnails[k]);
    free(thumbnails);
    free(texts);
    free(widths);
    return status;
}
