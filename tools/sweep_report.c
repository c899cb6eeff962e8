/* Says how far a sweep is, and guesses how long it still takes from how long the designs took that
 * are done. */
#include "sweep_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command.h"

enum { BAR_EVERY = 200, LINE_EVERY = 10000 }; /* milliseconds */

static int64_t milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void sweep_bar_start(sweep_bar *bar, bool quiet)
{
    *bar = (sweep_bar){.quiet = quiet, .terminal = isatty(STDERR_FILENO), .first = -1};
    bar->started = bar->drawn = milliseconds();
}

void sweep_bar_show(sweep_bar *bar, int64_t done, int64_t total)
{
    int64_t now = milliseconds();
    char left[40] = "";
    if (bar->first < 0)
        bar->first = done;
    if (bar->quiet || now - bar->drawn < (bar->terminal ? BAR_EVERY : LINE_EVERY))
        return;
    bar->drawn = now;
    if (done > bar->first) {
        double each = (double)(now - bar->started) / (double)(done - bar->first);
        int64_t seconds = (int64_t)(each * (double)(total - done) / 1000 + 0.5);
        snprintf(left, sizeof left, ", %" PRId64 ":%02d:%02d left", seconds / 3600,
                 (int)(seconds / 60 % 60), (int)(seconds % 60));
    }
    fprintf(stderr, "%s%" PRId64 " of %" PRId64 " designs (%d %%)%s%s",
            bar->terminal ? "\r\033[K" : "", done, total, (int)(100 * done / total), left,
            bar->terminal ? "" : "\n");
    fflush(stderr);
    bar->shown = bar->terminal;
}

void sweep_bar_end(sweep_bar *bar)
{
    if (bar->shown)
        fprintf(stderr, "\r\033[K");
    bar->shown = false;
}

char *sweep_path(const char *grid, const char *output)
{
    static const char ending[] = ".db";
    if (output != NULL)
        return strdup(output);
    const char *slash = strrchr(grid, '/'), *dot = strrchr(grid, '.');
    size_t length = dot != NULL && (slash == NULL || dot > slash + 1) && dot != grid
                        ? (size_t)(dot - grid)
                        : strlen(grid);
    char *path = malloc(length + sizeof ending);
    if (path == NULL)
        return NULL;
    memcpy(path, grid, length);
    memcpy(path + length, ending, sizeof ending);
    return path;
}

void sweep_put(const stm_sweep_summary *summary, const char *path, bool json, stm_output *output)
{
    const struct {
        const char *name;
        int64_t value;
    } rows[] = {{"designs", summary->designs},
                {"before", summary->before},
                {"done", summary->done},
                {"failed", summary->failed},
                {"left", summary->designs - summary->done}};
    if (json) {
        stm_output_printf(output, "{\"database\": ");
        command_json_string(output, path);
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
            stm_output_printf(output, ", \"%s\": %" PRId64, rows[k].name, rows[k].value);
        stm_output_printf(output, "}\n");
        return;
    }
    stm_output_printf(output, "%-9s%s\n", "database", path);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        stm_output_printf(output, "%-9s%" PRId64 "\n", rows[k].name, rows[k].value);
}
