/* What a program needs while it runs: its streams, signals, exit status and progress bar. */
#ifndef STMASK_TOOLS_RUN_H
#define STMASK_TOOLS_RUN_H

#include <stmask/stmask.h>

#include "options.h"

/* Exit statuses: 0 done; 2 the request cannot be; 1 failed while working; 130 interrupted. */
int run_status(stm_status status);

/* To be called first: signals that end the program remove its temporary files, and a closed pipe or
 * a file over its limit is an error of the write. */
void run_start(void);

/* At most `length` bytes of text and a newline, on standard error; control characters as ?, so that
 * what a user gave stays on its line. */
void run_print_line(const char *text, int length);

/* Says what went wrong and returns the exit status; nothing is said of STM_OK. */
int run_fail(const program *p, stm_status status, const stm_error *error);

/* Standard output as an output. */
stm_status run_stdout(stm_output **output, stm_error *error);

int run_print_help(const program *p);
int run_print_version(const program *p);

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

#endif
