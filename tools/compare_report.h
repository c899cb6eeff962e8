/* What stmask compare says of masks and orders: a table, JSON, and a picture. */
#ifndef STMASK_TOOLS_COMPARE_REPORT_H
#define STMASK_TOOLS_COMPARE_REPORT_H

#include <stmask/chart.h>

#include "loads_report.h"

#define MOST_COMPARED 64

/* An order of a mask, and what came of it. A buffer may be too small for its largest step. */
typedef struct compared {
    const char *mask; /* as it was given, or as its set says it */
    char name[160];   /* of the order */
    stm_plan *plan;
    stm_loads *loads;
    loads_report report;
    bool fits;
} compared;

/* All of them, those of a mask after each other. */
typedef struct comparison {
    compared *all;
    int num, num_masks;
    int64_t buffer;
} comparison;

void compare_put_table(stm_output *output, const comparison *c);
void compare_put_json(stm_output *output, const comparison *c);

/* A group of dots for each order, with the bounds of its mask across them. */
stm_status compare_draw(const comparison *c, stm_figure_format format, stm_output *output,
                        stm_error *error);

#endif
