/* stmask export: a mask as a file that other programs read. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "heads.h"

enum {
    HELP,
    SIZE,
    QUERIES,
    KEYS,
    FORMAT,
    OUTPUT,
    BLOCK,
    HEADS,
    DTYPE,
    BINARY,
    BLOCKS_ONLY,
    WIDEN,
    LAYER
};

static const char *const dtypes[] = {"f32", "f16", NULL};

static option table[] = {
    [HELP] = OPTION_HELP,
    OPTIONS_MASK,
    [FORMAT] = {.name = "format",
                .kind = OPTION_TEXT,
                .argument = "F",
                .text = "npy",
                .help = "the kind of file; stmask formats lists them",
                .takes = TAKES_FORMAT_TO_WRITE,
                .more = "`npy` is the cells' values as uint8, row-major, as numpy.load reads them. "
                        "`flex` writes a Python module beside its file."},
    [OUTPUT] = OPTION_RESULT("the file to write; - is standard output", NULL),
    [BLOCK] = OPTION_BLOCK,
    [HEADS] = {.name = "heads",
               .kind = OPTION_INTEGER,
               .argument = "H",
               .help = "heads that the mask is repeated for",
               .minimum = 1,
               .maximum = 65536,
               .integer = 1},
    [DTYPE] = {.name = "dtype",
               .kind = OPTION_CHOICE,
               .choices = dtypes,
               .help = "of npy-additive"},
    [BINARY] = {.name = "binary",
                .kind = OPTION_FLAG,
                .help = "1 in place of the values: npy, scipy-csr, scipy-bsr, mtx"},
    [BLOCKS_ONLY] = {.name = "blocks_only",
                     .kind = OPTION_FLAG,
                     .help = "flashinfer without the cells of its blocks"},
    [WIDEN] = {.name = "widen",
               .kind = OPTION_FLAG,
               .help = "add the cells that the format cannot do without",
               .more = "It tells how many these are; without it such a mask is refused."},
    [LAYER] = {.name = "layer",
               .kind = OPTION_INTEGER,
               .argument = "L",
               .help = "of a set, the layer whose heads are written; needed where it has several",
               .maximum = 65535},
};

static stm_status write_stdout(const stm_format *format, const stm_mask *const *masks,
                               int64_t num_masks, stm_exchange_result *result, stm_error *error,
                               const stm_exchange_options *options)
{
    stm_output *output;
    stm_status status = run_stdout(&output, error);
    if (status != STM_OK)
        return status;
    status = stm_exchange_write(format, masks, num_masks, output, result, error, options);
    return run_close(&output, status, error);
}

/* Says how many cells the file has beside those that were asked for. */
static stm_status say_added(const stm_mask *const *masks, int64_t num_masks, int64_t added,
                            stm_error *error)
{
    int64_t asked = 0;
    stm_status status = STM_OK;
    for (int64_t k = 0; k < num_masks && status == STM_OK; k++) {
        int64_t nonzeros = 0;
        status = stm_mask_count(masks[k], &nonzeros, error);
        asked += nonzeros;
    }
    if (num_masks == 1 && table[HEADS].given)
        asked *= table[HEADS].integer;
    if (status == STM_OK)
        run_say(false,
                "widened: %" PRId64
                " cells are seen in the file that the mask does not see: %" PRId64
                " are asked for, %" PRId64 " computed",
                added, asked, asked + added);
    return status;
}

static stm_status write_heads(const stm_format *format, const stm_mask *const *masks, int64_t heads,
                              const char *path, const stm_exchange_options *block, stm_error *error)
{
    stm_exchange_result result = {0, 0};
    run_bar bar;
    run_bar_start(&bar, "writing", false);
    stm_exchange_options options = {.block = block->block,
                                    .block_keys = block->block_keys,
                                    .heads = table[HEADS].given ? table[HEADS].integer : 0,
                                    .dtype = table[DTYPE].integer == 1 ? STM_FLOAT16 : STM_FLOAT32,
                                    .binary = table[BINARY].given,
                                    .blocks_only = table[BLOCKS_ONLY].given,
                                    .widen = table[WIDEN].given,
                                    .progress = &bar.progress};
    stm_status status =
        strcmp(path, "-") == 0
            ? write_stdout(format, masks, heads, &result, error, &options)
            : stm_exchange_save(format, masks, heads, path, &result, error, &options);
    run_bar_end(&bar);
    if (status == STM_OK)
        command_check_ending(path, format);
    if (status == STM_OK && result.added > 0)
        status = say_added(masks, heads, result.added, error);
    return status;
}

static stm_status run(call *c)
{
    const char *path = table[OUTPUT].text;
    const stm_format *format = NULL;
    if (command_format("--format", table[FORMAT].text, true, &format, &c->error) != STM_OK)
        return STM_EINVAL;
    if (path == NULL)
        return options_refuse(&c->error, "-o FILE is missing; - is standard output");
    stm_exchange_options block = {.block = 0};
    stm_status status = command_block(&table[BLOCK], format, &block, &c->error);
    if (status != STM_OK)
        return status;
    if (strcmp(path, "-") == 0 && format->companion)
        return options_refuse(&c->error, "-o -: %s is two files, and needs a name for them",
                              format->name);
    head_masks all = {.set = NULL};
    const stm_mask **masks = NULL;
    status = heads_read(c, c->operands[0], &all);
    if (status == STM_OK)
        status = heads_of_layer(c, c->operands[0], &all, &masks);
    if (status == STM_OK)
        status = write_heads(format, masks, all.heads, path, &block, &c->error);
    free(masks);
    heads_free(&all);
    return status;
}

command cmd_export = {
    .program = {.name = "stmask export",
                .operands = "SPEC",
                .min_operands = 1,
                .max_operands = 1,
                .summary = "write the mask for other programs",
                .details = "A set, @FILE, gives each head of a layer its own mask.\n"
                           "flex writes a Python module beside its file, with .py for .npz.\n"
                           "A mask that a format cannot hold is refused; docs/formats.md has "
                           "what each holds.\n",
                OPTIONS(table)},
    .run = run,
};
