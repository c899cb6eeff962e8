/* stmask draw: pictures of one mask or of several. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "colours.h"
#include "command.h"
#include "draw.h"
#include "draw_titles.h"
#include "explorer.h"
#include "order.h"
#include "pictures.h"

#define SAMPLE_SIDE 128

enum {
    HELP,
    SIZE,
    QUERIES,
    KEYS,
    SAMPLE_SIZE,
    ORIGIN,
    FULL,
    BARE,
    FULL_LIMIT,
    ORDER,
    TITLE,
    COLOURS,
    COLUMNS,
    OUTPUT
};

static option table[] = {
    [HELP] = OPTION_HELP,
    OPTIONS_MASK,
    [SAMPLE_SIZE] = {.name = "sample_size",
                     .kind = OPTION_INTEGER,
                     .argument = "N",
                     .help = "side of the square to draw, in tokens",
                     .more = "Above 4096 tokens a side a labelled picture shows the share of seen "
                             "cells in blocks.",
                     .minimum = 1,
                     .maximum = STM_MAX_SIZE,
                     .absent = "128, or the whole mask where it is larger than 4096"},
    [ORIGIN] = {.name = "origin",
                .kind = OPTION_TEXT,
                .argument = "ROW,COLUMN",
                .help = "top-left query and key of that square",
                .absent = "the mask's first"},
    [FULL] = {.name = "full",
              .kind = OPTION_FLAG,
              .help = "every cell one pixel, below a title (png)",
              .more = "It shows the whole mask."},
    [BARE] = {.name = "bare",
              .kind = OPTION_FLAG,
              .help = "every cell one pixel, and nothing else: exactly N x N (png)",
              .more = "It shows the whole mask."},
    [FULL_LIMIT] =
        {.name = "full_limit",
         .kind = OPTION_INTEGER,
         .argument = "N",
         .help =
             "above this size a full picture shows the share of seen cells, on N/4 pixels a side",
         .minimum = 4,
         .maximum = STM_FULL_LIMIT_MAX,
         .integer = STM_FULL_LIMIT},
    [ORDER] = {.name = "order",
               .kind = OPTION_TEXT,
               .argument = "ORDER",
               .help = "colour the points by when stmask plan's ORDER visits them",
               .takes = TAKES_ORDER_OR_AUTO,
               .more = "It takes one mask, and a file."},
    [TITLE] = {.name = "title",
               .kind = OPTION_TEXT,
               .argument = "TEXT",
               .help = "in the place of the title",
               .absent = "what the picture shows"},
    [COLOURS] = {.name = "colours",
                 .kind = OPTION_TEXT,
                 .argument = "COLOURS",
                 .takes = TAKES_COLOURS,
                 .help = "default, colour-blind, print (greys), or a list: white/black/#4169e1",
                 .more = "A list has the colours of the values 0, 1 and so on, names of CSS or "
                         "`#rrggbb`, as many as the masks have values.",
                 .absent = "default"},
    [COLUMNS] = {.name = "columns",
                 .kind = OPTION_INTEGER,
                 .argument = "N",
                 .help = "width of a preview, in characters",
                 .minimum = 1,
                 .maximum = 65536,
                 .absent = "that of the terminal, or 80"},
    [OUTPUT] =
        OPTION_PICTURE("FILE.png, .svg or .pdf, or a page, FILE.html; without it, a preview",
                       "`-` is a PNG on standard output. A page is the explorer with one mask in "
                       "it, or with two side by side; it takes `--size` alone, and works from "
                       "anywhere, without what stmask is. Files that the specs read are not in "
                       "it: drop them on it."),
};

/* The top-left cell of the sample: of the mask, where --origin does not say. */
static stm_status parse_origin(const stm_rectangle *whole, int64_t *row, int64_t *column,
                               stm_error *error)
{
    const char *text = table[ORIGIN].text;
    *row = whole->first_query;
    *column = whole->first_key;
    if (!table[ORIGIN].given)
        return STM_OK;
    const char *comma = strchr(text, ',');
    if (comma == NULL)
        return options_refuse(error, "--origin %.60s: must be ROW,COLUMN, as in 512,0", text);
    stm_status status = stm_number_parse("--origin row", text, (size_t)(comma - text), *row,
                                         *row + whole->num_queries - 1, NULL, row, error);
    if (status == STM_OK)
        status = stm_number_parse("--origin column", comma + 1, strlen(comma + 1), *column,
                                  *column + whole->num_keys - 1, NULL, column, error);
    return status;
}

static stm_status parse_format(bool full, stm_figure_format *format, stm_error *error)
{
    const char *path = table[OUTPUT].text;
    *format = STM_FIGURE_PNG;
    if (strcmp(path, "-") == 0)
        return STM_OK;
    stm_status status = pictures_format("-o", path, format, error);
    if (status == STM_OK && full && *format != STM_FIGURE_PNG)
        return options_refuse(error, "-o %.200s: a full picture is a .png only", path);
    return status;
}

static stm_status too_many(const char *operand, stm_error *error)
{
    return options_refuse(error, "%.200s: more than %d masks", operand, MAX_OPERANDS);
}

/* The masks of a set that any head has. */
static stm_status read_set(call *c, drawn_masks *m, const char *operand)
{
    head_masks *set = &m->sets[m->num_sets++];
    stm_status status = heads_read(c, operand, set);
    for (int64_t d = 0; status == STM_OK && d < set->num_distinct; d++) {
        if (m->num == MAX_OPERANDS)
            return too_many(operand, &c->error);
        m->specs[m->num] = set->distinct[d].spec;
        m->whole[m->num++] = stm_mask_retain(set->distinct[d].mask);
    }
    return status;
}

/* The masks of the operands. */
static stm_status read_masks(call *c, drawn_masks *m)
{
    stm_status status = STM_OK;
    command_size_of_files(&table[SIZE], c->operands, c->num_operands);
    for (int k = 0; k < c->num_operands && status == STM_OK; k++) {
        const char *operand = c->operands[k];
        if (heads_is_set(operand)) {
            status = read_set(c, m, operand);
            continue;
        }
        if (m->num == MAX_OPERANDS)
            return too_many(operand, &c->error);
        status = command_mask(c, operand, &m->whole[m->num]);
        if (status == STM_OK)
            m->specs[m->num++] = operand;
    }
    return status;
}

/* The side of the square to draw. What is too large to have its cells seen is drawn whole, so that
 * its shape is; the points of an order are always cells. */
static int64_t side_of(const stm_rectangle *whole, bool full)
{
    bool large = whole->num_queries > STM_RASTER_MAX || whole->num_keys > STM_RASTER_MAX;
    if (table[SAMPLE_SIZE].given)
        return table[SAMPLE_SIZE].integer;
    return full || (large && !table[ORIGIN].given && !table[ORDER].given) ? STM_MAX_SIZE
                                                                          : SAMPLE_SIDE;
}

static stm_status make_masks(call *c, drawn_masks *m, bool full)
{
    stm_rectangle part = {0, 0, 0, 0};
    stm_status status = read_masks(c, m);
    if (status != STM_OK)
        return status;
    stm_rectangle whole = stm_mask_bounds(m->whole[0]);
    status = parse_origin(&whole, &part.first_query, &part.first_key, &c->error);
    if (status != STM_OK)
        return status;
    int64_t side = side_of(&whole, full);
    int64_t rows = whole.first_query + whole.num_queries - part.first_query;
    int64_t columns = whole.first_key + whole.num_keys - part.first_key;
    part.num_queries = side < rows ? side : rows;
    part.num_keys = side < columns ? side : columns;
    for (int k = 0; k < m->num && status == STM_OK; k++) {
        status = stm_mask_sparsity(m->whole[k], &m->sparsity[k], &c->error);
        if (status == STM_OK)
            status = stm_mask_rectangle(m->whole[k], &part, &m->drawn[k], &c->error);
    }
    if (status != STM_OK)
        return status;
    draw_titles(m, &whole, &part, table[TITLE].text);
    return STM_OK;
}

/* The colours of the values that the masks have. */
static stm_status read_colours(const drawn_masks *m, stm_colour *colours, stm_error *error)
{
    stm_legend legend = {0};
    stm_status status = STM_OK;
    for (int k = 0; k < m->num && status == STM_OK; k++)
        status = stm_legend_add_mask(&legend, m->drawn[k], error);
    return status != STM_OK ? status : colours_read(table[COLOURS].text, &legend, colours, error);
}

static stm_status write_picture(const drawn_masks *m, bool full, stm_figure_format format,
                                stm_error *error)
{
    stm_colour colours[STM_NUM_COLOURS];
    run_bar bar;
    drawing d = {.masks = (const stm_mask *const *)m->drawn,
                 .titles = m->titles,
                 .sparsity = m->sparsity,
                 .num = (size_t)m->num,
                 .title = m->title,
                 .progress = &bar.progress};
    const char *path = table[OUTPUT].text;
    stm_output *output;
    stm_status status = STM_OK;
    if (table[COLOURS].given) {
        status = read_colours(m, colours, error);
        d.colours = colours;
    }
    if (status != STM_OK)
        return status;
    status = path == NULL || strcmp(path, "-") == 0 ? run_stdout(&output, error)
                                                    : stm_output_open(path, &output, error);
    if (status != STM_OK)
        return status;
    if (path == NULL) {
        status = draw_preview(&d, table[COLUMNS].integer, true, output, error);
    } else {
        run_bar_start(&bar, "drawing", false);
        status = full ? draw_full(&d, table[FULL_LIMIT].integer, table[BARE].given, output, error)
                      : draw_figure(&d, format, output, error);
        run_bar_end(&bar);
    }
    if (status == STM_OK || status == STM_EIO)
        return stm_output_close(output, error);
    stm_output_discard(output);
    return status;
}

/* The points of the one mask, coloured by when they are visited. */
static stm_status write_order(call *c, const drawn_masks *m, stm_figure_format format)
{
    stm_plan_options options = {0};
    stm_arguments arguments;
    stm_plan *plan = NULL;
    stm_output *output = NULL;
    char title[1200];
    const order_search how = {.objective = STM_OBJECTIVE_NONE};
    char order[160];
    /* A search is of the whole mask, of which the order of a sample is drawn. */
    stm_status status = order_parse(c, table[ORDER].text, m->whole[0], &how, &options, &arguments);
    if (status != STM_OK)
        return status;
    stm_order_format(options.order, &arguments, order, sizeof order);
    snprintf(title, sizeof title, "%s\nvisited by %s", m->title,
             strcmp(table[ORDER].text, "auto") == 0 ? order : table[ORDER].text);
    status = stm_plan_new(m->drawn[0], &plan, &c->error, &options);
    if (status == STM_OK)
        status = strcmp(table[OUTPUT].text, "-") == 0
                     ? run_stdout(&output, &c->error)
                     : stm_output_open(table[OUTPUT].text, &output, &c->error);
    if (status == STM_OK)
        status = pictures_order(plan, title, format, output, &c->error);
    if (status == STM_OK || (status == STM_EIO && output != NULL))
        status = stm_output_close(output, &c->error);
    else
        stm_output_discard(output);
    stm_plan_free(plan);
    return status;
}

/* Options that do not go together. */
static stm_status check_options(const call *c, bool full, stm_error *error)
{
    const char *full_name = table[FULL].given ? "full" : "bare";
    if (full && (table[SAMPLE_SIZE].given || table[ORIGIN].given))
        return options_refuse(error, "--%s: a full picture shows the whole mask, and takes no %s",
                              full_name, table[SAMPLE_SIZE].given ? "--sample_size" : "--origin");
    if (full && table[OUTPUT].text == NULL)
        return options_refuse(error, "--%s: needs a file, -o FILE.png", full_name);
    if (table[COLUMNS].given && table[OUTPUT].text != NULL)
        return options_refuse(error, "--columns: is of a preview, which is drawn without -o");
    if (table[COLOURS].given && (table[OUTPUT].text == NULL || table[ORDER].given))
        return options_refuse(error, "--colours: are of the values in a picture, -o FILE.png");
    if (!table[ORDER].given)
        return STM_OK;
    if (full || c->num_operands > 1 || heads_is_set(c->operands[0]))
        return options_refuse(error, "--order: colours a sample of one mask");
    if (table[OUTPUT].text == NULL)
        return options_refuse(error, "--order: needs a file, -o FILE.png");
    return STM_OK;
}

static bool is_page(const char *path)
{
    const char *dot = path == NULL ? NULL : strrchr(path, '.');
    return dot != NULL && strcasecmp(dot, ".html") == 0;
}

/* The explorer's page, of one mask or two. */
static stm_status write_page(call *c)
{
    static const int others[] = {QUERIES,    KEYS,  SAMPLE_SIZE, ORIGIN,  FULL,   BARE,
                                 FULL_LIMIT, ORDER, TITLE,       COLOURS, COLUMNS};
    char *page = NULL;
    size_t length = 0;
    stm_output *output = NULL;
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
        if (table[others[k]].given)
            return options_refuse(&c->error, "--%s: is of a picture, and -o %.200s is a page",
                                  table[others[k]].name, table[OUTPUT].text);
    if (c->num_operands > 2)
        return options_refuse(&c->error, "-o %.200s: a page shows two masks at most",
                              table[OUTPUT].text);
    command_size_of_files(&table[SIZE], c->operands, c->num_operands);
    for (int k = 0; k < c->num_operands; k++) {
        stm_mask *mask = NULL;
        if (heads_is_set(c->operands[k]))
            return options_refuse(&c->error, "%.200s: a page shows a mask of a set, @FILE:NAME",
                                  c->operands[k]);
        stm_status status = command_mask(c, c->operands[k], &mask);
        stm_mask_free(mask);
        if (status != STM_OK)
            return status;
    }
    stm_status status =
        explorer_page(c->operands, c->num_operands, table[SIZE].integer, &page, &length, &c->error);
    if (status == STM_OK)
        status = stm_output_open(table[OUTPUT].text, &output, &c->error);
    if (status == STM_OK) {
        stm_output_write(output, page, length);
        status = stm_output_close(output, &c->error);
    }
    free(page);
    return status;
}

static stm_status run(call *c)
{
    if (is_page(table[OUTPUT].text))
        return write_page(c);
    bool full = table[FULL].given || table[BARE].given;
    stm_figure_format format = STM_FIGURE_PNG;
    drawn_masks m = {.num = 0};
    stm_status status = check_options(c, full, &c->error);
    if (status == STM_OK && table[OUTPUT].text != NULL)
        status = parse_format(full, &format, &c->error);
    if (status == STM_OK)
        status = make_masks(c, &m, full);
    if (status == STM_OK)
        status = table[ORDER].given ? write_order(c, &m, format)
                                    : write_picture(&m, full, format, &c->error);
    for (int k = 0; k < m.num; k++) {
        stm_mask_free(m.drawn[k]);
        stm_mask_free(m.whole[k]);
    }
    for (int k = 0; k < m.num_sets; k++)
        heads_free(&m.sets[k]);
    return status;
}

command cmd_draw = {
    .program = {.name = "stmask draw",
                .operands = "SPEC...",
                .min_operands = 1,
                .max_operands = MAX_OPERANDS,
                .summary = "a picture of a mask, or of several side by side; or a page",
                .details = "Of a set, @FILE, it draws each mask that a head has.\n",
                OPTIONS(table)},
    .run = run,
};
