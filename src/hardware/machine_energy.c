/* The energies of a machine: a preset by its name, or costs from a section [energy] of its own file
 * or of another. */
#include <stdlib.h>
#include <string.h>

#include <stmask/words.h>

#include "base/fail.h"
#include "base/input.h"
#include "hardware/machine.h"

/* Digits, at most 9 before and after a point. */
static bool read_decimal(const char *text, double *number)
{
    double read = 0, unit = 1;
    int digits = 0, fraction = -1;
    for (; *text != '\0'; text++) {
        if (*text == '.' && fraction < 0 && digits > 0) {
            fraction = 0;
            continue;
        }
        if (*text < '0' || *text > '9' || (fraction < 0 ? digits : fraction) == 9)
            return false;
        digits++;
        if (fraction >= 0) {
            fraction++;
            unit *= 10;
        }
        read = read * 10 + (*text - '0');
    }
    *number = read / unit;
    return digits > 0 && fraction != 0;
}

static stm_status read_cost(const stm__ini_entry *entry, const char *name, stm__costs *costs,
                            const char **source, stm_error *error)
{
    double *cost = stm__cost_named(costs, entry->key);
    stm_guess guess = {.text = entry->key, .length = strlen(entry->key)};
    if (strcmp(entry->key, "source") == 0) {
        *source = entry->value;
        return STM_OK;
    }
    if (cost == NULL) {
        for (int k = 0; stm__cost_names[k] != NULL; k++)
            stm_guess_offer(&guess, stm__cost_names[k]);
        return stm__fail(error, STM_EINVAL, "%.200s line %d: '%s' is no energy%s%s%s", name,
                         entry->line, entry->key, guess.word == NULL ? "" : "; did you mean ",
                         guess.word == NULL ? "" : guess.word, guess.word == NULL ? "" : "?");
    }
    if (!read_decimal(entry->value, cost))
        return stm__fail(error, STM_EINVAL,
                         "%.200s line %d: %s '%.60s': must be picojoules, as in 0.2077", name,
                         entry->line, entry->key, entry->value);
    return STM_OK;
}

/* Of the file itself other sections are left alone. */
static stm_status read_costs(stm_machine *machine, const stm__ini *ini, const char *name,
                             stm_error *error)
{
    const char *source = name;
    stm_status status = STM_OK;
    int64_t num = 0;
    for (int64_t k = 0; k < ini->num && status == STM_OK; k++) {
        const stm__ini_entry *entry = &ini->entries[k];
        if (strcmp(entry->section, "energy") == 0) {
            status = read_cost(entry, name, &machine->costs, &source, error);
            num++;
        } else if (ini != &machine->ini) {
            status = stm__fail(error, STM_EINVAL,
                               "%.200s line %d: [%s]: a file of energies has [energy] only", name,
                               entry->line, entry->section);
        }
    }
    if (status == STM_OK && num == 0)
        status = stm__fail(error, STM_EINVAL, "%.200s: has no [energy]", name);
    if (status != STM_OK)
        return status;
    machine->cost_source = strdup(source);
    if (machine->cost_source == NULL)
        return stm__fail_memory(error, machine->name);
    machine->has_costs = true;
    machine->settings.energy_source = machine->cost_source;
    machine->settings.energy_unit = "pJ";
    return STM_OK;
}

static stm_status read_file(stm_machine *machine, const char *preset, stm_error *error)
{
    const char *slash = strrchr(machine->name, '/');
    size_t folder = preset[0] == '/' || slash == NULL ? 0 : (size_t)(slash - machine->name) + 1;
    size_t length = strlen(preset);
    char *path = malloc(folder + length + 1), *text = NULL;
    stm__ini ini = {0};
    if (path == NULL)
        return stm__fail_memory(error, machine->name);
    memcpy(path, machine->name, folder);
    memcpy(path + folder, preset, length + 1);
    stm_status status = stm__input_text(path, STM_MACHINE_MAX_BYTES, &text, &length, error);
    if (status == STM_OK)
        status = stm__ini_read(text, length, path, &ini, error);
    if (status == STM_OK)
        status = read_costs(machine, &ini, path, error);
    stm__ini_free(&ini);
    free(text);
    free(path);
    return status;
}

stm_status stm__machine_energies(stm_machine *machine, stm_error *error)
{
    const char *preset = machine->tables[STM__MEMORY].arguments.text[STM__ENERGY_PRESET].at;
    bool own = false;
    for (int64_t k = 0; k < machine->ini.num; k++)
        own = own || strcmp(machine->ini.entries[k].section, "energy") == 0;
    if (preset[0] == '\0') {
        if (own)
            machine->settings.energy_preset = machine->name;
        return own ? read_costs(machine, &machine->ini, machine->name, error) : STM_OK;
    }
    machine->settings.energy_preset = preset;
    const stm__energy_class *class = stm__energy_find(preset);
    if (class == NULL && strpbrk(preset, "./") != NULL)
        return read_file(machine, preset, error);
    if (class == NULL) {
        size_t num;
        stm_guess guess = {.text = preset, .length = strlen(preset)};
        const stm_machine_part *const *list = stm_energy_list(&num);
        for (size_t k = 0; k < num; k++)
            stm_guess_offer(&guess, list[k]->name);
        return stm__machine_fail(
            machine, "energy_preset", error, "energy_preset '%.60s': is not known; %s%s%s", preset,
            guess.word == NULL ? "there are horowitz_45nm, eyeriss_ratios, timeloop_eyeriss, or a "
                                 "file of one's own, as in ./mine.ini"
                               : "did you mean ",
            guess.word == NULL ? "" : guess.word, guess.word == NULL ? "" : "?");
    }
    machine->has_costs = true;
    machine->settings.energy_source = class->about.source;
    machine->settings.energy_unit = class->unit;
    const char *remark = class->costs(&machine->settings, &machine->costs);
    return remark == NULL ? STM_OK : stm__machine_note(machine, error, "%s: %s", preset, remark);
}
