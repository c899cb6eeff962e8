/* stmask-mpi sweep: the sweeps of stmask over the ranks of MPI. Rank 0 hands out designs and alone
 * writes the database; the other ranks do the designs. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpi.h>

#include "../command.h"
#include "../sweep_report.h"
#include "messages.h"

enum { HELP, VERSION, OUTPUT, QUIET, JSON };

static option table[] = {
    [HELP] = OPTION_HELP,
    [VERSION] = OPTION_VERSION,
    [OUTPUT] = {.name = "output",
                .letter = 'o',
                .kind = OPTION_TEXT,
                .argument = "DB",
                .help = "the database; a sweep of it goes on where it stopped",
                .absent = "GRID.db",
                .takes = TAKES_FILE},
    [QUIET] = OPTION_QUIET,
    [JSON] = OPTION_JSON,
};

static volatile int stopped;
static bool shared;  /* the grid with the other ranks */
static bool waiting; /* the other ranks, for designs */

static void stop(int signal)
{
    stopped = signal;
}

/* A rank that dies makes mpirun end the others: rank 0 then stores what it has. */
static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = stop, .sa_flags = (int)SA_RESETHAND};
    const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    sigemptyset(&action.sa_mask);
    for (size_t k = 0; k < sizeof signals / sizeof *signals; k++)
        sigaction(signals[k], &action, NULL);
}

/* Reads the grid as text, for the other ranks may have no such file. */
static stm_status read_text(const char *path, char **text, int64_t *length, stm_error *error)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return options_refuse(error, "%.300s: cannot be read: %s", path, strerror(errno));
    *text = malloc(STM_GRID_MAX_BYTES + 1);
    *length = *text == NULL ? 0 : (int64_t)fread(*text, 1, STM_GRID_MAX_BYTES + 1, file);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (*text == NULL)
        return run_no_memory(error);
    return failed ? options_refuse(error, "%.300s: cannot be read", path) : STM_OK;
}

/* What is told while designs come in. */
typedef struct told {
    sweep_bar bar;
    const stm_grid *grid;
    const stm_store *store;
} told;

static void show(void *context)
{
    told *t = context;
    int64_t designs = stm_grid_designs(t->grid);
    sweep_bar_show(&t->bar, designs - stm_store_left(t->store), designs);
}

static int show_alone(void *context, int64_t done, int64_t total)
{
    sweep_bar_show(context, done, total);
    return stopped != 0;
}

/* Without other ranks. */
static stm_status sweep_alone(const stm_grid *grid, const char *path, stm_sweep_summary *summary,
                              stm_error *error)
{
    sweep_bar bar;
    stm_progress progress = {show_alone, &bar};
    stm_sweep_options options = {.threads = 1, .progress = &progress};
    sweep_bar_start(&bar, table[QUIET].given);
    stm_status status = stm_sweep_run(grid, path, summary, error, &options);
    sweep_bar_end(&bar);
    return status;
}

static stm_status sweep(const stm_grid *grid, const char *path, char *text, int64_t length,
                        int ranks, stm_sweep_summary *summary, stm_error *error)
{
    told t = {.grid = grid};
    stm_store *store;
    stm_error cause = {.message = ""};
    int64_t lost = 0;
    stm_status status = stm_store_open(path, grid, &store, error);
    if (status != STM_OK)
        return status;
    share_grid(&text, &length);
    shared = waiting = true;
    t.store = store;
    *summary = (stm_sweep_summary){.designs = stm_grid_designs(grid)};
    summary->before = summary->designs - stm_store_left(store);
    sweep_bar_start(&t.bar, table[QUIET].given);
    status = deal(store, ranks, &stopped, &lost, show, &t, error);
    waiting = status != STM_OK || stopped;
    sweep_bar_end(&t.bar);
    summary->done = summary->designs - stm_store_left(store);
    summary->failed = stm_store_failed(store);
    stm_status closed = stm_store_close(store, &cause);
    if (status == STM_OK && closed != STM_OK) {
        status = closed;
        *error = cause;
    }
    if (status == STM_OK && stopped) {
        options_refuse(error, "stopped; what was done is in the database");
        return STM_ESTOPPED;
    }
    if (status == STM_OK && lost > 0) {
        options_refuse(error, "%" PRId64 " designs are left to be done, for ranks failed at them",
                       lost);
        return STM_ENOMEM;
    }
    return status;
}

static stm_status run(call *c)
{
    int ranks;
    char *text = NULL, *path = NULL;
    int64_t length = 0;
    stm_grid *grid = NULL;
    stm_output *output = NULL;
    stm_sweep_summary summary = {.designs = 0};
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    stm_status status = read_text(c->operands[0], &text, &length, &c->error);
    if (status == STM_OK)
        status = stm_grid_parse(text, (size_t)length, c->operands[0], &grid, &c->error);
    if (status == STM_OK && (path = sweep_path(c->operands[0], table[OUTPUT].text)) == NULL)
        status = run_no_memory(&c->error);
    if (status == STM_OK)
        status = run_stdout(&output, &c->error);
    if (status == STM_OK)
        status = ranks == 1 ? sweep_alone(grid, path, &summary, &c->error)
                            : sweep(grid, path, text, length, ranks, &summary, &c->error);
    if (stopped)
        c->failed = 128 + stopped;
    if (status == STM_OK) {
        sweep_put(&summary, path, table[JSON].given, output);
        status = stm_output_close(output, &c->error);
        output = NULL;
    }
    stm_output_discard(output);
    stm_grid_free(grid);
    free(path);
    free(text);
    return status;
}

static program of_sweeps = {
    .name = "stmask-mpi sweep",
    .operands = "GRID.ini",
    .min_operands = 1,
    .max_operands = 1,
    .summary = "plans or simulations of every design of a grid, over the ranks of MPI",
    .details = "Started by mpirun, as in mpirun -n 64 stmask-mpi sweep GRID.ini. Rank 0 hands out "
               "designs and\nalone writes the database, which is that of stmask sweep; the others "
               "do them. Machines and\nmodels that the grid names have to be there for every "
               "rank.\n",
    OPTIONS(table)};

static int run_root(int argc, char **argv)
{
    call c = {.program = &of_sweeps};
    if (argc >= 2 && strcmp(argv[1], "sweep") == 0)
        return run_program(&of_sweeps, argc, argv, 2, run);
    if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
        return run_end(&c, run_print_help(&of_sweeps, &c.error));
    if (argc >= 2 && strcmp(argv[1], "--version") == 0)
        return run_end(&c, run_print_version(&of_sweeps, &c.error));
    return run_end(&c, options_refuse(&c.error, "'%.60s': is no subcommand; there is sweep",
                                      argc >= 2 ? argv[1] : ""));
}

static void run_rank(void)
{
    char *text = NULL;
    int64_t length = 0;
    stm_grid *grid = NULL;
    stm_error error = {.message = ""};
    share_grid(&text, &length);
    if (length == 0)
        return;
    if (stm_grid_parse(text, (size_t)length, "the grid", &grid, &error) != STM_OK) {
        int rank;
        MPI_Comm_rank(MPI_COMM_WORLD, &rank);
        run_say(false, "stmask-mpi: rank %d: %s", rank, error.message);
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
    work(grid);
    stm_grid_free(grid);
    free(text);
}

int main(int argc, char **argv)
{
    int rank, status = 0;
    char *nothing = NULL;
    int64_t length = 0;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    run_start();
    if (rank == 0) {
        catch_signals();
        status = run_root(argc, argv);
        if (!shared) /* the others wait for a grid */
            share_grid(&nothing, &length);
        else if (waiting)
            MPI_Abort(MPI_COMM_WORLD, status);
    } else {
        run_rank();
    }
    MPI_Finalize();
    return status;
}
