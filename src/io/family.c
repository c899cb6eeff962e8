/* Follows runs with a step from query to query by where their cells stand, so that those which go
 * on belong to one family. */
#include "io/family.h"

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"

static int64_t *birth_of(const stm__run_family *f, int64_t k)
{
    return &f->births[(f->head + k) % f->capacity];
}

/* Room for one more. */
static bool grow(stm__run_family *f)
{
    if (f->count < f->capacity)
        return true;
    int64_t capacity = stm__max(2 * f->capacity, 16);
    int64_t *births = malloc((size_t)capacity * sizeof *births);
    if (births == NULL)
        return false;
    for (int64_t k = 0; k < f->count; k++)
        births[k] = *birth_of(f, k);
    free(f->births);
    f->births = births;
    f->head = 0;
    f->capacity = capacity;
    return true;
}

static bool push_last(stm__run_family *f, int64_t birth)
{
    if (!grow(f))
        return false;
    *birth_of(f, f->count++) = birth;
    return true;
}

static bool push_first(stm__run_family *f, int64_t birth)
{
    if (!grow(f))
        return false;
    f->head = (f->head + f->capacity - 1) % f->capacity;
    f->first -= f->step;
    f->count++;
    *birth_of(f, 0) = birth;
    return true;
}

bool stm__run_family_start(stm__run_family *family, const stm_run *run, int64_t row)
{
    *family = (stm__run_family){.step = run->step, .first = run->first, .shift = -1, .met = true};
    bool good = true;
    for (int64_t k = 0; k < run->count && good; k++)
        good = push_last(family, row);
    return good;
}

/* How far the run stands from the family: 0, 1, or -1 where it is none of it. */
static int shift_of(const stm__run_family *f, const stm_run *run)
{
    for (int shift = 0; shift <= 1; shift++) {
        int64_t first = f->first + shift, last = first + (f->count - 1) * f->step;
        if ((f->shift < 0 || f->shift == shift) && (run->first - first) % f->step == 0 &&
            run->first <= last && stm_run_last(run) >= first)
            return shift;
    }
    return -1;
}

bool stm__run_family_fits(const stm__run_family *family, const stm_run *run)
{
    return !family->met && family->step == run->step && shift_of(family, run) >= 0;
}

bool stm__run_family_go(stm__run_family *family, const stm_run *run, int64_t row,
                        stm__end_cell *end, void *context)
{
    stm__run_family *f = family;
    bool good = true;
    int shift = shift_of(f, run);
    f->met = true;
    f->shift = shift;
    while (good && f->first + shift < run->first) {
        good = end(context, *birth_of(f, 0), row, f->first, shift);
        f->head = (f->head + 1) % f->capacity;
        f->first += f->step;
        f->count--;
    }
    int64_t last = stm_run_last(run);
    while (good && f->first + shift + (f->count - 1) * f->step > last) {
        int64_t key = f->first + (f->count - 1) * f->step;
        good = end(context, *birth_of(f, f->count - 1), row, key, shift);
        f->count--;
    }
    f->first += shift;
    while (good && f->first > run->first)
        good = push_first(f, row);
    while (good && f->first + (f->count - 1) * f->step < last)
        good = push_last(f, row);
    return good;
}

bool stm__run_family_end(stm__run_family *family, int64_t row, stm__end_cell *end, void *context)
{
    stm__run_family *f = family;
    bool good = true;
    for (int64_t k = 0; k < f->count && good; k++)
        good = end(context, *birth_of(f, k), row, f->first + k * f->step, f->shift);
    free(f->births);
    f->births = NULL;
    f->count = 0;
    return good;
}
