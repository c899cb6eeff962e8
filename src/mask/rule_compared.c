/* A rule of the cells that either of two masks sees, whose values say which of them does; each line
 * takes the runs of one apart by those of the other. */
#include <stmask/compare.h>

#include "mask/mask.h"
#include "mask/part.h"

typedef struct compared_rule {
    stm__rule rule;
    bool values;
} compared_rule;

static bool are_alike(const stm_run *const lines[2], const int64_t num[2])
{
    for (int64_t k = 0; k < num[0] && num[0] == num[1]; k++) {
        const stm_run *a = &lines[0][k], *b = &lines[1][k];
        if (a->first != b->first || a->count != b->count || a->step != b->step ||
            a->value != b->value)
            return false;
    }
    return num[0] == num[1];
}

static bool push_both(stm__runs *out, const stm_run *line, int64_t num)
{
    bool done = true;
    for (int64_t k = 0; k < num && done; k++)
        done = stm__runs_push(out, line[k].first, line[k].count, line[k].step, STM_DIFF_BOTH);
    return done;
}

static stm_status compared_line(const stm__rule *rule, stm__axis axis, int64_t index,
                                stm__scratch *scratch, const stm_run **runs, int64_t *num_runs)
{
    bool values = ((const compared_rule *)rule)->values, done;
    const stm__parting of_first = {.only = STM_DIFF_ONLY_FIRST,
                                   .both = STM_DIFF_BOTH,
                                   .other = values ? STM_DIFF_OTHER_VALUE : 0};
    const stm__parting of_second = {.only = STM_DIFF_ONLY_SECOND};
    const stm_run *line[2];
    int64_t num[2];
    stm__runs *out = &scratch->runs;
    stm_status status = stm__rule_part_lines(rule, axis, index, scratch, line, num);
    if (status != STM_OK)
        return status;
    out->num = 0;
    if (are_alike(line, num))
        done = push_both(out, line[0], num[0]);
    else
        done = stm__runs_part(out, line[0], num[0], line[1], num[1], &of_first) &&
               stm__runs_part(out, line[1], num[1], line[0], num[0], &of_second);
    if (!done)
        return STM_ENOMEM;
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
    .value_name = compared_value_name,
};

stm_status stm_mask_compare(const stm_mask *first, const stm_mask *second, bool values,
                            stm_mask **mask, stm_error *error)
{
    stm_status status = stm__same_bounds(first, second, "be compared", error);
    if (status != STM_OK)
        return status;
    compared_rule *new =
        stm__rule_of_masks(sizeof *new, &compared_class, first, second, &status, error);
    if (new == NULL)
        return status;
    new->values = values;
    return stm__mask_of_rule(&new->rule, &first->bounds, mask, error);
}
