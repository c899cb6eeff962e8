/* Gathers the words of stages in bins of time, as evenly as each stage loads them. */
#include "bandwidth.h"

#include <string.h>

void bandwidth_begin(bandwidth *b, bool double_buffered)
{
    memset(b, 0, sizeof *b);
    b->width = 1;
    b->double_buffered = double_buffered;
}

/* Makes the bins so wide that `end` is within them. */
static void reach(bandwidth *b, int64_t end)
{
    while (end > b->width * BANDWIDTH_BINS) {
        for (int k = 0; k < BANDWIDTH_BINS / 2; k++)
            b->words[k] = b->words[2 * k] + b->words[2 * k + 1];
        memset(b->words + BANDWIDTH_BINS / 2, 0, sizeof b->words / 2);
        b->width *= 2;
    }
    b->end = end > b->end ? end : b->end;
}

/* Adds words that come evenly from `first` to before `last`, cycles that are in reach. */
static void spread(bandwidth *b, int64_t first, int64_t last, double words)
{
    last = last > first ? last : first + 1;
    int64_t k = first / b->width, end = (last - 1) / b->width;
    double each = words / (double)(last - first);
    for (; k <= end && k < BANDWIDTH_BINS; k++) {
        int64_t from = k * b->width > first ? k * b->width : first;
        int64_t to = (k + 1) * b->width < last ? (k + 1) * b->width : last;
        b->words[k] += each * (double)(to - from);
    }
}

void bandwidth_add(bandwidth *b, const stm_stage *stage)
{
    int64_t load = stage->load_cycles, compute = stage->compute_cycles;
    int64_t period = b->double_buffered ? (load > compute ? load : compute) : load + compute;
    int64_t first = b->double_buffered ? b->before : stage->start - load;
    int64_t last = stage->start + (stage->count - 1) * period;
    reach(b, last + (compute > 0 ? compute : 1));
    b->before = last;
    /* Where a bin has several stages, they are as one. */
    if (stage->count > 1 && period < b->width) {
        spread(b, first, last, (double)stage->words * (double)stage->count);
        return;
    }
    for (int64_t k = 0; k < stage->count; k++) {
        spread(b, first, first + load, (double)stage->words);
        first = b->double_buffered ? stage->start + k * period : first + period;
    }
}

stm_status bandwidth_draw(const bandwidth *b, const char *title, stm_figure_format format,
                          stm_output *output, stm_error *error)
{
    /* Both ends of each bin. */
    double x[2 * BANDWIDTH_BINS], y[2 * BANDWIDTH_BINS], sum = 0;
    int64_t num = (b->end + b->width - 1) / b->width;
    for (int64_t k = 0; k < num; k++) {
        int64_t begin = k * b->width, end = begin + b->width < b->end ? begin + b->width : b->end;
        x[2 * k] = (double)begin;
        x[2 * k + 1] = (double)end;
        y[2 * k] = y[2 * k + 1] = b->words[k] / (double)(end - begin);
        sum += b->words[k];
    }
    stm_series series = {.x = x, .y = y, .num = 2 * num};
    stm_reference mean = {
        .label = "mean", .value = b->end > 0 ? sum / (double)b->end : 0, .number = true};
    stm_chart chart = {.x = {.title = "cycles of one head", .whole = true},
                       .y = {.title = "words a cycle", .zero = true},
                       .series = &series,
                       .num_series = 1,
                       .references = &mean,
                       .num_references = 1};
    stm_figure_options options = {.format = format, .title = title};
    return stm_chart_draw(&chart, output, error, &options);
}
