/* What a program does round its work: signals, its end, the progress bar, folders. */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

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

static int exit_status(const call *c, stm_status status)
{
    switch (status) {
    case STM_OK:
        return c->done;
    case STM_EINVAL:
        return 2;
    case STM_ESTOPPED:
        return c->failed == 0 ? 130 : c->failed;
    case STM_ENOMEM:
    case STM_EIO:
        break;
    }
    return c->failed == 0 ? 1 : c->failed;
}

/* A text of that length and a newline, on standard error; what a user gave stays on its line and
 * does nothing to the terminal. Returns its columns. */
static size_t print_shown(const char *text, size_t length, const char *end)
{
    char shown[4 * 1024 + 1];
    size_t size = stm_words_show(shown, sizeof shown, text, length);
    fprintf(stderr, "%s%s", shown, end);
    return stm_words_columns(shown, size);
}

#define LAST_MARK 200 /* the last position of a text that a line still shows */

/* The text, and a mark below the character at `position`. */
static void print_marked(const char *text, size_t position)
{
    size_t length = (size_t)stm_words_cut(text, strlen(text), LAST_MARK + 40);
    fputs("  ", stderr);
    size_t columns = print_shown(text, position, "");
    print_shown(text + position, length - position, "\n");
    fprintf(stderr, "  %*s^\n", (int)columns, "");
}

int run_end(const call *c, stm_status status)
{
    const stm_error *error = &c->error;
    if (status == STM_OK)
        return exit_status(c, status);
    fprintf(stderr, "%s: ", c->program->name);
    print_shown(error->message, strnlen(error->message, sizeof error->message), "\n");
    if (status == STM_EINVAL && c->marked != NULL && error->position >= 0 &&
        error->position < LAST_MARK)
        print_marked(c->marked, (size_t)error->position);
    return exit_status(c, status);
}

int run_program(program *p, int argc, char **argv, int first, stm_status (*work)(call *c))
{
    call c = {.program = p};
    switch (options_parse(p, argc, argv, first, c.operands, &c.num_operands, &c.error)) {
    case OPTIONS_REFUSED:
        return run_end(&c, STM_EINVAL);
    case OPTIONS_HELP:
        return run_end(&c, run_print_help(p, &c.error));
    case OPTIONS_VERSION:
        return run_end(&c, run_print_version(p, &c.error));
    case OPTIONS_RUN:
        break;
    }
    stm_status status = work(&c);
    return run_end(&c, status);
}

stm_status run_no_memory(stm_error *error)
{
    snprintf(error->message, sizeof error->message, "out of memory");
    error->position = -1;
    return STM_ENOMEM;
}

stm_status run_stdout(stm_output **output, stm_error *error)
{
    return stm_output_descriptor(STDOUT_FILENO, "standard output", output, error);
}

/* Where a file is, or will be: the folder, and the name in it. */
typedef struct place {
    dev_t device;
    ino_t folder;
    char name[NAME_MAX + 1];
} place;

/* False where there is no such place, or something else than a file is there, which may be written
 * to twice. */
static bool find_place(const char *path, place *p)
{
    struct stat at;
    char *real = NULL; /* of a link, the file that is written */
    if (stat(path, &at) == 0) {
        if (!S_ISREG(at.st_mode) || (real = realpath(path, NULL)) == NULL)
            return false;
        path = real;
    }
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    char *folder = slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path) + 1);
    bool found = folder != NULL && strlen(name) <= NAME_MAX && stat(folder, &at) == 0;
    if (found) {
        p->device = at.st_dev;
        p->folder = at.st_ino;
        strcpy(p->name, name);
    }
    free(folder);
    free(real);
    return found;
}

stm_status run_output(const char *path, stm_output **output, stm_error *error)
{
    static place places[16]; /* more than any program has */
    static int num;
    place new;
    bool found = find_place(path, &new);
    for (int k = 0; found && k < num; k++)
        if (places[k].device == new.device &&
            places[k].folder == new.folder &&strcmp(places[k].name, new.name) == 0)
            return options_refuse(error, "%.300s: is the file of another output too", path);
    stm_status status = stm_output_open(path, output, error);
    if (status == STM_OK && found && num < (int)(sizeof places / sizeof *places))
        places[num++] = new;
    return status;
}

stm_status run_close(stm_output **output, stm_status status, stm_error *error)
{
    stm_output *ended = *output;
    *output = NULL;
    if (status == STM_OK || (ended != NULL && stm_output_status(ended) != STM_OK))
        return stm_output_close(ended, error);
    stm_output_discard(ended);
    return status;
}

stm_status run_print_help(const program *p, stm_error *error)
{
    stm_output *output;
    stm_status status = run_stdout(&output, error);
    if (status != STM_OK)
        return status;
    options_help(p, output);
    return stm_output_close(output, error);
}

stm_status run_print_version(const program *p, stm_error *error)
{
    stm_output *output;
    stm_status status = run_stdout(&output, error);
    if (status != STM_OK)
        return status;
    stm_output_printf(output, "%s %s\n", p->name, stm_version());
    return stm_output_close(output, error);
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
    char text[1024]; /* longer ones, as of a path, are cut */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    print_shown(text, strlen(text), "\n");
}

static stm_status folder_error(const char *path, const char *why, stm_error *error)
{
    return options_refuse(error, "--output_dir %.300s: %s", path, why);
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

bool run_same_file(const char *a, const char *b)
{
    struct stat of_a, of_b;
    return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
           of_a.st_ino == of_b.st_ino;
}
