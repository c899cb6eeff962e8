/* Tells from the environment which colours a terminal has, and finds the nearest of 256. */
#include "raster/terminal.h"

#include <stddef.h>
#include <string.h>

#include <stmask/preview.h>

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

stm_preview_colours stm_preview_colours_of(const char *no_color, const char *colorterm,
                                           const char *term)
{
    static const char *const families[] = {"xterm",   "screen", "tmux",  "rxvt",
                                           "konsole", "gnome",  "vte",   "alacritty",
                                           "contour", "foot",   "kitty", "wezterm"};
    if (no_color != NULL && no_color[0] != '\0')
        return STM_PREVIEW_PLAIN;
    if (term == NULL || term[0] == '\0' || strcmp(term, "dumb") == 0)
        return STM_PREVIEW_PLAIN;
    if (colorterm != NULL &&
        (strcmp(colorterm, "truecolor") == 0 || strcmp(colorterm, "24bit") == 0))
        return STM_PREVIEW_24BIT;
    if (strstr(term, "-direct") != NULL)
        return STM_PREVIEW_24BIT;
    if (strstr(term, "256color") != NULL)
        return STM_PREVIEW_256;
    for (size_t k = 0; k < sizeof families / sizeof *families; k++)
        if (begins(term, families[k]))
            return STM_PREVIEW_256;
    return STM_PREVIEW_PLAIN;
}

/* The nearest level of xterm's colour cube, which are 0, 95, 135, 175, 215 and 255. */
static int cube_level(int c)
{
    return c < 48 ? 0 : c < 115 ? 1 : (c - 35) / 40;
}

static int square(int v)
{
    return v * v;
}

int stm__nearest_256(stm_colour c)
{
    int red = cube_level(c.red), green = cube_level(c.green), blue = cube_level(c.blue);
    int mean = (c.red + c.green + c.blue) / 3;
    int step = mean < 8 ? 0 : mean > 238 ? 23 : (mean - 3) / 10, grey = 8 + 10 * step;
    int levels[3] = {red, green, blue};
    int parts[3] = {c.red, c.green, c.blue}, cube_distance = 0, grey_distance = 0;
    for (int k = 0; k < 3; k++) {
        cube_distance += square(parts[k] - (levels[k] == 0 ? 0 : 55 + 40 * levels[k]));
        grey_distance += square(parts[k] - grey);
    }
    return grey_distance < cube_distance ? 232 + step : 16 + 36 * red + 6 * green + blue;
}
