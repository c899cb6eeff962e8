/* stmask diff: where two masks differ. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "command.h"
#include "draw.h"
#include "pictures.h"

enum { HELP, SIZE, QUERIES, KEYS, VALUES, SAMPLE_SIZE, OUTPUT, JSON };

static option table[] = {
    [HELP] = OPTION_HELP,
    OPTIONS_MASK,
    [VALUES] = {.name = "values",
                .kind = OPTION_FLAG,
                .help = "cells that both see with different values differ too"},
    [SAMPLE_SIZE] = {.name = "sample_size",
                     .kind = OPTION_INTEGER,
                     .argument = "N",
                     .help = "side of the square to draw, round the first difference",
                     .minimum = 1,
                     .maximum = STM_RASTER_MAX,
                     .integer = 128},
    [OUTPUT] = OPTION_PICTURE("draw them: FILE.png, FILE.svg or FILE.pdf",
                              "It shows what both see, and what only one does."),
    [JSON] = OPTION_JSON,
};

/* Of `count` indices from *first on, `side` of them with `middle` near their middle. */
static void cut(int64_t *first, int64_t *count, int64_t middle, int64_t side)
{
    if (side >= *count)
        return;
    int64_t last = *first + *count - side, wanted = middle - side / 2;
    *first = wanted < *first ? *first : wanted > last ? last : wanted;
    *count = side;
}

static stm_status draw(const stm_mask *const masks[2], const stm_diff *diff,
                       const char *const *operands, stm_figure_format format, stm_output *output,
                       stm_error *error)
{
    stm_mask *whole = NULL, *part = NULL;
    char title[768];
    stm_status status = stm_mask_compare(masks[0], masks[1], table[VALUES].given, &whole, error);
    if (status != STM_OK)
        return status;
    stm_rectangle r = stm_mask_bounds(whole);
    cut(&r.first_query, &r.num_queries, diff->first_query, table[SAMPLE_SIZE].integer);
    cut(&r.first_key, &r.num_keys, diff->first_key, table[SAMPLE_SIZE].integer);
    status = stm_mask_rectangle(whole, &r, &part, error);
    if (status == STM_OK) {
        const stm_mask *drawn = part;
        const char *one = title;
        double none = (double)NAN;
        snprintf(title, sizeof title, "%.300s\nand %.300s", operands[0], operands[1]);
        drawing d = {&drawn, &one, &none, 1, title, NULL};
        status = draw_figure(&d, format, output, error);
    }
    stm_mask_free(part);
    stm_mask_free(whole);
    return status;
}

static void put(stm_output *output, const stm_diff *d)
{
    if (table[JSON].given) {
        stm_output_printf(output, "{\"equal\": %s, \"differing\": %" PRId64 ", \"first\": ",
                          d->differing == 0 ? "true" : "false", d->differing);
        if (d->differing == 0)
            stm_output_printf(output, "null}\n");
        else
            stm_output_printf(output, "{\"query\": %" PRId64 ", \"key\": %" PRId64 "}}\n",
                              d->first_query, d->first_key);
    } else if (d->differing == 0) {
        stm_output_printf(output, "equal\n");
    } else {
        stm_output_printf(output,
                          "%" PRId64 " cells differ, the first at (%" PRId64 ", %" PRId64 ")\n",
                          d->differing, d->first_query, d->first_key);
    }
}

/* Compares, draws and prints. */
static stm_status compare(call *c, const stm_mask *const masks[2], stm_figure_format format)
{
    stm_output *output = NULL, *picture = NULL;
    stm_diff diff = {0, -1, -1};
    stm_status status = run_stdout(&output, &c->error);
    if (status == STM_OK && table[OUTPUT].given)
        status = stm_output_open(table[OUTPUT].text, &picture, &c->error);
    if (status == STM_OK) {
        run_bar bar;
        run_bar_start(&bar, "comparing", false);
        stm_diff_options options = {.values = table[VALUES].given, .progress = &bar.progress};
        status = stm_mask_diff(masks[0], masks[1], &diff, &c->error, &options);
        run_bar_end(&bar);
    }
    if (status == STM_OK && picture != NULL) {
        status = draw(masks, &diff, c->operands, format, picture, &c->error);
        if (status == STM_OK || status == STM_EIO) {
            status = stm_output_close(picture, &c->error);
            picture = NULL;
        }
    }
    if (status == STM_OK) {
        put(output, &diff);
        status = stm_output_close(output, &c->error);
        output = NULL;
    }
    stm_output_discard(picture);
    stm_output_discard(output);
    /* 1 says that they differ; what fails while working is trouble too. */
    c->done = diff.differing == 0 ? 0 : 1;
    c->failed = 2;
    return status;
}

static stm_status run(call *c)
{
    stm_mask *masks[2] = {NULL, NULL};
    stm_figure_format format = STM_FIGURE_PNG;
    stm_status status = STM_OK;
    if (table[OUTPUT].given)
        status = pictures_format("-o", table[OUTPUT].text, &format, &c->error);
    command_size_of_files(&table[SIZE], c->operands, 2);
    for (int k = 0; k < 2 && status == STM_OK; k++)
        status = command_mask(c, c->operands[k], &masks[k]);
    if (status == STM_OK)
        status = compare(c, (const stm_mask *const *)masks, format);
    stm_mask_free(masks[0]);
    stm_mask_free(masks[1]);
    return status;
}

command cmd_diff = {
    .program = {.name = "stmask diff",
                .operands = "SPEC SPEC",
                .min_operands = 2,
                .max_operands = 2,
                .summary = "where two masks differ",
                .details = "A cell differs where one mask sees it and the other does not. The exit "
                           "status is 0 where\nthe masks are equal, 1 where they are not, 2 where "
                           "that cannot be told.\nWith --json: equal, differing (cells), first "
                           "({query, key} or null).\n",
                OPTIONS(table)},
    .run = run,
};
