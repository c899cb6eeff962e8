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
    const stm_format *format; /* that the caller has given, or NULL */
    int64_t block[2];         /* queries and keys of a block, where the caller says; else 0 */
    int causal;               /* 0 not said, 1 no, 2 yes */
    /* Where the array is a member of an archive, its first one; else NULL. */
    const stm__zip_directory *directory;
    stm_mask **mask;
} stm__import;

typedef stm_status stm__reader(stm__import *import, stm_error *error);

stm__reader stm__import_npy, stm__import_npz, stm__import_mtx, stm__import_pbm, stm__import_points,
    stm__import_runs, stm__import_smtx, stm__import_edges, stm__import_csv, stm__import_json,
    stm__import_json_cells, stm__import_json_lists, stm__import_deepspeed;

/* Text that begins with a number: smtx, or rows of cells; refused where it may be edges as well. */
stm__reader stm__import_numbers;

/* The arrays that frameworks have, where those of ours are not beside them. */
typedef stm_status stm__arrays_reader(stm__import *import, const stm__zip_directory *directory,
                                      stm_error *error);
stm__arrays_reader stm__import_flex_arrays, stm__import_flash4_arrays, stm__import_mit_arrays,
    stm__import_flashinfer_arrays, stm__import_magi_arrays, stm__import_flashmask_arrays;

/* The arrays of scipy.sparse.save_npz. */
stm_status stm__import_scipy(stm__import *import, const stm__zip_directory *directory,
                             stm_error *error);

/* The value of an array's cell (i, j), 0 to 5; an integer that is none of these has the value 1,
 * and is counted. */
stm_status stm__import_value(stm__import *import, const stm__npy *npy, const unsigned char *bytes,
                             int64_t i, int64_t j, int32_t *value, stm_error *error);

/* What stands for an integer in a mask, as above. */
int32_t stm__import_integer(stm__import *import, int64_t cell);

/* Writes "PATH: sentence" into `error`; returns STM_EINVAL. */
stm_status stm__import_fail(const stm__import *import, stm_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The value of an array's cell as a number; STM_EINVAL where it is none, or, of a float, -inf. */
stm_status stm__import_number(stm__import *import, const stm__npy *npy, const unsigned char *bytes,
                              int64_t i, int64_t j, double *number, stm_error *error);

/* A cell, of which there are as many as a file has nonzeros. */
typedef struct stm__cell {
    uint32_t i, j;
    double value;
} stm__cell;

/* Cells in any order; a cell that is there several times has the sum of its values. */
typedef struct stm__cell_list {
    stm__cell *items;
    int64_t num, capacity;
    bool whole; /* the sums are whole numbers, which a mask may have as values */
    bool once;  /* no cell may be there twice */
} stm__cell_list;

/* False where memory ran out. Places are from 0 to 2^31 - 1. */
bool stm__cell_list_push(stm__cell_list *cells, int64_t i, int64_t j, double value);

/* Sorts them, makes their mask, and frees them, on failure too. */
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

/* A number with a sign, a point and an exponent, or inf, read as the C locale has it; `*whole`
 * where it has neither point nor exponent. False where there is none, or it is nan. What is not 0
 * stays so however small it is. */
bool stm__text_real(stm__text *text, double *number, bool *whole);

/* Skips blanks and commas; skips these, empty lines and comments, up to what a line holds: false
 * where there is none; whether nothing more stands in the line. */
void stm__text_gap(stm__text *text);
bool stm__text_begin_line(stm__text *text);
bool stm__text_line_ends(stm__text *text);

/* Exactly these characters, with blanks between where `word` has one. */
bool stm__text_word(stm__text *text, const char *word);

/* "PATH:LINE: must be WANTED". */
stm_status stm__text_fail(stm__text *text, const char *wanted, stm_error *error);

#endif
