/* systolic: the products of attention in folds of an array, as its dataflow lays them; folds that
 * hold no cell are left out, and what streams is what a fold's cells need. */
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "hardware/cover.h"
#include "hardware/lines.h"
#include "hardware/machine.h"
#include "hardware/residues.h"

/* A product that is being folded. */
typedef struct folding {
    stm__job *job;
    const stm__product *product;
    int64_t side, other; /* of the array: along the lines, and across */
    int64_t origin;      /* the first line across */
    bool resident;       /* what crosses stays in its buffer */
    bool begun;
    bool counting;      /* the mask's cells */
    int64_t slices;     /* of head_dim, where it is laid along the other side */
    int64_t *line_sums; /* of each residue of lines, its cells, where no pairs are counted */
    stm__residues residues;
} folding;

static int64_t *operand(stm_words *words, stm__operand which)
{
    int64_t *const all[STM__NUM_OPERANDS] = {&words->queries, &words->keys, &words->values,
                                             &words->scores, &words->outputs};
    return all[which];
}

static bool is_loaded(stm__operand which)
{
    return which == STM__QUERIES || which == STM__KEYS || which == STM__VALUES;
}

static int64_t buffer_of(const stm_machine_settings *s, stm__operand which)
{
    return which == STM__QUERIES ? s->query_buffer : s->key_buffer;
}

/* What a block's folds read and write at the array, and hand from PE to PE. */
static void add_sram(folding *f, const stm__cover *c)
{
    bool *over = &f->job->clock.over;
    const stm__product *p = f->product;
    stm_words *sram = &f->job->sums->sram;
    int64_t wide = f->job->settings->head_dim, lines = stm__times(over, c->lines, wide);
    int64_t cells = stm__times(over, c->lines, p->blocks ? c->wide : c->touched);
    stm__gather(over, operand(sram, p->lines), lines, p->blocks ? c->touched : 1);
    stm__gather(over, operand(sram, p->cross), p->blocks ? c->wide : c->touched, wide);
    stm__gather(over, operand(sram, p->cells), cells, p->blocks ? 1 : f->slices);
    stm__gather(over, &f->job->sums->network_words, cells, 2 * wide);
}

/* Loads the lines of a block, and what crosses them where it does not stay. */
static void add_loads(folding *f, const stm__cover *c, stm__work *work)
{
    bool *over = &f->job->clock.over;
    const stm__product *p = f->product;
    int64_t wide = f->job->settings->head_dim, vectors = 0;
    int64_t lines = is_loaded(p->lines) ? c->lines : 0;
    int64_t parts = f->resident ? c->fresh : c->touched;
    int64_t cross = 0;
    if (is_loaded(p->cross))
        cross = p->blocks && parts == c->touched
                    ? c->wide
                    : stm__times(over, parts, p->blocks ? f->other : 1);
    vectors = stm__plus(over, lines, cross);
    work->words = stm__times(over, vectors, wide);
    work->load = stm__clock_load(&f->job->clock, vectors);
    if (lines > 0)
        stm__gather(over, operand(&f->job->sums->dram_reads, p->lines), lines, wide);
    if (cross > 0)
        stm__gather(over, operand(&f->job->sums->dram_reads, p->cross), cross, wide);
    int64_t held = stm__times(over, p->blocks ? f->other : 1, wide);
    bool queries = p->lines == STM__QUERIES;
    work->query_words = queries ? lines * wide : p->cross == STM__QUERIES ? held : 0;
    work->key_words = !queries ? lines * wide : 0;
    if (is_loaded(p->cross) && p->cross != STM__QUERIES)
        work->key_words = stm__plus(over, work->key_words, held);
}

static stm_status fold_block(void *context, const stm__cover *c, stm_error *error)
{
    folding *f = context;
    stm__job *job = f->job;
    bool *over = &job->clock.over;
    const stm__product *p = f->product;
    const stm_machine_settings *s = job->settings;
    if (c->touched == 0)
        return STM_OK;
    int64_t folds = p->blocks ? c->touched : f->slices;
    int64_t stream = p->blocks ? s->head_dim : c->touched;
    int64_t cycles = stream + p->fill * s->array_height + s->array_width - 2;
    stm__work work = {.count = 1, .compute = stm__times(over, folds, cycles)};
    /* The last cycle of a product's last fold is not counted, as SCALE-Sim does. */
    if (!f->begun)
        work.compute--;
    f->begun = true;
    job->mapped += (double)c->lines * (double)(p->blocks ? c->wide : s->head_dim);
    job->folded += (double)folds * (double)s->pes;
    add_sram(f, c);
    add_loads(f, c, &work);
    return stm__clock_add(&job->clock, &work, error);
}

static void add_line(void *context, int64_t place, const stm_run *runs, int64_t num_runs)
{
    folding *f = context;
    int64_t cells = stm__runs_count(runs, num_runs);
    if (f->counting)
        f->job->sums->nonzeros += cells;
    if (f->product->blocks)
        stm__residues_add(&f->residues, place % f->side, runs, num_runs, f->origin);
    else
        f->line_sums[place % f->side] += cells;
}

/* Cells by residues, times the words that each PE takes of a cell's vectors. */
static void add_busy(folding *f)
{
    bool *over = &f->job->clock.over;
    const stm_machine_settings *s = f->job->settings;
    int64_t wide = s->head_dim;
    for (int64_t l = 0; l < f->side; l++)
        for (int64_t x = 0; x < f->other; x++) {
            int64_t pe = f->product->on_height ? l * s->array_width + x : x * s->array_width + l;
            if (f->product->blocks)
                stm__gather(over, &f->job->busy[pe], stm__residues_at(&f->residues, l, x), wide);
            else
                stm__gather(over, &f->job->busy[pe], f->line_sums[l],
                            wide / f->other + (x < wide % f->other));
        }
}

static stm_status fold(stm__job *job, const stm__product *p, bool counting, stm_error *error)
{
    const stm_machine_settings *s = job->settings;
    stm_rectangle b = stm_mask_bounds(job->mask);
    folding f = {.job = job, .product = p, .counting = counting};
    f.side = p->on_height ? s->array_height : s->array_width;
    f.other = p->on_height ? s->array_width : s->array_height;
    f.slices = stm__ceil_div(s->head_dim, f.other);
    f.origin = p->by_columns ? b.first_query : b.first_key;
    int64_t across = p->by_columns ? b.num_queries : b.num_keys;
    int64_t buffer = buffer_of(s, p->cross);
    /* 2^31 vectors of 2^20 words of 4 bytes fit. */
    f.resident = buffer == 0 || across * s->head_dim * s->element_bytes <= buffer;
    f.line_sums = calloc((size_t)f.side, sizeof *f.line_sums);
    stm_status status = f.line_sums == NULL ? stm__fail_memory(error, "simulation") : STM_OK;
    if (status == STM_OK && p->blocks && !stm__residues_open(&f.residues, f.side, f.other))
        status = stm__fail_memory(error, "simulation");
    stm__cover_options options = {.by_columns = p->by_columns,
                                  .height = f.side,
                                  .width = p->blocks ? f.other : 1,
                                  .block = fold_block,
                                  .line = add_line,
                                  .context = &f,
                                  .progress = job->progress};
    if (status == STM_OK)
        status = stm__cover_walk(job->mask, &options, error);
    if (status == STM_OK)
        add_busy(&f);
    stm__residues_close(&f.residues);
    free(f.line_sums);
    return status;
}

static stm_status run(stm__job *job, stm_error *error)
{
    const stm__dataflow *d = job->machine->dataflow;
    stm_rectangle b = stm_mask_bounds(job->mask);
    job->busy_known = true;
    stm_status status = fold(job, &d->scores, true, error);
    if (status == STM_OK && job->with_values) {
        job->sums->sram.scores = job->sums->sram.outputs;
        job->sums->sram.outputs = 0;
        status = fold(job, &d->outputs, false, error);
    }
    job->sums->dram_writes.outputs =
        job->with_values ? stm__times(&job->clock.over, b.num_queries, job->settings->head_dim)
                         : job->sums->nonzeros;
    return status;
}

const stm__partition stm__partition_systolic = {
    .about = {.name = "systolic",
              .summary = "an R x C array, folds as SCALE-Sim counts them",
              .source = "Samajdar et al. 2020, ISPASS, SCALE-Sim",
              .parameters = STM__NO_PARAMETERS("stmask")},
    .needs = STM__NEEDS_ARRAY | STM__NEEDS_DATAFLOW,
    .apart = true,
    .run = run,
};
