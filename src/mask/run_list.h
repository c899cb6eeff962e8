/* Runs of many lines, being made cell by cell. */
#ifndef STM__MASK_RUN_LIST_H
#define STM__MASK_RUN_LIST_H

#include <stdbool.h>

#include <stmask/run.h>

/* The runs of line k are runs[starts[k]] .. runs[starts[k + 1] - 1], one behind the other. */
typedef struct stm__lines {
    stm_run *runs;
    int64_t *starts;
} stm__lines;

/* Runs that are whole, and the line of each. */
typedef struct stm__run_list {
    stm_run *runs;
    int64_t *line;
    int64_t num, run_capacity, line_capacity;
} stm__run_list;

/* These are false where memory ran out. */
bool stm__run_list_push(stm__run_list *list, int64_t line, stm_run run);

/* Adds a cell to the open run of its line (count 0: none open), or closes that and opens another.
 * Two cells that no third continues are not kept as a pair, unless they are neighbours. */
bool stm__run_list_cell(stm__run_list *list, int64_t line, stm_run *open, int64_t cell,
                        int32_t value);

/* Puts the runs in the order of their lines; those of one line keep theirs. */
bool stm__run_list_arrange(const stm__run_list *list, int64_t num_lines, stm__lines *out);

void stm__run_list_free(stm__run_list *list);
void stm__run_lines_free(stm__lines *lines);

int64_t stm__run_lines_most(const stm__lines *lines, int64_t num_lines);

#endif
