/* Hardware: what a machine does with a mask, in cycles, words and energy.
 *
 * A machine is read from a file of keys, `[section]` and `key = value`: SCALE-Sim's own sections
 * and keys where it has them, and those of `[stmask]`. Its partition says how it deals the work to
 * its processing elements (PEs). Keys with their units, and the formulas of every partition with
 * their sources, stand in docs/machines.md.
 *
 * A vector is a query, a key or a value of one head, of head_dim words; a word is an element of the
 * machine's dtype. All counts are exact: they are sums over the runs of the mask.
 */
#ifndef STMASK_HARDWARE_H
#define STMASK_HARDWARE_H

#include <stddef.h>

#include <stmask/mask.h>
#include <stmask/output.h>
#include <stmask/plan.h>

#define STM_MACHINE_MAX_PES 1048576      /* also of an array's height times its width */
#define STM_MACHINE_MAX_BYTES 1048576    /* of a machine's file */
#define STM_SIMULATION_MAX_HEADS 1048576 /* also of a batch */

typedef struct stm_machine stm_machine;

/* `key=value`, each in the place of what the file says. */
typedef struct stm_machine_options {
    const char *const *set;
    int num_set;
} stm_machine_options;

/* Reads a machine's file. STM_EINVAL names the file, the line and the key: one that is not known,
 * a value that cannot be, a key that the partition needs and that is missing. NULL options set
 * nothing. */
STM_CHECKED stm_status stm_machine_read(const char *path, stm_machine **machine, stm_error *error,
                                        const stm_machine_options *options);

/* Reads the file of that path, where it has a `.` or a `/`; else NAME.ini of the machines that come
 * with stmask, from the first of these folders that has it: those of the environment variable
 * STMASK_MACHINES, with `:` between them; share/stmask/machines beside the folder of the running
 * program; the same where stmask was to be installed; the same in its sources. STM_EINVAL for a
 * name that is not known says what may have been meant. */
STM_CHECKED stm_status stm_machine_open(const char *name, stm_machine **machine, stm_error *error,
                                        const stm_machine_options *options);

/* The same of text in memory, `length` bytes; messages call it `name`. A file of energies that it
 * names is looked for beside `name`. */
STM_CHECKED stm_status stm_machine_parse(const char *text, size_t length, const char *name,
                                         stm_machine **machine, stm_error *error,
                                         const stm_machine_options *options);
STM_API void stm_machine_free(stm_machine *machine); /* NULL is fine */

/* What is assumed or passed over in a machine's file, a sentence each. Valid as long as the
 * machine. */
STM_API int64_t stm_machine_notes(const stm_machine *machine);
STM_API const char *stm_machine_note(const stm_machine *machine, int64_t k); /* NULL: none such */

/* A machine's values. Texts are valid as long as the machine. */
typedef struct stm_machine_settings {
    const char *name;                  /* run_name, or the file's */
    const char *partition;             /* "row" */
    const char *dataflow;              /* "os"; NULL where the partition has none */
    const char *energy_preset;         /* "horowitz_45nm", or a file; NULL: no energies */
    const char *energy_source;         /* where its numbers are from; NULL with it */
    const char *energy_unit;           /* "pJ", or "MAC": of ratios; NULL with it */
    int64_t pes, macs_per_pe;          /* multiplications a cycle of each */
    int64_t array_height, array_width; /* 0 where the PEs stand in no array */
    int64_t head_dim;                  /* words of a vector */
    int64_t element_bytes;
    int64_t query_buffer, key_buffer, output_buffer; /* bytes; 0: as large as has to be */
    int64_t dram_read_latency;                       /* cycles */
    int64_t dram_words_per_cycle; /* of each port; 0: as many as are wanted, loads take no time */
    bool per_chunk;       /* the latency comes before each word group; else once a transfer */
    bool double_buffered; /* loads go on while the stage before computes */
    bool shared;          /* one port for all PEs; else each has its own */
} stm_machine_settings;

STM_API const stm_machine_settings *stm_machine_describe(const stm_machine *machine);

/* A thing that machines name: a partition, a dataflow, a preset of energies. */
typedef struct stm_machine_part {
    const char *name;          /* "row" */
    const char *summary;       /* one line */
    const char *source;        /* where it is from; NULL: ours */
    stm_parameters parameters; /* keys of `[stmask]` that only it has */
} stm_machine_part;

/* All of them, in the order people list them; `*num` takes their number. */
STM_API const stm_machine_part *const *stm_partition_list(size_t *num);
STM_API const stm_machine_part *const *stm_dataflow_list(size_t *num);
STM_API const stm_machine_part *const *stm_energy_list(size_t *num);

/* The keys of a machine's file that all partitions share: tables of a section each, in the order
 * of the manual. `owner` is the section. */
STM_API const stm_parameters *const *stm_machine_keys(size_t *num);

/* -------------------------------------------------------------------------------- simulation */

/* A stage, or `count` equal ones in a row, of one head: what is loaded, then what is computed. */
typedef struct stm_stage {
    int64_t index, count;   /* of the first; how many */
    int64_t start;          /* the cycle in which the first begins to compute */
    int64_t load_cycles;    /* of each */
    int64_t compute_cycles; /* of each */
    int64_t words;          /* loaded by each */
} stm_stage;

typedef struct stm_simulation_options {
    int64_t heads;    /* from 1; 0: 1 */
    int64_t kv_heads; /* a divisor of heads: heads / kv_heads queries share keys; 0: heads */
    int64_t batch;    /* from 1; 0: 1 */
    bool with_values; /* P*V after Q*K; partitions of whole attention always do both */
    /* Told of every stage of the first head, in order; any other result than 0 stops the work. */
    int (*trace)(void *context, const stm_stage *stage);
    void *context;
    const stm_progress *progress;
} stm_simulation_options;

/* Words by operand. */
typedef struct stm_words {
    int64_t queries, keys, values;
    int64_t scores;  /* products of query and key, before they meet the values */
    int64_t outputs; /* what leaves: scores, or with values the outputs of attention */
} stm_words;

/* Energies in the unit of the machine's preset; all 0 where it has none. */
typedef struct stm_energy {
    double macs;      /* multiplications and additions */
    double registers; /* operands and sums inside the PEs */
    double network;   /* words handed from PE to PE */
    double buffers;
    double dram;
    double total;
} stm_energy;

typedef struct stm_simulation_summary {
    int64_t nonzeros; /* of the mask */
    int64_t stages;   /* of one head */
    bool with_values; /* P*V was done, too */
    int64_t total_cycles, compute_cycles;
    int64_t load_cycles;  /* of all loads, hidden or not */
    int64_t stall_cycles; /* total - compute */
    int64_t pes, macs;
    double utilisation_overall;    /* of pes * total_cycles; 0 where there are none */
    double utilisation_compute;    /* of pes * compute_cycles */
    double mapping_efficiency;     /* of an array: PEs that folds use; -1: it has no folds */
    double peak_words, mean_words; /* loaded a cycle: in the busiest stage, over all cycles */
    stm_words dram_reads, dram_writes;
    stm_words sram; /* read from buffers, or written to them by PEs: scores, outputs */
    int64_t network_words;
    stm_energy energy;
    /* Roofline: MACs a word that is loaded; MACs a word above which the PEs are the limit; MACs a
     * cycle of which the machine, with this intensity, and the simulation are capable. */
    double intensity, balance, peak, attainable, achieved;
} stm_simulation_summary;

typedef struct stm_simulation stm_simulation;

/* Simulates a machine on a mask. STM_EINVAL names an option, or says what a buffer cannot hold and
 * by how much; also for a number that does not fit an int64_t. Cost: that of reading the rows or
 * columns once, O(1) a run; partition `step` that of the plan's loads; memory O(stages + PEs). NULL
 * options are the defaults. */
STM_CHECKED stm_status stm_simulation_new(const stm_mask *mask, const stm_machine *machine,
                                          stm_simulation **simulation, stm_error *error,
                                          const stm_simulation_options *options);
STM_API void stm_simulation_free(stm_simulation *simulation); /* NULL is fine */

/* Valid as long as the simulation. */
STM_API const stm_simulation_summary *stm_simulation_summarise(const stm_simulation *simulation);

/* Cycles in which each PE computes, `pes` of them; of an array a row after the other. NULL where
 * the partition does not say which PE does what. */
STM_API const int64_t *stm_simulation_busy(const stm_simulation *simulation);

/* A sentence on what is to be known of this run, such as PEs that have no work; NULL: none such. */
STM_API const char *stm_simulation_note(const stm_simulation *simulation, int64_t k);

/* SCALE-Sim's reports, with its columns, one line a file: COMPUTE_REPORT.csv, BANDWIDTH_REPORT.csv,
 * DETAILED_ACCESS_REPORT.csv. */
typedef enum stm_report {
    STM_REPORT_COMPUTE,
    STM_REPORT_BANDWIDTH,
    STM_REPORT_DETAILED_ACCESS,
    STM_NUM_REPORTS
} stm_report;

STM_API const char *stm_report_file(stm_report report); /* its name */
STM_CHECKED stm_status stm_report_write(const stm_simulation *simulation, stm_report report,
                                        stm_output *output);

#endif
