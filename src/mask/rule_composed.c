/* A rule of two masks, their union, intersection or difference: each line is put together from the
 * runs of both. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "mask/composed_bands.h"
#include "mask/mask.h"
#include "mask/part.h"

typedef struct composed_rule {
    stm__rule rule;
    stm_operation operation;
    char names[STM_NUM_VALUES][64]; /* empty: no cell has the value */
} composed_rule;

static stm_status composed_line(const stm__rule *rule, stm__axis axis, int64_t index,
                                stm__scratch *scratch, const stm_run **runs, int64_t *num_runs)
{
    static const stm__parting keep_only = {.only = STM__KEEP}, keep_both = {.both = STM__KEEP};
    const stm_run *line[2];
    int64_t num[2];
    stm_status status = stm__rule_part_lines(rule, axis, index, scratch, line, num);
    if (status != STM_OK)
        return status;
    stm__runs *out = &scratch->runs;
    bool done = false;
    out->num = 0;
    switch (((const composed_rule *)rule)->operation) {
    case STM_UNION:
        done = stm__runs_reserve(out, num[0] + num[1]);
        if (done && num[0] > 0)
            memcpy(out->runs, line[0], (size_t)num[0] * sizeof **line);
        out->num = num[0];
        done = done && stm__runs_part(out, line[1], num[1], line[0], num[0], &keep_only);
        break;
    case STM_INTERSECTION:
        done = stm__runs_part(out, line[0], num[0], line[1], num[1], &keep_both);
        break;
    case STM_DIFFERENCE:
        done = stm__runs_part(out, line[0], num[0], line[1], num[1], &keep_only);
        break;
    }
    if (!done)
        return STM_ENOMEM;
    stm__runs_sort(out, 0);
    *runs = out->runs;
    *num_runs = out->num;
    return STM_OK;
}

static int32_t composed_sees(const stm__rule *rule, int64_t i, int64_t j)
{
    int32_t left = stm_mask_cell(rule->parts[0], i, j), right = stm_mask_cell(rule->parts[1], i, j);
    switch (((const composed_rule *)rule)->operation) {
    case STM_UNION:
        return left != 0 ? left : right;
    case STM_INTERSECTION:
        return right != 0 ? left : 0;
    case STM_DIFFERENCE:
        break;
    }
    return right == 0 ? left : 0;
}

static stm_status composed_bands(const stm__rule *rule, const stm_rectangle *within,
                                 stm_bands *bands, bool *found, stm_error *error)
{
    stm_operation operation = ((const composed_rule *)rule)->operation;
    return stm__composed_bands(rule, operation, within, bands, found, error);
}

static const char *composed_value_name(const stm__rule *rule, int32_t value)
{
    const composed_rule *composed = (const composed_rule *)rule;
    if (value < 0 || value >= STM_NUM_VALUES || composed->names[value][0] == '\0')
        return NULL;
    return composed->names[value];
}

static const stm__rule_class composed_class = {
    .line = composed_line,
    .sees = composed_sees,
    .bands = composed_bands,
    .value_name = composed_value_name,
};

/* What a value means: all that it means in the masks whose cells the rule can give. */
static void name_values(composed_rule *composed, const stm_mask *left, const stm_mask *right)
{
    for (int32_t value = 0; value < STM_NUM_VALUES; value++) {
        char *name = composed->names[value];
        const char *first = stm_mask_value_name(left, value), *second = NULL;
        if (composed->operation == STM_UNION)
            second = stm_mask_value_name(right, value);
        if (first != NULL && second != NULL && strstr(first, second) != NULL)
            second = NULL;
        snprintf(name, sizeof composed->names[value], "%s%s%s", first == NULL ? "" : first,
                 first != NULL && second != NULL ? " / " : "", second == NULL ? "" : second);
    }
}

/* The spec, in parentheses where an operator stands beside it. */
static char *make_spec(stm_operation operation, const char *left, const char *right)
{
    static const char *const signs[] = {" + ", " & ", " - "};
    if (left == NULL || right == NULL)
        return NULL;
    size_t length = strlen(left) + strlen(right) + 8;
    char *spec = malloc(length);
    if (spec == NULL)
        return NULL;
    bool around_left = operation == STM_INTERSECTION && strchr(left, ' ') != NULL;
    bool around_right = strchr(right, ' ') != NULL;
    snprintf(spec, length, "%s%s%s%s%s%s%s", around_left ? "(" : "", left, around_left ? ")" : "",
             signs[operation], around_right ? "(" : "", right, around_right ? ")" : "");
    return spec;
}

stm_status stm_mask_compose(stm_operation operation, const stm_mask *left, const stm_mask *right,
                            stm_mask **mask, stm_error *error)
{
    stm_status status = stm__same_bounds(left, right, "make one", error);
    if (status != STM_OK)
        return status;
    if (operation != STM_UNION && operation != STM_INTERSECTION && operation != STM_DIFFERENCE)
        return stm__fail(error, STM_EINVAL, "operation %d: is not known", (int)operation);
    composed_rule *new =
        stm__rule_of_masks(sizeof *new, &composed_class, left, right, &status, error);
    if (new == NULL)
        return status;
    stm__rule *rule = &new->rule;
    const char *specs[2] = {left->rule->spec, right->rule->spec};
    new->operation = operation;
    name_values(new, left, right);
    rule->spec = make_spec(operation, specs[0], specs[1]);
    if (rule->spec == NULL && specs[0] != NULL && specs[1] != NULL) {
        stm__rule_release(rule);
        return stm__fail_memory(error, "mask");
    }
    return stm__mask_of_rule(rule, &left->bounds, mask, error);
}

bool stm_mask_operation(const stm_mask *mask, stm_operation *operation)
{
    if (mask->rule->class != &composed_class)
        return false;
    *operation = ((const composed_rule *)mask->rule)->operation;
    return true;
}
