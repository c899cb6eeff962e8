/* Reads a machine: its file's entries, each into the table that has its key, and what they come to
 * together. */
#include "hardware/machine.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "base/input.h"
#include "parameter/arguments.h"
#include "parameter/text_slice.h"

enum { OWN = STM__NUM_TABLES };

stm_status stm__machine_note(stm_machine *machine, stm_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    stm_status status = stm__notes_add(&machine->notes, machine->name, error, format, arguments);
    va_end(arguments);
    return status;
}

/* The partition comes first: it brings keys. SCALE-Sim's files have none, and mean its arrays. */
static stm_status find_partition(stm_machine *machine, stm_error *error)
{
    const stm__ini_entry *entry = NULL;
    bool ours = false;
    for (int64_t k = 0; k < machine->ini.num; k++) {
        const stm__ini_entry *e = &machine->ini.entries[k];
        ours = ours || (strcasecmp(e->section, "stmask") == 0 && e->line > 0);
        if (strcasecmp(e->section, "stmask") == 0 && strcasecmp(e->key, "partition") == 0)
            entry = e;
    }
    size_t num;
    const stm_machine_part *const *list = stm_partition_list(&num);
    int64_t chosen = -1;
    if (entry == NULL && !ours && machine->ini.num > 0) {
        for (size_t k = 0; k < num; k++)
            if (stm__partition_at((int64_t)k)->needs & STM__NEEDS_DATAFLOW)
                chosen = (int64_t)k;
    } else if (entry == NULL) {
        return stm__machine_fail(machine, NULL, error,
                                 "partition is missing in [stmask], as in partition = %s",
                                 list[0]->name);
    } else {
        stm_error inner;
        stm__table *table = &machine->tables[STM__WORK];
        stm_status status = stm__argument_read(table->parameters, STM__PARTITION_KEY,
                                               stm__text(entry->value), &table->arguments, &inner);
        if (status != STM_OK)
            return stm__entries_fail(machine, entry->line, error, inner.message);
        chosen = table->arguments.integer[STM__PARTITION_KEY];
    }
    machine->partition = stm__partition_at(chosen);
    machine->tables[OWN].parameters = &machine->partition->about.parameters;
    machine->tables[OWN].arguments = stm__arguments_defaults(machine->tables[OWN].parameters);
    return STM_OK;
}

static stm_status need(const stm_machine *machine, int t, int at, stm_error *error)
{
    const stm__table *table = &machine->tables[t];
    if (table->given & 1u << at)
        return STM_OK;
    return stm__machine_fail(machine, NULL, error, "%s is missing in [%s]: partition %s needs it",
                             table->parameters->items[at].name, table->parameters->owner,
                             machine->partition->about.name);
}

static stm_status check_needs(const stm_machine *machine, stm_error *error)
{
    unsigned needs = machine->partition->needs;
    stm_status status = STM_OK;
    if (needs & STM__NEEDS_PES)
        status = need(machine, STM__WORK, STM__PES, error);
    if (status == STM_OK && needs & STM__NEEDS_ARRAY)
        status = need(machine, STM__ARCHITECTURE, STM__ARRAY_HEIGHT, error);
    if (status == STM_OK && needs & STM__NEEDS_ARRAY)
        status = need(machine, STM__ARCHITECTURE, STM__ARRAY_WIDTH, error);
    if (status == STM_OK && needs & STM__NEEDS_DATAFLOW)
        status = need(machine, STM__ARCHITECTURE, STM__DATAFLOW_KEY, error);
    bool user = machine->tables[STM__RUN].arguments.integer[STM__INTERFACE] == 0;
    bool asked = machine->tables[STM__RUN].given != 0;
    if (status == STM_OK && user && (needs & STM__NEEDS_BANDWIDTH || asked) &&
        !(machine->tables[STM__ARCHITECTURE].given & 1u << STM__BANDWIDTH))
        status = need(machine, STM__MEMORY, STM__WORDS_PER_CYCLE, error);
    return status;
}

static int64_t kib(const stm_machine *machine, int at)
{
    return machine->tables[STM__ARCHITECTURE].arguments.integer[at] * 1024;
}

static stm_status settle(stm_machine *machine, stm_error *error)
{
    const int64_t *array = machine->tables[STM__ARCHITECTURE].arguments.integer;
    const int64_t *work = machine->tables[STM__WORK].arguments.integer;
    const int64_t *memory = machine->tables[STM__MEMORY].arguments.integer;
    const stm__table *general = &machine->tables[STM__GENERAL];
    stm_machine_settings *s = &machine->settings;
    bool calc = machine->tables[STM__RUN].arguments.integer[STM__INTERFACE] != 0;
    bool in_array = (machine->partition->needs & STM__NEEDS_ARRAY) != 0;
    const char *name = general->arguments.text[STM__RUN_NAME].at;
    *s = (stm_machine_settings){
        .name = name[0] == '\0' ? machine->name : name,
        .partition = machine->partition->about.name,
        .pes = in_array ? array[STM__ARRAY_HEIGHT] * array[STM__ARRAY_WIDTH] : work[STM__PES],
        .macs_per_pe = work[STM__MACS_PER_PE],
        .array_height = in_array ? array[STM__ARRAY_HEIGHT] : 0,
        .array_width = in_array ? array[STM__ARRAY_WIDTH] : 0,
        .head_dim = work[STM__HEAD_DIM],
        .element_bytes = stm__dtype_bytes(work[STM__DTYPE]),
        .query_buffer = kib(machine, STM__QUERY_BUFFER),
        .key_buffer = kib(machine, STM__KEY_BUFFER),
        .output_buffer = kib(machine, STM__OUTPUT_BUFFER),
        .dram_read_latency = memory[STM__LATENCY],
        .dram_words_per_cycle = calc                               ? 0
                                : memory[STM__WORDS_PER_CYCLE] > 0 ? memory[STM__WORDS_PER_CYCLE]
                                : machine->tables[STM__RUN].given  ? array[STM__BANDWIDTH]
                                : machine->partition->needs & STM__NEEDS_BANDWIDTH
                                    ? array[STM__BANDWIDTH]
                                    : 0,
        .per_chunk = memory[STM__LATENCY_MODEL] != 0,
        .double_buffered = memory[STM__OVERLAP] != 0,
        .shared = memory[STM__PORTS] != 0,
    };
    if (machine->partition->needs & STM__NEEDS_DATAFLOW) {
        machine->dataflow = stm__dataflow_at(array[STM__DATAFLOW_KEY]);
        s->dataflow = machine->dataflow->about.name;
    }
    if (s->pes > STM_MACHINE_MAX_PES)
        return stm__machine_fail(machine, "ArrayWidth", error,
                                 "ArrayHeight times ArrayWidth is %" PRId64 ": must be at most %d",
                                 s->pes, STM_MACHINE_MAX_PES);
    if (in_array && machine->tables[STM__WORK].given & 1u << STM__PES && work[STM__PES] != s->pes)
        return stm__machine_fail(machine, "pes", error,
                                 "pes %" PRId64 ": is not ArrayHeight times ArrayWidth, %" PRId64,
                                 work[STM__PES], s->pes);
    if (in_array && s->macs_per_pe != 1)
        return stm__machine_fail(machine, "macs_per_pe", error,
                                 "macs_per_pe %" PRId64 ": a PE of an array does 1 a cycle",
                                 s->macs_per_pe);
    stm_status status = stm__machine_energies(machine, error);
    if (status == STM_OK && machine->partition->check != NULL)
        status = machine->partition->check(machine, error);
    return status;
}

static stm_status fill(stm_machine *machine, const char *text, size_t length,
                       const stm_machine_options *options, stm_error *error)
{
    for (int t = 0; t < STM__NUM_TABLES; t++) {
        machine->tables[t].parameters = stm__machine_tables[t];
        machine->tables[t].arguments = stm__arguments_defaults(stm__machine_tables[t]);
    }
    stm_status status = stm__ini_read(text, length, machine->name, &machine->ini, error);
    for (int k = 0; options != NULL && k < options->num_set && status == STM_OK; k++)
        status = stm__entries_set(machine, options->set[k], error);
    if (status == STM_OK)
        status = find_partition(machine, error);
    if (status == STM_OK)
        status = stm__entries_read(machine, error);
    if (status == STM_OK)
        status = check_needs(machine, error);
    if (status == STM_OK)
        status = settle(machine, error);
    return status;
}

stm_status stm_machine_parse(const char *text, size_t length, const char *name,
                             stm_machine **machine, stm_error *error,
                             const stm_machine_options *options)
{
    if (length > STM_MACHINE_MAX_BYTES)
        return stm__fail(error, STM_EINVAL, "%.300s: must have at most %d bytes", name,
                         STM_MACHINE_MAX_BYTES);
    stm_machine *new = calloc(1, sizeof *new);
    if (new == NULL || (new->name = strdup(name)) == NULL) {
        stm_machine_free(new);
        return stm__fail_memory(error, name);
    }
    stm_status status = fill(new, text, length, options, error);
    if (status != STM_OK) {
        stm_machine_free(new);
        return status;
    }
    *machine = new;
    return STM_OK;
}

stm_status stm_machine_read(const char *path, stm_machine **machine, stm_error *error,
                            const stm_machine_options *options)
{
    char *text;
    size_t length;
    stm_status status = stm__input_text(path, STM_MACHINE_MAX_BYTES, &text, &length, error);
    if (status != STM_OK)
        return status;
    status = stm_machine_parse(text, length, path, machine, error, options);
    free(text);
    return status;
}

void stm_machine_free(stm_machine *machine)
{
    if (machine == NULL)
        return;
    stm__ini_free(&machine->ini);
    stm__notes_free(&machine->notes);
    free(machine->cost_source);
    free(machine->name);
    free(machine);
}

const stm_machine_settings *stm_machine_describe(const stm_machine *machine)
{
    return &machine->settings;
}

int64_t stm_machine_notes(const stm_machine *machine)
{
    return machine->notes.num;
}

const char *stm_machine_note(const stm_machine *machine, int64_t k)
{
    return k < 0 || k >= machine->notes.num ? NULL : machine->notes.texts[k];
}
