/* What a reader keeps for a rule and for the masks that the rule is made of. */
#include <stdlib.h>

#include "mask/mask.h"

stm__scratch *stm__scratch_new(const stm__rule *rule)
{
    stm__scratch *new = calloc(1, sizeof *new);
    if (new == NULL)
        return NULL;
    new->of = -1;
    int64_t room = rule->pattern == NULL ? 0 : rule->pattern->max_runs;
    bool made = stm__runs_reserve(&new->runs, stm__max(room, 1));
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

stm_status stm__rule_line(const stm__rule *rule, enum stm__axis axis, int64_t index,
                          stm__scratch *scratch, const stm_run **runs, int64_t *num_runs)
{
    if (index >= (axis == STM__ROWS ? rule->num_queries : rule->num_keys)) {
        *num_runs = 0;
        return STM_OK;
    }
    return rule->class->line(rule, axis, index, scratch, runs, num_runs);
}
