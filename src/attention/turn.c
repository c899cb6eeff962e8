/* A counter for each piece of work, which the next piece watches. */
#include "attention/turn.h"

#include <sched.h>
#include <stddef.h>

#include "base/arithmetic.h"

enum { SPINS = 1000 };

void stm__turn_wait(const stm__turn *turn, int64_t end)
{
    if (turn->before == NULL)
        return;
    for (int n = 0; atomic_load_explicit(turn->before, memory_order_acquire) < end; n++)
        if (n >= SPINS)
            sched_yield();
}

void stm__turn_done(const stm__turn *turn, int64_t end)
{
    if (turn->mine != NULL)
        atomic_store_explicit(turn->mine, stm__min(end, turn->returns_to), memory_order_release);
}

void stm__turn_finish(stm__turn *turn)
{
    turn->returns_to = INT64_MAX;
    stm__turn_wait(turn, INT64_MAX);
    stm__turn_done(turn, INT64_MAX);
}
