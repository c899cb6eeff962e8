/* Checks a points file from anywhere: each point is visited in a bit set, each step counted again,
 * and the plan's own rule followed beside. */
#include <stmask/points_check.h>

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/progress.h"
#include "plan/analyser.h"
#include "plan/points_read.h"
#include "plan/visited.h"
#include "plan/walker.h"

/* The different indices of a step and of the one before it, along one side of the mask. */
typedef struct side {
    int64_t first, num;       /* of the mask */
    int64_t *last_step;       /* that read an index, counted from 1 */
    stm__indices now, before; /* of this step and of the one before it */
    int64_t capacity, capacity_before;
    int64_t num_new; /* that the step before did not have */
} side;

typedef struct checker {
    stm__points_reader *reader;
    stm__visited visited;
    side rows, columns;
    stm__analyser analyser;
    int64_t steps, points; /* counting this step; points of this step */
    stm_points_verdict verdict;
    bool at_fault;
} checker;

static bool side_open(side *s, int64_t first, int64_t num)
{
    *s = (side){.first = first, .num = num, .last_step = calloc((size_t)num, sizeof(int64_t))};
    return s->last_step != NULL;
}

static void side_close(side *s)
{
    free(s->last_step);
    free(s->now.at);
    free(s->before.at);
}

static void side_next_step(side *s)
{
    side old = *s;
    s->now = old.before;
    s->capacity = old.capacity_before;
    s->before = old.now;
    s->capacity_before = old.capacity;
    s->now.num = s->num_new = 0;
}

static bool side_add(side *s, int64_t index, int64_t step)
{
    int64_t *last = &s->last_step[index - s->first];
    if (*last == step)
        return true;
    if (s->now.num == s->capacity) {
        int64_t capacity = stm__min(s->num, stm__max(64, 2 * s->capacity));
        int32_t *larger = realloc(s->now.at, (size_t)capacity * sizeof *larger);
        if (larger == NULL)
            return false;
        s->now.at = larger;
        s->capacity = capacity;
    }
    s->now.at[s->now.num++] = (int32_t)index;
    s->num_new += step == 1 || *last != step - 1;
    *last = step;
    return true;
}

static bool keep_reads(void *context, stm__reads *now, stm__reads *before)
{
    checker *c = context;
    return stm__indices_to_set(&c->rows.now, &now->lines) &&
           stm__indices_to_set(&c->columns.now, &now->cross) &&
           stm__indices_to_set(&c->rows.before, &before->lines) &&
           stm__indices_to_set(&c->columns.before, &before->cross);
}

/* Counts a fault, and keeps the first of its kind. */
static void find_fault(checker *c, stm_points_rule rule, const stm_points_fault *fault)
{
    stm_points_fault *kept = &c->verdict.faults[rule];
    if (kept->num == 0)
        *kept = *fault;
    kept->num++;
    if (!c->at_fault)
        c->verdict.first = rule;
    c->at_fault = true;
}

static stm_status add_point(checker *c, int64_t line, int64_t row, int64_t column)
{
    stm__visit visit;
    stm_status status = stm__visited_visit(&c->visited, row, column, &visit);
    if (status != STM_OK)
        return status;
    if (visit != STM__VISIT_FIRST) {
        stm_points_fault fault = {.line = line, .time = c->steps - 1, .row = row, .column = column};
        find_fault(c, visit == STM__VISIT_AGAIN ? STM_POINTS_REPEATED : STM_POINTS_OUTSIDE, &fault);
    }
    c->points++;
    return side_add(&c->rows, row, c->steps) && side_add(&c->columns, column, c->steps)
               ? STM_OK
               : STM_ENOMEM;
}

static stm_status end_step(checker *c, int64_t line)
{
    const stm_points_verdict *v = &c->verdict;
    int64_t rows = c->rows.now.num, columns = c->columns.now.num;
    stm_points_fault fault = {
        .line = line, .time = c->steps - 1, .points = c->points, .rows = rows, .columns = columns};
    if (v->num_multiplications != 0 && c->points > v->num_multiplications)
        find_fault(c, STM_POINTS_MULTIPLICATIONS, &fault);
    if (v->read_limit != 0 && rows + columns > v->read_limit)
        find_fault(c, STM_POINTS_READS, &fault);
    stm__alike step = {.time = c->steps - 1,
                       .repeat = 1,
                       .points = c->points,
                       .lines = rows,
                       .cross = columns,
                       .new_lines = c->rows.num_new,
                       .new_cross = c->columns.num_new};
    stm__analyser_add(&c->analyser, &step);
    return c->analyser.failed ? STM_ENOMEM : STM_OK;
}

#define REPORT_EVERY 65536 /* points */

/* Reads the points of a step. */
static stm_status read_step(checker *c, const stm_progress *progress, stm_error *error)
{
    int64_t line = stm__points_reader_line(c->reader), row, column;
    side_next_step(&c->rows);
    side_next_step(&c->columns);
    c->steps++;
    c->points = 0;
    for (bool more = true;;) {
        stm_status status = stm__points_reader_point(c->reader, &row, &column, &more, error);
        if (status != STM_OK)
            return status;
        status = more ? add_point(c, line, row, column) : end_step(c, line);
        if (status != STM_OK)
            return stm__fail(error, status, "points check: %s", stm_status_text(status));
        if ((c->analyser.points + c->points) % REPORT_EVERY == 0 &&
            !stm__progress(progress, stm__points_reader_done(c->reader),
                           stm__points_reader_total(c->reader)))
            return stm__fail(error, STM_ESTOPPED, "stopped");
        if (!more)
            return STM_OK;
    }
}

static stm_status judge(checker *c, stm_error *error)
{
    stm_points_verdict *v = &c->verdict;
    stm_points_fault missing = {.num = c->visited.points - c->visited.visited};
    if (missing.num > 0) {
        stm_status status = stm__visited_first_missing(&c->visited, &missing.row, &missing.column);
        if (status != STM_OK)
            return stm__fail(error, status, "points check: %s", stm_status_text(status));
        missing.num--;
        find_fault(c, STM_POINTS_MISSING, &missing);
    }
    v->covers = v->faults[STM_POINTS_OUTSIDE].num + v->faults[STM_POINTS_REPEATED].num +
                    v->faults[STM_POINTS_MISSING].num ==
                0;
    v->holds = !c->at_fault;
    return STM_OK;
}

static stm_status check_options(const stm_points_check_options *o, stm_error *error)
{
    stm_status status = STM_OK;
    if (o->num_multiplications != 0)
        status = stm__check_range("num_multiplications", o->num_multiplications, 1,
                                  STM_MAX_MULTIPLICATIONS, error);
    if (status == STM_OK && o->read_limit != 0)
        status = stm__check_range("read_limit", o->read_limit, 2, STM_MAX_READ_LIMIT, error);
    return status;
}

static stm_status checker_open(checker *c, const char *path, const stm_mask *mask, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    stm_status status = stm__points_reader_new(path, &b, &c->reader, error);
    if (status == STM_OK)
        status = stm__visited_open(&c->visited, mask, error);
    if (status == STM_OK && (!side_open(&c->rows, b.first_query, b.num_queries) ||
                             !side_open(&c->columns, b.first_key, b.num_keys)))
        status = stm__fail_memory(error, "points check");
    c->analyser.keep = keep_reads;
    c->analyser.context = c;
    return status;
}

stm_status stm_points_check(const char *path, const stm_mask *mask, stm_points_verdict *verdict,
                            stm_analysis **analysis, stm_error *error,
                            const stm_points_check_options *options)
{
    static const stm_points_check_options defaults;
    const stm_points_check_options *o = options == NULL ? &defaults : options;
    checker c = {
        .verdict = {.num_multiplications = o->num_multiplications, .read_limit = o->read_limit}};
    stm_status status = check_options(o, error);
    if (status == STM_OK)
        status = checker_open(&c, path, mask, error);
    for (bool more = status == STM_OK; more;) {
        status = stm__points_reader_step(c.reader, &more, error);
        if (status == STM_OK && more)
            status = read_step(&c, o->progress, error);
        more = more && status == STM_OK;
    }
    if (status == STM_OK)
        status = judge(&c, error);
    if (status == STM_OK && analysis != NULL)
        status = stm__analyser_finish(&c.analyser, false, analysis, error);
    if (status == STM_OK)
        *verdict = c.verdict;
    stm__points_reader_free(c.reader);
    stm__visited_close(&c.visited);
    side_close(&c.rows);
    side_close(&c.columns);
    stm__analyser_close(&c.analyser);
    return status;
}
