/* What sweeps say: while they are at work, and at their end. */
#ifndef STMASK_TOOLS_SWEEP_REPORT_H
#define STMASK_TOOLS_SWEEP_REPORT_H

#include <stmask/sweep.h>

/* Progress and the time left, on standard error: a bar on a terminal, elsewhere a line now and
 * then. */
typedef struct sweep_bar {
    bool quiet, terminal, shown;
    int64_t started, drawn; /* milliseconds */
    int64_t first;          /* designs that were done when it began, or -1 */
} sweep_bar;

void sweep_bar_start(sweep_bar *bar, bool quiet);
void sweep_bar_show(sweep_bar *bar, int64_t done, int64_t total);
void sweep_bar_end(sweep_bar *bar);

/* The database's path: `output`, or where that is NULL the grid's with another ending. The
 * caller's to free; NULL where memory ran out. */
char *sweep_path(const char *grid, const char *output);

void sweep_put(const stm_sweep_summary *summary, const char *path, bool json, stm_output *output);

#endif
