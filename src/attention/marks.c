/* Runs toggle a lane's bit where they begin and where they end; keys are taken by going over the
 * toggles, 64 * 64 keys at once where there are none. */
#include "attention/marks.h"

#include <stdlib.h>

#include "base/arithmetic.h"

enum { WORD = 64 };

bool stm__marks_start(stm__marks *m, int64_t num_keys)
{
    if (m->toggles != NULL)
        return true;
    *m = (stm__marks){.num_keys = num_keys};
    m->toggles = calloc((size_t)num_keys + 1, sizeof *m->toggles);
    m->dirty = calloc((size_t)(num_keys / WORD / WORD + 1), sizeof *m->dirty);
    if (m->toggles != NULL && m->dirty != NULL)
        return true;
    stm__marks_end(m);
    return false;
}

void stm__marks_end(stm__marks *m)
{
    free(m->toggles);
    free(m->dirty);
    m->toggles = m->dirty = NULL;
}

static void toggle(stm__marks *m, int64_t key, int t)
{
    m->toggles[key] ^= UINT64_C(1) << t;
    m->dirty[key / WORD / WORD] |= UINT64_C(1) << (key / WORD % WORD);
}

void stm__marks_add(stm__marks *m, const stm_run *run, int t)
{
    if (run->step == 1) {
        toggle(m, run->first, t);
        toggle(m, run->first + run->count, t);
        return;
    }
    for (int64_t n = 0; n < run->count; n++) {
        toggle(m, run->first + n * run->step, t);
        toggle(m, run->first + n * run->step + 1, t);
    }
}

int stm__marks_take(stm__marks *m, int64_t *keys, uint64_t *lanes, int most)
{
    int num = 0;
    while (num < most && m->at <= m->num_keys) {
        int64_t part = m->at / WORD, end = stm__min(part * WORD + WORD, m->num_keys + 1);
        uint64_t *word = &m->dirty[part / WORD], bit = UINT64_C(1) << (part % WORD);
        if (m->lanes == 0 && (*word & bit) == 0) {
            m->at = *word == 0 ? (part / WORD + 1) * WORD * WORD : end;
            continue;
        }
        for (; m->at < end && num < most; m->at++) {
            m->lanes ^= m->toggles[m->at];
            m->toggles[m->at] = 0;
            keys[num] = m->at;
            lanes[num] = m->lanes;
            num += m->lanes != 0;
        }
        if (m->at == end)
            *word &= ~bit;
    }
    if (num == 0)
        m->at = 0;
    return num;
}
