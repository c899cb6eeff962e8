/* The keys of a machine's file, with their bounds, defaults and help. */
#include "hardware/keys.h"

#include <stddef.h>
#include <strings.h>

#include <stmask/hardware.h>

#include "hardware/dataflow.h"
#include "hardware/partition.h"
#include "parameter/table.h"

#define LARGEST INT64_C(2147483648)

static const stm_parameter general[] = {
    [STM__RUN_NAME] = {.name = "run_name",
                       .type = STM_PARAMETER_TEXT,
                       .default_text = "",
                       .help = "what the machine is called",
                       .example = "npu"},
};

/* SCALE-Sim's. A default below the minimum is what holds where the key is missing. */
static const stm_parameter architecture[] = {
    [STM__ARRAY_HEIGHT] =
        STM__PARAMETER_INTEGER("ArrayHeight", 0, 1, STM_MACHINE_MAX_PES, "PEs, rows of the array"),
    [STM__ARRAY_WIDTH] = STM__PARAMETER_INTEGER("ArrayWidth", 0, 1, STM_MACHINE_MAX_PES,
                                                "PEs, columns of the array"),
    [STM__QUERY_BUFFER] = STM__PARAMETER_INTEGER("IfmapSramSzkB", 0, 1, LARGEST,
                                                 "KiB, buffer of queries; no limit without it"),
    [STM__KEY_BUFFER] = STM__PARAMETER_INTEGER(
        "FilterSramSzkB", 0, 1, LARGEST, "KiB, buffer of keys and values; no limit without it"),
    [STM__OUTPUT_BUFFER] = STM__PARAMETER_INTEGER("OfmapSramSzkB", 0, 1, LARGEST,
                                                  "KiB, buffer of outputs; no limit without it"),
    [STM__BANDWIDTH] = STM__PARAMETER_INTEGER("Bandwidth", 0, 1, LARGEST,
                                              "words a cycle, under InterfaceBandwidth USER; "
                                              "dram_words_per_cycle goes before it"),
    [STM__DATAFLOW_KEY] = {.name = "Dataflow",
                           .type = STM_PARAMETER_CHOICE,
                           .choices = stm__dataflow_names,
                           .help = "of a systolic array"},
};

static const char *const interfaces[] = {"USER", "CALC", NULL};
static const stm_parameter run[] = {
    [STM__INTERFACE] = STM__CHOICE("InterfaceBandwidth", interfaces,
                                   "USER: loads take the time that the bandwidth gives them; CALC: "
                                   "they take none"),
};

static const char *const dtypes[] = {"fp16", "bf16", "fp32", "fp8", "int8", "int16", "int32", NULL};
static const int64_t dtype_bytes[] = {2, 2, 4, 1, 1, 2, 4};
static const stm_parameter work[] = {
    [STM__PES] = STM__PARAMETER_INTEGER("pes", 0, 1, STM_MACHINE_MAX_PES, "processing elements"),
    [STM__MACS_PER_PE] = STM__PARAMETER_INTEGER("macs_per_pe", 1, 1, 65536,
                                                "multiplications and additions a cycle of each PE"),
    [STM__HEAD_DIM] = STM__PARAMETER_INTEGER("head_dim", 64, 1, 1048576, "words of a vector"),
    [STM__DTYPE] = STM__CHOICE("dtype", dtypes, "of a word"),
    [STM__PARTITION_KEY] = {.name = "partition",
                            .type = STM_PARAMETER_CHOICE,
                            .choices = stm__partition_names,
                            .help = "how the work is dealt to the PEs"},
};

static const char *const latency_models[] = {"pipelined", "per_chunk", NULL};
static const char *const overlaps[] = {"serial", "double_buffered", NULL};
static const char *const ports[] = {"private", "shared", NULL};
static const stm_parameter memory[] = {
    [STM__LATENCY] = STM__PARAMETER_INTEGER("dram_read_latency", 0, 0, LARGEST,
                                            "cycles before the words of a read come"),
    [STM__WORDS_PER_CYCLE] =
        STM__PARAMETER_INTEGER("dram_words_per_cycle", 0, 1, LARGEST, "words a cycle of a port"),
    [STM__LATENCY_MODEL] = STM__CHOICE("latency_model", latency_models,
                                       "the latency once a transfer, or for each "
                                       "dram_words_per_cycle words of a vector"),
    [STM__OVERLAP] = STM__CHOICE("overlap", overlaps,
                                 "loads before the computing of a stage, or during that of the "
                                 "stage before"),
    [STM__PORTS] = STM__CHOICE("ports", ports, "of DRAM: one for each PE, or one for all"),
    [STM__ENERGY_PRESET] = {.name = "energy_preset",
                            .type = STM_PARAMETER_TEXT,
                            .default_text = "",
                            .help = "a preset's name, or the path of a file with [energy], beside "
                                    "this one; no energies without it",
                            .example = "horowitz_45nm"},
};

static const stm_parameters all[] = {
    STM__PARAMETERS("general", general), STM__PARAMETERS("architecture_presets", architecture),
    STM__PARAMETERS("run_presets", run), STM__PARAMETERS("stmask", work),
    STM__PARAMETERS("stmask", memory),
};

const stm_parameters *const stm__machine_tables[STM__NUM_TABLES] = {&all[0], &all[1], &all[2],
                                                                    &all[3], &all[4]};

const stm_parameters *const *stm_machine_keys(size_t *num)
{
    *num = STM__NUM_TABLES;
    return stm__machine_tables;
}

int64_t stm__dtype_bytes(int64_t choice)
{
    return dtype_bytes[choice];
}

/* SCALE-Sim 2 and 3; its configurations write keys in any case. */
int stm__is_passed_over(const char *section, const char *key)
{
    static const char *const passed[][2] = {{"architecture_presets", "IfmapOffset"},
                                            {"architecture_presets", "FilterOffset"},
                                            {"architecture_presets", "OfmapOffset"},
                                            {"architecture_presets", "MemoryBanks"},
                                            {"architecture_presets", "OnChipMemoryBanks"},
                                            {"architecture_presets", "OnChipMemoryBankPorts"},
                                            {"architecture_presets", "ReadRequestBuffer"},
                                            {"architecture_presets", "WriteRequestBuffer"},
                                            {"run_presets", "UseRamulatorTrace"},
                                            {"layout", NULL},
                                            {"sparsity", NULL},
                                            {"network_presets", NULL}};
    for (size_t k = 0; k < sizeof passed / sizeof *passed; k++)
        if (strcasecmp(passed[k][0], section) == 0 &&
            (passed[k][1] == NULL || (key != NULL && strcasecmp(passed[k][1], key) == 0)))
            return 1;
    return 0;
}
