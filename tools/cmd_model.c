/* stmask model: the layers of a model, from its configuration, and what they cost. */
#include "command.h"
#include "model_report.h"

enum { HELP, TOKENS, DTYPE, OUTPUT, LIST, JSON };

static option table[] = {
    [HELP] = OPTION_HELP,
    [TOKENS] = {.name = "tokens",
                .kind = OPTION_INTEGER,
                .argument = "N",
                .help = "tokens of the prompt",
                .minimum = 1,
                .maximum = STM_MAX_SIZE,
                .absent = "max_position_embeddings, else 4096"},
    [DTYPE] = {.name = "dtype",
               .kind = OPTION_CHOICE,
               .choices = command_dtypes,
               .help = "of an element of the cache",
               .integer = DTYPE_BF16},
    [OUTPUT] = {.name = "output",
                .letter = 'o',
                .kind = OPTION_TEXT,
                .argument = "FILE",
                .help = "write the layers as a set, for @FILE",
                .more = "The first lines of the set say at which `--size` it is to be read.",
                .absent = "",
                .takes = TAKES_FILE},
    [LIST] = {.name = "list",
              .kind = OPTION_FLAG,
              .help = "print the types of layers and of models that are known"},
    [JSON] = OPTION_JSON,
};

static stm_status put_known(stm_error *error)
{
    stm_output *output;
    stm_status status = run_stdout(&output, error);
    if (status != STM_OK)
        return status;
    model_report_put_known(output, table[JSON].given);
    return stm_output_close(output, error);
}

/* Writes the set, where one is asked for, then prints. */
static stm_status put(const model_report *report, stm_error *error)
{
    stm_output *output = NULL, *set = NULL;
    stm_status status = run_stdout(&output, error);
    if (status == STM_OK && table[OUTPUT].given)
        status = run_output(table[OUTPUT].text, &set, error);
    if (status == STM_OK && set != NULL) {
        status = stm_model_write_set(report->model, set);
        status = run_close(&set, status, error);
    }
    if (status == STM_OK) {
        (table[JSON].given ? model_report_put_json : model_report_put_text)(report, output);
        status = stm_output_close(output, error);
        output = NULL;
    }
    stm_output_discard(set);
    stm_output_discard(output);
    return status;
}

static stm_status run(call *c)
{
    if (table[LIST].given && c->num_operands > 0)
        return options_refuse(&c->error, "--list: takes no FILE.json");
    if (table[LIST].given && table[OUTPUT].given)
        return options_refuse(&c->error, "--list: has no layers for -o %s", table[OUTPUT].text);
    if (table[LIST].given)
        return put_known(&c->error);
    if (c->num_operands == 0)
        return options_refuse(&c->error,
                              "FILE.json, a model's configuration, is missing; see %s --help",
                              c->program->name);
    if (table[OUTPUT].given && run_same_file(c->operands[0], table[OUTPUT].text))
        return options_refuse(&c->error, "-o %.300s: is the configuration that is read",
                              table[OUTPUT].text);
    stm_model *model = NULL, *later = NULL;
    stm_model_options options = {.tokens = table[TOKENS].integer,
                                 .element_bytes = command_dtype_bytes(table[DTYPE].integer)};
    stm_status status = stm_model_read(c->operands[0], &model, &c->error, &options);
    if (status == STM_OK) {
        options.tokens = MODEL_LATER_TOKENS;
        status = stm_model_read(c->operands[0], &later, &c->error, &options);
        if (status == STM_EINVAL) /* a number does not fit */
            status = STM_OK;
    }
    if (status == STM_OK) {
        model_report report = {model, later, command_dtypes[table[DTYPE].integer]};
        status = put(&report, &c->error);
    }
    stm_model_free(later);
    stm_model_free(model);
    return status;
}

command cmd_model = {
    .program = {.name = "stmask model",
                .operands = "[FILE.json]",
                .max_operands = 1,
                .summary = "the layers of a model, from its config.json, and what they cost",
                .details =
                    "Masks, pairs of query and key, operations of a prompt and of the token after "
                    "it, and the\nkey-value cache, beside full attention. Nonzeros are of one "
                    "head of a layer; * marks those\nof which something computed picks the keys. "
                    "docs/models.md has the formulas.\nWith --json: model_type, tokens, dtype, "
                    "size, nonzeros, cache_elements, cache_bytes,\nflops_prefill, flops_token, "
                    "bytes_token, the same as full_..., cache_bytes_1048576, notes,\nlayers (a "
                    "list of index, type, mask, heads, kv_heads, head_dim, value_dim, queries, "
                    "keys,\nthe same six, counted, remark). null stands for what does not fit 63 "
                    "bits.\n",
                OPTIONS(table)},
    .run = run,
};
