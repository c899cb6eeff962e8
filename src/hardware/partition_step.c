/* step: the steps of a plan, a point to each PE; what a step loads depends on what is kept. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "hardware/machine.h"
#include "hardware/reads.h"

enum { ORDER, READ_LIMIT, KEEPING, BUFFER };

static const stm_parameter parameters[] = {
    [ORDER] = {.name = "order",
               .type = STM_PARAMETER_TEXT,
               .default_text = "row_first",
               .help = "of the plan, as stmask plan has it",
               .example = "tile:rows=8,columns=8"},
    [READ_LIMIT] = {.name = "read_limit",
                    .type = STM_PARAMETER_TEXT,
                    .default_text = "",
                    .help = "vectors, rows and columns of a step, or RxC of either; no limit "
                            "without",
                    .example = "16x8"},
    [KEEPING] = {.name = "buffer",
                 .type = STM_PARAMETER_CHOICE,
                 .maximum = 3,
                 .choices = stm__keeping_names,
                 .help = "what is kept from step to step"},
    [BUFFER] = STM__PARAMETER_INTEGER("buffer_vectors", 0, 2, STM_MAX_READ_LIMIT,
                                      "vectors that lru and opt keep"),
};

/* Which steps use how many PEs. */
typedef struct stepping {
    stm__job *job;
    int64_t *with;  /* of p + 1 points: how many steps */
    int64_t cycles; /* of a step */
} stepping;

/* A port has at most its even share of a step's vectors. */
static int64_t load_of(stm__job *job, int64_t vectors)
{
    return stm__clock_load(
        &job->clock, job->settings->shared ? vectors : stm__ceil_div(vectors, job->settings->pes));
}

static stm_status add_steps(void *context, const stm__reads_of_steps *steps, stm_error *error)
{
    stepping *s = context;
    stm__job *job = s->job;
    bool *over = &job->clock.over;
    int64_t wide = job->settings->head_dim, products = job->with_values ? 2 : 1;
    int64_t rows = steps->loaded.rows * job->group, columns = steps->loaded.columns;
    int64_t held_rows = steps->unique.rows * job->group, held = steps->unique.columns * products;
    stm_words *reads = &job->sums->dram_reads, *sram = &job->sums->sram;
    stm__work work = {.count = steps->count, .compute = s->cycles};
    work.load = load_of(job, rows + columns * products);
    work.words = stm__times(over, rows + columns * products, wide);
    work.query_words = stm__times(over, held_rows, wide);
    work.key_words = stm__times(over, held, wide);
    stm__gather(over, &reads->queries, stm__times(over, steps->count, rows), wide);
    stm__gather(over, &reads->keys, stm__times(over, steps->count, columns), wide);
    stm__gather(over, &sram->queries, steps->count, work.query_words);
    stm__gather(over, &sram->keys, steps->count, stm__times(over, steps->unique.columns, wide));
    /* Partial outputs of a step's rows leave with it. */
    if (job->with_values)
        stm__gather(over, &sram->outputs, steps->count, work.query_words);
    job->sums->nonzeros += steps->count * steps->points;
    s->with[steps->points - 1] += steps->count;
    return stm__clock_add(&job->clock, &work, error);
}

static void add_rest(stepping *s)
{
    stm__job *job = s->job;
    bool *over = &job->clock.over;
    stm_simulation_summary *sums = job->sums;
    stm_rectangle b = stm_mask_bounds(job->mask);
    int64_t points = stm__times(over, sums->nonzeros, job->group), steps = 0;
    sums->dram_reads.values = job->with_values ? sums->dram_reads.keys : 0;
    sums->sram.values = job->with_values ? sums->sram.keys : 0;
    sums->sram.scores = job->with_values ? points : 0;
    if (!job->with_values)
        sums->sram.outputs = points;
    sums->dram_writes.outputs =
        job->with_values
            ? stm__times(over, stm__times(over, b.num_queries, job->group), job->settings->head_dim)
            : points;
    for (int64_t p = job->settings->pes - 1; p >= 0; p--) {
        steps += s->with[p];
        job->busy[p] = stm__times(over, steps, s->cycles);
        job->idle += steps == 0;
    }
}

static stm_status run(stm__job *job, stm_error *error)
{
    const stm_machine *m = job->machine;
    const stm_machine_settings *s = job->settings;
    stm_plan *plan;
    stm_plan_options options = {.order = m->order,
                                .order_arguments = &m->order_arguments,
                                .num_multiplications = s->pes,
                                .read_limit = m->limits.read,
                                .row_limit = m->limits.rows,
                                .column_limit = m->limits.columns};
    stepping of = {.job = job};
    of.cycles = stm__times(&job->clock.over, stm__ceil_div(s->head_dim, s->macs_per_pe),
                           job->group * (job->with_values ? 2 : 1));
    job->busy_known = true;
    stm__reads_sink sink = {.add = add_steps, .context = &of, .progress = job->progress};
    stm_status status = stm_mask_count(job->mask, &sink.points, error);
    if (status == STM_OK)
        status = stm_plan_new(job->mask, &plan, error, &options);
    if (status != STM_OK)
        return status;
    of.with = calloc((size_t)s->pes, sizeof *of.with);
    status = of.with == NULL ? stm__fail_memory(error, "simulation")
                             : stm__reads_walk(plan, job->own->integer[KEEPING],
                                               job->own->integer[BUFFER], &sink, error);
    if (status == STM_OK)
        add_rest(&of);
    free(of.with);
    stm_plan_free(plan);
    return status;
}

static stm_status check(stm_machine *machine, stm_error *error)
{
    stm_error inner;
    const stm_arguments *own = &machine->tables[STM__NUM_TABLES].arguments;
    bool kept = stm__keeping_has_buffer(own->integer[KEEPING]) != 0;
    if (stm_order_parse(own->text[ORDER].at, &machine->order, &machine->order_arguments, &inner) !=
        STM_OK)
        return stm__machine_fail(machine, "order", error, "order: %.250s", inner.message);
    if (own->text[READ_LIMIT].length > 0 && stm__limits_read("read_limit", own->text[READ_LIMIT].at,
                                                             &machine->limits, &inner) != STM_OK)
        return stm__machine_fail(machine, "read_limit", error, "%.250s", inner.message);
    if (kept && own->integer[BUFFER] == 0)
        return stm__machine_fail(machine, "buffer", error,
                                 "buffer_vectors is missing in [stmask]: buffer %s needs it",
                                 stm__keeping_names[own->integer[KEEPING]]);
    if (!kept && own->integer[BUFFER] != 0)
        return stm__machine_note(machine, error,
                                 "buffer_vectors %" PRId64 ": passed over, for buffer is %s",
                                 own->integer[BUFFER], stm__keeping_names[own->integer[KEEPING]]);
    return STM_OK;
}

const stm__partition stm__partition_step = {
    .about = {.name = "step",
              .summary = "the steps of a plan, a point to each PE, with a buffer or none",
              .parameters = STM__PARAMETERS("stmask", parameters)},
    .needs = STM__NEEDS_PES | STM__NEEDS_BANDWIDTH,
    .check = check,
    .run = run,
};
