/* stmask shard: the queries of a mask dealt to ranks, what each computes, and what it fetches. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "heads.h"
#include "pictures.h"
#include "shard_report.h"

enum { HELP, SIZE, QUERIES, KEYS, RANKS, STRATEGY, TILE, OUTPUT, JSON };

/* As stm_shard_strategy_name has them, in the order of the enumeration. */
static const char *const strategies[] = {"contiguous", "zigzag", "striped", "balanced", NULL};

static option table[] = {
    [HELP] = OPTION_HELP,
    OPTIONS_MASK,
    [RANKS] = {.name = "ranks",
               .kind = OPTION_INTEGER,
               .argument = "R",
               .help = "ranks that share the queries",
               .minimum = 1,
               .maximum = STM_SHARD_MAX_RANKS,
               .absent = "",
               .required = true},
    [STRATEGY] = {.name = "strategy",
                  .kind = OPTION_CHOICE,
                  .choices = strategies,
                  .help = "how they are dealt",
                  .more = "`contiguous`: neighbours; `zigzag`: the first part and the last of 2R, "
                          "and so on inwards; `striped`: each R-th tile; `balanced`: by what the "
                          "rows hold: one of the first two where no rank then has over 1 % more "
                          "than the mean, else the heaviest tile to the rank that has least.",
                  .absent = "all four, side by side"},
    [TILE] = {.name = "tile",
              .kind = OPTION_INTEGER,
              .argument = "B",
              .help = "neighbouring queries that stay together",
              .minimum = 1,
              .maximum = STM_MAX_SIZE,
              .absent = "128, or fewer for 64 tiles a rank"},
    [OUTPUT] = OPTION_PICTURE("draw the points of every rank: FILE.png, FILE.svg or FILE.pdf",
                              "There is a line for each strategy; 1 is the mean of all ranks."),
    [JSON] = OPTION_JSON,
};

static stm_status deal(const head_masks *all, shard_report *report, stm_error *error)
{
    size_t num = (size_t)all->num_distinct;
    const stm_mask **masks = malloc(num * sizeof *masks);
    int64_t *weights = malloc(num * sizeof *weights);
    stm_status status = masks == NULL || weights == NULL ? run_no_memory(error) : STM_OK;
    for (size_t k = 0; k < num && status == STM_OK; k++) {
        masks[k] = all->distinct[k].mask;
        weights[k] = all->distinct[k].heads;
    }
    run_bar bar;
    run_bar_start(&bar, "dealing", false);
    for (int k = 0; k < STM_SHARD_NUM_STRATEGIES && status == STM_OK; k++) {
        if (table[STRATEGY].given && table[STRATEGY].integer != k)
            continue;
        stm_shard_options options = {.strategy = (stm_shard_strategy)k,
                                     .tile = table[TILE].integer,
                                     .weights = weights,
                                     .progress = &bar.progress};
        report->strategies[report->num] = options.strategy;
        status = stm_shard_new(masks, (int64_t)num, table[RANKS].integer,
                               &report->shards[report->num], error, &options);
        report->num += status == STM_OK;
    }
    run_bar_end(&bar);
    free(masks);
    free(weights);
    return status;
}

static stm_status draw(const head_masks *all, const char *spec, const shard_report *report,
                       stm_figure_format format, stm_output *output, stm_error *error)
{
    char name[320], title[400];
    if (all->set != NULL)
        snprintf(name, sizeof name, "%.280s, size %" PRId64, spec, table[SIZE].integer);
    else
        pictures_name(all->distinct[0].mask, NULL, name, sizeof name);
    snprintf(title, sizeof title, "Points of %" PRId64 " ranks\n%s", table[RANKS].integer, name);
    return shard_report_draw(report, title, format, output, error);
}

static stm_status put(const head_masks *all, const char *spec, shard_report *report,
                      stm_figure_format format, stm_error *error)
{
    stm_output *output = NULL, *picture = NULL;
    stm_status status = run_stdout(&output, error);
    if (status == STM_OK && table[OUTPUT].given)
        status = run_output(table[OUTPUT].text, &picture, error);
    if (status == STM_OK)
        status = deal(all, report, error);
    if (status == STM_OK && picture != NULL) {
        status = draw(all, spec, report, format, picture, error);
        status = run_close(&picture, status, error);
    }
    if (status == STM_OK) {
        if (table[JSON].given)
            shard_report_put_json(report, !table[STRATEGY].given, output);
        else
            shard_report_put_text(report, output);
        status = stm_output_close(output, error);
        output = NULL;
    }
    stm_output_discard(picture);
    stm_output_discard(output);
    return status;
}

static stm_status run(call *c)
{
    head_masks all = {.set = NULL};
    shard_report report = {.num = 0};
    stm_figure_format format = STM_FIGURE_PNG;
    stm_status status = STM_OK;
    if (!table[RANKS].given)
        return options_refuse(&c->error, "--ranks R is missing; see %s --help", c->program->name);
    if (table[OUTPUT].given)
        status = pictures_format("-o", table[OUTPUT].text, &format, &c->error);
    if (status == STM_OK)
        status = heads_read(c, c->operands[0], &all);
    if (status == STM_OK)
        status = put(&all, c->operands[0], &report, format, &c->error);
    for (int k = 0; k < report.num; k++)
        stm_shard_free(report.shards[k]);
    heads_free(&all);
    return status;
}

command cmd_shard = {
    .program =
        {.name = "stmask shard",
         .operands = "SPEC",
         .min_operands = 1,
         .max_operands = 1,
         .summary = "queries dealt to ranks: points, balance, keys to fetch",
         .details =
             "A rank computes the pairs of its queries; the keys that these see and that "
             "are not its\nown tokens it fetches. Balance is the most points of a rank over "
             "the mean. Of a set, @FILE,\nall heads of all layers are added up.\n"
             "With --json: strategy, ranks, tile, tiles, points, mean_points, most_points, "
             "balance,\nmost_queries, fetched, most_fetched, per_rank (a list of rank, "
             "tiles, queries, points, keys,\nfetched); without --strategy a list of these.\n",
         OPTIONS(table)},
    .run = run,
};
