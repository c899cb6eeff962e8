/* stmask import: a mask from a file, counted, and written in another format. */
#include <float.h>
#include <inttypes.h>
#include <string.h>

#include "command.h"

enum { HELP, FORMAT, MASKED, HEAD, SOURCE_BLOCK, CAUSAL, OUTPUT, TO, BLOCK, JSON };

static const char *const causal_words[] = {"unsaid", "no", "yes", NULL};

static option table[] = {
    [HELP] = OPTION_HELP,
    [FORMAT] = {.name = "format",
                .kind = OPTION_TEXT,
                .argument = "F",
                .help = "the kind of file",
                .takes = TAKES_FORMAT_TO_READ,
                .more = "Of `npy-bool`, `npy-masked` and `npy-additive` the cells mean what these "
                        "say: not 0 is seen, not 0 is hidden, numbers far below 0 are hidden.",
                .absent = "told by how it begins"},
    [MASKED] = {.name = "masked",
                .kind = OPTION_FLAG,
                .help = "what is seen and what is not change places"},
    [HEAD] = {.name = "head",
              .kind = OPTION_INTEGER,
              .argument = "H",
              .help = "which of several heads, from 0",
              .minimum = 0,
              .maximum = 65535},
    [SOURCE_BLOCK] = {.name = "source_block",
                      .kind = OPTION_TEXT,
                      .argument = "B",
                      .help = "side of a block of the file, or QxK, where it does not say",
                      .more = "Of the arrays of FlexAttention, FlashAttention 4, FlashInfer and of "
                              "layouts, `--format deepspeed`."},
    [CAUSAL] = {.name = "causal",
                .kind = OPTION_CHOICE,
                .choices = causal_words,
                .help = "whether two bounds a key of FlashMask are of a causal mask"},
    [OUTPUT] = OPTION_OUTPUT("write the mask there"),
    [TO] = {.name = "to",
            .kind = OPTION_TEXT,
            .argument = "F",
            .text = "npy",
            .help = "as this format",
            .takes = TAKES_FORMAT_TO_WRITE,
            .more = "It needs `-o`."},
    [BLOCK] = OPTION_BLOCK,
    [JSON] = OPTION_JSON,
};

/* Says how cells were taken, where the file does not say it in words. */
static void say_notes(const stm_import_notes *notes)
{
    if (notes->additive && notes->hidden < -DBL_MAX)
        run_say(false, "additive: -inf, and no other number, hides a key");
    else if (notes->additive)
        run_say(false, "additive: cells of %g and less hide their keys", notes->hidden);
    if (notes->changed > 0)
        run_say(false,
                "%" PRId64 " cells are integers that are none of 0 to 5: they have the value 1",
                notes->changed);
}

static void put(stm_output *output, const stm_mask *mask, int64_t nonzeros, double sparsity)
{
    stm_rectangle b = stm_mask_bounds(mask);
    if (table[JSON].given)
        stm_output_printf(output,
                          "{\"queries\": [%" PRId64 ", %" PRId64 "], \"keys\": [%" PRId64
                          ", %" PRId64 "], \"nonzeros\": %" PRId64 ", \"sparsity\": %.17g}\n",
                          b.first_query, b.num_queries, b.first_key, b.num_keys, nonzeros,
                          sparsity);
    else
        stm_output_printf(output,
                          "queries      %" PRId64 " from %" PRId64 " on\nkeys         %" PRId64
                          " from %" PRId64 " on\nnonzeros     %" PRId64 "\nsparsity     %.4f%%\n",
                          b.num_queries, b.first_query, b.num_keys, b.first_key, nonzeros,
                          sparsity * 100);
}

static stm_status report(const stm_mask *mask, stm_error *error)
{
    stm_output *output;
    int64_t nonzeros;
    double sparsity;
    stm_status status = stm_mask_count(mask, &nonzeros, error);
    if (status == STM_OK)
        status = stm_mask_sparsity(mask, &sparsity, error);
    if (status == STM_OK)
        status = run_stdout(&output, error);
    if (status != STM_OK)
        return status;
    put(output, mask, nonzeros, sparsity);
    return stm_output_close(output, error);
}

static stm_status run(call *c)
{
    const stm_format *from = NULL, *to = NULL;
    if (table[FORMAT].given &&
        command_format("--format", table[FORMAT].text, false, &from, &c->error) != STM_OK)
        return STM_EINVAL;
    if (command_format("--to", table[TO].text, true, &to, &c->error) != STM_OK)
        return STM_EINVAL;
    if (table[TO].given && table[OUTPUT].text == NULL)
        return options_refuse(&c->error, "--to: needs -o FILE");
    stm_exchange_options how = {.block = 0};
    stm_status status = command_block(&table[BLOCK], to, &how, &c->error);
    if (status != STM_OK)
        return status;
    stm_mask *mask = NULL;
    stm_exchange_result result = {0, 0};
    stm_import_notes notes = {.additive = false};
    stm_import_options options = {.format = from,
                                  .masked = table[MASKED].given,
                                  .head = table[HEAD].integer,
                                  .notes = &notes,
                                  .causal = (int)table[CAUSAL].integer};
    status = command_shape(&table[SOURCE_BLOCK], &options.block, &options.block_keys, &c->error);
    if (status == STM_OK)
        status = stm_mask_read(c->operands[0], &mask, &c->error, &options);
    if (status == STM_OK)
        say_notes(&notes);
    if (status == STM_OK && table[OUTPUT].text != NULL) {
        const stm_mask *masks[] = {mask};
        run_bar bar;
        run_bar_start(&bar, "writing", false);
        how.progress = &bar.progress;
        status = stm_exchange_save(to, masks, 1, table[OUTPUT].text, &result, &c->error, &how);
        run_bar_end(&bar);
        if (status == STM_OK)
            command_check_ending(table[OUTPUT].text, to);
    }
    if (status == STM_OK)
        status = report(mask, &c->error);
    stm_mask_free(mask);
    return status;
}

command cmd_import = {
    .program = {.name = "stmask import",
                .operands = "FILE",
                .min_operands = 1,
                .max_operands = 1,
                .summary = "read a mask from a file, count it, convert it",
                .details = "With --json: queries and keys (first and number), nonzeros, sparsity "
                           "(a fraction).\n",
                OPTIONS(table)},
    .run = run,
};
