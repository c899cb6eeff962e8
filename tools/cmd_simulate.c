/* stmask simulate: what a machine does with a mask, in cycles, words and energy. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bandwidth.h"
#include "command.h"
#include "pictures.h"
#include "simulate_report.h"

enum {
    HELP,
    SIZE,
    QUERIES,
    KEYS,
    MACHINE,
    SET,
    HEADS,
    KV_HEADS,
    BATCH,
    WITH_VALUES,
    OUTPUT,
    DRAW,
    REPORTS,
    TRACE,
    JSON
};

enum { UTILISATION, CYCLES, ROOFLINE, BANDWIDTH };
static const char *const drawings[] = {"utilisation", "cycles", "roofline", "bandwidth", NULL};

#define COUNT_OPTION(text, letter, words, ...)                                                     \
    {                                                                                              \
        .name = text, .kind = OPTION_INTEGER, .argument = letter, .help = words, .minimum = 1,     \
        .maximum = STM_SIMULATION_MAX_HEADS, __VA_ARGS__                                           \
    }

static option table[] = {
    [HELP] = OPTION_HELP,
    OPTIONS_MASK,
    [MACHINE] = {.name = "machine",
                 .kind = OPTION_TEXT,
                 .argument = "MACHINE",
                 .help = "a machine's file, or the name of one that is installed",
                 .more = "Its keys stand in docs/machines.md; SCALE-Sim's configurations are read, "
                         "too.",
                 .absent = "",
                 .required = true,
                 .takes = TAKES_FILE},
    [SET] = {.name = "set",
             .kind = OPTION_WORDS,
             .argument = "KEY=VALUE",
             .help = "keys in the place of the machine's own",
             .absent = ""},
    [HEADS] = COUNT_OPTION("heads", "H", "query heads, which share the mask", .integer = 1),
    [KV_HEADS] = COUNT_OPTION("kv_heads", "G", "heads of keys, a divisor of --heads",
                              .absent = "as --heads"),
    [BATCH] = COUNT_OPTION("batch", "B", "sequences", .integer = 1),
    [WITH_VALUES] = {.name = "with_values",
                     .kind = OPTION_FLAG,
                     .help = "P*V after Q*K",
                     .more = "Partitions of whole attention, `columns_split`, `salo` and "
                             "`salo_v2`, always do both."},
    [OUTPUT] = OPTION_PICTURE("draw FILE.png, FILE.svg or FILE.pdf", "What it shows, --draw says."),
    [DRAW] = {.name = "draw",
              .kind = OPTION_CHOICE,
              .choices = drawings,
              .help = "what -o shows",
              .more = "`utilisation`: of every PE, of an array where it stands; `cycles`: compute, "
                      "load and stall at this size "
                      "and at three smaller ones; `roofline`: the machine's, with the mask on it; "
                      "`bandwidth`: "
                      "words a cycle that one head loads, over time."},
    [REPORTS] = {.name = "reports",
                 .kind = OPTION_TEXT,
                 .argument = "FOLDER",
                 .help = "write SCALE-Sim's three reports there",
                 .more = "COMPUTE_REPORT.csv, BANDWIDTH_REPORT.csv and DETAILED_ACCESS_REPORT.csv, "
                         "with its columns.",
                 .takes = TAKES_FOLDER},
    [TRACE] = {.name = "trace",
               .kind = OPTION_TEXT,
               .argument = "FILE",
               .help = "write the stages of one head as CSV",
               .more = "A line for each stage, or for equal ones in a row.",
               .takes = TAKES_FILE},
    [JSON] = OPTION_JSON,
};

/* Everything that is opened before work starts, and what comes of it. */
typedef struct work {
    stm_machine *machine;
    stm_mask *mask;
    stm_simulation *simulation;
    stm_output *standard, *picture, *trace, *reports[STM_NUM_REPORTS];
    bool made; /* the folder of reports */
    stm_figure_format format;
    bandwidth *loads; /* over time, where they are drawn */
} work;

static stm_status open_machine(work *w, stm_error *error)
{
    const char *set[64];
    int num = table[SET].given ? (table[SET].words == NULL ? 1 : table[SET].num_words) : 0;
    if (num > 64)
        return options_refuse(error, "--set: takes at most 64 keys");
    for (int k = 0; k < num; k++)
        set[k] = option_word(&table[SET], k);
    stm_machine_options options = {set, num};
    stm_error cause = {.message = ""};
    stm_status status = stm_machine_open(table[MACHINE].text, &w->machine, &cause, &options);
    if (status != STM_OK) /* what the library calls `set` is the option here */
        snprintf(error->message, sizeof error->message, "%s%.500s",
                 strncmp(cause.message, "set ", 4) == 0 ? "--" : "", cause.message);
    for (int64_t k = 0; status == STM_OK && k < stm_machine_notes(w->machine); k++)
        run_say(false, "%s", stm_machine_note(w->machine, k));
    return status;
}

static stm_status open_reports(work *w, stm_error *error)
{
    stm_status status = run_make_folder(table[REPORTS].text, &w->made, error);
    for (int k = 0; k < STM_NUM_REPORTS && status == STM_OK; k++) {
        char *path = run_path(table[REPORTS].text, stm_report_file((stm_report)k));
        status = path == NULL ? run_no_memory(error) : run_output(path, &w->reports[k], error);
        free(path);
    }
    return status;
}

static stm_status open_outputs(work *w, stm_error *error)
{
    stm_status status = run_stdout(&w->standard, error);
    if (status == STM_OK && table[OUTPUT].given)
        status = run_output(table[OUTPUT].text, &w->picture, error);
    if (status == STM_OK && table[TRACE].given)
        status = run_output(table[TRACE].text, &w->trace, error);
    if (status == STM_OK && table[REPORTS].given)
        status = open_reports(w, error);
    if (status == STM_OK && w->trace != NULL)
        stm_output_printf(w->trace, "stage,count,start,load_cycles,compute_cycles,words\n");
    return status;
}

/* Writes a stage into the trace, and gathers its words, as far as these are wanted. */
static int take_stage(void *context, const stm_stage *s)
{
    work *w = context;
    if (w->loads != NULL)
        bandwidth_add(w->loads, s);
    if (w->trace == NULL)
        return 0;
    return stm_output_printf(
               w->trace,
               "%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 "\n",
               s->index, s->count, s->start, s->load_cycles, s->compute_cycles, s->words) != STM_OK;
}

static stm_simulation_options options_of(void)
{
    return (stm_simulation_options){.heads = table[HEADS].integer,
                                    .kv_heads = table[KV_HEADS].integer,
                                    .batch = table[BATCH].integer,
                                    .with_values = table[WITH_VALUES].given};
}

static stm_status simulate(work *w, stm_error *error)
{
    stm_simulation_options options = options_of();
    run_bar bar;
    if (table[OUTPUT].given && table[DRAW].integer == BANDWIDTH) {
        w->loads = malloc(sizeof *w->loads);
        if (w->loads == NULL)
            return run_no_memory(error);
        bandwidth_begin(w->loads, stm_machine_describe(w->machine)->double_buffered);
    }
    if (w->trace != NULL || w->loads != NULL) {
        options.trace = take_stage;
        options.context = w;
    }
    run_bar_start(&bar, "simulating", false);
    options.progress = &bar.progress;
    stm_status status = stm_simulation_new(w->mask, w->machine, &w->simulation, error, &options);
    run_bar_end(&bar);
    /* A trace that cannot be written stops the work; its output says why. */
    if (w->trace != NULL && stm_output_status(w->trace) != STM_OK) {
        status = stm_output_close(w->trace, error);
        w->trace = NULL;
    }
    return status;
}

/* The same at the size, and at halves of it. */
static stm_status draw_cycles(call *c, work *w, const char *title)
{
    enum { SIZES = 4 };
    simulate_cycles cycles[SIZES];
    stm_status status = STM_OK;
    size_t num = 0;
    for (int k = SIZES - 1; k >= 0 && status == STM_OK; k--) {
        int64_t size = table[SIZE].integer >> k;
        stm_mask *mask = NULL;
        stm_simulation *simulation = NULL;
        stm_simulation_options options = options_of();
        if (size < 1)
            continue;
        status = command_whole_mask(c, c->operands[0], size, &mask);
        if (status == STM_OK)
            status = stm_simulation_new(mask, w->machine, &simulation, &c->error, &options);
        if (status == STM_OK) {
            const stm_simulation_summary *s = stm_simulation_summarise(simulation);
            cycles[num++] =
                (simulate_cycles){size, s->compute_cycles, s->load_cycles, s->stall_cycles};
        }
        stm_simulation_free(simulation);
        stm_mask_free(mask);
    }
    return status == STM_OK
               ? simulate_draw_cycles(cycles, num, title, w->format, w->picture, &c->error)
               : status;
}

static stm_status draw(call *c, work *w, const simulate_report *report)
{
    static const char *const what[] = {"Utilisation of the PEs", "Cycles against tokens",
                                       "Roofline", "Words loaded over time"};
    char name[320], title[480];
    int64_t shown = table[DRAW].integer;
    if (shown == CYCLES)
        snprintf(name, sizeof name, "%.300s", c->operands[0]);
    else
        pictures_name(w->mask, NULL, name, sizeof name);
    snprintf(title, sizeof title, "%s: machine %.60s\n%s", what[shown],
             stm_machine_describe(w->machine)->name, name);
    stm_status status =
        shown == CYCLES ? draw_cycles(c, w, title)
        : shown == BANDWIDTH
            ? bandwidth_draw(w->loads, title, w->format, w->picture, &c->error)
            : (shown == ROOFLINE ? simulate_draw_roofline : simulate_draw_utilisation)(
                  report, title, w->format, w->picture, &c->error);
    return run_close(&w->picture, status, &c->error);
}

static stm_status put(call *c, work *w)
{
    simulate_report report = {w->machine, w->simulation};
    stm_status status = STM_OK;
    if (w->picture != NULL)
        status = draw(c, w, &report);
    if (status == STM_OK && w->trace != NULL)
        status = run_close(&w->trace, STM_OK, &c->error);
    for (int k = 0; k < STM_NUM_REPORTS && status == STM_OK && w->reports[k] != NULL; k++) {
        status = stm_report_write(w->simulation, (stm_report)k, w->reports[k]);
        status = run_close(&w->reports[k], status, &c->error);
        w->made = false;
    }
    if (status != STM_OK)
        return status;
    for (int64_t k = 0; stm_simulation_note(w->simulation, k) != NULL; k++)
        run_say(false, "%s", stm_simulation_note(w->simulation, k));
    (table[JSON].given ? simulate_report_put_json : simulate_report_put_text)(&report, w->standard);
    return run_close(&w->standard, STM_OK, &c->error);
}

static stm_status run(call *c)
{
    work w = {.machine = NULL};
    stm_status status = STM_OK;
    if (!table[MACHINE].given)
        return options_refuse(&c->error, "--machine MACHINE is missing; see %s --help",
                              c->program->name);
    if (table[DRAW].given && !table[OUTPUT].given)
        return options_refuse(&c->error, "--draw %s: needs -o FILE", drawings[table[DRAW].integer]);
    if (table[OUTPUT].given && table[DRAW].integer == CYCLES &&
        (table[QUERIES].given || table[KEYS].given))
        return options_refuse(&c->error, "--draw cycles: goes by size, not by --queries or --keys");
    if (table[OUTPUT].given)
        status = pictures_format("-o", table[OUTPUT].text, &w.format, &c->error);
    if (status == STM_OK)
        status = open_machine(&w, &c->error);
    if (status == STM_OK)
        status = command_mask(c, c->operands[0], &w.mask);
    if (status == STM_OK)
        status = open_outputs(&w, &c->error);
    if (status == STM_OK)
        status = simulate(&w, &c->error);
    if (status == STM_OK)
        status = put(c, &w);
    stm_output_discard(w.standard);
    stm_output_discard(w.picture);
    stm_output_discard(w.trace);
    for (int k = 0; k < STM_NUM_REPORTS; k++)
        stm_output_discard(w.reports[k]);
    if (w.made)
        rmdir(table[REPORTS].text);
    free(w.loads);
    stm_simulation_free(w.simulation);
    stm_mask_free(w.mask);
    stm_machine_free(w.machine);
    return status;
}

command cmd_simulate = {
    .program = {.name = "stmask simulate",
                .operands = "SPEC",
                .min_operands = 1,
                .max_operands = 1,
                .summary = "a machine's cycles, words and energy for a mask",
                .details =
                    "A machine has PEs, a way to deal the work to them, buffers and DRAM. All "
                    "counts are exact;\nutilisations are fractions of PEs times cycles. Words are "
                    "elements of the machine's dtype.\n"
                    "With --json: machine, partition, dataflow, pes, macs_per_pe, head_dim, "
                    "element_bytes,\nnonzeros, macs, with_values, stages, total_cycles, "
                    "compute_cycles, load_cycles,\nstall_cycles, utilisation_overall, "
                    "utilisation_compute, mapping_efficiency (null but of\nsystolic arrays), "
                    "peak_words_per_cycle, mean_words_per_cycle, dram_words (read),\n"
                    "sram_words, dram_reads, dram_writes, sram_accesses (by operand), energy (by "
                    "part),\nenergy_preset, energy_unit, energy_source, roofline, "
                    "pe_utilisation (a list).\n",
                OPTIONS(table)},
    .run = run,
};
