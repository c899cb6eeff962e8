/* What block kernels make of a mask, counted by the library at four sides of a block. */
#include "block_report.h"

#include <inttypes.h>
#include <stdio.h>

static const int64_t sides[BLOCK_SIDES] = {16, 32, 64, 128};

static void choose_shapes(block_report *r, int64_t queries, int64_t keys)
{
    r->num = queries > 0 ? 1 : BLOCK_SIDES;
    for (int k = 0; k < r->num; k++) {
        r->queries[k] = queries > 0 ? queries : sides[k];
        r->keys[k] = queries > 0 ? keys : sides[k];
    }
}

stm_status block_report_make(const stm_mask *mask, int64_t nonzeros, int64_t queries, int64_t keys,
                             const stm_progress *progress, block_report *report, stm_error *error)
{
    block_report r = {.nonzeros = nonzeros};
    stm_block_options options = {.cut_may_be_full = true, .progress = progress};
    stm_status status = STM_OK;
    choose_shapes(&r, queries, keys);
    for (int k = 0; k < r.num && status == STM_OK; k++)
        status = stm_block_count(mask, r.queries[k], r.keys[k], &r.counts[k], error, &options);
    bool square = queries == keys;
    if (status == STM_OK && square)
        status = stm_permutation_choose(mask, r.keys[r.num - 1], &r.permutation, error, progress);
    r.permuted = status == STM_OK && square && r.permutation.kind != STM_PERMUTATION_IDENTITY;
    for (int k = 0; k < r.num && status == STM_OK && r.permuted; k++)
        status =
            stm_permutation_count(mask, &r.permutation, r.keys[k], &r.after[k], error, progress);
    if (status == STM_OK)
        *report = r;
    return status;
}

/* The share of the computed cells that are not seen. */
static double waste(const block_report *r, const stm_block_counts *c)
{
    return c->cells == 0 ? 0 : 1 - (double)r->nonzeros / (double)c->cells;
}

void block_report_put_text(const block_report *report, stm_output *output)
{
    for (int k = 0; k < report->num; k++) {
        const stm_block_counts *c = &report->counts[k];
        char shape[48];
        snprintf(shape, sizeof shape,
                 report->queries[k] == report->keys[k] ? "%" PRId64 : "%" PRId64 "x%" PRId64,
                 report->queries[k], report->keys[k]);
        stm_output_printf(output,
                          "blocks %-5s %" PRId64 " of %" PRId64 " touched, %" PRId64
                          " full: %" PRId64 " cells to compute, %.4f%% waste",
                          shape, c->touched, c->query_blocks * c->key_blocks, c->full, c->cells,
                          100 * waste(report, c));
        if (report->permuted)
            stm_output_printf(output, ", %.4f%% permuted", 100 * waste(report, &report->after[k]));
        stm_output_printf(output, "\n");
    }
    if (report->permuted)
        stm_output_printf(output, "permutation  %s, modulus %" PRId64 "\n",
                          stm_permutation_name(report->permutation.kind),
                          report->permutation.modulus);
}

void block_report_put_json(const block_report *report, stm_output *output)
{
    stm_output_printf(output, "\"blocks\": [");
    for (int k = 0; k < report->num; k++) {
        const stm_block_counts *c = &report->counts[k];
        const stm_block_counts *after = report->permuted ? &report->after[k] : c;
        stm_output_printf(output,
                          "%s\n  {\"block\": %" PRId64 ", \"block_keys\": %" PRId64
                          ", \"blocks\": %" PRId64 ", \"touched\": %" PRId64 ", \"full\": %" PRId64
                          ", \"cells\": %" PRId64
                          ", \"waste\": %.17g, \"permuted_touched\": %" PRId64
                          ", \"permuted_cells\": %" PRId64 ", \"permuted_waste\": %.17g}",
                          k == 0 ? "" : ",", report->queries[k], report->keys[k],
                          c->query_blocks * c->key_blocks, c->touched, c->full, c->cells,
                          waste(report, c), after->touched, after->cells, waste(report, after));
    }
    if (report->permutation.size == 0) {
        stm_output_printf(output, "],\n \"permutation\": null");
        return;
    }
    stm_output_printf(output, "],\n \"permutation\": {\"name\": \"%s\", \"modulus\": %" PRId64 "}",
                      stm_permutation_name(report->permutation.kind), report->permutation.modulus);
}
