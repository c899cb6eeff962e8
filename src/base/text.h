/* The text writer: what the listings, points files, analyses and JSON are written with. */
#ifndef STM__BASE_TEXT_H
#define STM__BASE_TEXT_H

#include <stdint.h>
#include <string.h>

#include <stmask/run.h>

#include "base/output.h"

/* Number of decimal digits of v >= 0. */
int stm__digits(int64_t v);

/* The sum of stm__digits over the cells of a run. O(digits). */
int64_t stm__digits_of_run(const stm_run *run);

/* Writes v >= 0 in decimal at `to` (room for 19 bytes) and returns the end. */
char *stm__format(char *to, int64_t v);

void stm__put_text(stm_output *output, const char *text);
void stm__put_int(stm_output *output, int64_t v);

/* A number among text that repeats: before, number, after. Both texts have at most 16 bytes. */
typedef struct stm__frame {
    char before[16], after[16];
    size_t before_length, after_length;
} stm__frame;

/* Writes every cell of first, first + step, ... (count of them; step may be negative) in its frame,
 * at `to`. Each takes at most 64 bytes, and up to 64 bytes beyond the end may be scribbled on.
 * Returns the end. */
char *stm__format_sequence(char *to, const stm__frame *frame, int64_t first, int64_t count,
                           int64_t step);

/* The same into an output, of any length. */
void stm__put_sequence(stm_output *output, const stm__frame *frame, int64_t first, int64_t count,
                       int64_t step);

/* Drops the last `size` bytes, which the last stm__put_sequence wrote. */
static inline void stm__take_back(stm_output *output, size_t size)
{
    /* They are still there: the buffer is handed on only when something more is to be written. */
    if (output->status == STM_OK)
        output->used -= size;
}

/* The runs of a list, already in order, as "a, b, c". */
void stm__put_list(stm_output *output, const stm_run *runs, int64_t num_runs);

#endif
