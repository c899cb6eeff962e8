/* What stmask simulate prints and draws. */
#ifndef STMASK_TOOLS_SIMULATE_REPORT_H
#define STMASK_TOOLS_SIMULATE_REPORT_H

#include <stmask/chart.h>
#include <stmask/hardware.h>

/* A machine, and what it does with a mask. */
typedef struct simulate_report {
    const stm_machine *machine;
    const stm_simulation *simulation;
} simulate_report;

void simulate_report_put_text(const simulate_report *report, stm_output *output);
void simulate_report_put_json(const simulate_report *report, stm_output *output);

/* Cycles at one size. */
typedef struct simulate_cycles {
    int64_t size, compute, load, stall;
} simulate_cycles;

/* The utilisation of every PE. STM_EINVAL where the partition does not say which does what. */
stm_status simulate_draw_utilisation(const simulate_report *report, const char *title,
                                     stm_figure_format format, stm_output *output,
                                     stm_error *error);

/* Cycles against size, split into compute, load and stall. */
stm_status simulate_draw_cycles(const simulate_cycles *cycles, size_t num, const char *title,
                                stm_figure_format format, stm_output *output, stm_error *error);

/* The roofline of the machine with the mask on it. STM_EINVAL where loads take no time. */
stm_status simulate_draw_roofline(const simulate_report *report, const char *title,
                                  stm_figure_format format, stm_output *output, stm_error *error);

#endif
