/* What a program needs while it runs: its streams, signals, exit status and progress bar. */
#ifndef STMASK_TOOLS_RUN_H
#define STMASK_TOOLS_RUN_H

#include <stmask/stmask.h>

#include "options.h"

#define MAX_OPERANDS 64

/* One run of a program: what was given to it, and what is to be told of it at its end. */
typedef struct call {
    program *program;
    const char *operands[MAX_OPERANDS];
    int num_operands;
    stm_error error;    /* of a status other than STM_OK */
    const char *marked; /* the text that error.position is in; NULL: none is shown */
    int done, failed;   /* what to exit with, where that is not 0, and not 1 or 130 */
} call;

/* Reads the arguments from argv[first] on, prints the help or the version where these are asked
 * for, else does the work; says what went wrong, and returns the exit status. */
int run_program(program *p, int argc, char **argv, int first, stm_status (*work)(call *c));

/* The end of a run, and the one place that says what went wrong: `name: sentence` and, where a
 * text is marked, the text and a mark below its character. Returns the exit status: 0 done; 2 the
 * request cannot be; 1 failed while working; 130 interrupted. */
int run_end(const call *c, stm_status status);

/* To be called first: signals that end the program remove its temporary files, and a closed pipe or
 * a file over its limit is an error of the write. */
void run_start(void);

/* Standard output as an output. */
stm_status run_stdout(stm_output **output, stm_error *error);

/* Opens a file to write, which no other output of this program may be writing to under whatever
 * name: STM_EINVAL. */
stm_status run_output(const char *path, stm_output **output, stm_error *error);

/* Ends an output that work of that status has written to, and sets it to NULL: keeps it where the
 * work is done, else throws it away. Of a failed write, the output gives the reason. */
stm_status run_close(stm_output **output, stm_status status, stm_error *error);

/* Prints the help, or the version, on standard output. */
stm_status run_print_help(const program *p, stm_error *error);
stm_status run_print_version(const program *p, stm_error *error);

/* STM_ENOMEM, and its sentence. */
stm_status run_no_memory(stm_error *error);

/* A progress bar on standard error, drawn only where that is a terminal, and only for work that
 * takes a while. */
typedef struct run_bar {
    const char *title;
    bool shown, enabled;
    int64_t started, drawn; /* milliseconds */
    stm_progress progress;  /* to be passed to the library */
} run_bar;

void run_bar_start(run_bar *bar, const char *title, bool quiet);

/* Wipes the bar off. To be called before anything else goes to the terminal. */
void run_bar_end(run_bar *bar);

/* "wrote generated/x.png" and the like, on standard error. */
void run_say(bool quiet, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes the last part of a folder's path where its parent exists. STM_EINVAL where that cannot be.
 * `*made` says whether it did. */
stm_status run_make_folder(const char *path, bool *made, stm_error *error);

/* A path of folder and name, the caller's to free; NULL where memory ran out. */
char *run_path(const char *folder, const char *name);

/* Whether two names lead to one file, which is there. */
bool run_same_file(const char *a, const char *b);

#endif
