/* The readers of masks, one for each kind of file. */
#ifndef STM__IO_IMPORT_H
#define STM__IO_IMPORT_H

#include <stmask/builder.h>
#include <stmask/import.h>

#include "base/input.h"
#include "io/npy_read.h"

typedef struct stm__import {
    stm__input *input;
    bool told;               /* the caller said what the cells mean; else their values tell */
    bool additive, inverted; /* what the cells mean */
    double hidden;           /* additive: this and less hides a key */
    int64_t changed;         /* integers that are none of 0 to 5 */
    int64_t head;
    stm_mask **mask;
} stm__import;

typedef stm_status stm__reader(stm__import *import, stm_error *error);

stm__reader stm__import_npy, stm__import_npz, stm__import_mtx, stm__import_pbm, stm__import_points,
    stm__import_runs;

/* The value of an array's cell (i, j), 0 to 5; an integer that is none of these has the value 1,
 * and is counted. */
stm_status stm__import_value(stm__import *import, const stm__npy *npy, const unsigned char *bytes,
                             int64_t i, int64_t j, int32_t *value, stm_error *error);

/* What stands for an integer in a mask, as above. */
int32_t stm__import_integer(stm__import *import, int64_t cell);

/* Writes "PATH: sentence" into `error`; returns STM_EINVAL. */
stm_status stm__import_fail(const stm__import *import, stm_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Cells in any order. */
typedef struct stm__cell {
    int64_t i, j;
    int32_t value;
} stm__cell;

typedef struct stm__cell_list {
    stm__cell *items;
    int64_t num, capacity;
} stm__cell_list;

/* False where memory ran out. */
bool stm__cell_list_push(stm__cell_list *cells, int64_t i, int64_t j, int32_t value);

/* Sorts them and makes their mask; STM_EINVAL where one is there twice. */
stm_status stm__cell_list_finish(stm__import *import, stm__cell_list *cells, int64_t rows,
                                 int64_t columns, stm_error *error);

/* Begins a mask; STM_EINVAL where its sides are much larger than the file, whose memory they would
 * take. */
stm_status stm__import_begin(stm__import *import, int64_t rows, int64_t columns,
                             stm_builder **builder, stm_error *error);

/* Makes the mask of a builder. */
stm_status stm__import_finish(stm__import *import, stm_builder *builder, stm_error *error);

/* Text of a file, a character at a time. */
typedef struct stm__text {
    stm__input *input;
    int64_t line; /* from 1 */
    size_t at, end;
    char buffer[16384];
} stm__text;

#define STM__END (-1)

/* The beginning of a file; NULL where memory ran out. Free it with free. */
stm__text *stm__text_new(stm__import *import);

int stm__text_peek(stm__text *text);
int stm__text_take(stm__text *text);
void stm__text_blanks(stm__text *text); /* skips them, not the ends of lines */

void stm__text_skip_line(stm__text *text);

/* Digits, of a number below 2^62; false where there are none. */
bool stm__text_number(stm__text *text, int64_t *number);

/* Exactly these characters, with blanks between where `word` has one. */
bool stm__text_word(stm__text *text, const char *word);

/* "PATH:LINE: must be WANTED". */
stm_status stm__text_fail(stm__text *text, const char *wanted, stm_error *error);

#endif
