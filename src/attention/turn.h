/* Whose turn it is to add to the gradients of keys and values.
 *
 * These are sums over tiles. So that they come out the same for any number of threads, tiles add to
 * a key in their own order: each goes through its keys in rising order, and waits before a block
 * until the work before it is done with that block. How far it is done itself it tells the next. */
#ifndef STM__ATTENTION_TURN_H
#define STM__ATTENTION_TURN_H

#include <stdatomic.h>
#include <stdint.h>

/* How far the keys are done, by the work before this, or NULL where there is none to wait for, and
 * by this, or NULL where none waits. */
typedef struct stm__turn {
    atomic_int_fast64_t *before, *mine;
    int64_t returns_to; /* the lowest key that a later part of the tile looks at, or INT64_MAX */
} stm__turn;

/* Waits until the work before this is done with all keys below `end`. */
void stm__turn_wait(const stm__turn *turn, int64_t end);

/* This is done with all keys below `end`, but for those that it returns to. */
void stm__turn_done(const stm__turn *turn, int64_t end);

/* This is done with all keys; waits until the work before it is, too. */
void stm__turn_finish(stm__turn *turn);

#endif
