/* Measures each distinct mask once, adds up the heads of each layer, and prints a row for each. */
#include "stats_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cost_report.h"

typedef struct row {
    char *name;
    int64_t layer; /* of a set; -1 */
    int64_t heads, queries, keys;
    int64_t nonzeros, cells, causal_cells, row_min, row_max;
    uint64_t csr_bytes;
} row;

typedef struct table {
    row *rows;
    int64_t num;
} table;

static void add(row *sum, const stm_statistics *s, const stm_mask *mask, int64_t heads)
{
    stm_rectangle b = stm_mask_bounds(mask);
    sum->row_min = sum->heads == 0 || s->row_min < sum->row_min ? s->row_min : sum->row_min;
    sum->row_max = s->row_max > sum->row_max ? s->row_max : sum->row_max;
    sum->heads += heads;
    sum->queries = b.num_queries;
    sum->keys = b.num_keys;
    sum->nonzeros += heads * s->nonzeros;
    sum->cells += heads * s->cells;
    sum->causal_cells += heads * cost_causal_cells(mask);
    sum->csr_bytes += (uint64_t)heads * s->csr_bytes;
}

/* A row for each layer; of a spec, one. */
static stm_status add_rows(call *c, const char *operand, const head_masks *all, int64_t repeat,
                           table *t)
{
    row *rows = realloc(t->rows, (size_t)(t->num + all->layers) * sizeof *rows);
    stm_statistics *measured = calloc((size_t)all->num_distinct, sizeof *measured);
    stm_status status = STM_OK;
    if (rows != NULL)
        t->rows = rows;
    if (rows == NULL || measured == NULL)
        status = run_no_memory(&c->error);
    run_bar bar;
    run_bar_start(&bar, "counting", false);
    for (int64_t k = 0; k < all->num_distinct && status == STM_OK; k++)
        status = stm_mask_statistics(all->distinct[k].mask, &measured[k], &c->error, &bar.progress);
    run_bar_end(&bar);
    for (int64_t layer = 0; layer < all->layers && status == STM_OK; layer++) {
        row *r = &t->rows[t->num];
        *r = (row){.name = strdup(operand), .layer = all->set == NULL ? -1 : layer};
        if (r->name == NULL)
            status = run_no_memory(&c->error);
        t->num++;
        for (int64_t head = 0; head < all->heads; head++) {
            int64_t at = all->of[layer * all->heads + head];
            add(r, &measured[at], all->distinct[at].mask, all->set == NULL ? repeat : 1);
        }
    }
    free(measured);
    return status;
}

static double share(int64_t part, int64_t of)
{
    return of == 0 ? 0 : (double)part / (double)of;
}

static double row_mean(const row *r)
{
    return share(r->nonzeros, r->heads * r->queries);
}

static double flops(int64_t cells, const stats_call *attention)
{
    return 4.0 * (double)cells * (double)attention->head_dim;
}

static void put_text(stm_output *output, const table *t, const stats_call *attention)
{
    stm_output_printf(output, "%6s %16s %10s %10s %10s %12s %10s %11s  %s\n", "heads", "nonzeros",
                      "sparsity", "of dense", "of causal", "keys a query", "at most", "FLOPs",
                      "mask");
    for (int64_t k = 0; k < t->num; k++) {
        const row *r = &t->rows[k];
        stm_output_printf(
            output,
            "%6" PRId64 " %16" PRId64 " %9.4f%% %9.4f%% %9.4f%% %12.4f %10" PRId64 " %11.4g  ",
            r->heads, r->nonzeros, 100 - 100 * share(r->nonzeros, r->cells),
            100 * share(r->nonzeros, r->cells), 100 * share(r->nonzeros, r->causal_cells),
            row_mean(r), r->row_max, flops(r->nonzeros, attention));
        command_shown(output, r->name);
        if (r->layer >= 0)
            stm_output_printf(output, " layer %" PRId64, r->layer);
        stm_output_printf(output, "\n");
    }
}

/* A field in quotes, as RFC 4180 has it. */
static void put_quoted(stm_output *output, const char *text)
{
    stm_output_printf(output, "\"");
    for (; *text != '\0'; text++) {
        if (*text == '"')
            stm_output_printf(output, "\"");
        stm_output_write(output, text, 1);
    }
    stm_output_printf(output, "\"");
}

/* The numbers of a row by their names; a separator before each but the first, which has none. */
static void put_numbers(stm_output *output, const row *r, const stats_call *attention, bool named)
{
    const struct {
        const char *name;
        int64_t value;
    } whole[] = {
        {"heads", r->heads},       {"queries", r->queries}, {"keys", r->keys},
        {"nonzeros", r->nonzeros}, {"cells", r->cells},     {"causal_cells", r->causal_cells},
        {"row_min", r->row_min},   {"row_max", r->row_max}, {"csr_bytes", (int64_t)r->csr_bytes}};
    const struct {
        const char *name;
        double value;
    } broken[] = {{"sparsity", 1 - share(r->nonzeros, r->cells)},
                  {"share_of_causal", share(r->nonzeros, r->causal_cells)},
                  {"row_mean", row_mean(r)},
                  {"flops_sparse", flops(r->nonzeros, attention)},
                  {"flops_dense", flops(r->cells, attention)},
                  {"flops_causal", flops(r->causal_cells, attention)}};
    for (size_t k = 0; k < sizeof whole / sizeof *whole; k++) {
        stm_output_printf(output, named ? ", \"%s\": " : ",", whole[k].name);
        stm_output_printf(output, "%" PRId64, whole[k].value);
    }
    for (size_t k = 0; k < sizeof broken / sizeof *broken; k++) {
        stm_output_printf(output, named ? ", \"%s\": " : ",", broken[k].name);
        stm_output_printf(output, "%.17g", broken[k].value);
    }
}

static void put_csv(stm_output *output, const table *t, const stats_call *attention)
{
    stm_output_printf(output, "mask,layer,heads,queries,keys,nonzeros,cells,causal_cells,row_min,"
                              "row_max,csr_bytes,sparsity,share_of_causal,row_mean,flops_sparse,"
                              "flops_dense,flops_causal\n");
    for (int64_t k = 0; k < t->num; k++) {
        const row *r = &t->rows[k];
        put_quoted(output, r->name);
        stm_output_printf(output, ",");
        if (r->layer >= 0)
            stm_output_printf(output, "%" PRId64, r->layer);
        put_numbers(output, r, attention, false);
        stm_output_printf(output, "\n");
    }
}

static void put_json(stm_output *output, const table *t, const stats_call *attention)
{
    stm_output_printf(output, "[");
    for (int64_t k = 0; k < t->num; k++) {
        const row *r = &t->rows[k];
        stm_output_printf(output, "%s\n {\"mask\": ", k == 0 ? "" : ",");
        command_json_string(output, r->name);
        if (r->layer >= 0)
            stm_output_printf(output, ", \"layer\": %" PRId64, r->layer);
        else
            stm_output_printf(output, ", \"layer\": null");
        put_numbers(output, r, attention, true);
        stm_output_printf(output, "}");
    }
    stm_output_printf(output, "\n]\n");
}

stm_status stats_table(call *c, const stats_call *attention, stats_form form)
{
    table t = {NULL, 0};
    stm_output *output = NULL;
    stm_status status = run_stdout(&output, &c->error);
    for (int k = 0; k < c->num_operands && status == STM_OK; k++) {
        head_masks all = {.set = NULL};
        status = heads_read(c, c->operands[k], &all);
        if (status == STM_OK)
            status = add_rows(c, c->operands[k], &all, attention->repeat, &t);
        heads_free(&all);
    }
    if (status == STM_OK) {
        (form == STATS_CSV    ? put_csv
         : form == STATS_JSON ? put_json
                              : put_text)(output, &t, attention);
        status = stm_output_close(output, &c->error);
        output = NULL;
    }
    stm_output_discard(output);
    for (int64_t k = 0; k < t.num; k++)
        free(t.rows[k].name);
    free(t.rows);
    return status;
}
