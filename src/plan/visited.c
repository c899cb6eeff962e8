/* Keeps which points of a mask have been visited: a bit for each nonzero, found by the row's first
 * number and its runs. */
#include "plan/visited.h"

#include <inttypes.h>
#include <stdlib.h>

#include <stmask/points_check.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "mask/mask.h"

/* Has the runs of a row at hand. */
static stm_status go_to(stm__visited *visited, int64_t row)
{
    if (row == visited->row)
        return STM_OK;
    visited->row = -1;
    stm_status status = stm_reader_row(visited->reader, row, &visited->runs, &visited->num_runs);
    if (status == STM_OK)
        visited->row = row;
    return status;
}

static stm_status count_rows(stm__visited *visited, stm_error *error)
{
    const stm_rectangle *b = &visited->bounds;
    for (int64_t i = 0; i < b->num_queries; i++) {
        stm_status status = go_to(visited, b->first_query + i);
        if (status != STM_OK)
            return stm__reader_failed(status, error);
        visited->starts[i + 1] = visited->starts[i];
        for (int64_t k = 0; k < visited->num_runs; k++)
            visited->starts[i + 1] += visited->runs[k].count;
    }
    return STM_OK;
}

stm_status stm__visited_open(stm__visited *visited, const stm_mask *mask, stm_error *error)
{
    stm__visited new = {.bounds = stm_mask_bounds(mask), .row = -1};
    stm_status status = stm_mask_count(mask, &new.points, error);
    if (status == STM_OK && new.points > STM_MAX_CHECKED_POINTS)
        status = stm__fail(error, STM_EINVAL,
                           "mask of %" PRId64 " nonzeros: must have at most %" PRId64
                           " to be checked against",
                           new.points, STM_MAX_CHECKED_POINTS);
    if (status == STM_OK)
        status = stm_reader_new(mask, &new.reader, error);
    if (status == STM_OK) {
        new.starts = calloc((size_t) new.bounds.num_queries + 1, sizeof *new.starts);
        new.bits = calloc((size_t) new.points / 64 + 1, sizeof *new.bits);
        status = new.starts == NULL || new.bits == NULL ? stm__fail_memory(error, "points check")
                                                        : count_rows(&new, error);
    }
    if (status == STM_OK)
        *visited = new;
    else
        stm__visited_close(&new);
    return status;
}

void stm__visited_close(stm__visited *visited)
{
    stm_reader_free(visited->reader);
    free(visited->starts);
    free(visited->bits);
    *visited = (stm__visited){0};
}

/* The bits of a row stand run by run. */
stm_status stm__visited_visit(stm__visited *visited, int64_t row, int64_t column, stm__visit *visit)
{
    stm_status status = go_to(visited, row);
    if (status != STM_OK)
        return status;
    int64_t bit = visited->starts[row - visited->bounds.first_query];
    *visit = STM__VISIT_OUTSIDE;
    for (int64_t k = 0; k < visited->num_runs; k++) {
        const stm_run *run = &visited->runs[k];
        int64_t apart = column - run->first;
        if (apart < 0)
            break;
        if (column <= stm_run_last(run) && (run->step == 1 || apart % run->step == 0)) {
            bit += apart / run->step;
            uint64_t one = UINT64_C(1) << (bit % 64), *word = &visited->bits[bit / 64];
            *visit = *word & one ? STM__VISIT_AGAIN : STM__VISIT_FIRST;
            visited->visited += *visit == STM__VISIT_FIRST;
            *word |= one;
            break;
        }
        bit += run->count;
    }
    return STM_OK;
}

static bool is_visited(const stm__visited *visited, int64_t bit)
{
    return visited->bits[bit / 64] >> (bit % 64) & 1;
}

/* The row that a bit belongs to. */
static int64_t row_of(const stm__visited *visited, int64_t bit)
{
    int64_t low = 0,
            high = visited->bounds.num_queries - 1; /* the last row that begins at or before */
    while (low < high) {
        int64_t middle = high - (high - low) / 2;
        if (visited->starts[middle] <= bit)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

stm_status stm__visited_first_missing(stm__visited *visited, int64_t *row, int64_t *column)
{
    int64_t bit = 0, least = INT64_MAX;
    while (visited->bits[bit / 64] == UINT64_MAX)
        bit += 64;
    while (is_visited(visited, bit))
        bit++;
    int64_t i = row_of(visited, bit);
    stm_status status = go_to(visited, visited->bounds.first_query + i);
    if (status != STM_OK)
        return status;
    /* Its runs may interleave: the first of each. */
    bit = visited->starts[i];
    for (int64_t k = 0; k < visited->num_runs; k++) {
        const stm_run *run = &visited->runs[k];
        for (int64_t c = 0; c < run->count; c++)
            if (!is_visited(visited, bit + c)) {
                least = stm__min(least, run->first + c * run->step);
                break;
            }
        bit += run->count;
    }
    *row = visited->bounds.first_query + i;
    *column = least;
    return STM_OK;
}
