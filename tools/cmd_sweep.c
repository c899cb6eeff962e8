/* stmask sweep: plans or simulates every design of a grid, and keeps what they come to in a
 * database. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/sweep.h>

#include "command.h"
#include "sweep_report.h"

enum { HELP, OUTPUT, THREADS, STATUS, QUIET, JSON };

static option table[] = {
    [HELP] = OPTION_HELP,
    [OUTPUT] = {.name = "output",
                .letter = 'o',
                .kind = OPTION_TEXT,
                .argument = "DB",
                .help = "the database; a sweep of it goes on where it stopped",
                .absent = "GRID.db",
                .takes = TAKES_FILE},
    [THREADS] = OPTION_THREADS,
    [STATUS] = {.name = "status",
                .kind = OPTION_FLAG,
                .help = "tell how far the sweep is, and do nothing",
                .more = "Another sweep may be at work on the database."},
    [QUIET] = OPTION_QUIET,
    [JSON] = OPTION_JSON,
};

/* Set by a signal; the sweep then ends in good order. The next one ends the program at once. */
static volatile sig_atomic_t stopped;

static void stop(int signal)
{
    stopped = signal;
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = stop, .sa_flags = (int)SA_RESETHAND}, now;
    const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    sigemptyset(&action.sa_mask);
    for (size_t k = 0; k < sizeof signals / sizeof *signals; k++)
        if (sigaction(signals[k], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaction(signals[k], &action, NULL);
}

static int report(void *context, int64_t done, int64_t total)
{
    sweep_bar_show(context, done, total);
    return stopped != 0;
}

static stm_status sweep(const stm_grid *grid, const char *path, stm_sweep_summary *summary,
                        stm_error *error)
{
    sweep_bar bar;
    if (table[STATUS].given)
        return stm_sweep_status(grid, path, summary, error);
    stm_progress progress = {report, &bar};
    stm_sweep_options options = {.threads = (int)table[THREADS].integer, .progress = &progress};
    catch_signals();
    sweep_bar_start(&bar, table[QUIET].given);
    stm_status status = stm_sweep_run(grid, path, summary, error, &options);
    sweep_bar_end(&bar);
    return status;
}

static stm_status run(call *c)
{
    stm_grid *grid;
    stm_output *output = NULL;
    stm_sweep_summary summary = {.designs = 0};
    if (table[STATUS].given && table[THREADS].given)
        return options_refuse(&c->error, "--threads: --status does nothing");
    stm_status status = stm_grid_read(c->operands[0], &grid, &c->error);
    if (status != STM_OK)
        return status;
    char *path = sweep_path(c->operands[0], table[OUTPUT].text);
    status = path == NULL ? run_no_memory(&c->error) : run_stdout(&output, &c->error);
    if (status == STM_OK)
        status = sweep(grid, path, &summary, &c->error);
    if (stopped != 0)
        c->failed = 128 + stopped;
    if (status == STM_OK) {
        sweep_put(&summary, path, table[JSON].given, output);
        status = stm_output_close(output, &c->error);
        output = NULL;
    }
    stm_output_discard(output);
    free(path);
    stm_grid_free(grid);
    return status;
}

command cmd_sweep = {
    .program = {.name = "stmask sweep",
                .operands = "GRID.ini",
                .min_operands = 1,
                .max_operands = 1,
                .summary = "plans or simulations of every design of a grid, in a database",
                .details =
                    "A grid has [masks], and [plan], or [simulation] and [machine], with several "
                    "values a key:\n32/64/128, 16-64 every 16, 32-1024 times 2, dense | causal; "
                    "[parameters] are filled in where\nother values have {name}. Its designs are "
                    "the product of all values. The database is an SQLite\nfile with views "
                    "results, plans, simulations and failures; designs that cannot be are rows "
                    "with\ntheir sentence.\n"
                    "With --json: database, designs, before, done, failed, left.\n",
                OPTIONS(table)},
    .run = run,
};
