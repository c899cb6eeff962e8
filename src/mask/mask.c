#include "mask/mask.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "parameter/arguments.h"

static stm_status pattern_line(const stm__rule *rule, enum stm__axis axis, int64_t index,
                               stm__scratch *scratch, const stm_run **runs, int64_t *num_runs)
{
    const stm_pattern *p = rule->pattern;
    if (p->bound != NULL) {
        int64_t bound = p->bound(&rule->arguments, rule->size, axis == STM__COLUMNS, index);
        if (bound < 0 || !stm__runs_reserve(&scratch->runs, bound))
            return STM_ENOMEM;
    }
    *runs = scratch->runs.runs;
    *num_runs = (axis == STM__ROWS ? p->row : p->column)(&rule->arguments, rule->size, index,
                                                         scratch->runs.runs);
    return STM_OK;
}

static int32_t pattern_sees(const stm__rule *rule, int64_t i, int64_t j)
{
    return rule->pattern->sees(&rule->arguments, rule->size, i, j);
}

static int64_t pattern_count(const stm__rule *rule)
{
    const stm_pattern *p = rule->pattern;
    return p->count == NULL ? -1 : p->count(&rule->arguments, rule->size);
}

static const char *pattern_value_name(const stm__rule *rule, int32_t value)
{
    return value >= 0 && value < STM_NUM_VALUES ? rule->pattern->value_names[value] : NULL;
}

static void pattern_free(stm__rule *rule)
{
    if (rule->arguments.prepared != NULL)
        rule->pattern->release((void *)rule->arguments.prepared);
    stm__arguments_drop(&rule->pattern->parameters, &rule->arguments);
    stm__rule_free(rule);
}

static const stm__rule_class pattern_class = {
    .line = pattern_line,
    .sees = pattern_sees,
    .count = pattern_count,
    .value_name = pattern_value_name,
    .free = pattern_free,
};

void stm__rule_free(stm__rule *rule)
{
    stm_mask_free((stm_mask *)rule->parts[0]);
    stm_mask_free((stm_mask *)rule->parts[1]);
    free(rule->spec);
    free(rule);
}

static void rule_release(stm__rule *rule)
{
    if (atomic_fetch_sub(&rule->references, 1) == 1)
        rule->class->free(rule);
}

stm_status stm__mask_of_rule(stm__rule *rule, stm_mask **mask, stm_error *error)
{
    stm_mask *new = malloc(sizeof *new);
    if (new == NULL) {
        rule_release(rule);
        return stm__fail_memory(error, "mask");
    }
    atomic_init(&new->references, 1);
    new->rule = rule;
    new->bounds = (stm_rectangle){0, rule->num_queries, 0, rule->num_keys};
    *mask = new;
    return STM_OK;
}

/* Gives the rule its own copies of the arguments, what they prepare, and the spec. */
static stm_status take_arguments(stm__rule *rule, stm_arguments *arguments, stm_error *error)
{
    const stm_pattern *p = rule->pattern;
    stm_status status = stm__arguments_keep(&p->parameters, arguments, &rule->arguments, error);
    if (status != STM_OK)
        return status;
    size_t length = (size_t)stm__arguments_format(&p->parameters, &rule->arguments, NULL, 0);
    rule->spec = malloc(length + 1);
    if (rule->spec == NULL)
        return stm__fail_memory(error, "mask");
    stm__arguments_format(&p->parameters, &rule->arguments, rule->spec, length + 1);
    void *prepared = NULL;
    if (p->prepare != NULL)
        status = p->prepare(&rule->arguments, rule->size, &prepared, error);
    if (status == STM_OK)
        rule->arguments.prepared = prepared;
    return status;
}

stm_status stm__size_check(int64_t size, stm_error *error)
{
    return stm__check_range("size", size, 1, STM_MAX_SIZE, error);
}

stm_status stm__mask_of_arguments(const stm_pattern *pattern, stm_arguments *arguments,
                                  int64_t size, stm_mask **mask, stm_error *error)
{
    stm_status status = stm__size_check(size, error);
    if (status != STM_OK)
        return status;
    if (pattern->make != NULL)
        return stm__fail(error, STM_EINVAL, "%s: is made by its spec only", pattern->name);
    status = stm_pattern_check(pattern, arguments, error);
    if (status != STM_OK)
        return status;
    stm__rule *rule = calloc(1, sizeof *rule);
    if (rule == NULL)
        return stm__fail_memory(error, "mask");
    rule->class = &pattern_class;
    atomic_init(&rule->references, 1);
    rule->size = rule->num_queries = rule->num_keys = size;
    rule->pattern = pattern;
    status = take_arguments(rule, arguments, error);
    if (status != STM_OK) {
        pattern_free(rule);
        return status;
    }
    return stm__mask_of_rule(rule, mask, error);
}

stm_status stm_mask_new(const stm_pattern *pattern, const stm_arguments *arguments, int64_t size,
                        stm_mask **mask, stm_error *error)
{
    stm_arguments values = arguments == NULL ? stm_pattern_defaults(pattern) : *arguments;
    memset(values.list, 0, sizeof values.list); /* another mask's, where there are any */
    return stm__mask_of_arguments(pattern, &values, size, mask, error);
}

static bool is_within(int64_t first, int64_t count, int64_t whole_first, int64_t whole_count)
{
    return count >= 1 && first >= whole_first && first - whole_first < whole_count &&
           count <= whole_count - (first - whole_first);
}

stm_status stm_mask_rectangle(const stm_mask *whole, const stm_rectangle *rectangle,
                              stm_mask **mask, stm_error *error)
{
    const stm_rectangle *r = rectangle, *b = &whole->bounds;
    if (!is_within(r->first_query, r->num_queries, b->first_query, b->num_queries))
        return stm__fail(error, STM_EINVAL,
                         "queries %" PRId64 ":%" PRId64 ": must lie within %" PRId64 ":%" PRId64,
                         r->first_query, r->num_queries, b->first_query, b->num_queries);
    if (!is_within(r->first_key, r->num_keys, b->first_key, b->num_keys))
        return stm__fail(error, STM_EINVAL,
                         "keys %" PRId64 ":%" PRId64 ": must lie within %" PRId64 ":%" PRId64,
                         r->first_key, r->num_keys, b->first_key, b->num_keys);
    stm_mask *new = NULL;
    atomic_fetch_add(&whole->rule->references, 1);
    stm_status status = stm__mask_of_rule(whole->rule, &new, error);
    if (status != STM_OK)
        return status;
    new->bounds = *r;
    *mask = new;
    return STM_OK;
}

stm_mask *stm_mask_retain(const stm_mask *mask)
{
    stm_mask *same = (stm_mask *)mask;
    atomic_fetch_add(&same->references, 1);
    return same;
}

void stm_mask_free(stm_mask *mask)
{
    if (mask == NULL || atomic_fetch_sub(&mask->references, 1) != 1)
        return;
    rule_release(mask->rule);
    free(mask);
}

int64_t stm_mask_size(const stm_mask *mask)
{
    return mask->rule->size;
}

stm_rectangle stm_mask_bounds(const stm_mask *mask)
{
    return mask->bounds;
}

const stm_pattern *stm_mask_pattern(const stm_mask *mask)
{
    return mask->rule->pattern;
}

const stm_arguments *stm_mask_arguments(const stm_mask *mask)
{
    return mask->rule->pattern == NULL ? NULL : &mask->rule->arguments;
}

const char *stm_mask_value_name(const stm_mask *mask, int32_t value)
{
    return mask->rule->class->value_name(mask->rule, value);
}

const char *stm_mask_spec(const stm_mask *mask)
{
    return mask->rule->spec;
}

const stm_mask *stm_mask_part(const stm_mask *mask, int k)
{
    return k == 0 || k == 1 ? mask->rule->parts[k] : NULL;
}

int32_t stm_mask_cell(const stm_mask *mask, int64_t i, int64_t j)
{
    const stm_rectangle *b = &mask->bounds;
    if (!is_within(i, 1, b->first_query, b->num_queries) ||
        !is_within(j, 1, b->first_key, b->num_keys))
        return 0;
    return mask->rule->class->sees(mask->rule, i, j);
}
