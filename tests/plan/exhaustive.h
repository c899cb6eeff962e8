/* The fewest loads of any order of a tiny mask, by breadth first search over what the buffer holds
 * and which points are done: the oracle of the bounds. */
#ifndef STMASK_TESTS_EXHAUSTIVE_H
#define STMASK_TESTS_EXHAUSTIVE_H

#include "support.h"

#define TINY 4         /* rows and columns at most */
#define TINY_POINTS 16 /* nonzeros at most */

typedef struct tiny_mask {
    int rows, columns, num_points;
    uint32_t points_of[2 * TINY]; /* of a vector: its points, a bit each; rows before columns */
} tiny_mask;

static inline tiny_mask tiny_read(const stm_mask *mask)
{
    stm_rectangle b = stm_mask_bounds(mask);
    tiny_mask t = {.rows = (int)b.num_queries, .columns = (int)b.num_keys};
    assert_true(t.rows <= TINY && t.columns <= TINY);
    for (int i = 0; i < t.rows; i++)
        for (int j = 0; j < t.columns; j++)
            if (stm_mask_cell(mask, b.first_query + i, b.first_key + j) != 0) {
                t.points_of[i] |= UINT32_C(1) << t.num_points;
                t.points_of[t.rows + j] |= UINT32_C(1) << t.num_points++;
            }
    return t;
}

/* Points of which both vectors are in the buffer, whose vectors are bits. */
static inline uint32_t tiny_covered(const tiny_mask *t, uint32_t buffer)
{
    uint32_t of_rows = 0, of_columns = 0;
    for (int v = 0; v < t->rows + t->columns; v++)
        if (buffer >> v & 1)
            *(v < t->rows ? &of_rows : &of_columns) |= t->points_of[v];
    return of_rows & of_columns;
}

/* States at a number of loads, each `buffer << num_points | done`. */
typedef struct tiny_states {
    uint32_t *at;
    size_t num;
} tiny_states;

static inline void tiny_visit(const tiny_mask *t, unsigned char *seen, tiny_states *next,
                              uint32_t buffer, uint32_t done)
{
    uint32_t state = buffer << t->num_points | done | tiny_covered(t, buffer);
    if (seen[state / 8] >> state % 8 & 1)
        return;
    seen[state / 8] |= (unsigned char)(1 << state % 8);
    next->at[next->num++] = state;
}

/* A step's reads come one by one here, and nothing limits it: no plan can do with fewer. Vectors
 * leave only where there is no room, which costs nothing. */
static inline int64_t tiny_fewest_loads(const tiny_mask *t, int buffer)
{
    int vectors = t->rows + t->columns;
    size_t states = (size_t)1 << (vectors + t->num_points);
    uint32_t all = (uint32_t)((UINT64_C(1) << t->num_points) - 1);
    unsigned char *seen = calloc(states / 8 + 1, 1);
    tiny_states now = {malloc(states * sizeof *now.at), 0};
    tiny_states next = {malloc(states * sizeof *next.at), 0};
    int64_t loads = 0;
    bool found = t->num_points == 0;
    assert_true(t->num_points <= TINY_POINTS && seen != NULL && now.at != NULL && next.at != NULL);
    tiny_visit(t, seen, &now, 0, 0);
    for (; !found; loads += !found) {
        assert_true(now.num > 0);
        next.num = 0;
        for (size_t k = 0; k < now.num && !found; k++) {
            uint32_t held = now.at[k] >> t->num_points, done = now.at[k] & all;
            found = done == all;
            for (int v = 0; v < vectors && !found; v++) {
                if (held >> v & 1 || t->points_of[v] == 0)
                    continue;
                if (__builtin_popcount(held) < buffer) {
                    tiny_visit(t, seen, &next, held | UINT32_C(1) << v, done);
                    continue;
                }
                for (int out = 0; out < vectors; out++)
                    if (held >> out & 1)
                        tiny_visit(t, seen, &next,
                                   (held & ~(UINT32_C(1) << out)) | UINT32_C(1) << v, done);
            }
        }
        tiny_states swapped = now;
        now = next;
        next = swapped;
    }
    free(seen);
    free(now.at);
    free(next.at);
    return loads;
}

#endif
