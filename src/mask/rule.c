/* What all kinds of rules share: being made and freed, and what a reader keeps for a rule and for
 * the masks that it is made of. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fail.h"
#include "mask/mask.h"

void *stm__rule_new(size_t bytes, const stm__rule_class *class, int64_t num_queries,
                    int64_t num_keys, stm_error *error)
{
    stm__rule *rule = calloc(1, bytes);
    if (rule == NULL) {
        stm__fail_memory(error, "mask");
        return NULL;
    }
    rule->class = class;
    atomic_init(&rule->references, 1);
    rule->num_queries = num_queries;
    rule->num_keys = num_keys;
    rule->size = stm__max(num_queries, num_keys);
    rule->depth = 1;
    return rule;
}

void *stm__rule_of_masks(size_t bytes, const stm__rule_class *class, const stm_mask *first,
                         const stm_mask *second, stm_status *status, stm_error *error)
{
    const stm__rule *a = first->rule, *b = second == NULL ? a : second->rule;
    int depth = 1 + (a->depth > b->depth ? a->depth : b->depth);
    *status = STM_ENOMEM;
    if (depth > STM_MASK_MAX_DEPTH) {
        *status = stm__fail(error, STM_EINVAL, "masks made of masks: must be at most %d deep",
                            STM_MASK_MAX_DEPTH);
        return NULL;
    }
    stm__rule *rule = stm__rule_new(bytes, class, stm__max(a->num_queries, b->num_queries),
                                    stm__max(a->num_keys, b->num_keys), error);
    if (rule == NULL)
        return NULL;
    *status = STM_OK;
    rule->size = stm__max(a->size, b->size);
    rule->depth = depth;
    rule->parts[0] = stm_mask_retain(first);
    rule->parts[1] = second == NULL ? NULL : stm_mask_retain(second);
    return rule;
}

stm_status stm__rule_write_spec(stm__rule *rule, const char *part, stm_error *error,
                                const char *format, ...)
{
    va_list arguments, again;
    if (part == NULL)
        return STM_OK;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    rule->spec = length < 0 ? NULL : malloc((size_t)length + 1);
    if (rule->spec != NULL)
        vsnprintf(rule->spec, (size_t)length + 1, format, again);
    va_end(again);
    va_end(arguments);
    return rule->spec == NULL ? stm__fail_memory(error, "mask") : STM_OK;
}

void stm__rule_release(stm__rule *rule)
{
    if (rule == NULL || atomic_fetch_sub(&rule->references, 1) != 1)
        return;
    if (rule->class->clear != NULL)
        rule->class->clear(rule);
    stm_mask_free((stm_mask *)rule->parts[0]);
    stm_mask_free((stm_mask *)rule->parts[1]);
    free(rule->spec);
    free(rule);
}

stm__scratch *stm__scratch_new(const stm__rule *rule)
{
    stm__scratch *new = calloc(1, sizeof *new);
    if (new == NULL)
        return NULL;
    new->of = -1;
    bool made = stm__runs_reserve(&new->runs, stm__max(rule->room, 1));
    for (int k = 0; k < 2 && made; k++)
        if (rule->parts[k] != NULL)
            made = (new->parts[k] = stm__scratch_new(rule->parts[k]->rule)) != NULL;
    if (!made) {
        stm__scratch_free(new);
        return NULL;
    }
    return new;
}

void stm__scratch_free(stm__scratch *scratch)
{
    if (scratch == NULL)
        return;
    stm__scratch_free(scratch->parts[0]);
    stm__scratch_free(scratch->parts[1]);
    free(scratch->runs.runs);
    free(scratch->kept.runs);
    free(scratch);
}

stm_status stm__rule_line(const stm__rule *rule, stm__axis axis, int64_t index,
                          stm__scratch *scratch, const stm_run **runs, int64_t *num_runs)
{
    if (index >= (axis == STM__ROWS ? rule->num_queries : rule->num_keys)) {
        *num_runs = 0;
        return STM_OK;
    }
    return rule->class->line(rule, axis, index, scratch, runs, num_runs);
}

stm_status stm__rule_part_lines(const stm__rule *rule, stm__axis axis, int64_t index,
                                stm__scratch *scratch, const stm_run *lines[2], int64_t num[2])
{
    stm_status status = STM_OK;
    for (int k = 0; k < 2 && status == STM_OK; k++) {
        lines[k] = NULL;
        status = stm__rule_line(rule->parts[k]->rule, axis, index, scratch->parts[k], &lines[k],
                                &num[k]);
    }
    return status;
}
