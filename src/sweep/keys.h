/* The keys of a grid's file that are known beforehand: tables of a section each. */
#ifndef STM__SWEEP_KEYS_H
#define STM__SWEEP_KEYS_H

#include <stmask/parameter.h>

enum { STM__MASKS, STM__PLAN, STM__SIMULATION, STM__NUM_SECTIONS };

/* All keys in a row, a section after the other. */
enum {
    STM__SPEC,
    STM__MODEL,
    STM__SIZE,
    STM__QUERIES,
    STM__KEYS,
    STM__MULTIPLICATIONS,
    STM__READ_LIMIT,
    STM__ORDER,
    STM__KEEPING,
    STM__BUFFER,
    STM__MACHINE,
    STM__HEADS,
    STM__KV_HEADS,
    STM__BATCH,
    STM__WITH_VALUES,
    STM__NUM_KEYS
};

extern const stm_parameters *const stm__axes_tables[STM__NUM_SECTIONS];

/* A key: its parameter, its table, its place in that, and its column of the database. */
typedef struct stm__key {
    const stm_parameters *table;
    const stm_parameter *parameter;
    int section, at;
    const char *column;
} stm__key;
stm__key stm__key_at(int key);

/* Where vectors are kept from step to step: the index of the word of STM__KEEPING. */
enum { STM__KEEP_PREVIOUS, STM__KEEP_NONE, STM__KEEP_LRU, STM__KEEP_OPT };

#endif
