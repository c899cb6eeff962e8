/* The entries of a machine's file: each goes into the table that has its key, or is refused with
 * what may have been meant. */
#include "hardware/machine.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <stmask/words.h>

#include "base/fail.h"
#include "base/print.h"
#include "parameter/arguments.h"
#include "parameter/text_slice.h"

enum { OWN = STM__NUM_TABLES };

stm_status stm__entries_fail(const stm_machine *machine, int line, stm_error *error,
                             const char *sentence)
{
    if (line > 0)
        return stm__fail(error, STM_EINVAL, "%.200s line %d: %s", machine->name, line, sentence);
    if (line < 0)
        return stm__fail(error, STM_EINVAL, "set %s", sentence);
    return stm__fail(error, STM_EINVAL, "%.200s: %s", machine->name, sentence);
}

stm_status stm__machine_fail(const stm_machine *machine, const char *key, stm_error *error,
                             const char *format, ...)
{
    char sentence[300];
    int line = 0;
    va_list arguments;
    va_start(arguments, format);
    stm__print_list(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    for (int64_t k = 0; k < machine->ini.num; k++)
        if (key != NULL && strcasecmp(machine->ini.entries[k].key, key) == 0)
            line = machine->ini.entries[k].line;
    return stm__entries_fail(machine, line, error, sentence);
}

static int find_key(const stm_parameters *parameters, const char *key)
{
    for (int k = 0; k < parameters->num; k++)
        if (strcasecmp(parameters->items[k].name, key) == 0)
            return k;
    return -1;
}

/* The table of a section that has a key, and the key's place in it; -1: none has. */
static int find_table(const stm_machine *machine, const char *section, const char *key, int *at)
{
    for (int t = 0; t <= OWN; t++) {
        const stm_parameters *p = machine->tables[t].parameters;
        if (p == NULL || (section != NULL && strcasecmp(p->owner, section) != 0))
            continue;
        *at = find_key(p, key);
        if (*at >= 0)
            return t;
    }
    return -1;
}

static stm_status fail_section(const stm_machine *machine, const stm__ini_entry *entry,
                               stm_error *error)
{
    char sentence[200];
    stm_guess guess = {.text = entry->section, .length = strlen(entry->section)};
    for (int t = 0; t < STM__NUM_TABLES; t++)
        stm_guess_offer(&guess, machine->tables[t].parameters->owner);
    stm_guess_offer(&guess, "energy");
    if (entry->section[0] == '\0')
        snprintf(sentence, sizeof sentence, "%s: stands before the first [section]", entry->key);
    else if (guess.word != NULL)
        snprintf(sentence, sizeof sentence, "[%s]: is no section; did you mean [%s]?",
                 entry->section, guess.word);
    else
        snprintf(sentence, sizeof sentence,
                 "[%s]: is no section; there are [general], [architecture_presets], "
                 "[run_presets], [stmask] and [energy]",
                 entry->section);
    return stm__entries_fail(machine, entry->line, error, sentence);
}

/* A key that its section has not, or that another partition has. */
static stm_status fail_key(const stm_machine *machine, const stm__ini_entry *entry,
                           stm_error *error)
{
    char sentence[300];
    size_t num;
    const stm_machine_part *const *list = stm_partition_list(&num);
    stm_guess guess = {.text = entry->key, .length = strlen(entry->key)};
    for (size_t k = 0; k < num; k++)
        if (find_key(&list[k]->parameters, entry->key) >= 0) {
            snprintf(sentence, sizeof sentence, "%s: belongs to partition %s, not to %s",
                     entry->key, list[k]->name, machine->partition->about.name);
            return stm__entries_fail(machine, entry->line, error, sentence);
        }
    for (int t = 0; t <= OWN; t++) {
        const stm_parameters *p = machine->tables[t].parameters;
        for (int k = 0; k < p->num; k++)
            if (entry->section[0] == '\0' || strcasecmp(p->owner, entry->section) == 0)
                stm_guess_offer(&guess, p->items[k].name);
    }
    int at, other = find_table(machine, NULL, entry->key, &at);
    if (other >= 0)
        snprintf(sentence, sizeof sentence, "%s: belongs to [%s], not to [%s]", entry->key,
                 machine->tables[other].parameters->owner, entry->section);
    else if (guess.word != NULL)
        snprintf(sentence, sizeof sentence, "'%s' is no key of [%s]; did you mean %s?", entry->key,
                 entry->section, guess.word);
    else
        snprintf(sentence, sizeof sentence, "'%s' is no key of [%s]; docs/machines.md lists them",
                 entry->key, entry->section);
    return stm__entries_fail(machine, entry->line, error, sentence);
}

static stm_status read_entry(stm_machine *machine, const stm__ini_entry *entry, stm_error *error)
{
    stm_error inner = {.message = ""};
    int at = -1, t = find_table(machine, entry->section, entry->key, &at);
    if (t < 0) {
        for (int k = 0; k < STM__NUM_TABLES; k++)
            if (strcasecmp(machine->tables[k].parameters->owner, entry->section) == 0)
                return fail_key(machine, entry, error);
        return fail_section(machine, entry, error);
    }
    stm__table *table = &machine->tables[t];
    if (table->given & 1u << at) {
        snprintf(inner.message, sizeof inner.message, "%s: is given twice", entry->key);
        return stm__entries_fail(machine, entry->line, error, inner.message);
    }
    table->given |= 1u << at;
    stm_status status = stm__argument_read(table->parameters, at, stm__text(entry->value),
                                           &table->arguments, &inner);
    if (status == STM_EINVAL)
        return stm__entries_fail(machine, entry->line, error, inner.message);
    /* Texts are read as strings; quotes are behind them. */
    if (status == STM_OK && table->parameters->items[at].type == STM_PARAMETER_TEXT) {
        stm_text text = table->arguments.text[at];
        entry->value[text.at - entry->value + (ptrdiff_t)text.length] = '\0';
    }
    return status;
}

/* Notes what a section has that has no meaning here. */
static stm_status note_passed_over(stm_machine *machine, const char *section, stm_error *error)
{
    char keys[300] = "";
    size_t used = 0;
    for (int64_t k = 0; k < machine->ini.num; k++) {
        const stm__ini_entry *e = &machine->ini.entries[k];
        if (strcasecmp(e->section, section) == 0 && e->key[0] != '\0' &&
            stm__is_passed_over(e->section, e->key) && used < sizeof keys)
            used += (size_t)snprintf(keys + used, sizeof keys - used, "%s%s", used == 0 ? "" : ", ",
                                     e->key);
    }
    return stm__machine_note(machine, error, "[%.40s] %s: no meaning here, passed over", section,
                             keys);
}

stm_status stm__entries_read(stm_machine *machine, stm_error *error)
{
    stm_status status = STM_OK;
    for (int64_t k = 0; k < machine->ini.num && status == STM_OK; k++) {
        const stm__ini_entry *entry = &machine->ini.entries[k];
        if (entry->key[0] == '\0' || strcmp(entry->section, "energy") == 0)
            continue;
        status = stm__is_passed_over(entry->section, entry->key)
                     ? note_passed_over(machine, entry->section, error)
                     : read_entry(machine, entry, error);
    }
    return status;
}

/* What is set from outside takes the place of what the file says. */
stm_status stm__entries_set(stm_machine *machine, const char *text, stm_error *error)
{
    const char *equals = strchr(text, '='), *section = "stmask";
    char key[50];
    int at;
    if (equals == NULL || equals == text || (size_t)(equals - text) >= sizeof key)
        return stm__fail(error, STM_EINVAL, "set %.60s: must be key=value, as in pes=256", text);
    snprintf(key, sizeof key, "%.*s", (int)(equals - text), text);
    int t = find_table(machine, NULL, key, &at);
    if (t >= 0)
        section = machine->tables[t].parameters->owner;
    for (int64_t k = 0; k < machine->ini.num; k++)
        if (strcasecmp(machine->ini.entries[k].key, key) == 0 && machine->ini.entries[k].line > 0)
            machine->ini.entries[k].key[0] = '\0';
    return stm__ini_add(&machine->ini, machine->name, section, key, equals + 1, -1, error);
}
