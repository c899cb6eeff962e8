/* stmask diff: where two masks differ. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

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
                     .absent = "the whole masks"},
    [OUTPUT] = OPTION_PICTURE("draw them: FILE.png, FILE.svg or FILE.pdf",
                              "It shows what both see, and what only one does: as cells up to 1024 "
                              "tokens, or in a sample, and above as the shares of such cells in "
                              "blocks, one panel each."),
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

#define MOST_CELLS 1024 /* a side, of a picture of the whole masks as cells */

/* What is compared, how large it is, and how much of it differs. */
static void make_title(const stm_mask *const masks[2], const stm_mask *drawn, const stm_diff *diff,
                       char *title, size_t capacity)
{
    stm_rectangle whole = stm_mask_bounds(masks[0]), r = stm_mask_bounds(drawn);
    char sample[96] = "", count[96] = "equal";
    const char *specs[2];
    for (int k = 0; k < 2; k++)
        specs[k] = stm_mask_spec(masks[k]) == NULL ? "mask" : stm_mask_spec(masks[k]);
    if (r.num_queries < whole.num_queries || r.num_keys < whole.num_keys)
        snprintf(sample, sizeof sample,
                 "%" PRId64 "x%" PRId64 " sample at %" PRId64 ",%" PRId64 " of ", r.num_queries,
                 r.num_keys, r.first_query, r.first_key);
    if (diff->differing > 0)
        snprintf(count, sizeof count, "%" PRId64 " cell%s, the first at (%" PRId64 ", %" PRId64 ")",
                 diff->differing, diff->differing == 1 ? " differs" : "s differ", diff->first_query,
                 diff->first_key);
    snprintf(title, capacity, "%.*s\nand %.*s\n%s%" PRId64 "x%" PRId64 ": %s",
             stm_words_cut(specs[0], strlen(specs[0]), 300), specs[0],
             stm_words_cut(specs[1], strlen(specs[1]), 300), specs[1], sample, whole.num_queries,
             whole.num_keys, count);
}

/* A panel each for the shares of what both see, and what one does. */
static stm_status draw_shares(const stm_mask *compared, const char *title, stm_figure_format format,
                              stm_output *output, stm_error *error)
{
    static const char *const titles[] = {"both see", "only the first sees", "only the second sees",
                                         "both see, with other values"};
    static const int32_t values[] = {STM_DIFF_BOTH, STM_DIFF_ONLY_FIRST, STM_DIFF_ONLY_SECOND,
                                     STM_DIFF_OTHER_VALUE};
    const stm_mask *const masks[] = {compared, compared, compared, compared};
    const double none[] = {(double)NAN, (double)NAN, (double)NAN, (double)NAN};
    run_bar bar;
    drawing d = {.masks = masks,
                 .titles = titles,
                 .sparsity = none,
                 .num = table[VALUES].given ? 4 : 3,
                 .title = title,
                 .values = values,
                 .progress = &bar.progress};
    run_bar_start(&bar, "drawing", false);
    stm_status status = draw_figure(&d, format, output, error);
    run_bar_end(&bar);
    return status;
}

static stm_status draw(const stm_mask *const masks[2], const stm_diff *diff,
                       stm_figure_format format, stm_output *output, stm_error *error)
{
    stm_mask *compared = NULL, *part = NULL;
    char title[960];
    stm_status status = stm_mask_compare(masks[0], masks[1], table[VALUES].given, &compared, error);
    if (status != STM_OK)
        return status;
    stm_rectangle r = stm_mask_bounds(compared);
    bool large = r.num_queries > MOST_CELLS || r.num_keys > MOST_CELLS;
    if (large && !table[SAMPLE_SIZE].given) {
        make_title(masks, compared, diff, title, sizeof title);
        status = draw_shares(compared, title, format, output, error);
        stm_mask_free(compared);
        return status;
    }
    int64_t side = table[SAMPLE_SIZE].given ? table[SAMPLE_SIZE].integer : MOST_CELLS;
    cut(&r.first_query, &r.num_queries, diff->first_query, side);
    cut(&r.first_key, &r.num_keys, diff->first_key, side);
    status = stm_mask_rectangle(compared, &r, &part, error);
    if (status == STM_OK) {
        const stm_mask *drawn = part;
        const char *one = title;
        double none = (double)NAN;
        make_title(masks, part, diff, title, sizeof title);
        drawing d = {.masks = &drawn, .titles = &one, .sparsity = &none, .num = 1, .title = title};
        status = draw_figure(&d, format, output, error);
    }
    stm_mask_free(part);
    stm_mask_free(compared);
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
        status = run_output(table[OUTPUT].text, &picture, &c->error);
    if (status == STM_OK) {
        run_bar bar;
        run_bar_start(&bar, "comparing", false);
        stm_diff_options options = {.values = table[VALUES].given, .progress = &bar.progress};
        status = stm_mask_diff(masks[0], masks[1], &diff, &c->error, &options);
        run_bar_end(&bar);
    }
    if (status == STM_OK && picture != NULL) {
        status = draw(masks, &diff, format, picture, &c->error);
        status = run_close(&picture, status, &c->error);
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
