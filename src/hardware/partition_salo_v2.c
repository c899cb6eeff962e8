/* salo_v2: blocks of the mask that hold a cell, each with a window of keys; SALO v2's closed form.
 */
#include "base/arithmetic.h"
#include "hardware/cover.h"
#include "hardware/lines.h"
#include "hardware/salo.h"

enum { BLOCK, WINDOW, GLOBAL, RANDOM };

static const stm_parameter parameters[] = {
    [BLOCK] = STM__PARAMETER_INTEGER("block", 64, 1, STM_MAX_SIZE, "queries, and keys, of a block"),
    [WINDOW] = STM__PARAMETER_INTEGER("block_window", 8, 1, STM_MAX_SIZE,
                                      "keys of a query within a block"),
    [GLOBAL] = STM__PARAMETER_INTEGER("block_global", 1, 0, 4096, "global PEs"),
    [RANDOM] = STM__PARAMETER_INTEGER("block_random", 3, 0, 4096, "PEs of keys picked at random"),
};

typedef struct counter {
    stm__job *job;
    int64_t blocks;
} counter;

static stm_status add_block(void *context, const stm__cover *cover, stm_error *error)
{
    (void)error;
    counter *c = context;
    c->blocks += cover->touched;
    return STM_OK;
}

static void add_line(void *context, int64_t place, const stm_run *runs, int64_t num_runs)
{
    (void)place;
    counter *c = context;
    c->job->sums->nonzeros += stm__runs_count(runs, num_runs);
}

static stm_status run(stm__job *job, stm_error *error)
{
    bool *over = &job->clock.over;
    const stm_machine_settings *s = job->settings;
    const int64_t *own = job->own->integer;
    counter c = {job, 0};
    stm__cover_options options = {.height = own[BLOCK],
                                  .width = own[BLOCK],
                                  .block = add_block,
                                  .line = add_line,
                                  .context = &c,
                                  .progress = job->progress};
    stm_status status = stm__cover_walk(job->mask, &options, error);
    if (status != STM_OK)
        return status;
    int64_t of_block =
        stm__ceil_div(own[BLOCK], s->array_height) * stm__ceil_div(own[WINDOW], s->array_width);
    int64_t iterations = stm__times(over, c.blocks, stm__times(over, of_block, job->heads));
    return stm__salo_finish(job, iterations, 2 * s->head_dim + 2,
                            s->array_width + own[RANDOM] + own[GLOBAL] - 1, error);
}

const stm__partition stm__partition_salo_v2 = {
    .about = {.name = "salo_v2",
              .summary = "blocks that hold a cell, with a window, global and random keys in each",
              .source = "Zhao et al. 2024, IEEE TCAD, SALO v2, and its performance model",
              .parameters = STM__PARAMETERS("stmask", parameters)},
    .needs = STM__NEEDS_ARRAY,
    .whole = true,
    .run = run,
};
