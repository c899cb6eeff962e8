/* stmask score: how much of real attention weights a mask keeps. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/chart.h>

#include "heads.h"
#include "pictures.h"

enum { HELP, SIZE, QUERIES, KEYS, ATTENTION, LAYER, OUTPUT, JSON };

static option table[] = {
    [HELP] = OPTION_HELP,
    OPTIONS_MASK,
    [ATTENTION] = {.name = "attention",
                   .kind = OPTION_TEXT,
                   .argument = "FILE.npy",
                   .help = "float weights [heads, queries, keys] or [queries, keys]",
                   .takes = TAKES_FILE,
                   .required = true,
                   .more = "They are float16, float32 or float64."},
    [LAYER] = {.name = "layer",
               .kind = OPTION_INTEGER,
               .argument = "L",
               .help = "of a set, the layer whose heads are scored",
               .maximum = 65535},
    [OUTPUT] = OPTION_PICTURE("draw the share kept of every query: FILE.png, FILE.svg or FILE.pdf",
                              "There is a line for each of the first 16 heads."),
    [JSON] = OPTION_JSON,
};

static void put_text(stm_output *output, const stm_score *score)
{
    for (int64_t h = 0; h < stm_score_heads(score); h++) {
        const stm_head_score *s = stm_score_head(score, h);
        stm_output_printf(output, "head %" PRId64 ": ", h);
        if (s->rows == 0) {
            stm_output_printf(output, "no row has any weight\n");
            continue;
        }
        stm_output_printf(output, "keeps %.4f%% of a row on average; least of queries",
                          100 * s->mean);
        for (int k = 0; k < s->num_worst; k++)
            stm_output_printf(output, "%s %" PRId64 " (%.4f%%)", k == 0 ? "" : ",",
                              s->worst_query[k], 100 * s->worst_kept[k]);
        stm_output_printf(output, "\n");
    }
}

static void put_json(stm_output *output, const stm_score *score)
{
    stm_output_printf(output, "[");
    for (int64_t h = 0; h < stm_score_heads(score); h++) {
        const stm_head_score *s = stm_score_head(score, h);
        stm_output_printf(output, "%s\n {\"head\": %" PRId64 ", \"rows\": %" PRId64,
                          h == 0 ? "" : ",", h, s->rows);
        if (s->rows > 0)
            stm_output_printf(output, ", \"mean\": %.17g, \"worst\": [", s->mean);
        else
            stm_output_printf(output, ", \"mean\": null, \"worst\": [");
        for (int k = 0; k < s->num_worst; k++)
            stm_output_printf(output, "%s{\"query\": %" PRId64 ", \"kept\": %.17g}",
                              k == 0 ? "" : ", ", s->worst_query[k], s->worst_kept[k]);
        stm_output_printf(output, "]}");
    }
    stm_output_printf(output, "\n]\n");
}

enum { MOST_LINES = 16 };

/* A line for each head, of the first ones. */
static stm_status draw(const stm_score *score, const stm_mask *mask, const char *spec,
                       stm_figure_format format, stm_output *output, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    stm_series series[MOST_LINES];
    int64_t rows = 0;
    char names[MOST_LINES][32], name[320], title[480];
    size_t num = 0;
    for (int64_t h = 0; h < stm_score_heads(score) && h < MOST_LINES; h++)
        rows += stm_score_head(score, h)->rows;
    if (rows == 0) {
        error->position = -1;
        snprintf(error->message, sizeof error->message,
                 "%.300s: no row of the first %d heads has any weight to draw",
                 table[ATTENTION].text, MOST_LINES);
        return STM_EINVAL;
    }
    double *x = malloc((size_t)b.num_queries * sizeof *x);
    if (x == NULL)
        return run_no_memory(error);
    for (int64_t i = 0; i < b.num_queries; i++)
        x[i] = (double)(b.first_query + i);
    for (int64_t h = 0; h < stm_score_heads(score) && num < MOST_LINES; h++, num++) {
        snprintf(names[num], sizeof names[num], "head %" PRId64, h);
        series[num] = (stm_series){
            .name = names[num], .x = x, .y = stm_score_kept(score, h), .num = b.num_queries};
    }
    pictures_name(mask, NULL, name, sizeof name);
    int64_t heads = stm_score_heads(score);
    snprintf(title, sizeof title, "Attention kept by %.300s", heads_is_set(spec) ? spec : name);
    if (heads > MOST_LINES)
        snprintf(title + strlen(title), sizeof title - strlen(title),
                 "\nthe first %d of %" PRId64 " heads", MOST_LINES, heads);
    stm_chart chart = {.x = {.title = "query"},
                       .y = {.title = "share of the row's weights", .low = 0, .high = 1},
                       .series = series,
                       .num_series = num};
    stm_figure_options options = {.format = format, .title = title};
    stm_status status = stm_chart_draw(&chart, output, error, &options);
    free(x);
    return status;
}

/* Scores, draws and prints. */
static stm_status score_heads(const stm_mask *const *masks, int64_t num, const char *spec,
                              stm_figure_format format, stm_error *error)
{
    stm_output *output = NULL, *picture = NULL;
    stm_score *score = NULL;
    run_bar bar;
    stm_status status = run_stdout(&output, error);
    if (status == STM_OK && table[OUTPUT].given)
        status = run_output(table[OUTPUT].text, &picture, error);
    run_bar_start(&bar, "scoring", false);
    if (status == STM_OK)
        status = stm_score_new(table[ATTENTION].text, masks, num, &score, error, &bar.progress);
    run_bar_end(&bar);
    if (status == STM_OK && picture != NULL) {
        status = draw(score, masks[0], spec, format, picture, error);
        status = run_close(&picture, status, error);
        if (status == STM_OK && stm_score_heads(score) > MOST_LINES)
            run_say(false, "-o %s: has the first %d of %" PRId64 " heads", table[OUTPUT].text,
                    MOST_LINES, stm_score_heads(score));
    }
    if (status == STM_OK) {
        (table[JSON].given ? put_json : put_text)(output, score);
        status = stm_output_close(output, error);
        output = NULL;
    }
    stm_output_discard(picture);
    stm_output_discard(output);
    stm_score_free(score);
    return status;
}

static stm_status run(call *c)
{
    head_masks all = {.set = NULL};
    const stm_mask **masks = NULL;
    stm_figure_format format = STM_FIGURE_PNG;
    stm_status status = STM_OK;
    if (!table[ATTENTION].given)
        return options_refuse(&c->error, "--attention FILE.npy is missing; see %s --help",
                              c->program->name);
    if (table[OUTPUT].given)
        status = pictures_format("-o", table[OUTPUT].text, &format, &c->error);
    if (status == STM_OK && !table[SIZE].given)
        status = stm_score_file_size(table[ATTENTION].text, &table[SIZE].integer, &c->error);
    if (status == STM_OK)
        status = heads_read(c, c->operands[0], &all);
    if (status == STM_OK && table[LAYER].integer >= all.layers)
        status = options_refuse(&c->error, "--layer %" PRId64 ": must be from 0 to %" PRId64,
                                table[LAYER].integer, all.layers - 1);
    if (status == STM_OK) {
        masks = malloc((size_t)all.heads * sizeof *masks);
        status = masks == NULL ? run_no_memory(&c->error) : STM_OK;
    }
    if (status == STM_OK) {
        for (int64_t h = 0; h < all.heads; h++)
            masks[h] = heads_at(&all, table[LAYER].integer, h)->mask;
        status = score_heads(masks, all.heads, c->operands[0], format, &c->error);
    }
    free(masks);
    heads_free(&all);
    return status;
}

command cmd_score = {
    .program = {.name = "stmask score",
                .operands = "SPEC",
                .min_operands = 1,
                .max_operands = 1,
                .summary = "how much of real attention weights a mask keeps",
                .details = "Of each head: the share of a row's weights that the keys seen have, on "
                           "average, and of\nthe queries of which least is kept. A set, @FILE, "
                           "gives each head its own mask. Without\n--size the size is that of a "
                           "file in the SPEC, else that of the weights.\nWith --json: a list of "
                           "head, rows (that have weights), mean, worst (a list of query, kept).\n",
                OPTIONS(table)},
    .run = run,
};
