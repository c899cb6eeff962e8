/* Streams: the points of a mask in an order, some thousands at a time. Every order has one. */
#ifndef STM__PLAN_STREAM_H
#define STM__PLAN_STREAM_H

#include <stmask/plan.h>

/* Indices are below 2^31. */
typedef struct stm__point {
    int32_t row, column;
} stm__point;

typedef struct stm__points {
    stm__point *at;
    int64_t num, capacity;
} stm__points;

/* Points a stream gives at a time, about: one that has to sort gives more. */
#define STM__STREAM_POINTS 4096

typedef struct stm__stream stm__stream;

/* How an order gives its points. */
typedef struct stm__stream_class {
    bool by_lines; /* line after line, as the cursor goes: steps can be counted by arithmetic */
    /* Makes what the stream needs, from the plan. */
    stm_status (*open)(const stm_plan *plan, void **state, stm_error *error);
    /* Appends the next points to `points`, which is empty; none are left where it stays so. */
    stm_status (*next)(void *state, stm__points *points);
    void (*close)(void *state);
} stm__stream_class;

struct stm__stream {
    const stm__stream_class *class;
    void *state;
    stm__points points;
};

stm_status stm__stream_open(stm__stream *stream, const stm_plan *plan, stm_error *error);
void stm__stream_close(stm__stream *stream);

/* The next points, in stream->points; their number is 0 after the last. */
stm_status stm__stream_next(stm__stream *stream);

/* Whether the order goes line by line, so that its steps can be counted by arithmetic. */
bool stm__plan_is_by_lines(const stm_plan *plan);

/* Room for `num` points in all. */
bool stm__points_reserve(stm__points *points, int64_t num);

static inline bool stm__points_add(stm__points *points, int64_t row, int64_t column)
{
    if (points->num == points->capacity && !stm__points_reserve(points, points->num + 1))
        return false;
    points->at[points->num++] = (stm__point){(int32_t)row, (int32_t)column};
    return true;
}

extern const stm__stream_class stm__line_stream;
extern const stm__stream_class stm__tile_stream;
extern const stm__stream_class stm__curve_stream;
extern const stm__stream_class stm__residue_stream;

#endif
