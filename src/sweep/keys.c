/* The keys of a grid's file, with their bounds, defaults and help: tables that src/parameter reads.
 */
#include "sweep/keys.h"

#include <stmask/hardware.h>

#include "parameter/table.h"

#define TEXT(words, usual, text, shown)                                                            \
    {                                                                                              \
        .name = words, .type = STM_PARAMETER_TEXT, .default_text = usual, .help = text,            \
        .example = shown                                                                           \
    }

static const char *const keepings[] = {"previous", "none", "lru", "opt", NULL};
static const char *const no_yes[] = {"no", "yes", NULL};

static const stm_parameter masks[] = {
    TEXT("spec", NULL, "a mask", "strided:window_size={window},stride={stride}"),
    TEXT("model", NULL, "the config.json of a model, whose layers are added up", "gpt_oss.json"),
    STM__PARAMETER_INTEGER("size", 0, 1, STM_MAX_SIZE, "tokens; 1024, or a file's own, without"),
    TEXT("queries", NULL, "only these rows of the mask, FIRST:COUNT", "512:128"),
    TEXT("keys", NULL, "only these columns of the mask, FIRST:COUNT", "0:512"),
};
static const stm_parameter plan[] = {
    STM__PARAMETER_INTEGER("num_multiplications", 64, 1, STM_MAX_MULTIPLICATIONS,
                           "points of a step, at most"),
    TEXT("read_limit", NULL, "vectors, rows and columns of a step, or RxC of either", "16x8"),
    TEXT("order", "row_first", "of visiting the points", "residue:modulus={stride}"),
    STM__CHOICE("keeping", keepings, "what is kept from step to step"),
    STM__PARAMETER_INTEGER("buffer", 0, 2, STM_MAX_READ_LIMIT, "vectors that lru and opt keep"),
};
static const stm_parameter simulation[] = {
    TEXT("machine", NULL, "a machine's file, or the name of one that is installed", "npu"),
    STM__PARAMETER_INTEGER("heads", 1, 1, STM_SIMULATION_MAX_HEADS, "query heads"),
    STM__PARAMETER_INTEGER("kv_heads", 0, 1, STM_SIMULATION_MAX_HEADS,
                           "heads of keys; as many as heads without"),
    STM__PARAMETER_INTEGER("batch", 1, 1, STM_SIMULATION_MAX_HEADS, "sequences"),
    STM__CHOICE("with_values", no_yes, "P*V after Q*K"),
};

static const stm_parameters all[STM__NUM_SECTIONS] = {
    [STM__MASKS] = STM__PARAMETERS("masks", masks),
    [STM__PLAN] = STM__PARAMETERS("plan", plan),
    [STM__SIMULATION] = STM__PARAMETERS("simulation", simulation),
};
const stm_parameters *const stm__axes_tables[STM__NUM_SECTIONS] = {&all[0], &all[1], &all[2]};

/* Names with their units; `order`, which SQL has itself, and `keys` and `queries` have others. */
static const char *const columns[STM__NUM_KEYS] = {
    [STM__SPEC] = "spec",
    [STM__MODEL] = "model",
    [STM__SIZE] = "size_tokens",
    [STM__QUERIES] = "queries_cut",
    [STM__KEYS] = "keys_cut",
    [STM__MULTIPLICATIONS] = "num_multiplications",
    [STM__READ_LIMIT] = "read_limit_vectors",
    [STM__ORDER] = "visiting_order",
    [STM__KEEPING] = "keeping",
    [STM__BUFFER] = "buffer_vectors",
    [STM__MACHINE] = "machine",
    [STM__HEADS] = "heads",
    [STM__KV_HEADS] = "kv_heads",
    [STM__BATCH] = "batch",
    [STM__WITH_VALUES] = "with_values",
};

stm__key stm__key_at(int key)
{
    int section = 0, at = key;
    while (at >= all[section].num)
        at -= all[section++].num;
    return (stm__key){&all[section], &all[section].items[at], section, at, columns[key]};
}
