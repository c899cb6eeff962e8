/* Reading points files, a few KiB at a time. */
#ifndef STM__PLAN_POINTS_READ_H
#define STM__PLAN_POINTS_READ_H

#include <stdbool.h>

#include <stmask/mask.h>

typedef struct stm__points_reader stm__points_reader;

/* Opens a file whose points have to lie within `bounds`. `path` has to stay. */
stm_status stm__points_reader_new(const char *path, const stm_rectangle *bounds,
                                  stm__points_reader **reader, stm_error *error);
void stm__points_reader_free(stm__points_reader *reader); /* NULL is fine */

/* Goes to the next step, whose points have all been read; `*more` says whether there is one. */
stm_status stm__points_reader_step(stm__points_reader *reader, bool *more, stm_error *error);

/* The next point of the step; `*more` says whether there was one. Every step has one. */
stm_status stm__points_reader_point(stm__points_reader *reader, int64_t *row, int64_t *column,
                                    bool *more, stm_error *error);

/* The line it stands in, from 1. */
int64_t stm__points_reader_line(const stm__points_reader *reader);

/* Bytes read so far, and those of the file; 0 where it has no size. */
int64_t stm__points_reader_done(const stm__points_reader *reader);
int64_t stm__points_reader_total(const stm__points_reader *reader);

#endif
