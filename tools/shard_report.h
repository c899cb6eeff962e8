/* What stmask shard prints and draws. */
#ifndef STMASK_TOOLS_SHARD_REPORT_H
#define STMASK_TOOLS_SHARD_REPORT_H

#include <stmask/chart.h>
#include <stmask/shard.h>

/* The shards that are asked for, one or all, each of its strategy. */
typedef struct shard_report {
    stm_shard *shards[STM_SHARD_NUM_STRATEGIES];
    stm_shard_strategy strategies[STM_SHARD_NUM_STRATEGIES];
    int num;
} shard_report;

void shard_report_put_text(const shard_report *report, stm_output *output);

/* An object, or of all strategies a list of them. */
void shard_report_put_json(const shard_report *report, bool list, stm_output *output);

/* The points of every rank, of the mean. */
stm_status shard_report_draw(const shard_report *report, const char *title,
                             stm_figure_format format, stm_output *output, stm_error *error);

#endif
