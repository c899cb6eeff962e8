/* Ranks as lines of a table, strategies side by side, and points of ranks as a chart. */
#include "shard_report.h"

#include <inttypes.h>
#include <stdlib.h>

#include "run.h"

enum { MOST_LINES = 64 };

static double share(int64_t part, double of)
{
    return of > 0 ? (double)part / of : 1;
}

static double mean_points(const stm_shard_summary *s)
{
    return (double)s->points / (double)s->ranks;
}

static void put_strategies(const shard_report *report, stm_output *output)
{
    stm_output_printf(output, "%-10s %8s %20s %12s %20s %20s\n", "strategy", "balance",
                      "most points", "most queries", "keys fetched", "most of a rank");
    for (int k = 0; k < report->num; k++) {
        const stm_shard_summary *s = stm_shard_summarise(report->shards[k]);
        stm_output_printf(output,
                          "%-10s %8.4f %20" PRId64 " %12" PRId64 " %20" PRId64 " %20" PRId64 "\n",
                          stm_shard_strategy_name(report->strategies[k]), s->balance,
                          s->most_points, s->most_queries, s->fetched, s->most_fetched);
    }
}

/* All ranks, or the first of them. */
static void put_ranks(const stm_shard *shard, stm_output *output)
{
    const stm_shard_summary *s = stm_shard_summarise(shard);
    stm_output_printf(output, "\n%6s %8s %10s %20s %8s %20s %20s\n", "rank", "tiles", "queries",
                      "points", "of mean", "keys seen", "keys fetched");
    for (int64_t k = 0; k < s->ranks && k < MOST_LINES; k++) {
        const stm_shard_rank *r = stm_shard_rank_at(shard, k);
        stm_output_printf(output,
                          "%6" PRId64 " %8" PRId64 " %10" PRId64 " %20" PRId64 " %8.4f %20" PRId64
                          " %20" PRId64 "\n",
                          k, r->tiles, r->queries, r->points, share(r->points, mean_points(s)),
                          r->keys, r->fetched);
    }
    if (s->ranks > MOST_LINES)
        stm_output_printf(output, "and %" PRId64 " more, which --json has\n",
                          s->ranks - MOST_LINES);
}

void shard_report_put_text(const shard_report *report, stm_output *output)
{
    const stm_shard_summary *s = stm_shard_summarise(report->shards[0]);
    stm_output_printf(output,
                      "%" PRId64 " tiles of %" PRId64 " queries, %" PRId64 " ranks, %" PRId64
                      " points, %.1f a rank on average\n\n",
                      s->tiles, s->tile, s->ranks, s->points, mean_points(s));
    put_strategies(report, output);
    if (report->num == 1)
        put_ranks(report->shards[0], output);
}

static void put_shard_json(const stm_shard *shard, stm_shard_strategy strategy, stm_output *output)
{
    const stm_shard_summary *s = stm_shard_summarise(shard);
    stm_output_printf(
        output,
        "{\"strategy\": \"%s\", \"ranks\": %" PRId64 ", \"tile\": %" PRId64 ", \"tiles\": %" PRId64
        ", \"points\": %" PRId64 ", \"mean_points\": %.17g, \"most_points\": %" PRId64
        ",\n \"balance\": %.17g, \"most_queries\": %" PRId64 ", \"fetched\": %" PRId64
        ", \"most_fetched\": %" PRId64 ",\n \"per_rank\": [",
        stm_shard_strategy_name(strategy), s->ranks, s->tile, s->tiles, s->points, mean_points(s),
        s->most_points, s->balance, s->most_queries, s->fetched, s->most_fetched);
    for (int64_t k = 0; k < s->ranks; k++) {
        const stm_shard_rank *r = stm_shard_rank_at(shard, k);
        stm_output_printf(
            output,
            "%s\n  {\"rank\": %" PRId64 ", \"tiles\": %" PRId64 ", \"queries\": %" PRId64
            ", \"points\": %" PRId64 ", \"keys\": %" PRId64 ", \"fetched\": %" PRId64 "}",
            k == 0 ? "" : ",", k, r->tiles, r->queries, r->points, r->keys, r->fetched);
    }
    stm_output_printf(output, "]}");
}

void shard_report_put_json(const shard_report *report, bool list, stm_output *output)
{
    for (int k = 0; k < report->num; k++) {
        if (list)
            stm_output_printf(output, k == 0 ? "[" : ",\n ");
        put_shard_json(report->shards[k], report->strategies[k], output);
    }
    stm_output_printf(output, list ? "]\n" : "\n");
}

stm_status shard_report_draw(const shard_report *report, const char *title,
                             stm_figure_format format, stm_output *output, stm_error *error)
{
    int64_t ranks = stm_shard_summarise(report->shards[0])->ranks;
    stm_series series[STM_SHARD_NUM_STRATEGIES];
    /* A rank's share lasts from its number to the next. */
    double *y = malloc((size_t)ranks * (size_t)report->num * sizeof *y);
    if (y == NULL)
        return run_no_memory(error);
    for (int k = 0; k < report->num; k++) {
        const stm_shard_summary *s = stm_shard_summarise(report->shards[k]);
        double *own = y + ranks * k;
        for (int64_t r = 0; r < ranks; r++)
            own[r] = share(stm_shard_rank_at(report->shards[k], r)->points, mean_points(s));
        series[k] = (stm_series){.name = stm_shard_strategy_name(report->strategies[k]),
                                 .y = own,
                                 .num = ranks,
                                 .steps = true};
    }
    stm_reference mean = {.label = "mean", .value = 1};
    stm_chart chart = {.x = {.title = "rank", .whole = true},
                       .y = {.title = "points (mean = 1)", .zero = true},
                       .series = series,
                       .num_series = (size_t)report->num,
                       .references = &mean,
                       .num_references = 1};
    stm_figure_options options = {.format = format, .title = title};
    stm_status status = stm_chart_draw(&chart, output, error, &options);
    free(y);
    return status;
}
