/* Resolves fonts with fontconfig before anything is drawn, and gives them to cairo as files, so
 * that neither chooses another one later. */
#include "figure/fonts.h"

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "figure/cairo_fail.h"

#define FAMILY "DejaVu Sans"
#define MOST_FACES 16 /* a text has few scripts */

typedef struct face {
    cairo_font_face_t *face;
    FcCharSet *characters;
} face;

struct stm__fonts {
    int references;
    FcConfig *config;
    face faces[MOST_FACES]; /* the first is DejaVu Sans */
    int num;
    int64_t missing;
};

static const cairo_user_data_key_t key;

/* The code point of the character at `text`, which is valid UTF-8. */
static FcChar32 character_at(const char *text, size_t length)
{
    FcChar32 character = '?';
    return FcUtf8ToUcs4((const FcChar8 *)text, &character, (int)length) > 0 ? character : '?';
}

static bool has(const face *f, FcChar32 character)
{
    return FcCharSetHasChar(f->characters, character) || character == '\n';
}

/* The first face that has a character, or -1. */
static int face_of(const stm__fonts *fonts, FcChar32 character)
{
    for (int k = 0; k < fonts->num; k++)
        if (has(&fonts->faces[k], character))
            return k;
    return -1;
}

static stm_status add_face(stm__fonts *fonts, FcPattern *pattern, stm_error *error)
{
    face *f = &fonts->faces[fonts->num];
    FcCharSet *characters;
    if (FcPatternGetCharSet(pattern, FC_CHARSET, 0, &characters) != FcResultMatch)
        return stm__figure_fail_memory(error);
    f->face = cairo_ft_font_face_create_for_pattern(pattern);
    if (cairo_font_face_status(f->face) != CAIRO_STATUS_SUCCESS) {
        cairo_font_face_destroy(f->face);
        return stm__figure_fail_memory(error);
    }
    f->characters = FcCharSetCopy(characters);
    fonts->num++;
    return STM_OK;
}

static bool is(FcPattern *pattern, const char *what, double wanted)
{
    double value;
    return FcPatternGetDouble(pattern, what, 0, &value) == FcResultMatch && value == wanted;
}

/* Whether a file holds the upright, regular font of that name. */
static bool is_base(FcPattern *pattern)
{
    FcChar8 *name;
    if (!is(pattern, FC_WEIGHT, FC_WEIGHT_REGULAR) || !is(pattern, FC_WIDTH, FC_WIDTH_NORMAL) ||
        !is(pattern, FC_SLANT, FC_SLANT_ROMAN))
        return false;
    for (int k = 0; FcPatternGetString(pattern, FC_FAMILY, k, &name) == FcResultMatch; k++)
        if (strcmp((const char *)name, FAMILY) == 0)
            return true;
    return false;
}

static const char *file_of(FcPattern *pattern)
{
    FcChar8 *file;
    return FcPatternGetString(pattern, FC_FILE, 0, &file) == FcResultMatch ? (const char *)file
                                                                           : NULL;
}

static stm_status find_base(stm__fonts *fonts, stm_error *error)
{
    FcFontSet *set = FcConfigGetFonts(fonts->config, FcSetSystem);
    FcPattern *best = NULL;
    for (int k = 0; set != NULL && k < set->nfont; k++) {
        FcPattern *pattern = set->fonts[k];
        if (!is_base(pattern) || file_of(pattern) == NULL)
            continue;
        if (best == NULL || strcmp(file_of(pattern), file_of(best)) < 0)
            best = pattern;
    }
    if (best == NULL)
        return stm__figure_fail(error, STM_ENOMEM,
                                "figure: the font " FAMILY
                                " is not found: it is not installed, or memory ran out");
    return add_face(fonts, best, error);
}

stm_status stm__fonts_new(stm__fonts **fonts, stm_error *error)
{
    stm__fonts *new = calloc(1, sizeof *new);
    if (new == NULL)
        return stm__figure_fail_memory(error);
    new->references = 1;
    new->config = FcConfigReference(NULL);
    stm_status status =
        new->config == NULL ? stm__figure_fail_memory(error) : find_base(new, error);
    if (status == STM_OK)
        *fonts = new;
    else
        stm__fonts_free(new);
    return status;
}

void stm__fonts_free(stm__fonts *fonts)
{
    if (fonts == NULL || --fonts->references > 0)
        return;
    for (int k = 0; k < fonts->num; k++) {
        cairo_font_face_destroy(fonts->faces[k].face);
        FcCharSetDestroy(fonts->faces[k].characters);
    }
    if (fonts->config != NULL)
        FcConfigDestroy(fonts->config);
    free(fonts);
}

/* Every font in the order in which it is like the first one; NULL where memory ran out. */
static FcFontSet *sorted(FcConfig *config)
{
    FcPattern *wanted = FcPatternCreate();
    FcFontSet *set = NULL;
    FcResult result;
    if (wanted != NULL && FcPatternAddString(wanted, FC_FAMILY, (const FcChar8 *)FAMILY) &&
        FcConfigSubstitute(config, wanted, FcMatchPattern)) {
        FcDefaultSubstitute(wanted);
        set = FcFontSort(config, wanted, FcFalse, NULL, &result);
    }
    if (wanted != NULL)
        FcPatternDestroy(wanted);
    return set;
}

/* The first outline font that has a character, or NULL. */
static FcPattern *first_with(const FcFontSet *set, FcChar32 character)
{
    for (int k = 0; k < set->nfont; k++) {
        FcBool outline = FcFalse, colour = FcFalse;
        FcCharSet *characters;
        FcPattern *font = set->fonts[k];
        FcPatternGetBool(font, FC_OUTLINE, 0, &outline);
#ifdef FC_COLOR
        FcPatternGetBool(font, FC_COLOR, 0, &colour);
#endif
        if (outline && !colour && file_of(font) != NULL &&
            FcPatternGetCharSet(font, FC_CHARSET, 0, &characters) == FcResultMatch &&
            FcCharSetHasChar(characters, character))
            return font;
    }
    return NULL;
}

static stm_status find_others(stm__fonts *fonts, const FcFontSet *set, const FcFontSet *again,
                              const char *text, stm_error *error)
{
    for (size_t length; *text != '\0'; text += length) {
        length = stm__utf8_character(text);
        length = length == 0 ? 1 : length;
        FcChar32 character = character_at(text, length);
        if (face_of(fonts, character) >= 0)
            continue;
        FcPattern *one = first_with(set, character), *other = first_with(again, character);
        if ((one == NULL) != (other == NULL) ||
            (one != NULL && strcmp(file_of(one), file_of(other)) != 0))
            return stm__figure_fail_memory(error);
        if (one == NULL || fonts->num == MOST_FACES) {
            fonts->missing++;
            continue;
        }
        stm_status status = add_face(fonts, one, error);
        if (status != STM_OK)
            return status;
    }
    return STM_OK;
}

stm_status stm__fonts_prepare(stm__fonts *fonts, const char *text, stm_error *error)
{
    bool all = true;
    for (size_t length, at = 0; all && text[at] != '\0'; at += length) {
        length = stm__utf8_character(text + at);
        length = length == 0 ? 1 : length;
        all = face_of(fonts, character_at(text + at, length)) >= 0;
    }
    if (all)
        return STM_OK;
    /* fontconfig goes on where memory runs out, with the fonts that it has so far. What two
     * configurations agree on is no accident. */
    FcConfig *second = FcInitLoadConfigAndFonts();
    FcFontSet *set = sorted(fonts->config), *again = second == NULL ? NULL : sorted(second);
    stm_status status = set == NULL || again == NULL ? stm__figure_fail_memory(error)
                                                     : find_others(fonts, set, again, text, error);
    if (set != NULL)
        FcFontSetDestroy(set);
    if (again != NULL)
        FcFontSetDestroy(again);
    if (second != NULL)
        FcConfigDestroy(second);
    return status;
}

int64_t stm__fonts_missing(const stm__fonts *fonts)
{
    return fonts->missing;
}

static void release(void *fonts)
{
    stm__fonts_free(fonts);
}

stm_status stm__fonts_share(cairo_t *cairo, stm__fonts *fonts, stm_error *error)
{
    if (cairo_set_user_data(cairo, &key, fonts, release) != CAIRO_STATUS_SUCCESS)
        return stm__figure_fail_memory(error);
    fonts->references++;
    return STM_OK;
}

stm__fonts *stm__fonts_of(cairo_t *cairo)
{
    return cairo_get_user_data(cairo, &key);
}

size_t stm__fonts_run(cairo_t *cairo, const char *text, size_t most)
{
    const stm__fonts *fonts = stm__fonts_of(cairo);
    size_t used = 0;
    int first = 0;
    while (text[used] != '\0') {
        size_t length = stm__utf8_character(text + used);
        length = length == 0 ? 1 : length;
        int k = face_of(fonts, character_at(text + used, length));
        k = k < 0 ? 0 : k; /* a box */
        if (used == 0)
            first = k;
        else if (k != first || used + length > most)
            break;
        used += length;
    }
    cairo_set_font_face(cairo, fonts->faces[first].face);
    return used;
}
