/* The order of a certificate, checked point by point, and its loads, recounted by keeping a buffer
 * as the rules of lru and opt say. */
#include "verify.h"

#include <stdlib.h>

void verify_free(certificate *c)
{
    stm_mask_free(c->mask);
    free(c->line);
    free(c->done);
    free(c->last_step);
    free(c->history);
    free(c->ends);
}

bool verify_sees(const certificate *c, int64_t row, int64_t column)
{
    const stm_rectangle *b = &c->rectangle;
    return row >= b->first_query && row < b->first_query + b->num_queries &&
           column >= b->first_key && column < b->first_key + b->num_keys &&
           stm_mask_cell(c->mask, row, column) != 0;
}

const char *verify_begin(certificate *c)
{
    const stm_rectangle *b = &c->rectangle;
    c->num_vectors = b->num_queries + b->num_keys;
    c->done = calloc((size_t)(b->num_queries * b->num_keys / 8 + 1), 1);
    c->last_step = calloc((size_t)c->num_vectors, sizeof *c->last_step);
    if (c->done == NULL || c->last_step == NULL)
        return "has no memory to be verified in";
    c->now = 1;
    return c->buffer < 2 || c->multiplications < 1 ? "comes after a buffer or P that cannot be"
                                                   : NULL;
}

static bool append(int64_t **list, int64_t *capacity, int64_t num, int64_t value)
{
    if (num == *capacity) {
        int64_t larger = 2 * *capacity + 1024;
        int64_t *moved = realloc(*list, (size_t)larger * sizeof *moved);
        if (moved == NULL)
            return false;
        *list = moved;
        *capacity = larger;
    }
    (*list)[num] = value;
    return true;
}

const char *verify_point(certificate *c, int64_t row, int64_t column)
{
    if (!verify_sees(c, row, column))
        return "has a point at which the mask is 0";
    int64_t i = row - c->rectangle.first_query, j = column - c->rectangle.first_key;
    int64_t bit = i * c->rectangle.num_keys + j;
    int64_t vectors[2] = {i, c->rectangle.num_queries + j};
    if (c->done[bit / 8] >> bit % 8 & 1)
        return "has a point that came before";
    c->done[bit / 8] |= (unsigned char)(1 << bit % 8);
    c->num_done++;
    if (++c->now_points > c->multiplications)
        return "has more points than P";
    for (int side = 0; side < 2; side++) {
        if (c->last_step[vectors[side]] == c->now)
            continue;
        c->last_step[vectors[side]] = c->now;
        c->reads[side]++;
        if (!append(&c->history, &c->history_capacity, c->num_history++, vectors[side]))
            return "has no memory to be verified in";
    }
    return NULL;
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

const char *verify_end_step(certificate *c)
{
    int64_t rows = c->reads[0], columns = c->reads[1], both = rows + columns;
    if (both == 0)
        return "has no point";
    if ((c->limits[0] != 0 && both > c->limits[0]) || (c->limits[1] != 0 && rows > c->limits[1]) ||
        (c->limits[2] != 0 && columns > c->limits[2]))
        return "reads more than the limits";
    if (both > c->buffer)
        return "reads more than the buffer holds";
    /* Touched rows first, each side ascending. */
    qsort(c->history + c->num_history - both, (size_t)both, sizeof *c->history, ascending);
    if (!append(&c->ends, &c->ends_capacity, c->now - 1, c->num_history))
        return "has no memory to be verified in";
    c->now++;
    c->now_points = c->reads[0] = c->reads[1] = 0;
    return NULL;
}

/* The loads of a buffer from which the vector leaves that has the least key: the touch before this
 * one for lru, the next step that reads it, below 0, for opt. -1 where memory runs out. */
static int64_t simulate(const certificate *c, bool opt)
{
    int64_t *key = calloc((size_t)c->num_vectors, sizeof *key), num = 0, loads = 0;
    int64_t *in = malloc((size_t)(2 * c->num_vectors) * sizeof *in);
    int64_t *next = malloc((size_t)(c->num_history + 1) * sizeof *next);
    char *is_in = calloc((size_t)c->num_vectors, 1);
    if (key == NULL || in == NULL || next == NULL || is_in == NULL)
        loads = -1;
    for (int64_t v = 0; v < c->num_vectors && loads == 0; v++)
        key[v] = INT64_MIN;
    for (int64_t t = c->steps - 1, k = c->num_history - 1; t >= 0 && loads == 0; t--)
        for (; k >= (t == 0 ? 0 : c->ends[t - 1]); k--) {
            next[k] = opt ? key[c->history[k]] : k;
            key[c->history[k]] = -t;
        }
    for (int64_t t = 0, k = 0; t < c->steps && loads >= 0; t++) {
        int64_t first = k;
        for (; k < c->ends[t]; k++) {
            int64_t v = c->history[k];
            loads += !is_in[v];
            if (!is_in[v])
                in[num++] = v;
            is_in[v] = 1;
            key[v] = INT64_MAX; /* what the step reads stays */
        }
        while (num > c->buffer) {
            int64_t least = 0;
            for (int64_t n = 1; n < num; n++)
                if (key[in[n]] < key[in[least]])
                    least = n;
            is_in[in[least]] = 0;
            in[least] = in[--num];
        }
        for (k = first; k < c->ends[t]; k++)
            key[c->history[k]] = next[k];
    }
    free(key);
    free(in);
    free(next);
    free(is_in);
    return loads;
}

const char *verify_order(const certificate *c)
{
    int64_t points = 0;
    stm_reader *reader;
    if (stm_reader_new(c->mask, &reader, NULL) != STM_OK)
        return "has no memory to be verified in";
    for (int64_t i = 0; i < c->rectangle.num_queries; i++) {
        const stm_run *runs;
        int64_t num_runs = 0;
        if (stm_reader_row(reader, c->rectangle.first_query + i, &runs, &num_runs) != STM_OK)
            points = -1;
        for (int64_t r = 0; r < num_runs && points >= 0; r++)
            points += runs[r].count;
    }
    stm_reader_free(reader);
    if (points != c->points)
        return "ends a certificate whose points are not as many as the mask's";
    if (points != c->num_done)
        return "ends an order that does not visit every point";
    if (simulate(c, false) != c->lru)
        return "ends an order whose loads with lru are others";
    return simulate(c, true) == c->opt ? NULL : "ends an order whose loads with opt are others";
}
