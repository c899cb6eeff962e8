/* stmask stats: what a mask holds, and what it would cost to store. */
#include <inttypes.h>

#include "block_report.h"
#include "command.h"

enum { HELP, SIZE, QUERIES, KEYS, NO_BLOCKS, JSON };

static option table[] = {
    OPTION_HELP,
    OPTIONS_MASK,
    {.name = "no_blocks",
     .kind = OPTION_FLAG,
     .help = "leave the blocks out, which take the most time"},
    OPTION_JSON,
};

static void put_json(stm_output *output, const stm_statistics *s)
{
    stm_output_printf(output,
                      "{\"nonzeros\": %" PRId64 ", \"cells\": %" PRId64 ", \"sparsity\": %.17g, "
                      "\"row_min\": %" PRId64 ", \"row_mean\": %.17g, \"row_max\": %" PRId64 ", "
                      "\"dense_bytes\": %" PRIu64 ", \"csr_bytes\": %" PRIu64,
                      s->nonzeros, s->cells, s->sparsity, s->row_min, s->row_mean, s->row_max,
                      s->dense_bytes, s->csr_bytes);
}

static void put_text(stm_output *output, const stm_statistics *s)
{
    stm_output_printf(output, "nonzeros     %" PRId64 " of %" PRId64 " cells\n", s->nonzeros,
                      s->cells);
    stm_output_printf(output, "sparsity     %.4f%%\n", s->sparsity * 100);
    stm_output_printf(output,
                      "keys a query %" PRId64 " at least, %.4f on average, %" PRId64 " at most\n",
                      s->row_min, s->row_mean, s->row_max);
    stm_output_printf(output, "dense        %" PRIu64 " bytes (1 byte a cell)\n", s->dense_bytes);
    stm_output_printf(
        output, "CSR          %" PRIu64 " bytes (int64 row starts, int32 keys, 1 byte values)\n",
        s->csr_bytes);
}

static int run(program *p, const char *const *operands, int num_operands)
{
    (void)num_operands;
    stm_mask *mask;
    stm_output *output;
    stm_statistics statistics;
    block_report blocks;
    bool with_blocks = !table[NO_BLOCKS].given, json = table[JSON].given;
    stm_error error;
    int exit_status = command_mask(p, operands[0], &mask);
    if (exit_status >= 0)
        return exit_status;
    stm_status status = run_stdout(&output, &error);
    if (status == STM_OK) {
        run_bar bar;
        run_bar_start(&bar, "counting", false);
        status = stm_mask_statistics(mask, &bar.progress, &statistics, &error);
        if (status == STM_OK && with_blocks)
            status = block_report_make(mask, statistics.nonzeros, &bar.progress, &blocks, &error);
        run_bar_end(&bar);
        if (status == STM_OK) {
            (json ? put_json : put_text)(output, &statistics);
            if (json && with_blocks)
                stm_output_printf(output, ",\n ");
            if (with_blocks)
                (json ? block_report_put_json : block_report_put_text)(&blocks, output);
            if (json)
                stm_output_printf(output, "}\n");
            status = stm_output_close(output, &error);
        } else {
            stm_output_discard(output);
        }
    }
    stm_mask_free(mask);
    return run_fail(p, status, &error);
}

command cmd_stats = {
    .program = {.name = "stmask stats",
                .operands = "SPEC",
                .min_operands = 1,
                .max_operands = 1,
                .summary = "nonzeros, sparsity, keys a query, memory, blocks",
                .details =
                    "With --json: nonzeros, cells, sparsity (a fraction), row_min, row_mean, "
                    "row_max,\ndense_bytes, csr_bytes, blocks (a list of block, blocks, touched, "
                    "full, cells, "
                    "waste,\npermuted_touched, permuted_cells, permuted_waste), permutation (name, "
                    "modulus).\nCells are those that a kernel computes which takes whole blocks, "
                    "waste the share of\nthem that are not seen; permuted, in the token order of "
                    "the format permutation.\n",
                OPTIONS(table)},
    .run = run,
};
