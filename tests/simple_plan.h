/* The plan rule the slow way: points in a list, sets as arrays of flags. The oracle of the plan
 * tests. */
#ifndef STMASK_TESTS_SIMPLE_PLAN_H
#define STMASK_TESTS_SIMPLE_PLAN_H

#include "support.h"

typedef struct simple_point {
    int64_t i, j;
} simple_point;

/* A step: points from first to first + points - 1, and what it reads, as flags by index. */
typedef struct simple_step {
    int64_t first, points;
    int64_t rows, columns, new_rows, new_columns;
} simple_step;

typedef struct simple_plan {
    simple_point *points;
    int64_t num_points;
    simple_step *steps;
    int64_t num_steps;
} simple_plan;

static inline int simple_order(const void *a, const void *b, bool by_columns, bool zigzag)
{
    const simple_point *p = a, *q = b;
    int64_t pl = by_columns ? p->j : p->i, ql = by_columns ? q->j : q->i;
    int64_t pc = by_columns ? p->i : p->j, qc = by_columns ? q->i : q->j;
    if (pl != ql)
        return pl < ql ? -1 : 1;
    int ascending = pc < qc ? -1 : pc > qc;
    return zigzag && pl % 2 == 1 ? -ascending : ascending;
}

#define SIMPLE_ORDER(name, by_columns, zigzag)                                                     \
    static inline int simple_##name(const void *a, const void *b)                                  \
    {                                                                                              \
        return simple_order(a, b, by_columns, zigzag);                                             \
    }
SIMPLE_ORDER(row_first, false, false)
SIMPLE_ORDER(zigzag, false, true)
SIMPLE_ORDER(column_first, true, false)
SIMPLE_ORDER(column_zigzag, true, true)

typedef int (*simple_comparison)(const void *, const void *);

/* Reads of one step: how many different rows (columns), and how many the step before has not. */
static inline void simple_count(const simple_plan *plan, simple_step *step,
                                const simple_step *before, int64_t size)
{
    char *now = calloc(2 * (size_t)size, 1), *old = calloc(2 * (size_t)size, 1);
    for (int64_t k = 0; k < step->points; k++) {
        now[plan->points[step->first + k].i] = 1;
        now[size + plan->points[step->first + k].j] = 1;
    }
    for (int64_t k = 0; before != NULL && k < before->points; k++) {
        old[plan->points[before->first + k].i] = 1;
        old[size + plan->points[before->first + k].j] = 1;
    }
    for (int64_t k = 0; k < size; k++) {
        step->rows += now[k];
        step->columns += now[size + k];
        step->new_rows += now[k] && !old[k];
        step->new_columns += now[size + k] && !old[size + k];
    }
    free(now);
    free(old);
}

static inline simple_plan simple_plan_new(const stm_mask *mask, simple_comparison comparison,
                                          int64_t p, int64_t r)
{
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t size = stm_mask_size(mask), cells = b.num_queries * b.num_keys;
    simple_plan plan = {0};
    plan.points = malloc((size_t)(cells + 1) * sizeof *plan.points);
    plan.steps = calloc((size_t)cells + 1, sizeof *plan.steps);
    for (int64_t i = b.first_query; i < b.first_query + b.num_queries; i++)
        for (int64_t j = b.first_key; j < b.first_key + b.num_keys; j++)
            if (stm_mask_cell(mask, i, j) != 0)
                plan.points[plan.num_points++] = (simple_point){i, j};
    qsort(plan.points, (size_t)plan.num_points, sizeof *plan.points, comparison);
    int64_t *row_seen = calloc((size_t)size, 8), *column_seen = calloc((size_t)size, 8);
    int64_t mark = 0, unique = 0;
    for (int64_t k = 0; k < plan.num_points; k++) {
        simple_point at = plan.points[k];
        simple_step *step = plan.num_steps == 0 ? NULL : &plan.steps[plan.num_steps - 1];
        int64_t more = (row_seen[at.i] != mark) + (column_seen[at.j] != mark);
        if (step == NULL || step->points == p || (r != 0 && unique + more > r)) {
            step = &plan.steps[plan.num_steps++];
            step->first = k;
            mark++;
            unique = 0;
            more = 2;
        }
        row_seen[at.i] = column_seen[at.j] = mark;
        unique += more;
        step->points++;
    }
    for (int64_t t = 0; t < plan.num_steps; t++)
        simple_count(&plan, &plan.steps[t], t == 0 ? NULL : &plan.steps[t - 1], size);
    free(row_seen);
    free(column_seen);
    return plan;
}

static inline void simple_plan_free(simple_plan *plan)
{
    free(plan->points);
    free(plan->steps);
}

static inline stm_plan_summary simple_summary(const simple_plan *plan)
{
    stm_plan_summary s = {.points = plan->num_points, .steps = plan->num_steps};
    for (int64_t t = 0; t < plan->num_steps; t++) {
        const simple_step *step = &plan->steps[t];
        int64_t total = step->rows + step->columns, new_total = step->new_rows + step->new_columns;
        s.sum_unique_rows += step->rows;
        s.sum_unique_columns += step->columns;
        if (total > s.max_case.total) {
            s.max_case.time = t;
            s.max_case.rows = step->rows;
            s.max_case.columns = step->columns;
            s.max_case.total = total;
        }
        if (t == 0)
            continue;
        s.sum_new_rows += step->new_rows;
        s.sum_new_columns += step->new_columns;
        if (step->new_rows > s.max_row_changes.count) {
            s.max_row_changes.time = t;
            s.max_row_changes.count = step->new_rows;
        }
        if (step->new_columns > s.max_column_changes.count) {
            s.max_column_changes.time = t;
            s.max_column_changes.count = step->new_columns;
        }
        if (new_total > s.max_total_changes.count) {
            s.max_total_changes.time = t;
            s.max_total_changes.rows = step->new_rows;
            s.max_total_changes.columns = step->new_columns;
            s.max_total_changes.count = new_total;
        }
    }
    return s;
}

#endif
