/* What an analysis is counted with: steps, one after the other, from wherever they come. */
#ifndef STM__PLAN_ANALYSER_H
#define STM__PLAN_ANALYSER_H

#include "plan/analysis.h"
#include "plan/stepper.h"

/* A maximum so far, with the reads of its step and of the step before. */
typedef struct stm__record {
    int64_t time, count, lines, cross;
    stm__reads now, before;
} stm__record;

enum { STM__MAX_CASE, STM__MAX_LINES, STM__MAX_CROSS, STM__MAX_TOTAL, STM__NUM_MAXIMA };

/* What steps read that are alike, one after the other. */
typedef struct stm__alike {
    int64_t time, repeat; /* of the first; how many */
    int64_t points, lines, cross;
    int64_t new_lines, new_cross; /* that the step before did not have; not looked at at time 0 */
} stm__alike;

/* Zero-initialise but for `keep` and its context; free with stm__analyser_close. */
typedef struct stm__analyser {
    stm__record records[STM__NUM_MAXIMA];
    int64_t points, steps, lines, cross, new_lines, new_cross;
    bool failed; /* memory ran out */
    /* Copies the reads of the first of the steps that are being added, and of the step before. */
    bool (*keep)(void *context, stm__reads *now, stm__reads *before);
    void *context;
} stm__analyser;

/* Counts steps that are alike. */
void stm__analyser_add(stm__analyser *analyser, const stm__alike *steps);

/* Makes the analysis; lines are columns where `by_columns`. */
stm_status stm__analyser_finish(const stm__analyser *analyser, bool by_columns,
                                stm_analysis **analysis, stm_error *error);
void stm__analyser_close(stm__analyser *analyser);

#endif
