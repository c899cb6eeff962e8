/* Loads of a plan as a table, a curve and a histogram, from what the library has counted. */
#include "loads_report.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const char *const loads_names[LOADS_NUM_KINDS] = {
    [LOADS_NONE] = "none",
    [LOADS_PREVIOUS] = "previous",
    [LOADS_LRU] = "lru",
    [LOADS_OPT] = "opt",
};

int64_t loads_total(stm_load_counts counts)
{
    return counts.rows + counts.columns;
}

int64_t loads_limit(const stm_plan_options *settings)
{
    int64_t both = settings->row_limit + settings->column_limit;
    if (settings->row_limit == 0 || settings->column_limit == 0 || settings->read_limit != 0)
        return settings->read_limit;
    return both;
}

stm_status loads_report_make(loads_report *report, const stm_plan *plan, const stm_loads *loads,
                             int64_t buffer, stm_error *error)
{
    const stm_plan_options *s = stm_plan_settings(plan);
    report->plan = plan;
    report->loads = loads;
    report->buffer = buffer;
    report->kept[LOADS_NONE] = stm_loads_none(loads);
    report->kept[LOADS_PREVIOUS] = stm_loads_previous(loads);
    stm_status status = stm_bounds_of(stm_plan_mask(plan), s->num_multiplications, loads_limit(s),
                                      buffer, &report->bounds, error);
    if (status == STM_OK && buffer != 0)
        status = stm_loads_lru(loads, buffer, &report->kept[LOADS_LRU], error);
    if (status == STM_OK && buffer != 0 && report->reads_of_opt == 0)
        status = stm_loads_opt(loads, buffer, &report->kept[LOADS_OPT], error);
    return status;
}

int64_t loads_bound(const loads_report *report, int kind)
{
    if (kind == LOADS_NONE)
        return report->bounds.reads;
    return kind == LOADS_PREVIOUS ? report->bounds.compulsory : report->bounds.any_order;
}

double loads_percent(const loads_report *report, int kind)
{
    int64_t bound = loads_bound(report, kind);
    return bound == 0 ? 100 : 100 * (double)loads_total(report->kept[kind]) / (double)bound;
}

static void put_kinds(const loads_report *r, stm_output *output)
{
    bool bytes = r->head_dim != 0;
    stm_output_printf(output, "%-14s %15s %18s %16s %17s", "loads", "rows [vectors]",
                      "columns [vectors]", "total [vectors]", "of bound [%]");
    if (bytes)
        stm_output_printf(output, " %18s %17s %18s", "total [bytes]", "[bytes / step]",
                          "[operations/byte]");
    stm_output_printf(output, "\n");
    int num = r->buffer == 0 ? LOADS_LRU : r->reads_of_opt > 0 ? LOADS_OPT : LOADS_NUM_KINDS;
    for (int k = 0; k < num; k++) {
        char name[48];
        int64_t total = loads_total(r->kept[k]);
        if (k < LOADS_LRU)
            snprintf(name, sizeof name, "%s", loads_names[k]);
        else
            snprintf(name, sizeof name, "%s(%" PRId64 ")", loads_names[k], r->buffer);
        stm_output_printf(output, "%-14s %15" PRId64 " %18" PRId64 " %16" PRId64 " %17.1f", name,
                          r->kept[k].rows, r->kept[k].columns, total, loads_percent(r, k));
        if (bytes) {
            double size = (double)total * (double)r->head_dim * (double)r->element_bytes;
            /* A point is a dot product: head_dim multiplications and as many additions. */
            double operations = 2.0 * (double)r->head_dim * (double)stm_loads_points(r->loads);
            stm_output_printf(output, " %18.0f %17.1f %18.3f", size,
                              size / (double)stm_loads_steps(r->loads), operations / size);
        }
        stm_output_printf(output, "\n");
    }
    if (r->buffer != 0 && r->reads_of_opt > 0)
        stm_output_printf(
            output, "opt is not counted: its %" PRId64 " reads would take %.0f GB of memory\n",
            r->reads_of_opt, (double)r->reads_of_opt * 4e-9);
}

/* The bounds with a buffer, and how far the better of lru and opt is from the best of them. */
static void put_buffer_bounds(const loads_report *r, stm_output *output)
{
    const stm_bounds *b = &r->bounds;
    int64_t lru = loads_total(r->kept[LOADS_LRU]), opt = loads_total(r->kept[LOADS_OPT]);
    int64_t loads = opt < lru && r->reads_of_opt == 0 ? opt : lru;
    stm_output_printf(output, "with a buffer of B = %" PRId64 "\n", r->buffer);
    stm_output_printf(output,
                      "  %" PRId64 " vectors, phases: B + T*(ceil(points/f(B+T)) - 1) + %" PRId64
                      " at T = %" PRId64 ", f = %" PRId64 "\n    (%s, theorem 3.1)\n",
                      b->phase, b->phase_rest, b->phase_length, b->phase_points,
                      stm_load_bound_sentence(STM_BOUND_PHASE));
    stm_output_printf(output, "  %" PRId64 " vectors, pairs: points/(B-1) + B/2 (%s)\n", b->pairs,
                      stm_load_bound_sentence(STM_BOUND_PAIRS));
    stm_output_printf(output,
                      "  %" PRId64
                      " vectors, matching: (points + M*(B-1)/2)/(B-1/2) + about B/4 at "
                      "M = %" PRId64 "\n    (%s)\n",
                      b->pairs_matched, b->matched, stm_load_bound_sentence(STM_BOUND_MATCHED));
    stm_output_printf(
        output, "  %" PRId64 " vectors, the largest, by %s; this order is %.1f%% above it\n",
        b->any_order, stm_load_bound_name(b->best),
        b->any_order == 0 ? 0 : 100 * (double)(loads - b->any_order) / (double)b->any_order);
}

static void put_bounds(const loads_report *r, stm_output *output)
{
    const stm_bounds *b = &r->bounds;
    stm_output_printf(output, "\nlower bounds, for any order\n");
    stm_output_printf(output, "  %" PRId64 " steps: ceil(points / min(P, floor(R/2)*ceil(R/2)))\n",
                      b->steps);
    int64_t points = stm_plan_settings(r->plan)->num_multiplications;
    if (points > b->points)
        points = b->points;
    stm_output_printf(
        output, "  %" PRId64 " vectors for a step of %" PRId64 " points: ceil(2*sqrt(points))\n",
        stm_bound_of_step(points), points);
    stm_output_printf(output,
                      "  %" PRId64 " vectors for none: 2*points/sqrt(points of a step), as r + c "
                      ">= 2*sqrt(r*c)\n",
                      b->reads);
    stm_output_printf(output,
                      "  %" PRId64 " vectors, compulsory: nonempty rows + nonempty columns\n",
                      b->compulsory);
    if (r->buffer == 0)
        return;
    put_buffer_bounds(r, output);
}

static void put_distributions(const stm_loads *loads, stm_output *output)
{
    static const char *const names[STM_NUM_MEASURES] = {
        "unique rows", "unique columns", "unique total", "new rows", "new columns", "new total"};
    stm_load_counts cold = stm_loads_cold_start(loads);
    stm_output_printf(output, "\n%-14s %15s %18s\n", "per step", "peak [vectors]",
                      "mean [vectors]");
    for (int m = 0; m < STM_NUM_MEASURES; m++) {
        stm_distribution d = stm_loads_distribution(loads, (stm_measure)m);
        stm_output_printf(output, "%-14s %15" PRId64 " %18.3f\n", names[m], d.peak, d.mean);
    }
    stm_output_printf(output,
                      "cold start     %15" PRId64 " vectors in step 0: %" PRId64 " rows, %" PRId64
                      " columns\n",
                      cold.rows + cold.columns, cold.rows, cold.columns);
}

void loads_report_put(const loads_report *r, stm_output *output)
{
    char order[160];
    const stm_plan_options *s = stm_plan_settings(r->plan);
    int64_t steps = stm_loads_steps(r->loads);
    stm_order_format(s->order, s->order_arguments, order, sizeof order);
    stm_output_printf(output, "order  %s\n", order);
    stm_output_printf(output, "points %" PRId64 "\n", stm_loads_points(r->loads));
    stm_output_printf(output, "steps  %" PRId64 " (%.1f%% of bound)\n\n", steps,
                      r->bounds.steps == 0 ? 100.0 : 100 * (double)steps / (double)r->bounds.steps);
    put_kinds(r, output);
    put_bounds(r, output);
    put_distributions(r->loads, output);
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

int loads_curve_buffers(const stm_loads *loads, const int64_t *at, int num_at, int64_t *buffers,
                        int capacity)
{
    int64_t largest = stm_loads_distribution(loads, STM_UNIQUE_TOTAL).peak;
    stm_load_counts all = stm_loads_compulsory(loads);
    int num = 0, kept = 0;
    for (int half = 0; half <= 66 && num < capacity; half++) {
        double power = pow(2, half / 2.0);
        if (power >= (double)loads_total(all)) { /* from here on nothing leaves */
            buffers[num++] = loads_total(all);
            break;
        }
        buffers[num++] = (int64_t)llround(power);
    }
    for (int k = 0; k < num_at && num < capacity; k++)
        buffers[num++] = at[k];
    qsort(buffers, (size_t)num, sizeof *buffers, ascending);
    for (int k = 0; k < num; k++)
        if (buffers[k] >= largest && buffers[k] >= 1 &&
            (kept == 0 || buffers[kept - 1] != buffers[k]))
            buffers[kept++] = buffers[k];
    return kept;
}

#define MOST_BUFFERS 256

stm_status loads_curve_write(const stm_loads *loads, const int64_t *at, int num_at,
                             stm_output *output, stm_error *error)
{
    int64_t buffers[MOST_BUFFERS];
    int num = loads_curve_buffers(loads, at, num_at, buffers, MOST_BUFFERS);
    stm_output_printf(output, "buffer_vectors,lru_loads,opt_loads\n");
    for (int k = 0; k < num; k++) {
        stm_load_counts lru, opt;
        stm_status status = stm_loads_lru(loads, buffers[k], &lru, error);
        if (status == STM_OK)
            status = stm_loads_opt(loads, buffers[k], &opt, error);
        if (status != STM_OK)
            return status;
        stm_output_printf(output, "%" PRId64 ",%" PRId64 ",%" PRId64 "\n", buffers[k],
                          loads_total(lru), loads_total(opt));
    }
    return stm_output_status(output);
}

void loads_histogram_write(const stm_loads *loads, stm_output *output)
{
    stm_distribution d[STM_NUM_MEASURES];
    int64_t peak = 0;
    for (int m = 0; m < STM_NUM_MEASURES; m++) {
        d[m] = stm_loads_distribution(loads, (stm_measure)m);
        peak = d[m].peak > peak ? d[m].peak : peak;
    }
    stm_output_printf(output, "vectors_per_step,unique_rows_steps,unique_columns_steps,"
                              "unique_total_steps,new_rows_steps,new_columns_steps,"
                              "new_total_steps\n");
    for (int64_t v = 0; v <= peak && stm_output_status(output) == STM_OK; v++) {
        int64_t any = 0;
        for (int m = 0; m < STM_NUM_MEASURES; m++)
            any += v <= d[m].peak ? d[m].steps[v] : 0;
        if (any == 0)
            continue;
        stm_output_printf(output, "%" PRId64, v);
        for (int m = 0; m < STM_NUM_MEASURES; m++)
            stm_output_printf(output, ",%" PRId64, v <= d[m].peak ? d[m].steps[v] : 0);
        stm_output_printf(output, "\n");
    }
}
