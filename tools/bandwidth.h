/* Words that are loaded over time, gathered from the stages of a simulation. */
#ifndef STMASK_TOOLS_BANDWIDTH_H
#define STMASK_TOOLS_BANDWIDTH_H

#include <stmask/chart.h>
#include <stmask/hardware.h>

enum { BANDWIDTH_BINS = 1024 };

/* Bins of `width` cycles each, which is doubled whenever time goes beyond the last of them: any
 * number of stages takes the same memory. */
typedef struct bandwidth {
    double words[BANDWIDTH_BINS];
    int64_t width, end; /* cycles; the end of the last stage */
    int64_t before;     /* the start of the stage before */
    bool double_buffered;
} bandwidth;

void bandwidth_begin(bandwidth *b, bool double_buffered);

/* The words of a stage come while it loads: before it computes or, double buffered, from when the
 * stage before begins to compute. */
void bandwidth_add(bandwidth *b, const stm_stage *stage);

/* Words a cycle against cycles, with the mean. */
stm_status bandwidth_draw(const bandwidth *b, const char *title, stm_figure_format format,
                          stm_output *output, stm_error *error);

#endif
