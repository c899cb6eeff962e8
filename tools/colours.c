/* Colours of values from text: sets of them by name, and lists. */
#include "colours.h"

#include <string.h>
#include <strings.h>

#include "options.h"

typedef struct named_colour {
    const char *name;
    stm_colour colour;
} named_colour;

/* Of CSS Color Module Level 4: the basic ones, and those of the library's own pictures. */
static const named_colour names[] = {
    {"black", {0x00, 0x00, 0x00}},     {"white", {0xff, 0xff, 0xff}},
    {"gray", {0x80, 0x80, 0x80}},      {"grey", {0x80, 0x80, 0x80}},
    {"lightgray", {0xd3, 0xd3, 0xd3}}, {"lightgrey", {0xd3, 0xd3, 0xd3}},
    {"dimgray", {0x69, 0x69, 0x69}},   {"dimgrey", {0x69, 0x69, 0x69}},
    {"silver", {0xc0, 0xc0, 0xc0}},    {"red", {0xff, 0x00, 0x00}},
    {"maroon", {0x80, 0x00, 0x00}},    {"firebrick", {0xb2, 0x22, 0x22}},
    {"orange", {0xff, 0xa5, 0x00}},    {"gold", {0xff, 0xd7, 0x00}},
    {"yellow", {0xff, 0xff, 0x00}},    {"olive", {0x80, 0x80, 0x00}},
    {"lime", {0x00, 0xff, 0x00}},      {"green", {0x00, 0x80, 0x00}},
    {"teal", {0x00, 0x80, 0x80}},      {"aqua", {0x00, 0xff, 0xff}},
    {"cyan", {0x00, 0xff, 0xff}},      {"skyblue", {0x87, 0xce, 0xeb}},
    {"royalblue", {0x41, 0x69, 0xe1}}, {"blue", {0x00, 0x00, 0xff}},
    {"navy", {0x00, 0x00, 0x80}},      {"darkblue", {0x00, 0x00, 0x8b}},
    {"purple", {0x80, 0x00, 0x80}},    {"fuchsia", {0xff, 0x00, 0xff}},
    {"magenta", {0xff, 0x00, 0xff}},   {"pink", {0xff, 0xc0, 0xcb}},
    {"brown", {0xa5, 0x2a, 0x2a}},
};

enum { DEFAULT, COLOUR_BLIND, PRINT, NUM_SETS };
const char *const colours_names[NUM_SETS + 1] = {
    [DEFAULT] = "default", [COLOUR_BLIND] = "colour-blind", [PRINT] = "print"};
/* The default is the library's. */
static const stm_colour sets[NUM_SETS][STM_NUM_COLOURS] = {
    /* M. Okabe and K. Ito 2008, Color Universal Design, on a light ground. */
    [COLOUR_BLIND] = {{0xee, 0xee, 0xee},
                      {0x00, 0x00, 0x00},
                      {0x00, 0x72, 0xb2},
                      {0xe6, 0x9f, 0x00},
                      {0x00, 0x9e, 0x73},
                      {0xd5, 0x5e, 0x00},
                      {0xcc, 0x79, 0xa7}},
    /* Greys, each of 1.6 times or more the luminance of the next darker one. */
    [PRINT] = {{0xff, 0xff, 0xff},
               {0x00, 0x00, 0x00},
               {0x9c, 0x9c, 0x9c},
               {0x33, 0x33, 0x33},
               {0xc9, 0xc9, 0xc9},
               {0x54, 0x54, 0x54},
               {0x76, 0x76, 0x76}},
};

/* The value of one hexadecimal digit, or -1. */
static int hexadecimal(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c == '\0' ? NULL : strchr(digits, c);
    return at == NULL ? -1 : (int)(at - digits) % 16;
}

static bool read_number(const char *text, size_t length, stm_colour *colour)
{
    uint8_t parts[3];
    if (length != 7 || text[0] != '#')
        return false;
    for (int k = 0; k < 3; k++) {
        int high = hexadecimal(text[1 + 2 * k]), low = hexadecimal(text[2 + 2 * k]);
        if (high < 0 || low < 0)
            return false;
        parts[k] = (uint8_t)(16 * high + low);
    }
    *colour = (stm_colour){parts[0], parts[1], parts[2]};
    return true;
}

static stm_status read_colour(const char *text, size_t length, stm_colour *colour, stm_error *error)
{
    stm_guess guess = {.text = text, .length = length};
    if (read_number(text, length, colour))
        return STM_OK;
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        if (strlen(names[k].name) == length && strncasecmp(names[k].name, text, length) == 0) {
            *colour = names[k].colour;
            return STM_OK;
        }
        stm_guess_offer(&guess, names[k].name);
    }
    for (int k = 0; k < NUM_SETS; k++)
        stm_guess_offer(&guess, colours_names[k]);
    if (guess.word != NULL)
        return options_refuse(error, "--colours '%.*s': is no colour; did you mean %s?",
                              stm_words_cut(text, length, 60), text, guess.word);
    return options_refuse(error,
                          "--colours '%.*s': must be default, colour-blind, print, or colours with "
                          "/ between them, as in white/black/#4169e1",
                          stm_words_cut(text, length, 60), text);
}

static stm_status read_list(const char *text, const stm_legend *legend, stm_colour *colours,
                            stm_error *error)
{
    /* An empty legend's entries are zero. */
    const stm_legend_entry *last = &legend->entries[legend->num == 0 ? 0 : legend->num - 1];
    int num = 0, needed = last->value + 1;
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, "/");
        if (num == STM_NUM_COLOURS)
            return options_refuse(error, "--colours: must be at most %d colours", STM_NUM_COLOURS);
        stm_status status = read_colour(at, length, &colours[num], error);
        if (status != STM_OK)
            return status;
        num++;
        at += length;
        if (*at == '\0')
            break;
    }
    if (num < needed)
        return options_refuse(error,
                              "--colours: must be %d colours or more, for the values 0 to %d (%s), "
                              "and is %d",
                              needed, needed - 1, last->name, num);
    for (; num < STM_NUM_COLOURS; num++)
        colours[num] = colours[num - 1];
    return STM_OK;
}

stm_status colours_read(const char *text, const stm_legend *legend,
                        stm_colour colours[STM_NUM_COLOURS], stm_error *error)
{
    for (int k = COLOUR_BLIND; k < NUM_SETS; k++)
        if (strcmp(text, colours_names[k]) == 0) {
            memcpy(colours, sets[k], sizeof sets[k]);
            return STM_OK;
        }
    if (strcmp(text, colours_names[DEFAULT]) != 0)
        return read_list(text, legend, colours, error);
    for (int32_t value = 0; value < STM_NUM_COLOURS; value++)
        colours[value] = stm_value_colour(value);
    return STM_OK;
}
