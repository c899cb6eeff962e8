/* The keys that the queries of a tile see, each with a bit for every lane. */
#ifndef STM__ATTENTION_MARKS_H
#define STM__ATTENTION_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include <stmask/run.h>

/* For each key the lanes that begin or end to see there, and a bit for each 64 keys that have any.
 * All are clear between tiles. */
typedef struct stm__marks {
    uint64_t *toggles, *dirty; /* NULL before the first use */
    int64_t num_keys;
    int64_t at;     /* the next key to be taken */
    uint64_t lanes; /* that see the key before it */
} stm__marks;

/* Makes room where there is none; false where memory ran out. */
bool stm__marks_start(stm__marks *marks, int64_t num_keys);
void stm__marks_end(stm__marks *marks);

/* Marks the keys of a run for lane t, which sees none of them so far. O(1) where its step is 1,
 * else O(count). */
void stm__marks_add(stm__marks *marks, const stm_run *run, int t);

/* Takes the next keys that any lane sees, `most` at most, and their lanes, and leaves their marks
 * clear; 0 where there are no more, and then it begins anew. */
int stm__marks_take(stm__marks *marks, int64_t *keys, uint64_t *lanes, int most);

#endif
