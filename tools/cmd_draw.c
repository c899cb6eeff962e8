/* stmask draw: pictures of one mask or of several. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "draw.h"
#include "heads.h"
#include "order.h"
#include "pictures.h"

enum { HELP, SIZE, QUERIES, KEYS, SAMPLE_SIZE, ORIGIN, FULL, BARE, FULL_LIMIT, ORDER, OUTPUT };

static option table[] = {
    OPTION_HELP,
    OPTIONS_MASK,
    {.name = "sample_size",
     .kind = OPTION_INTEGER,
     .argument = "N",
     .help = "side of the square to draw, in tokens",
     .minimum = 1,
     .maximum = STM_MAX_SIZE,
     .integer = 128},
    {.name = "origin",
     .kind = OPTION_TEXT,
     .argument = "ROW,COLUMN",
     .help = "top-left query and key of that square (the mask's first)",
     .no_default = true},
    {.name = "full", .kind = OPTION_FLAG, .help = "every cell one pixel, below a title (png)"},
    {.name = "bare",
     .kind = OPTION_FLAG,
     .help = "every cell one pixel, and nothing else: exactly N x N (png)"},
    {.name = "full_limit",
     .kind = OPTION_INTEGER,
     .argument = "N",
     .help = "above this size a full picture shows the share of seen cells, on N/4 pixels a side",
     .minimum = 4,
     .maximum = STM_FULL_LIMIT_MAX,
     .integer = STM_FULL_LIMIT},
    {.name = "order",
     .kind = OPTION_TEXT,
     .argument = "ORDER",
     .help = "colour the points by when stmask plan's ORDER visits them"},
    OPTION_OUTPUT("FILE.png, FILE.svg or FILE.pdf; without it, a preview on standard output"),
};

/* One or several masks, whole and as drawn. */
typedef struct masks {
    head_masks sets[MAX_OPERANDS]; /* of the operands that are sets; they own the specs */
    int num_sets;
    const char *specs[MAX_OPERANDS];
    stm_mask *whole[MAX_OPERANDS];
    stm_mask *drawn[MAX_OPERANDS];
    const char *titles[MAX_OPERANDS];
    double sparsity[MAX_OPERANDS];
    int num;
    char title[512];
} masks;

/* The top-left cell of the sample: of the mask, where --origin does not say. */
static int parse_origin(const program *p, const stm_rectangle *whole, int64_t *row, int64_t *column)
{
    const char *text = table[ORIGIN].text;
    stm_error error;
    *row = whole->first_query;
    *column = whole->first_key;
    if (!table[ORIGIN].given)
        return -1;
    const char *comma = strchr(text, ',');
    if (comma == NULL)
        return options_fail(p, "--origin %.60s: must be ROW,COLUMN, as in 512,0", text);
    stm_status status = stm_number_parse("--origin row", text, (size_t)(comma - text), *row,
                                         *row + whole->num_queries - 1, NULL, row, &error);
    if (status == STM_OK)
        status = stm_number_parse("--origin column", comma + 1, strlen(comma + 1), *column,
                                  *column + whole->num_keys - 1, NULL, column, &error);
    return status == STM_OK ? -1 : run_fail(p, status, &error);
}

static int parse_format(const program *p, bool full, stm_figure_format *format)
{
    int wrong = pictures_format(p, "-o", table[OUTPUT].text, format);
    if (wrong < 0 && full && *format != STM_FIGURE_PNG)
        return options_fail(p, "-o %.200s: a full picture is a .png only", table[OUTPUT].text);
    return wrong;
}

static bool is_repeated(const masks *m)
{
    for (int k = 0; k < m->num; k++)
        for (int l = 0; l < k; l++)
            if (stm_mask_pattern(m->whole[k]) == stm_mask_pattern(m->whole[l]))
                return true;
    return false;
}

/* Panels are titled by their patterns; by their specs where patterns repeat. */
static void make_titles(masks *m, const char *what)
{
    bool repeated = is_repeated(m);
    for (int k = 0; k < m->num; k++)
        m->titles[k] = repeated || stm_mask_pattern(m->whole[k]) == NULL
                           ? m->specs[k]
                           : stm_mask_pattern(m->whole[k])->panel_title;
    if (m->num == 1) {
        const stm_pattern *pattern = stm_mask_pattern(m->whole[0]);
        snprintf(m->title, sizeof m->title, "%.200s %s",
                 pattern == NULL ? m->specs[0] : pattern->figure_title, what);
        m->titles[0] = m->title;
    } else {
        snprintf(m->title, sizeof m->title, "Mask Comparison %s", what);
    }
}

/* The masks of the operands; of a set, each that any head has. */
static int read_masks(const program *p, masks *m, const char *const *operands, int num)
{
    command_size_of_files(&table[SIZE], operands, num);
    for (int k = 0; k < num; k++) {
        if (!heads_is_set(operands[k])) {
            if (m->num == MAX_OPERANDS)
                return options_fail(p, "%.200s: more than %d masks", operands[k], MAX_OPERANDS);
            int exit_status = command_mask(p, operands[k], &m->whole[m->num]);
            if (exit_status >= 0)
                return exit_status;
            m->specs[m->num++] = operands[k];
            continue;
        }
        head_masks *set = &m->sets[m->num_sets++];
        int exit_status = heads_read(p, operands[k], set);
        if (exit_status >= 0)
            return exit_status;
        for (int64_t d = 0; d < set->num_distinct; d++) {
            if (m->num == MAX_OPERANDS)
                return options_fail(p, "%.200s: more than %d masks", operands[k], MAX_OPERANDS);
            m->specs[m->num] = set->distinct[d].spec;
            m->whole[m->num++] = stm_mask_retain(set->distinct[d].mask);
        }
    }
    return -1;
}

static int make_masks(program *p, masks *m, const char *const *operands, int num, bool full)
{
    stm_rectangle part = {0, 0, 0, 0};
    stm_error error;
    int exit_status = read_masks(p, m, operands, num);
    if (exit_status >= 0)
        return exit_status;
    stm_rectangle whole = stm_mask_bounds(m->whole[0]);
    exit_status = parse_origin(p, &whole, &part.first_query, &part.first_key);
    if (exit_status >= 0)
        return exit_status;
    int64_t side = full ? STM_MAX_SIZE : table[SAMPLE_SIZE].integer;
    int64_t rows = whole.first_query + whole.num_queries - part.first_query;
    int64_t columns = whole.first_key + whole.num_keys - part.first_key;
    part.num_queries = side < rows ? side : rows;
    part.num_keys = side < columns ? side : columns;
    for (int k = 0; k < m->num; k++) {
        stm_status status = stm_mask_sparsity(m->whole[k], &m->sparsity[k], &error);
        if (status == STM_OK)
            status = stm_mask_rectangle(m->whole[k], &part, &m->drawn[k], &error);
        if (status != STM_OK)
            return run_fail(p, status, &error);
    }
    int64_t row = part.first_query, column = part.first_key;
    char what[128];
    int length =
        snprintf(what, sizeof what, "(%" PRId64 "x%" PRId64, part.num_queries, part.num_keys);
    if (!full)
        length += snprintf(what + length, sizeof what - (size_t)length, " sample%s",
                           m->num > 1 ? "s" : "");
    if (row != 0 || column != 0)
        length += snprintf(what + length, sizeof what - (size_t)length, " at %" PRId64 ",%" PRId64,
                           row, column);
    snprintf(what + length, sizeof what - (size_t)length, ")");
    make_titles(m, what);
    return -1;
}

static stm_status write_picture(const masks *m, bool full, stm_figure_format format,
                                stm_error *error)
{
    drawing d = {(const stm_mask *const *)m->drawn, m->titles, m->sparsity, (size_t)m->num,
                 m->title};
    const char *path = table[OUTPUT].text;
    stm_output *output;
    stm_status status =
        path == NULL ? run_stdout(&output, error) : stm_output_open(path, &output, error);
    if (status != STM_OK)
        return status;
    if (path == NULL) {
        status = draw_preview(&d, output, error);
    } else if (full) {
        run_bar bar;
        run_bar_start(&bar, "drawing", false);
        status = draw_full(&d, table[FULL_LIMIT].integer, table[BARE].given, &bar.progress, output,
                           error);
        run_bar_end(&bar);
    } else {
        status = draw_figure(&d, format, output, error);
    }
    if (status == STM_OK || status == STM_EIO)
        return stm_output_close(output, error);
    stm_output_discard(output);
    return status;
}

/* The points of the one mask, coloured by when they are visited. */
static int write_order(const program *p, const masks *m, stm_figure_format format)
{
    stm_plan_options options = {0};
    stm_arguments arguments;
    stm_plan *plan = NULL;
    stm_output *output = NULL;
    stm_error error;
    char title[768];
    int wrong = order_parse(p, table[ORDER].text, m->drawn[0], 0, STM_OBJECTIVE_NONE, false,
                            &options, &arguments);
    if (wrong >= 0)
        return wrong;
    snprintf(title, sizeof title, "%s\nvisited by %s", m->title, table[ORDER].text);
    stm_status status = stm_plan_new(m->drawn[0], &plan, &error, &options);
    if (status == STM_OK)
        status = stm_output_open(table[OUTPUT].text, &output, &error);
    if (status == STM_OK)
        status = pictures_order(plan, title, format, output, &error);
    if (status == STM_OK || (status == STM_EIO && output != NULL))
        status = stm_output_close(output, &error);
    else
        stm_output_discard(output);
    stm_plan_free(plan);
    return run_fail(p, status, &error);
}

static int check_order(const program *p, bool full, const char *operand, int num_operands)
{
    if (!table[ORDER].given)
        return -1;
    if (full || num_operands > 1 || heads_is_set(operand))
        return options_fail(p, "--order: colours a sample of one mask");
    if (table[OUTPUT].text == NULL)
        return options_fail(p, "--order: needs a file, -o FILE.png");
    return -1;
}

static int run(program *p, const char *const *operands, int num_operands)
{
    bool full = table[FULL].given || table[BARE].given;
    stm_figure_format format = STM_FIGURE_PNG;
    masks m = {.num = 0};
    stm_error error;
    if (full && (table[SAMPLE_SIZE].given || table[ORIGIN].given))
        return options_fail(p, "--%s: a full picture shows the whole mask, and takes no %s",
                            table[FULL].given ? "full" : "bare",
                            table[SAMPLE_SIZE].given ? "--sample_size" : "--origin");
    if (full && table[OUTPUT].text == NULL)
        return options_fail(p, "--%s: needs a file, -o FILE.png",
                            table[FULL].given ? "full" : "bare");
    int misused = check_order(p, full, operands[0], num_operands);
    if (misused >= 0)
        return misused;
    if (table[OUTPUT].text != NULL) {
        int wrong = parse_format(p, full, &format);
        if (wrong >= 0)
            return wrong;
    }
    int exit_status = make_masks(p, &m, operands, num_operands, full);
    if (exit_status < 0 && table[ORDER].given) {
        exit_status = write_order(p, &m, format);
    } else if (exit_status < 0) {
        stm_status status = write_picture(&m, full, format, &error);
        exit_status = run_fail(p, status, &error);
    }
    for (int k = 0; k < m.num; k++) {
        stm_mask_free(m.drawn[k]);
        stm_mask_free(m.whole[k]);
    }
    for (int k = 0; k < m.num_sets; k++)
        heads_free(&m.sets[k]);
    return exit_status;
}

command cmd_draw = {
    .program = {.name = "stmask draw",
                .operands = "SPEC...",
                .min_operands = 1,
                .max_operands = MAX_OPERANDS,
                .summary = "a picture of a mask, or of several side by side",
                .details = "Of a set, @FILE, it draws each mask that a head has.\n",
                OPTIONS(table)},
    .run = run,
};
