/* Pictures of plans: the order of visits, loads against the buffer, steps over time, orders side by
 * side. */
#ifndef STMASK_TOOLS_PICTURES_H
#define STMASK_TOOLS_PICTURES_H

#include <stmask/chart.h>

#include "loads_report.h"
#include "options.h"

/* The format of a picture's path, by its end; `name` is the option's. */
stm_status pictures_format(const char *name, const char *path, stm_figure_format *format,
                           stm_error *error);

/* Writes what a chart is of: the mask's spec and size and, of a plan, P and R, "strided:...,
 * size 1024, P = 64, R = none"; `settings` is NULL where there is none. */
void pictures_name(const stm_mask *mask, const stm_plan_options *settings, char *text,
                   size_t capacity);

/* Cells coloured by when they are visited. */
stm_status pictures_order(const stm_plan *plan, const char *title, stm_figure_format format,
                          stm_output *output, stm_error *error);

/* Loads of lru and opt against the buffer, with the bound. */
stm_status pictures_curve(const loads_report *report, const int64_t *at, int num_at,
                          stm_figure_format format, stm_output *output, stm_error *error);

/* What every step reads, and what of it is new. */
stm_status pictures_steps(const stm_plan *plan, int64_t steps, stm_figure_format format,
                          stm_output *output, stm_error *error);

#endif
