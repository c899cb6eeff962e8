/* The list of presets, the names of costs, and the sum of a simulation's accesses times their
 * costs. */
#include "hardware/energy.h"

#include <stddef.h>
#include <string.h>

#define STM__ENERGY(name) extern const stm__energy_class stm__energy_##name;
#include "hardware/energies.def"
#undef STM__ENERGY

static const stm__energy_class *const classes[] = {
#define STM__ENERGY(name) &stm__energy_##name,
#include "hardware/energies.def"
#undef STM__ENERGY
};

static const stm_machine_part *const parts[] = {
#define STM__ENERGY(name) &stm__energy_##name.about,
#include "hardware/energies.def"
#undef STM__ENERGY
};

enum { NUM = sizeof classes / sizeof *classes };

const stm_machine_part *const *stm_energy_list(size_t *num)
{
    *num = NUM;
    return parts;
}

const stm__energy_class *stm__energy_find(const char *name)
{
    for (int k = 0; k < NUM; k++)
        if (strcmp(parts[k]->name, name) == 0)
            return classes[k];
    return NULL;
}

const char *const stm__cost_names[] = {"mac",         "query_read",   "query_write", "key_read",
                                       "key_write",   "sum_read",     "sum_write",   "neighbour",
                                       "buffer_read", "buffer_write", "dram",        NULL};

static const size_t offsets[] = {
    offsetof(stm__costs, mac),         offsetof(stm__costs, query_read),
    offsetof(stm__costs, query_write), offsetof(stm__costs, key_read),
    offsetof(stm__costs, key_write),   offsetof(stm__costs, sum_read),
    offsetof(stm__costs, sum_write),   offsetof(stm__costs, neighbour),
    offsetof(stm__costs, buffer_read), offsetof(stm__costs, buffer_write),
    offsetof(stm__costs, dram)};

double *stm__cost_named(stm__costs *costs, const char *name)
{
    for (int k = 0; stm__cost_names[k] != NULL; k++)
        if (strcmp(stm__cost_names[k], name) == 0)
            return (double *)(void *)((char *)costs + offsets[k]);
    return NULL;
}

static double words(const stm_words *w)
{
    return (double)w->queries + (double)w->keys + (double)w->values + (double)w->scores +
           (double)w->outputs;
}

stm_energy stm__energy_sum(const stm__costs *costs, const stm_simulation_summary *s)
{
    stm_energy e;
    double macs = (double)s->macs;
    double in_queries = (double)s->sram.queries;
    double in_keys = (double)s->sram.keys + (double)s->sram.values;
    double written = (double)s->sram.scores + (double)s->sram.outputs;
    e.macs = macs * costs->mac;
    e.registers =
        macs * (costs->query_read + costs->key_read + costs->sum_read + costs->sum_write) +
        in_queries * costs->query_write + in_keys * costs->key_write;
    e.network = (double)s->network_words * costs->neighbour;
    e.buffers = (in_queries + in_keys) * costs->buffer_read +
                (words(&s->dram_reads) + written) * costs->buffer_write;
    e.dram = (words(&s->dram_reads) + words(&s->dram_writes)) * costs->dram;
    e.total = e.macs + e.registers + e.network + e.buffers + e.dram;
    return e;
}
