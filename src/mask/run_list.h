/* Runs of many lines, being made cell by cell, and kept in 16 bytes each. */
#ifndef STM__MASK_RUN_LIST_H
#define STM__MASK_RUN_LIST_H

#include <stdbool.h>

#include <stmask/run.h>

/* A run of a mask's line, whose numbers are below 2^32. */
typedef struct stm__short_run {
    uint32_t first, count, step;
    int32_t value;
} stm__short_run;

static inline stm_run stm__long_run(const stm__short_run *run)
{
    return (stm_run){run->first, run->count, run->step, run->value};
}

/* The runs of line k are runs[starts[k]] .. runs[starts[k + 1] - 1], one behind the other. */
typedef struct stm__lines {
    stm__short_run *runs;
    int64_t *starts;
} stm__lines;

/* A run that is whole, and its line. */
typedef struct stm__listed_run {
    stm__short_run run;
    uint32_t line;
} stm__listed_run;

typedef struct stm__run_list {
    stm__listed_run *items;
    int64_t num, capacity;
} stm__run_list;

/* These are false where memory ran out. */
bool stm__run_list_push(stm__run_list *list, int64_t line, stm_run run);

/* Adds a cell to the open run of its line (count 0: none open), or closes that and opens another.
 * Two cells that no third continues are not kept as a pair, unless they are neighbours. */
bool stm__run_list_cell(stm__run_list *list, int64_t line, stm_run *open, int64_t cell,
                        int32_t value);

/* Makes lines of the runs, those of one line in the order that they have: in the memory of the list
 * where its lines ascend already, else in as much again. The list is empty then, on failure too. */
bool stm__run_list_arrange(stm__run_list *list, int64_t num_lines, stm__lines *out);

void stm__run_list_free(stm__run_list *list);
void stm__run_lines_free(stm__lines *lines);

int64_t stm__run_lines_most(const stm__lines *lines, int64_t num_lines);

#endif
