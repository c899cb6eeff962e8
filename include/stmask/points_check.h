/* Checking points files: whether a file, from anywhere, visits each point of a mask exactly once,
 * and obeys the limits of a plan.
 *
 * A points file is text as stm_points_write writes it. Lines that begin with `#` and empty lines
 * are skipped; every other line is a step, `at time T: (i, j), (i, j), ...`, with at least one
 * point and with T counting from 0. Spaces and tabs between the parts, `\r\n` and a missing newline
 * at the end do no harm. Indices are those of the mask.
 */
#ifndef STMASK_POINTS_CHECK_H
#define STMASK_POINTS_CHECK_H

#include <stmask/analysis.h>

/* The most nonzeros of a mask that a file can be checked against: a bit each is 16 GiB. */
#define STM_MAX_CHECKED_POINTS (INT64_C(1) << 37)

/* What a file can be at fault in. */
typedef enum stm_points_rule {
    STM_POINTS_OUTSIDE,         /* points at which the mask is 0 */
    STM_POINTS_REPEATED,        /* points that the file has before */
    STM_POINTS_MULTIPLICATIONS, /* steps of more than P points */
    STM_POINTS_READS,           /* steps of more than R unique rows + unique columns */
    STM_POINTS_MISSING,         /* points of the mask that the file has not */
    STM_POINTS_NUM_RULES
} stm_points_rule;

typedef struct stm_points_fault {
    int64_t num; /* points or steps at fault; 0: none, and the rest is 0 */
    /* Of the first one. */
    int64_t line, time;    /* in the file, lines from 1; 0 of missing points */
    int64_t row, column;   /* of points; the first missing one is by rows, then by columns */
    int64_t points;        /* of steps */
    int64_t rows, columns; /* of steps: unique ones */
} stm_points_fault;

typedef struct stm_points_verdict {
    bool covers; /* each point of the mask exactly once, and no other */
    bool holds;  /* that, and the limits */
    /* Where it does not hold: the rule that is violated first in the file. */
    stm_points_rule first;
    stm_points_fault faults[STM_POINTS_NUM_RULES];
    int64_t num_multiplications, read_limit; /* as asked for */
} stm_points_verdict;

typedef struct stm_points_check_options {
    int64_t num_multiplications; /* P, up to STM_MAX_MULTIPLICATIONS; 0: any */
    int64_t read_limit;          /* R, up to STM_MAX_READ_LIMIT; 0: any */
    /* Bytes read of the file's; its total is 0 where the file has no size, as a pipe. */
    const stm_progress *progress;
} stm_points_check_options;

/* Reads the file at `path` in one pass and judges it. `*analysis` (NULL: not wanted) takes the
 * analysis of its steps, the caller's to free: the same as stm_analysis_new gives where a plan has
 * these steps. A file that does not hold is STM_OK, with the verdict saying so.
 *
 * STM_EINVAL where the file cannot be opened or is no points file of the mask: junk, times out of
 * order, indices beyond the mask's queries and keys. The message is then such as
 * `points.txt:12: time 7: must be 5, the one after the step before`. STM_EINVAL also where the mask
 * has more than STM_MAX_CHECKED_POINTS nonzeros. STM_EIO where reading fails, STM_ENOMEM,
 * STM_ESTOPPED.
 *
 * Memory: a bit for each nonzero of the mask, 16 bytes for a row, 8 for a column, and the unique
 * rows and columns of two steps. A point costs O(runs of its row). */
STM_CHECKED stm_status stm_points_check(const char *path, const stm_mask *mask,
                                        stm_points_verdict *verdict, stm_analysis **analysis,
                                        stm_error *error, const stm_points_check_options *options);

/* Writes a sentence on a fault of a verdict, such as `point (3, 4): is there twice, the first of 7
 * such points`, with a NUL, into text[capacity]; an empty one where there is no such fault. Returns
 * the number of bytes it needs, as snprintf counts. */
STM_API int stm_points_fault_format(const stm_points_verdict *verdict, stm_points_rule rule,
                                    char *text, size_t capacity);

#endif
