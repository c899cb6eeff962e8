/* A rule of two masks: their union, intersection or difference. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "mask/mask.h"

typedef struct composed_rule {
    stm__rule rule;
    stm_operation operation;
    char names[STM_NUM_VALUES][64]; /* empty: no cell has the value */
} composed_rule;

/* Runs of `other` from `*low` on that can meet runs from `first` on: the ones before ended. */
static void pass_ended(const stm_run *other, int64_t num, int64_t first, int64_t *low)
{
    while (*low < num && stm_run_last(&other[*low]) < first)
        (*low)++;
}

/* Appends the cells of `runs` that `minus` does not have. */
static bool push_difference(stm__runs *out, const stm_run *runs, int64_t num_runs,
                            const stm_run *minus, int64_t num_minus)
{
    for (int64_t k = 0, low = 0; k < num_runs; k++) {
        const stm_run *run = &runs[k];
        int64_t begin = out->num, last = stm_run_last(run);
        if (!stm__runs_push(out, run->first, run->count, run->step, run->value))
            return false;
        pass_ended(minus, num_minus, run->first, &low);
        for (int64_t m = low; m < num_minus && minus[m].first <= last; m++)
            if (!stm__runs_subtract(out, begin, &minus[m]))
                return false;
    }
    return true;
}

static bool push_intersection(stm__runs *out, const stm_run *runs, int64_t num_runs,
                              const stm_run *others, int64_t num_others)
{
    for (int64_t k = 0, low = 0; k < num_runs; k++) {
        const stm_run *run = &runs[k];
        int64_t last = stm_run_last(run);
        pass_ended(others, num_others, run->first, &low);
        for (int64_t m = low; m < num_others && others[m].first <= last; m++) {
            stm_run common = stm__run_common(run, &others[m]);
            if (common.count > 0 &&
                !stm__runs_push(out, common.first, common.count, common.step, run->value))
                return false;
        }
    }
    return true;
}

static stm_status composed_line(const stm__rule *rule, enum stm__axis axis, int64_t index,
                                stm__scratch *scratch, const stm_run **runs, int64_t *num_runs)
{
    const stm_run *line[2] = {NULL, NULL};
    int64_t num[2];
    for (int k = 0; k < 2; k++) {
        stm_status status =
            stm__rule_line(rule->parts[k]->rule, axis, index, scratch->parts[k], &line[k], &num[k]);
        if (status != STM_OK)
            return status;
    }
    stm__runs *out = &scratch->runs;
    bool done = false;
    out->num = 0;
    switch (((const composed_rule *)rule)->operation) {
    case STM_UNION:
        done = stm__runs_reserve(out, num[0] + num[1]);
        if (done && num[0] > 0)
            memcpy(out->runs, line[0], (size_t)num[0] * sizeof **line);
        out->num = num[0];
        done = done && push_difference(out, line[1], num[1], line[0], num[0]);
        break;
    case STM_INTERSECTION:
        done = push_intersection(out, line[0], num[0], line[1], num[1]);
        break;
    case STM_DIFFERENCE:
        done = push_difference(out, line[0], num[0], line[1], num[1]);
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

static int64_t composed_count(const stm__rule *rule)
{
    (void)rule;
    return -1;
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
    .count = composed_count,
    .value_name = composed_value_name,
    .free = stm__rule_free,
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

stm_status stm__same_bounds(const stm_mask *left, const stm_mask *right, const char *purpose,
                            stm_error *error)
{
    const stm_rectangle *a = &left->bounds, *b = &right->bounds;
    if (memcmp(a, b, sizeof *a) == 0)
        return STM_OK;
    return stm__fail(error, STM_EINVAL,
                     "masks of queries %" PRId64 ":%" PRId64 " keys %" PRId64 ":%" PRId64
                     " and queries %" PRId64 ":%" PRId64 " keys %" PRId64 ":%" PRId64
                     ": must cover the same cells to %s",
                     a->first_query, a->num_queries, a->first_key, a->num_keys, b->first_query,
                     b->num_queries, b->first_key, b->num_keys, purpose);
}

stm_status stm_mask_compose(stm_operation operation, const stm_mask *left, const stm_mask *right,
                            stm_mask **mask, stm_error *error)
{
    stm_rectangle bounds = left->bounds;
    stm_status status = stm__same_bounds(left, right, "make one", error);
    if (status != STM_OK)
        return status;
    if (operation != STM_UNION && operation != STM_INTERSECTION && operation != STM_DIFFERENCE)
        return stm__fail(error, STM_EINVAL, "operation %d: is not known", (int)operation);
    composed_rule *new = calloc(1, sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, "mask");
    stm__rule *rule = &new->rule;
    rule->class = &composed_class;
    atomic_init(&rule->references, 1);
    const stm__rule *l = left->rule, *r = right->rule;
    rule->size = stm__max(l->size, r->size);
    rule->num_queries = stm__max(l->num_queries, r->num_queries);
    rule->num_keys = stm__max(l->num_keys, r->num_keys);
    rule->parts[0] = stm_mask_retain(left);
    rule->parts[1] = stm_mask_retain(right);
    new->operation = operation;
    name_values(new, left, right);
    rule->spec = make_spec(operation, l->spec, r->spec);
    if (rule->spec == NULL && l->spec != NULL && r->spec != NULL) {
        stm__rule_free(rule);
        return stm__fail_memory(error, "mask");
    }
    status = stm__mask_of_rule(rule, mask, error);
    if (status == STM_OK)
        (*mask)->bounds = bounds;
    return status;
}

bool stm_mask_operation(const stm_mask *mask, stm_operation *operation)
{
    if (mask->rule->class != &composed_class)
        return false;
    *operation = ((const composed_rule *)mask->rule)->operation;
    return true;
}
