/* A rule of the cells that either of two masks sees, whose values say which of them does. */
#include <stmask/diff.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "mask/mask.h"

typedef struct compared_rule {
    stm__rule rule;
    bool values;
} compared_rule;

/* One row or column of both masks. */
typedef struct lines {
    const stm_run *runs[2];
    int64_t num[2];
} lines;

static bool are_alike(const lines *l)
{
    for (int64_t k = 0; k < l->num[0] && l->num[0] == l->num[1]; k++) {
        const stm_run *a = &l->runs[0][k], *b = &l->runs[1][k];
        if (a->first != b->first || a->count != b->count || a->step != b->step ||
            a->value != b->value)
            return false;
    }
    return l->num[0] == l->num[1];
}

/* What both see, and what only the first does. */
static bool push_first(stm__runs *out, const lines *l, bool values)
{
    for (int64_t k = 0, low = 0; k < l->num[0]; k++) {
        const stm_run *run = &l->runs[0][k];
        int64_t last = stm_run_last(run), begin = out->num;
        if (!stm__runs_push(out, run->first, run->count, run->step, STM_DIFF_ONLY_FIRST))
            return false;
        while (low < l->num[1] && stm_run_last(&l->runs[1][low]) < run->first)
            low++;
        for (int64_t m = low; m < l->num[1] && l->runs[1][m].first <= last; m++)
            if (!stm__runs_subtract(out, begin, &l->runs[1][m]))
                return false;
        for (int64_t m = low; m < l->num[1] && l->runs[1][m].first <= last; m++) {
            stm_run both = stm__run_common(run, &l->runs[1][m]);
            bool other = values && run->value != l->runs[1][m].value;
            if (both.count > 0 && !stm__runs_push(out, both.first, both.count, both.step,
                                                  other ? STM_DIFF_OTHER_VALUE : STM_DIFF_BOTH))
                return false;
        }
    }
    return true;
}

/* What only the second sees. */
static bool push_second(stm__runs *out, const lines *l)
{
    for (int64_t k = 0, low = 0; k < l->num[1]; k++) {
        const stm_run *run = &l->runs[1][k];
        int64_t last = stm_run_last(run), begin = out->num;
        if (!stm__runs_push(out, run->first, run->count, run->step, STM_DIFF_ONLY_SECOND))
            return false;
        while (low < l->num[0] && stm_run_last(&l->runs[0][low]) < run->first)
            low++;
        for (int64_t m = low; m < l->num[0] && l->runs[0][m].first <= last; m++)
            if (!stm__runs_subtract(out, begin, &l->runs[0][m]))
                return false;
    }
    return true;
}

static stm_status compared_line(const stm__rule *rule, enum stm__axis axis, int64_t index,
                                stm__scratch *scratch, const stm_run **runs, int64_t *num_runs)
{
    lines l = {{NULL, NULL}, {0, 0}};
    stm__runs *out = &scratch->runs;
    for (int k = 0; k < 2; k++) {
        stm_status status = stm__rule_line(rule->parts[k]->rule, axis, index, scratch->parts[k],
                                           &l.runs[k], &l.num[k]);
        if (status != STM_OK)
            return status;
    }
    out->num = 0;
    if (are_alike(&l)) {
        for (int64_t k = 0; k < l.num[0]; k++)
            if (!stm__runs_push(out, l.runs[0][k].first, l.runs[0][k].count, l.runs[0][k].step,
                                STM_DIFF_BOTH))
                return STM_ENOMEM;
    } else if (!push_first(out, &l, ((const compared_rule *)rule)->values) ||
               !push_second(out, &l)) {
        return STM_ENOMEM;
    }
    stm__runs_sort(out, 0);
    *runs = out->runs;
    *num_runs = out->num;
    return STM_OK;
}

static int32_t compared_sees(const stm__rule *rule, int64_t i, int64_t j)
{
    int32_t a = stm_mask_cell(rule->parts[0], i, j), b = stm_mask_cell(rule->parts[1], i, j);
    if (a != 0 && b != 0)
        return ((const compared_rule *)rule)->values && a != b ? STM_DIFF_OTHER_VALUE
                                                               : STM_DIFF_BOTH;
    return a != 0 ? STM_DIFF_ONLY_FIRST : b != 0 ? STM_DIFF_ONLY_SECOND : 0;
}

static int64_t compared_count(const stm__rule *rule)
{
    (void)rule;
    return -1;
}

static const char *compared_value_name(const stm__rule *rule, int32_t value)
{
    static const char *const names[STM_NUM_VALUES] = {"Neither",     NULL,         "Both",
                                                      "Other Value", "Only First", "Only Second"};
    if (value < 0 || value >= STM_NUM_VALUES ||
        (value == STM_DIFF_OTHER_VALUE && !((const compared_rule *)rule)->values))
        return NULL;
    return names[value];
}

static const stm__rule_class compared_class = {
    .line = compared_line,
    .sees = compared_sees,
    .count = compared_count,
    .value_name = compared_value_name,
    .free = stm__rule_free,
};

stm_status stm_mask_compare(const stm_mask *first, const stm_mask *second, bool values,
                            stm_mask **mask, stm_error *error)
{
    const stm__rule *a = first->rule, *b = second->rule;
    stm_rectangle bounds = first->bounds;
    stm_status status = stm__same_bounds(first, second, "be compared", error);
    if (status != STM_OK)
        return status;
    compared_rule *new = calloc(1, sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, "mask");
    stm__rule *rule = &new->rule;
    rule->class = &compared_class;
    atomic_init(&rule->references, 1);
    rule->size = stm__max(a->size, b->size);
    rule->num_queries = stm__max(a->num_queries, b->num_queries);
    rule->num_keys = stm__max(a->num_keys, b->num_keys);
    rule->parts[0] = stm_mask_retain(first);
    rule->parts[1] = stm_mask_retain(second);
    new->values = values;
    status = stm__mask_of_rule(rule, mask, error);
    if (status == STM_OK)
        (*mask)->bounds = bounds;
    return status;
}
