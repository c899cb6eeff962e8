/* Checks the keys of a grid: that they go together, that a machine has them, and that parameters
 * have names of their own which something uses. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <stmask/words.h>

#include "sweep/grid.h"

/* A key of a machine's file is one of those of a section, or of a partition. */
static stm_status check_machine_key(const stm_grid *grid, const stm__axis *axis, stm_error *error)
{
    char sentence[200];
    size_t num_tables, num_parts;
    stm_guess guess = {.text = axis->name, .length = strlen(axis->name)};
    const stm_parameters *const *tables = stm_machine_keys(&num_tables);
    const stm_machine_part *const *parts = stm_partition_list(&num_parts);
    for (size_t t = 0; t < num_tables + num_parts; t++) {
        const stm_parameters *p = t < num_tables ? tables[t] : &parts[t - num_tables]->parameters;
        for (int k = 0; k < p->num; k++) {
            if (strcasecmp(p->items[k].name, axis->name) == 0)
                return STM_OK;
            stm_guess_offer(&guess, p->items[k].name);
        }
    }
    if (guess.word != NULL)
        snprintf(sentence, sizeof sentence, "'%s' is no key of a machine; did you mean %s?",
                 axis->name, guess.word);
    else
        snprintf(sentence, sizeof sentence,
                 "'%s' is no key of a machine; docs/machines.md lists "
                 "them",
                 axis->name);
    return stm__axes_fail(grid, axis->line, error, sentence);
}

/* A parameter is a column of its own: a name, and not that of another column. */
static stm_status check_name(const stm_grid *grid, const stm__axis *axis, stm_error *error)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    char sentence[200];
    size_t num, length = strlen(axis->name);
    const stm_sweep_column *columns = stm_sweep_columns(&num);
    bool taken = strncasecmp(axis->name, "machine_", 8) == 0;
    for (size_t k = 0; k < num && !taken; k++)
        taken = strcasecmp(columns[k].name, axis->name) == 0;
    for (int k = 0; k < STM__NUM_KEYS && !taken; k++)
        taken = strcasecmp(stm__key_at(k).column, axis->name) == 0;
    taken = taken || strcasecmp(axis->name, "key") == 0 || strcasecmp(axis->name, "kind") == 0 ||
            strcasecmp(axis->name, "failure") == 0;
    if (length == 0 || strchr(letters, axis->name[0]) == NULL ||
        strspn(axis->name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") <
            length)
        snprintf(sentence, sizeof sentence,
                 "'%s': the name of a parameter is letters, digits and _", axis->name);
    else if (taken)
        snprintf(sentence, sizeof sentence,
                 "'%s': is a column of every sweep; a parameter needs another name", axis->name);
    else
        return STM_OK;
    return stm__axes_fail(grid, axis->line, error, sentence);
}

stm_status stm__axes_check_names(const stm_grid *grid, uint64_t used, stm_error *error)
{
    char sentence[200];
    stm_status status = STM_OK;
    for (int64_t a = 0; a < grid->num_axes && status == STM_OK; a++) {
        const stm__axis *axis = &grid->axes[a];
        if (axis->key == STM__OF_MACHINE)
            status = check_machine_key(grid, axis, error);
        if (axis->key != STM__OF_DESIGN)
            continue;
        status = check_name(grid, axis, error);
        if (status == STM_OK && (used >> a & 1) == 0) {
            snprintf(sentence, sizeof sentence, "%s: no value has {%s}, so that it changes nothing",
                     axis->name, axis->name);
            status = stm__axes_fail(grid, axis->line, error, sentence);
        }
    }
    return status;
}

stm_status stm__axes_check_keys(stm_grid *grid, stm_error *error)
{
    char sentence[200];
    const stm__axis *plan = NULL, *machine = stm__axes_find(grid, STM__MACHINE);
    const stm__axis *simulation = stm__axes_find(grid, STM__OF_MACHINE);
    const stm__axis *spec = stm__axes_find(grid, STM__SPEC);
    const stm__axis *model = stm__axes_find(grid, STM__MODEL);
    for (int k = 0; k < STM__NUM_KEYS; k++) {
        int section = stm__key_at(k).section;
        const stm__axis *axis = stm__axes_find(grid, k);
        plan = axis != NULL && section == STM__PLAN ? axis : plan;
        simulation = axis != NULL && section == STM__SIMULATION ? axis : simulation;
    }
    grid->simulates = simulation != NULL;
    if (spec == NULL && model == NULL)
        return stm__axes_fail(grid, 0, error, "spec is missing in [masks], as in spec = strided");
    if (spec != NULL && model != NULL)
        return stm__axes_fail(grid, model->line, error, "model: stands in the place of a spec");
    if (plan != NULL && simulation != NULL) {
        snprintf(sentence, sizeof sentence,
                 "%s: is of a plan, and %s of a simulation; a grid does one of them", plan->name,
                 simulation->name);
        return stm__axes_fail(grid, plan->line, error, sentence);
    }
    if (simulation != NULL && machine == NULL)
        return stm__axes_fail(grid, simulation->line, error,
                              "machine is missing in [simulation], as in machine = npu");
    for (int k = 0; k < STM__NUM_KEYS && model != NULL; k++) {
        const stm__axis *axis = stm__axes_find(grid, k);
        if (axis == NULL ||
            (k != STM__QUERIES && k != STM__KEYS && k != STM__HEADS && k != STM__KV_HEADS))
            continue;
        snprintf(sentence, sizeof sentence, "%s: a model has its own", axis->name);
        return stm__axes_fail(grid, axis->line, error, sentence);
    }
    return STM_OK;
}
