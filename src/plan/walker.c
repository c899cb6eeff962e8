/* The greedy rule point by point: marks by index say which rows and columns the step has. */
#include "plan/walker.h"

#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "plan/plan.h"

void stm__walker_close(stm__walker *walker)
{
    stm__stream_close(&walker->stream);
    free(walker->row_step);
    free(walker->column_step);
    free(walker->rows.at);
    free(walker->columns.at);
    free(walker->old_rows.at);
    free(walker->old_columns.at);
    free(walker->points.at);
    *walker = (stm__walker){0};
}

/* Indices are absolute, so that arrays by index begin at the mask's first. */
static int32_t *room_for(int64_t lines, int64_t points)
{
    return malloc((size_t)stm__min(lines, points) * sizeof(int32_t));
}

stm_status stm__walker_open(stm__walker *walker, const stm_plan *plan, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(plan->mask);
    int64_t most = plan->settings.num_multiplications;
    *walker = (stm__walker){.plan = plan, .time = -1};
    walker->row_step = calloc((size_t)b.num_queries, sizeof *walker->row_step);
    walker->column_step = calloc((size_t)b.num_keys, sizeof *walker->column_step);
    walker->rows.at = room_for(b.num_queries, most);
    walker->old_rows.at = room_for(b.num_queries, most);
    walker->columns.at = room_for(b.num_keys, most);
    walker->old_columns.at = room_for(b.num_keys, most);
    stm_status status = STM_OK;
    if (walker->row_step == NULL || walker->column_step == NULL || walker->rows.at == NULL ||
        walker->old_rows.at == NULL || walker->columns.at == NULL || walker->old_columns.at == NULL)
        status = stm__fail_memory(error, "plan");
    if (status == STM_OK)
        status = stm__stream_open(&walker->stream, plan, error);
    if (status != STM_OK)
        stm__walker_close(walker);
    return status;
}

static void swap(stm__indices *a, stm__indices *b)
{
    stm__indices kept = *a;
    *a = *b;
    *b = kept;
}

/* Takes points of the batch as long as the step has room for them; how many it took. */
static int64_t take(stm__walker *walker, const stm__point *points, int64_t num)
{
    const stm_plan_options *s = &walker->plan->settings;
    stm_rectangle b = stm_mask_bounds(walker->plan->mask);
    int64_t *row_step = walker->row_step, *column_step = walker->column_step;
    int64_t now = walker->time + 1, limit = s->read_limit == 0 ? INT64_MAX : s->read_limit;
    int64_t row_limit = s->row_limit == 0 ? INT64_MAX : s->row_limit;
    int64_t column_limit = s->column_limit == 0 ? INT64_MAX : s->column_limit;
    int64_t num_rows = walker->rows.num, num_columns = walker->columns.num;
    int64_t room = stm__min(num, s->num_multiplications - walker->num_points), k = 0;
    for (; k < room; k++) {
        int64_t row = points[k].row - b.first_query, column = points[k].column - b.first_key;
        bool more_rows = row_step[row] != now, more_columns = column_step[column] != now;
        if (num_rows + num_columns + more_rows + more_columns > limit ||
            num_rows + more_rows > row_limit || num_columns + more_columns > column_limit)
            break;
        if (more_rows) {
            walker->new_rows += now == 1 || row_step[row] != now - 1;
            row_step[row] = now;
            walker->rows.at[num_rows++] = points[k].row;
        }
        if (more_columns) {
            walker->new_columns += now == 1 || column_step[column] != now - 1;
            column_step[column] = now;
            walker->columns.at[num_columns++] = points[k].column;
        }
    }
    walker->rows.num = num_rows;
    walker->columns.num = num_columns;
    return k;
}

static bool keep(stm__walker *walker, const stm__point *points, int64_t num)
{
    if (!walker->keep_points)
        return true;
    if (!stm__points_reserve(&walker->points, walker->points.num + num))
        return false;
    for (int64_t k = 0; k < num; k++)
        walker->points.at[walker->points.num++] = points[k];
    return true;
}

stm_status stm__walker_next(stm__walker *walker)
{
    swap(&walker->rows, &walker->old_rows);
    swap(&walker->columns, &walker->old_columns);
    walker->rows.num = walker->columns.num = 0;
    walker->new_rows = walker->new_columns = 0;
    walker->num_points = walker->points.num = 0;
    walker->time++;
    for (;;) {
        if (walker->used == walker->stream.points.num) {
            stm_status status = stm__stream_next(&walker->stream);
            walker->used = 0;
            if (status != STM_OK || walker->stream.points.num == 0)
                return status;
        }
        const stm__point *points = walker->stream.points.at + walker->used;
        int64_t num = walker->stream.points.num - walker->used, taken = take(walker, points, num);
        if (!keep(walker, points, taken))
            return STM_ENOMEM;
        walker->used += taken;
        walker->num_points += taken;
        if (taken < num)
            return STM_OK;
        if (walker->num_points == walker->plan->settings.num_multiplications)
            return STM_OK;
    }
}

static int ascending(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return x < y ? -1 : x > y;
}

/* Most steps come nearly sorted, and short. */
#define INSERTION_SORT 128

void stm__indices_sort(stm__indices *indices)
{
    int32_t *at = indices->at;
    if (indices->num > INSERTION_SORT) {
        qsort(at, (size_t)indices->num, sizeof *at, ascending);
        return;
    }
    for (int64_t k = 1; k < indices->num; k++) {
        int32_t index = at[k];
        int64_t l = k;
        for (; l > 0 && at[l - 1] > index; l--)
            at[l] = at[l - 1];
        at[l] = index;
    }
}

bool stm__indices_to_set(stm__indices *indices, stm__run_set *set)
{
    stm__indices_sort(indices);
    stm__run_set_clear(set);
    for (int64_t k = 0; k < indices->num; k++)
        if (!stm__run_set_add_highest(set, indices->at[k]))
            return false;
    return true;
}
