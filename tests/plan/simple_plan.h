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

/* Divides the points, in the order they stand in, into steps. */
static inline void simple_plan_divide_within(simple_plan *plan, const stm_mask *mask, int64_t p,
                                             int64_t r, int64_t row_limit, int64_t column_limit)
{
    int64_t size = stm_mask_size(mask), mark = 0, rows = 0, columns = 0;
    int64_t *row_seen = calloc((size_t)size, 8), *column_seen = calloc((size_t)size, 8);
    memset(plan->steps, 0, (size_t)plan->num_points * sizeof *plan->steps);
    plan->num_steps = 0;
    for (int64_t k = 0; k < plan->num_points; k++) {
        simple_point at = plan->points[k];
        simple_step *step = plan->num_steps == 0 ? NULL : &plan->steps[plan->num_steps - 1];
        int64_t more_rows = row_seen[at.i] != mark, more_columns = column_seen[at.j] != mark;
        if (step == NULL || step->points == p ||
            (r != 0 && rows + columns + more_rows + more_columns > r) ||
            (row_limit != 0 && rows + more_rows > row_limit) ||
            (column_limit != 0 && columns + more_columns > column_limit)) {
            step = &plan->steps[plan->num_steps++];
            step->first = k;
            mark++;
            rows = columns = 0;
            more_rows = more_columns = 1;
        }
        row_seen[at.i] = column_seen[at.j] = mark;
        rows += more_rows;
        columns += more_columns;
        step->points++;
    }
    for (int64_t t = 0; t < plan->num_steps; t++)
        simple_count(plan, &plan->steps[t], t == 0 ? NULL : &plan->steps[t - 1], size);
    free(row_seen);
    free(column_seen);
}

static inline void simple_plan_divide(simple_plan *plan, const stm_mask *mask, int64_t p, int64_t r)
{
    simple_plan_divide_within(plan, mask, p, r, 0, 0);
}

static inline simple_plan simple_plan_new(const stm_mask *mask, simple_comparison comparison,
                                          int64_t p, int64_t r)
{
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t cells = b.num_queries * b.num_keys;
    simple_plan plan = {0};
    plan.points = malloc((size_t)(cells + 1) * sizeof *plan.points);
    plan.steps = calloc((size_t)cells + 1, sizeof *plan.steps);
    for (int64_t i = b.first_query; i < b.first_query + b.num_queries; i++)
        for (int64_t j = b.first_key; j < b.first_key + b.num_keys; j++)
            if (stm_mask_cell(mask, i, j) != 0)
                plan.points[plan.num_points++] = (simple_point){i, j};
    qsort(plan.points, (size_t)plan.num_points, sizeof *plan.points, comparison);
    simple_plan_divide(&plan, mask, p, r);
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

static inline void simple_assert_summary(const stm_plan_summary *a, const stm_plan_summary *b)
{
    const int64_t *left = (const int64_t *)(const void *)a, *right = (const void *)b;
    for (size_t k = 0; k < sizeof *a / sizeof *left; k++)
        assert_int_equal(left[k], right[k]);
}

/* The indices of a list, given as runs, are those of step t that `want` asks for: rows or columns,
 * all or only what the step before has not. */
static inline void simple_assert_list(const stm_analysis *analysis, stm_plan_list list,
                                      const simple_plan *plan, int64_t t, int64_t size,
                                      bool columns, bool changes)
{
    const stm_run *runs;
    int64_t num_runs, last = -1, count = 0;
    char *wanted = calloc((size_t)size, 1);
    const simple_step *step = &plan->steps[t];
    bool none = changes && t == 0;
    for (int64_t k = 0; !none && k < step->points; k++) {
        const simple_point *p = &plan->points[step->first + k];
        wanted[columns ? p->j : p->i] = 1;
    }
    for (int64_t k = 0; !none && changes && k < step[-1].points; k++) {
        const simple_point *p = &plan->points[step[-1].first + k];
        wanted[columns ? p->j : p->i] = 0;
    }
    stm_analysis_list(analysis, list, &runs, &num_runs);
    for (int64_t k = 0; k < num_runs; k++)
        for (int64_t c = 0; c < runs[k].count; c++) {
            int64_t index = runs[k].first + c * runs[k].step;
            assert_true(index > last && index < size);
            assert_true(wanted[index]);
            last = index;
            count++;
        }
    for (int64_t k = 0; k < size; k++)
        count -= wanted[k];
    assert_int_equal(count, 0);
    free(wanted);
}

static inline void simple_assert_lists(const stm_analysis *a, const simple_plan *plan, int64_t size)
{
    const stm_plan_summary *s = stm_analysis_summary(a);
    if (plan->num_steps == 0)
        return;
    simple_assert_list(a, STM_MAX_CASE_ROWS, plan, s->max_case.time, size, false, false);
    simple_assert_list(a, STM_MAX_CASE_COLUMNS, plan, s->max_case.time, size, true, false);
    simple_assert_list(a, STM_MAX_ROW_CHANGES_ROWS, plan, s->max_row_changes.time, size, false,
                       true);
    simple_assert_list(a, STM_MAX_COLUMN_CHANGES_COLUMNS, plan, s->max_column_changes.time, size,
                       true, true);
    simple_assert_list(a, STM_MAX_TOTAL_CHANGES_ROWS, plan, s->max_total_changes.time, size, false,
                       true);
    simple_assert_list(a, STM_MAX_TOTAL_CHANGES_COLUMNS, plan, s->max_total_changes.time, size,
                       true, true);
}

/* Every step has the same points in the same order, so each is covered exactly once. */
static inline void simple_assert_walk(const stm_plan *plan, const simple_plan *simple)
{
    bool by_columns = stm_plan_settings(plan)->order->by_columns;
    stm_steps *steps = NULL;
    const stm_step *step;
    ASSERT_OK(stm_steps_new(plan, &steps, NULL));
    for (int64_t t = 0; t < simple->num_steps; t++) {
        const simple_step *wanted = &simple->steps[t];
        int64_t at = wanted->first;
        ASSERT_OK(stm_steps_next(steps, &step));
        assert_non_null(step);
        assert_int_equal(step->time, t);
        assert_int_equal(step->points, wanted->points);
        assert_int_equal(step->rows, wanted->rows);
        assert_int_equal(step->columns, wanted->columns);
        assert_int_equal(step->new_rows, wanted->new_rows);
        assert_int_equal(step->new_columns, wanted->new_columns);
        for (int64_t k = 0; k < step->num_pieces; k++)
            for (int64_t c = 0; c < step->pieces[k].count; c++, at++) {
                const stm_piece *piece = &step->pieces[k];
                int64_t cross = piece->first + c * piece->step;
                assert_int_equal(by_columns ? cross : piece->line, simple->points[at].i);
                assert_int_equal(by_columns ? piece->line : cross, simple->points[at].j);
            }
        assert_int_equal(at, wanted->first + wanted->points);
    }
    ASSERT_OK(stm_steps_next(steps, &step));
    assert_null(step);
    ASSERT_OK(stm_steps_next(steps, &step));
    assert_null(step);
    stm_steps_free(steps);
}

static inline void simple_assert_points_file(const stm_plan *plan, const simple_plan *simple)
{
    captured text = {0};
    stm_output *output = NULL;
    stm_points_options options = {.type = "x", .window_size = 7};
    int64_t bytes;
    ASSERT_OK(stm_points_bytes(plan, simple->num_steps, &bytes, NULL, &options));
    ASSERT_OK(stm_output_callback(capture, &text, &output, NULL));
    ASSERT_OK(stm_points_write(plan, output, NULL, &options));
    ASSERT_OK(stm_output_close(output, NULL));
    assert_int_equal(text.length, bytes);
    const char *at = text.text;
    for (int line = 0; line < 6; line++)
        at = strchr(at, '\n') + 1;
    for (int64_t t = 0; t < simple->num_steps; t++) {
        const simple_step *step = &simple->steps[t];
        char wanted[80];
        for (int64_t k = 0; k < step->points; k++) {
            const simple_point *p = &simple->points[step->first + k];
            int length =
                k > 0 ? 0 : snprintf(wanted, sizeof wanted, "at time %lld: ", (long long)t);
            length +=
                snprintf(wanted + length, sizeof wanted - (size_t)length, "(%lld, %lld)%s",
                         (long long)p->i, (long long)p->j, k + 1 == step->points ? "\n" : ", ");
            assert_memory_equal(at, wanted, (size_t)length);
            at += length;
        }
    }
    assert_int_equal(*at, '\0');
    free(text.text);
}

/* The analysis, the walk and the points file of a plan are those of the slow way. */
static inline void simple_check_plan(const stm_plan *plan, const simple_plan *simple)
{
    stm_analysis *analysis = NULL;
    stm_plan_summary wanted = simple_summary(simple);
    ASSERT_OK(stm_analysis_new(plan, &analysis, NULL, NULL));
    simple_assert_summary(stm_analysis_summary(analysis), &wanted);
    simple_assert_lists(analysis, simple, stm_mask_size(stm_plan_mask(plan)));
    simple_assert_walk(plan, simple);
    simple_assert_points_file(plan, simple);
    stm_analysis_free(analysis);
}

#endif
