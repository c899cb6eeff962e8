#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

int run_status(stm_status status)
{
    switch (status) {
    case STM_OK:
        return 0;
    case STM_EINVAL:
        return 2;
    case STM_ESTOPPED:
        return 130;
    case STM_ENOMEM:
    case STM_EIO:
        break;
    }
    return 1;
}

/* Whether a progress bar stands on the line of the terminal. */
static volatile sig_atomic_t bar_stands;

static void end_on_signal(int signal)
{
    stm_output_abandon_all();
    if (bar_stands)
        (void)!write(STDERR_FILENO, "\n", 1);
    _exit(128 + signal);
}

void run_start(void)
{
    struct sigaction end = {.sa_handler = end_on_signal}, ignore = {.sa_handler = SIG_IGN}, now;
    const int ends[] = {SIGINT, SIGTERM, SIGHUP};
    sigfillset(&end.sa_mask);
    for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
        if (sigaction(ends[k], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaction(ends[k], &end, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL);
    /* A file must never be opened as one of the standard streams. */
    for (int stream = 0; stream <= 2; stream++)
        if (fcntl(stream, F_GETFD) < 0 && errno == EBADF)
            (void)!open("/dev/null", stream == 1 ? O_RDONLY : O_RDWR);
}

void run_print_line(const char *text, int length)
{
    for (const char *c = text; *c != '\0' && c - text < length; c++)
        fputc((unsigned char)*c < 0x20 || *c == 0x7f ? '?' : *c, stderr);
    fputc('\n', stderr);
}

int run_fail(const program *p, stm_status status, const stm_error *error)
{
    if (status != STM_OK) {
        fprintf(stderr, "%s: ", p->name);
        run_print_line(error->message, sizeof error->message);
    }
    return run_status(status);
}

stm_status run_stdout(stm_output **output, stm_error *error)
{
    return stm_output_descriptor(STDOUT_FILENO, "standard output", output, error);
}

static int close_and_exit(const program *p, stm_output *output)
{
    stm_error error;
    stm_status status = stm_output_close(output, &error);
    return run_fail(p, status, &error);
}

int run_print_help(const program *p)
{
    stm_output *output;
    stm_error error;
    stm_status status = run_stdout(&output, &error);
    if (status != STM_OK)
        return run_fail(p, status, &error);
    options_help(p, output);
    return close_and_exit(p, output);
}

int run_print_version(const program *p)
{
    stm_output *output;
    stm_error error;
    stm_status status = run_stdout(&output, &error);
    if (status != STM_OK)
        return run_fail(p, status, &error);
    stm_output_printf(output, "%s %s\n", p->name, stm_version());
    return close_and_exit(p, output);
}

static int64_t milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#define BAR_WIDTH 40
#define BAR_AFTER 500 /* milliseconds: shorter work has no bar */
#define BAR_EVERY 100

static int bar_report(void *context, int64_t done, int64_t total)
{
    run_bar *bar = context;
    int64_t now = milliseconds();
    if (!bar->enabled || now - bar->started < BAR_AFTER || now - bar->drawn < BAR_EVERY)
        return 0;
    double share = total > 0 ? (double)done / (double)total : 0;
    int filled = (int)(share * BAR_WIDTH);
    char cells[BAR_WIDTH + 1];
    memset(cells, '.', BAR_WIDTH);
    memset(cells, '#', (size_t)(filled < 0 ? 0 : filled > BAR_WIDTH ? BAR_WIDTH : filled));
    cells[BAR_WIDTH] = '\0';
    fprintf(stderr, "\r\033[K%s [%s] %3.0f%%", bar->title, cells, share * 100);
    fflush(stderr);
    bar->shown = true;
    bar_stands = 1;
    bar->drawn = now;
    return 0;
}

void run_bar_start(run_bar *bar, const char *title, bool quiet)
{
    bar->title = title;
    bar->shown = false;
    bar->enabled = !quiet && isatty(STDERR_FILENO);
    bar->started = milliseconds();
    bar->drawn = 0;
    bar->progress = (stm_progress){bar_report, bar};
}

void run_bar_end(run_bar *bar)
{
    if (bar->shown)
        fprintf(stderr, "\r\033[K");
    bar->shown = false;
    bar_stands = 0;
}

void run_say(bool quiet, const char *format, ...)
{
    if (quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

static stm_status folder_error(const char *path, const char *why, stm_error *error)
{
    snprintf(error->message, sizeof error->message, "--output_dir %.300s: %s", path, why);
    error->position = -1;
    return STM_EINVAL;
}

stm_status run_make_folder(const char *path, bool *made, stm_error *error)
{
    struct stat existing;
    *made = false;
    if (stat(path, &existing) == 0)
        return S_ISDIR(existing.st_mode) ? STM_OK : folder_error(path, "is no folder", error);
    if (mkdir(path, 0777) != 0) {
        int failure = errno;
        /* Another program may have made it meanwhile. */
        if (failure == EEXIST && stat(path, &existing) == 0 && S_ISDIR(existing.st_mode))
            return STM_OK;
        if (failure == EEXIST)
            return folder_error(path, "is a link to a folder that is not there", error);
        if (failure == ENOENT)
            return folder_error(path, "No such file or directory; only the last part of it is made",
                                error);
        return folder_error(path, strerror(failure), error);
    }
    *made = true;
    return STM_OK;
}

char *run_path(const char *folder, const char *name)
{
    size_t length = strlen(folder), capacity = length + strlen(name) + 2;
    char *path = malloc(capacity);
    if (path != NULL)
        snprintf(path, capacity, "%s%s%s", folder,
                 length > 0 && folder[length - 1] == '/' ? "" : "/", name);
    return path;
}
