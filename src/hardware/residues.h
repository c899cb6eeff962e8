/* Cells counted by the residues of their row and column, as an array's PEs have them. */
#ifndef STM__HARDWARE_RESIDUES_H
#define STM__HARDWARE_RESIDUES_H

#include <stdbool.h>

#include <stmask/run.h>

/* Zero-initialise; free with stm__residues_close. */
typedef struct stm__residues {
    int64_t height, width;
    int64_t *cells; /* height x width */
} stm__residues;

bool stm__residues_open(stm__residues *residues, int64_t height, int64_t width);
void stm__residues_close(stm__residues *residues);

/* Adds the runs of a line of that residue; cells count from `origin`. O(width) a run at most. */
void stm__residues_add(stm__residues *residues, int64_t line, const stm_run *runs, int64_t num_runs,
                       int64_t origin);

static inline int64_t stm__residues_at(const stm__residues *residues, int64_t line, int64_t cross)
{
    return residues->cells[line * residues->width + cross];
}

#endif
