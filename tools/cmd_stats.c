/* stmask stats: what a mask holds, and what it would cost to store. */
#include <inttypes.h>

#include "block_report.h"
#include "cost_report.h"
#include "heads.h"
#include "stats_table.h"

enum {
    HELP,
    SIZE,
    QUERIES,
    KEYS,
    BLOCK,
    NO_BLOCKS,
    HEAD_DIM,
    HEADS,
    KV_HEADS,
    DTYPE,
    TABLE,
    CSV,
    JSON
};

static option table[] = {
    [HELP] = OPTION_HELP,
    OPTIONS_MASK,
    [BLOCK] = {.name = "block",
               .kind = OPTION_TEXT,
               .argument = "B",
               .help = "blocks of that side, or QxK queries and keys, as in 256x128",
               .absent = "16, 32, 64 and 128"},
    [NO_BLOCKS] = {.name = "no_blocks",
                   .kind = OPTION_FLAG,
                   .help = "leave the blocks out, which take the most time"},
    [HEAD_DIM] = {.name = "head_dim",
                  .kind = OPTION_INTEGER,
                  .argument = "D",
                  .help = "elements of a query, key or value",
                  .minimum = 1,
                  .maximum = 1048576,
                  .integer = 64},
    [HEADS] = {.name = "heads",
               .kind = OPTION_INTEGER,
               .argument = "H",
               .help = "heads that have the mask",
               .minimum = 1,
               .maximum = 65536,
               .integer = 1},
    [KV_HEADS] = {.name = "kv_heads",
                  .kind = OPTION_INTEGER,
                  .argument = "G",
                  .help = "heads of keys and values that these share, which divide them",
                  .more =
                      "Grouped queries: FLOPs are those of H heads, reads and the cache those of "
                      "G. It adds the FLOPs of one layer and the bytes of its cache.",
                  .minimum = 1,
                  .maximum = 65536,
                  .absent = "as many as --heads"},
    [DTYPE] = OPTION_DTYPE,
    [TABLE] = {.name = "table",
               .kind = OPTION_FLAG,
               .help = "a line for each SPEC, and for each layer of a set",
               .more = "Several SPECs are a table without it."},
    [CSV] = {.name = "csv", .kind = OPTION_FLAG, .help = "that table as CSV"},
    [JSON] = OPTION_JSON,
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

/* All that is counted, over all heads. */
typedef struct counted {
    stm_statistics statistics;
    bool kept; /* the keys that stay are counted: of one mask, not too large */
    stm_resident resident;
    int64_t block_queries, block_keys; /* 0: the usual ones */
    block_report blocks;
    cost_report cost;
} counted;

/* Adds what a mask has that `heads` heads share. */
static void add_statistics(stm_statistics *sum, const stm_statistics *s, int64_t heads, bool first)
{
    if (first || s->row_min < sum->row_min)
        sum->row_min = s->row_min;
    if (s->row_max > sum->row_max)
        sum->row_max = s->row_max;
    sum->nonzeros += heads * s->nonzeros;
    sum->cells += heads * s->cells;
    sum->row_mean += (double)heads * s->row_mean; /* rows are as many in each */
    sum->dense_bytes += (uint64_t)heads * s->dense_bytes;
    sum->csr_bytes += (uint64_t)heads * s->csr_bytes;
}

static stm_status count(const head_masks *all, bool with_blocks, counted *c, stm_error *error)
{
    run_bar bar;
    stm_status status = STM_OK;
    int64_t heads = all->layers * all->heads;
    run_bar_start(&bar, "counting", false);
    for (int64_t k = 0; k < all->num_distinct && status == STM_OK; k++) {
        const head_mask *m = &all->distinct[k];
        stm_statistics one;
        status = stm_mask_statistics(m->mask, &one, error, &bar.progress);
        if (status == STM_OK)
            status = cost_report_add(&c->cost, m->mask, m->heads, &bar.progress, error);
        if (status == STM_OK)
            add_statistics(&c->statistics, &one, m->heads, k == 0);
    }
    c->statistics.row_mean /= (double)heads;
    c->statistics.sparsity = 1.0 - (double)c->statistics.nonzeros / (double)c->statistics.cells;
    if (status == STM_OK && with_blocks)
        status = block_report_make(all->distinct[0].mask, c->statistics.nonzeros, c->block_queries,
                                   c->block_keys, &bar.progress, &c->blocks, error);
    c->kept = all->set == NULL &&
              stm_mask_bounds(all->distinct[0].mask).num_queries <= STM_MOST_RESIDENT_LINES;
    if (status == STM_OK && c->kept)
        status = stm_mask_resident(all->distinct[0].mask, &c->resident, error, &bar.progress);
    run_bar_end(&bar);
    return status;
}

/* How many keys a cache needs. */
static void put_resident(stm_output *output, const stm_resident *r, bool json)
{
    if (json)
        stm_output_printf(output,
                          ",\n \"resident_keys\": %" PRId64 ", \"resident_query\": %" PRId64
                          ", \"looks_back\": %" PRId64,
                          r->most, r->query, r->back);
    else
        stm_output_printf(output,
                          "keys to keep %" PRId64 " at most, from query %" PRId64
                          " on: the farthest that is seen is %" PRId64 " back\n",
                          r->most, r->query, r->back);
}

static void put_all(stm_output *output, const counted *c, bool with_blocks)
{
    bool json = table[JSON].given;
    (json ? put_json : put_text)(output, &c->statistics);
    if (c->kept)
        put_resident(output, &c->resident, json);
    if (json)
        stm_output_printf(output, ",\n ");
    (json ? cost_report_put_json : cost_report_put_text)(&c->cost, output);
    if (json && with_blocks)
        stm_output_printf(output, ",\n ");
    if (with_blocks)
        (json ? block_report_put_json : block_report_put_text)(&c->blocks, output);
    if (json)
        stm_output_printf(output, "}\n");
}

/* Grouped heads are of one mask, and in whole groups. */
static stm_status check_groups(bool one, stm_error *error)
{
    int64_t heads = table[HEADS].integer, groups = table[KV_HEADS].integer;
    if (!table[KV_HEADS].given)
        return STM_OK;
    if (!one)
        return options_refuse(error,
                              "--kv_heads: is of one mask, and neither of a set nor a table");
    if (heads % groups != 0)
        return options_refuse(error, "--kv_heads %" PRId64 ": must divide --heads, %" PRId64,
                              groups, heads);
    return STM_OK;
}

static stm_status run_table(call *c)
{
    const stats_call attention = {table[HEAD_DIM].integer, table[HEADS].integer};
    stm_status status = check_groups(false, &c->error);
    if (status != STM_OK)
        return status;
    if (table[CSV].given && table[JSON].given)
        return options_refuse(&c->error, "--csv: is not --json; give one of the two");
    return stats_table(c, &attention,
                       table[CSV].given    ? STATS_CSV
                       : table[JSON].given ? STATS_JSON
                                           : STATS_TEXT);
}

static stm_status run(call *c)
{
    if (c->num_operands > 1 || table[TABLE].given || table[CSV].given)
        return run_table(c);
    head_masks all = {.set = NULL};
    stm_output *output = NULL;
    counted sum = {.cost = {.repeat = table[HEADS].integer,
                            .kv_heads = table[KV_HEADS].integer,
                            .head_dim = table[HEAD_DIM].integer,
                            .element_bytes = command_dtype_bytes(table[DTYPE].integer),
                            .dtype = command_dtypes[table[DTYPE].integer]}};
    if (table[BLOCK].given && table[NO_BLOCKS].given)
        return options_refuse(&c->error, "--block: is not --no_blocks; give one of the two");
    stm_status status =
        command_shape(&table[BLOCK], &sum.block_queries, &sum.block_keys, &c->error);
    if (status == STM_OK)
        status = heads_read(c, c->operands[0], &all);
    /* Blocks, and the order that makes them dense, are of one mask. */
    bool with_blocks = !table[NO_BLOCKS].given && all.set == NULL;
    if (status == STM_OK)
        status = check_groups(all.set == NULL, &c->error);
    if (status == STM_OK && all.set != NULL && table[HEADS].given)
        status = options_refuse(&c->error, "--heads: a set has its own heads");
    if (status == STM_OK)
        status = run_stdout(&output, &c->error);
    if (all.set != NULL)
        sum.cost.layers = all.layers;
    if (status == STM_OK)
        status = count(&all, with_blocks, &sum, &c->error);
    if (status == STM_OK) {
        put_all(output, &sum, with_blocks);
        status = stm_output_close(output, &c->error);
        output = NULL;
    }
    stm_output_discard(output);
    heads_free(&all);
    return status;
}

command cmd_stats = {
    .program =
        {.name = "stmask stats",
         .operands = "SPEC...",
         .min_operands = 1,
         .max_operands = MAX_OPERANDS,
         .summary = "nonzeros, sparsity, keys a query, memory, blocks",
         .details =
             "With --json: nonzeros, cells, sparsity (a fraction), row_min, row_mean, "
             "row_max,\ndense_bytes, csr_bytes, resident_keys, resident_query, looks_back, blocks "
             "(a "
             "list of\nblock, block_keys, blocks, touched, full, cells, "
             "waste,\npermuted_touched, permuted_cells, permuted_waste), permutation (name, "
             "modulus), query_degrees and\nkey_degrees (lists of from, to, number), heads, "
             "head_dim, "
             "flops_sparse, flops_dense,\nbytes_sparse, bytes_dense, cache_bytes_sparse, "
             "cache_bytes_dense, and the same of causal; with --kv_heads also kv_heads, "
             "flops_layer "
             "and\ncache_bytes. A set, @FILE, is\nsummed over "
             "heads and layers, without "
             "blocks.\nCells are those that a kernel computes which takes whole blocks, "
             "waste the share of\nthem that are not seen; permuted, in the token order of "
             "the format permutation.\nSeveral SPECs, --table and --csv have a line for each "
             "SPEC and each layer of a set, which\n--json makes a list of: mask, layer, heads, "
             "queries, keys, nonzeros, cells, causal_cells (of\ncausal there), row_min, row_max, "
             "csr_bytes, sparsity, share_of_causal, row_mean, flops_sparse,\nflops_dense, "
             "flops_causal.\n",
         OPTIONS(table)},
    .run = run,
};
