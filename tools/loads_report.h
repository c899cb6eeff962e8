/* What stmask plan and stmask compare say of the loads of a plan. */
#ifndef STMASK_TOOLS_LOADS_REPORT_H
#define STMASK_TOOLS_LOADS_REPORT_H

#include <stmask/stmask.h>

/* What is kept from one step to the next. */
enum { LOADS_NONE, LOADS_PREVIOUS, LOADS_LRU, LOADS_OPT, LOADS_NUM_KINDS };

extern const char *const loads_names[LOADS_NUM_KINDS];

typedef struct loads_report {
    const stm_plan *plan;
    const stm_loads *loads;
    stm_bounds bounds;
    int64_t buffer;                        /* 0: none */
    stm_load_counts kept[LOADS_NUM_KINDS]; /* the last two where there is a buffer */
    int64_t head_dim;                      /* 0: bytes are not told */
    int64_t element_bytes;
    int64_t
        reads_of_opt; /* what opt would have to keep, where that is too much to count it; else 0 */
} loads_report;

/* Counts all of it. */
stm_status loads_report_make(loads_report *report, const stm_plan *plan, const stm_loads *loads,
                             int64_t buffer, stm_error *error);

/* The read limit of a plan for its bounds, those of rows and of columns together where they are
 * apart, which keeps every bound below the truth; 0: none. */
int64_t loads_limit(const stm_plan_options *settings);

/* Rows and columns together. */
int64_t loads_total(stm_load_counts counts);

/* The bound that kind of loads is compared with. */
int64_t loads_bound(const loads_report *report, int kind);

/* 100 * loads / bound: 100 is optimal. */
double loads_percent(const loads_report *report, int kind);

/* A table for people. */
void loads_report_put(const loads_report *report, stm_output *output);

/* `buffer_vectors,lru_loads,opt_loads`: buffers at powers of the square root of 2, and those
 * listed, as far as they hold the largest step, ascending. */
stm_status loads_curve_write(const stm_loads *loads, const int64_t *at, int num_at,
                             stm_output *output, stm_error *error);

/* Buffers of a curve, ascending, without repeats; at most `capacity`. Returns their number. */
int loads_curve_buffers(const stm_loads *loads, const int64_t *at, int num_at, int64_t *buffers,
                        int capacity);

/* How many steps read so many vectors: a line for every number that occurs. */
void loads_histogram_write(const stm_loads *loads, stm_output *output);

#endif
