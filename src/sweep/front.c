/* Reads the Pareto front of a database: sorts the rows by x and then by y, and keeps those whose y
 * is better than that of all before. */
#include "sweep/front.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/grow.h"

static stm_status read_rows(const stm__database *database, stm_front *front, const char *where,
                            stm_error *error)
{
    sqlite3_stmt *statement;
    char *query = sqlite3_mprintf("SELECT key, \"%w\", \"%w\" FROM results WHERE (%s\n)", front->x,
                                  front->y, where);
    if (query == NULL)
        return stm__fail_memory(error, database->path);
    stm_status status = stm__database_prepare(database, query, &statement, error);
    sqlite3_free(query);
    int code = SQLITE_DONE;
    while (status == STM_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        int x = sqlite3_column_type(statement, 1), y = sqlite3_column_type(statement, 2);
        if ((x != SQLITE_INTEGER && x != SQLITE_FLOAT) ||
            (y != SQLITE_INTEGER && y != SQLITE_FLOAT)) {
            front->summary.without++;
            continue;
        }
        stm__row row = {.x = sqlite3_column_double(statement, 1),
                        .y = sqlite3_column_double(statement, 2),
                        .designs = 1};
        snprintf(row.key, sizeof row.key, "%s", (const char *)sqlite3_column_text(statement, 0));
        if (!stm__grow(&front->rows, &front->capacity, front->num_rows + 1, sizeof row))
            status = stm__fail_memory(error, database->path);
        else
            front->rows[front->num_rows++] = row;
    }
    if (status == STM_OK && code != SQLITE_DONE)
        status = stm__database_fail(database, error);
    sqlite3_finalize(statement);
    return status;
}

static int compare(const void *a, const void *b)
{
    const stm__row *p = a, *q = b;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    if (p->y != q->y)
        return p->y < q->y ? -1 : 1;
    return strcmp(p->key, q->key);
}

/* Turns the signs of what is the better the higher, so that less is better. */
static void turn(stm_front *front, const stm_front_options *options)
{
    for (int64_t k = 0; k < front->num_rows; k++) {
        front->rows[k].x = options->highest_x ? -front->rows[k].x : front->rows[k].x;
        front->rows[k].y = options->highest_y ? -front->rows[k].y : front->rows[k].y;
    }
}

static void reverse(stm__row *rows, int64_t num)
{
    for (int64_t k = 0; k < num / 2; k++) {
        stm__row row = rows[k];
        rows[k] = rows[num - 1 - k];
        rows[num - 1 - k] = row;
    }
}

/* Moves the front's rows to the beginning, and keeps the numbers of the others. */
static stm_status split(stm_front *front, const stm_front_options *options, stm_error *error)
{
    int64_t num = front->num_rows, on = 0, off = 0;
    double *others = malloc((size_t)num * 2 * sizeof *others + 1);
    if (others == NULL)
        return stm__fail_memory(error, "front");
    front->others = others;
    turn(front, options);
    qsort(front->rows, (size_t)num, sizeof *front->rows, compare);
    for (int64_t k = 0; k < num; k++) {
        stm__row row = front->rows[k];
        stm__row *last = on == 0 ? NULL : &front->rows[on - 1];
        if (last == NULL || row.y < last->y) {
            front->rows[on++] = row;
        } else if (row.x == last->x && row.y == last->y) {
            last->designs++;
        } else {
            others[off] = options->highest_x ? -row.x : row.x;
            others[num + off++] = options->highest_y ? -row.y : row.y;
        }
    }
    front->num_rows = on;
    turn(front, options);
    if (options->highest_x)
        reverse(front->rows, on);
    front->summary.designs = num;
    front->summary.num = on;
    front->summary.num_others = off;
    front->summary.others_x = others;
    front->summary.others_y = others + num;
    return STM_OK;
}

static stm_status fill(const stm__database *database, stm_front *front,
                       const stm_front_options *options, stm_error *error)
{
    const char *where = options->where == NULL ? "1" : options->where;
    stm_front_summary *s = &front->summary;
    stm_status status =
        stm__front_column(database, "x", options->x, &front->x, front->titles[0], error);
    if (status == STM_OK)
        status = stm__front_column(database, "y", options->y, &front->y, front->titles[1], error);
    stm__front_protect(database);
    if (status == STM_OK)
        status = stm__front_check_where(database, where, error);
    if (status == STM_OK)
        status = read_rows(database, front, where, error);
    if (status == STM_OK && front->num_rows == 0)
        return stm__fail(error, STM_EINVAL, "%.200s: no design%s has numbers in %s and %s",
                         database->path, options->where == NULL ? "" : " of those", front->x,
                         front->y);
    if (status == STM_OK)
        status = split(front, options, error);
    if (status == STM_OK)
        status = stm__front_parameters(database, front, where, error);
    s->x = front->x;
    s->y = front->y;
    s->x_title = front->titles[0];
    s->y_title = front->titles[1];
    return status;
}

stm_status stm_front_read(const char *path, stm_front **front, stm_error *error,
                          const stm_front_options *options)
{
    stm__database database;
    bool empty = false;
    stm_front *new = calloc(1, sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, path);
    stm_status status = stm__database_open_to_read(path, &database, &empty, error);
    if (status == STM_OK && empty)
        status = stm__fail(error, STM_EINVAL, "%.300s: has no designs", path);
    if (status == STM_OK)
        status = fill(&database, new, options, error);
    stm__database_close(&database);
    if (status != STM_OK)
        stm_front_free(new);
    else
        *front = new;
    return status;
}

void stm_front_free(stm_front *front)
{
    if (front == NULL)
        return;
    for (int64_t k = 0; front->values != NULL && k < front->summary.num * front->summary.parameters;
         k++)
        free(front->values[k]);
    for (int64_t p = 0; front->parameters != NULL && p < front->summary.parameters; p++)
        free(front->parameters[p]);
    free(front->values);
    free(front->parameters);
    free(front->others);
    free(front->rows);
    free(front->x);
    free(front->y);
    free(front);
}

const stm_front_summary *stm_front_summarise(const stm_front *front)
{
    return &front->summary;
}

stm_front_point stm_front_at(const stm_front *front, int64_t k)
{
    const stm__row *row = &front->rows[k];
    return (stm_front_point){row->x, row->y, row->key, row->designs};
}

const char *stm_front_parameter(const stm_front *front, int64_t p)
{
    return front->parameters[p];
}

const char *stm_front_value(const stm_front *front, int64_t k, int64_t p)
{
    return front->values[k * front->summary.parameters + p];
}
