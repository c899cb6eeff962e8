/* A rule that is a pattern with its arguments: every question goes on to the pattern's own
 * functions.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "mask/mask.h"
#include "parameter/arguments.h"

typedef struct pattern_rule {
    stm__rule rule;
    const stm_pattern *pattern;
    stm_arguments arguments; /* with texts of its own, and what they prepare */
} pattern_rule;

static stm_status pattern_line(const stm__rule *rule, stm__axis axis, int64_t index,
                               stm__scratch *scratch, const stm_run **runs, int64_t *num_runs)
{
    const pattern_rule *own = (const pattern_rule *)rule;
    const stm_pattern *p = own->pattern;
    if (p->bound != NULL) {
        int64_t bound = p->bound(&own->arguments, rule->size, axis == STM__COLUMNS, index);
        if (bound < 0 || !stm__runs_reserve(&scratch->runs, bound))
            return STM_ENOMEM;
    }
    *runs = scratch->runs.runs;
    *num_runs = (axis == STM__ROWS ? p->row : p->column)(&own->arguments, rule->size, index,
                                                         scratch->runs.runs);
    return STM_OK;
}

static int32_t pattern_sees(const stm__rule *rule, int64_t i, int64_t j)
{
    const pattern_rule *own = (const pattern_rule *)rule;
    return own->pattern->sees(&own->arguments, rule->size, i, j);
}

static int64_t pattern_count(const stm__rule *rule)
{
    const pattern_rule *own = (const pattern_rule *)rule;
    return own->pattern->count == NULL ? -1 : own->pattern->count(&own->arguments, rule->size);
}

static stm_status pattern_bands(const stm__rule *rule, const stm_rectangle *within,
                                stm_bands *bands, bool *found, stm_error *error)
{
    const pattern_rule *own = (const pattern_rule *)rule;
    (void)error;
    if (own->pattern->bands == NULL)
        return STM_OK;
    int num = own->pattern->bands(&own->arguments, rule->size, within, bands->bands);
    *found = num >= 0;
    bands->num = num < 0 ? 0 : num;
    return STM_OK;
}

static const char *pattern_value_name(const stm__rule *rule, int32_t value)
{
    const stm_pattern *p = ((const pattern_rule *)rule)->pattern;
    return value >= 0 && value < STM_NUM_VALUES ? p->value_names[value] : NULL;
}

static void pattern_clear(stm__rule *rule)
{
    pattern_rule *own = (pattern_rule *)rule;
    if (own->arguments.prepared != NULL)
        own->pattern->release((void *)own->arguments.prepared);
    stm__arguments_drop(&own->pattern->parameters, &own->arguments);
}

static const stm__rule_class pattern_class = {
    .line = pattern_line,
    .sees = pattern_sees,
    .count = pattern_count,
    .bands = pattern_bands,
    .value_name = pattern_value_name,
    .clear = pattern_clear,
};

/* Gives the rule its own copies of the arguments, what they prepare, and the spec. */
static stm_status take_arguments(pattern_rule *own, stm_arguments *arguments, stm_error *error)
{
    stm__rule *rule = &own->rule;
    const stm_pattern *p = own->pattern;
    stm_status status = stm__arguments_keep(&p->parameters, arguments, &own->arguments, error);
    if (status != STM_OK)
        return status;
    size_t length = (size_t)stm__arguments_format(&p->parameters, &own->arguments, NULL, 0);
    rule->spec = malloc(length + 1);
    if (rule->spec == NULL)
        return stm__fail_memory(error, "mask");
    stm__arguments_format(&p->parameters, &own->arguments, rule->spec, length + 1);
    void *prepared = NULL;
    if (p->prepare != NULL)
        status = p->prepare(&own->arguments, rule->size, &prepared, error);
    if (status == STM_OK)
        own->arguments.prepared = prepared;
    return status;
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
    pattern_rule *own = stm__rule_new(sizeof *own, &pattern_class, size, size, error);
    if (own == NULL)
        return STM_ENOMEM;
    own->rule.room = pattern->max_runs;
    own->pattern = pattern;
    status = take_arguments(own, arguments, error);
    if (status != STM_OK) {
        stm__rule_release(&own->rule);
        return status;
    }
    return stm__mask_of_rule(&own->rule, NULL, mask, error);
}

stm_status stm_mask_new(const stm_pattern *pattern, const stm_arguments *arguments, int64_t size,
                        stm_mask **mask, stm_error *error)
{
    stm_arguments values = arguments == NULL ? stm_pattern_defaults(pattern) : *arguments;
    memset(values.list, 0, sizeof values.list); /* another mask's, where there are any */
    return stm__mask_of_arguments(pattern, &values, size, mask, error);
}

static const pattern_rule *own_of(const stm_mask *mask)
{
    return mask->rule->class == &pattern_class ? (const pattern_rule *)mask->rule : NULL;
}

const stm_pattern *stm_mask_pattern(const stm_mask *mask)
{
    const pattern_rule *own = own_of(mask);
    return own == NULL ? NULL : own->pattern;
}

const stm_arguments *stm_mask_arguments(const stm_mask *mask)
{
    const pattern_rule *own = own_of(mask);
    return own == NULL ? NULL : &own->arguments;
}
