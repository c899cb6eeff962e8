/* The keys of a machine's file: tables of them, one or several a section. */
#ifndef STM__HARDWARE_KEYS_H
#define STM__HARDWARE_KEYS_H

#include <stmask/parameter.h>

enum { STM__GENERAL, STM__ARCHITECTURE, STM__RUN, STM__WORK, STM__MEMORY, STM__NUM_TABLES };

enum { STM__RUN_NAME };
enum {
    STM__ARRAY_HEIGHT,
    STM__ARRAY_WIDTH,
    STM__QUERY_BUFFER,
    STM__KEY_BUFFER,
    STM__OUTPUT_BUFFER,
    STM__BANDWIDTH,
    STM__DATAFLOW_KEY
};
enum { STM__INTERFACE };
enum { STM__PES, STM__MACS_PER_PE, STM__HEAD_DIM, STM__DTYPE, STM__PARTITION_KEY };
enum {
    STM__LATENCY,
    STM__WORDS_PER_CYCLE,
    STM__LATENCY_MODEL,
    STM__OVERLAP,
    STM__PORTS,
    STM__ENERGY_PRESET
};

/* Values of a table, and which of them were given. */
typedef struct stm__table {
    const stm_parameters *parameters;
    stm_arguments arguments;
    unsigned given;
} stm__table;

extern const stm_parameters *const stm__machine_tables[STM__NUM_TABLES];

/* Bytes of a dtype, by the index of its word. */
int64_t stm__dtype_bytes(int64_t choice);

/* Keys and whole sections of SCALE-Sim's that have no meaning here: `key` NULL, or a key. */
int stm__is_passed_over(const char *section, const char *key);

#endif
