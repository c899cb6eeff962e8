/* Pictures of a simulation: utilisation of PEs, cycles against size, a roofline. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "run.h"
#include "simulate_report.h"

enum { WIDEST_ARRAY = 512 }; /* that is drawn as one */

/* The PEs of an array where they stand, from none of the cycles to the most that one is busy. */
static stm_status draw_array(const stm_machine_settings *m, double *y, double most,
                             stm_output *output, stm_error *error,
                             const stm_figure_options *options)
{
    char high[32];
    snprintf(high, sizeof high, "%.3g", most);
    for (int64_t p = 0; p < m->pes; p++)
        y[p] = most > 0 ? y[p] / most : 0;
    stm_ramp ramp = {.cells = y,
                     .rows = m->array_height,
                     .columns = m->array_width,
                     .bar_title = "utilisation (% of all cycles)",
                     .across = "column of the array",
                     .down = "row of the array",
                     .bar_low = "0",
                     .bar_high = high};
    return stm_ramp_draw(&ramp, output, error, options);
}

stm_status simulate_draw_utilisation(const simulate_report *report, const char *title,
                                     stm_figure_format format, stm_output *output, stm_error *error)
{
    const stm_simulation_summary *s = stm_simulation_summarise(report->simulation);
    const int64_t *busy = stm_simulation_busy(report->simulation);
    if (busy == NULL)
        return options_refuse(error,
                              "--draw utilisation: partition %s does not say which PE does "
                              "what",
                              stm_machine_describe(report->machine)->partition);
    double *y = malloc((size_t)s->pes * sizeof *y);
    if (y == NULL)
        return run_no_memory(error);
    double most = 0;
    for (int64_t p = 0; p < s->pes; p++) {
        y[p] = s->total_cycles > 0 ? 100 * (double)busy[p] / (double)s->total_cycles : 0;
        most = fmax(most, y[p]);
    }
    const stm_machine_settings *m = stm_machine_describe(report->machine);
    stm_series series = {.name = NULL, .y = y, .num = s->pes, .steps = true};
    stm_reference mean = {.label = "mean", .value = 100 * s->utilisation_overall, .number = true};
    stm_chart chart = {.x = {.title = "PE", .whole = true},
                       .y = {.title = "utilisation (% of all cycles)", .zero = true},
                       .series = &series,
                       .num_series = 1,
                       .references = &mean,
                       .num_references = 1};
    stm_figure_options options = {.format = format, .title = title};
    bool array = m->array_height > 1 && m->array_width > 1 && m->array_height <= WIDEST_ARRAY &&
                 m->array_width <= WIDEST_ARRAY;
    stm_status status = array ? draw_array(m, y, most, output, error, &options)
                              : stm_chart_draw(&chart, output, error, &options);
    free(y);
    return status;
}

stm_status simulate_draw_cycles(const simulate_cycles *cycles, size_t num, const char *title,
                                stm_figure_format format, stm_output *output, stm_error *error)
{
    enum { MOST = 16, SERIES = 3 };
    static const char *const series[] = {"compute", "load", "stall"};
    char names[MOST][24];
    const char *groups[MOST];
    double values[MOST * SERIES];
    for (size_t k = 0; k < num && k < MOST; k++) {
        snprintf(names[k], sizeof names[k], "%" PRId64, cycles[k].size);
        groups[k] = names[k];
        values[SERIES * k] = (double)cycles[k].compute;
        values[SERIES * k + 1] = (double)cycles[k].load;
        values[SERIES * k + 2] = (double)cycles[k].stall;
    }
    stm_bar_chart chart = {.groups = groups,
                           .num_groups = num < MOST ? num : MOST,
                           .series = series,
                           .num_series = SERIES,
                           .values = values,
                           .axis = {.title = "cycles"}};
    stm_figure_options options = {.format = format, .title = title};
    return stm_bar_chart_draw(&chart, output, error, &options);
}

stm_status simulate_draw_roofline(const simulate_report *report, const char *title,
                                  stm_figure_format format, stm_output *output, stm_error *error)
{
    const stm_simulation_summary *s = stm_simulation_summarise(report->simulation);
    if (s->balance <= 0 || s->intensity <= 0 || s->achieved <= 0)
        return options_refuse(error,
                              "--draw roofline: loads take no time on this machine, or there "
                              "are none");
    double low = exp2(floor(log2(fmin(s->intensity, s->balance))) - 2);
    double high = exp2(ceil(log2(fmax(s->intensity, s->balance))) + 2);
    double roof_x[] = {low, s->balance, high};
    double roof_y[] = {s->peak * low / s->balance, s->peak, s->peak};
    double x[] = {s->intensity}, attainable[] = {s->attainable}, achieved[] = {s->achieved};
    stm_series series[] = {
        {.name = "roofline of the machine", .x = roof_x, .y = roof_y, .num = 3},
        {.name = "this mask, at most", .x = x, .y = attainable, .num = 1, .markers = true},
        {.name = "this mask, simulated", .x = x, .y = achieved, .num = 1, .markers = true}};
    stm_chart chart = {.x = {.title = "intensity (MACs a word loaded)", .scale = STM_SCALE_LOG2},
                       .y = {.title = "MACs a cycle",
                             .scale = STM_SCALE_LOG2,
                             .low = fmin(roof_y[0], s->achieved),
                             .high = 2 * s->peak},
                       .series = series,
                       .num_series = 3};
    stm_figure_options options = {.format = format, .title = title};
    return stm_chart_draw(&chart, output, error, &options);
}
