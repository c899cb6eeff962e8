/* Degrees of a mask and the cost of attention under it, added up over heads. */
#include "cost_report.h"

#include <inttypes.h>
#include <stdio.h>

static void add_degrees(stm_degrees *sum, const stm_degrees *d, int64_t heads)
{
    if (sum->lines == 0 || d->smallest < sum->smallest)
        sum->smallest = d->smallest;
    if (d->largest > sum->largest)
        sum->largest = d->largest;
    sum->lines += heads * d->lines;
    sum->cells += heads * d->cells;
    for (int b = 0; b < STM_DEGREE_BINS; b++)
        sum->bins[b] += heads * d->bins[b];
}

static int64_t clamp(int64_t x, int64_t most)
{
    return x < 0 ? 0 : x < most ? x : most;
}

/* The sum of clamp(i + shift, 0, most) over i = 0 .. num - 1, in closed form. */
static int64_t sum_clamped(int64_t num, int64_t shift, int64_t most)
{
    int64_t first = shift < 0 ? -shift : 0; /* the first i that has any */
    int64_t full = most - shift;            /* the first i that has all */
    first = first < num ? first : num;
    full = full < first ? first : full < num ? full : num;
    int64_t rising = full - first;
    return rising * (first + shift) + rising * (rising - 1) / 2 + (num - full) * most;
}

int64_t cost_causal_cells(const stm_mask *mask)
{
    stm_rectangle b = stm_mask_bounds(mask);
    return sum_clamped(b.num_queries, b.first_query - b.first_key + 1, b.num_keys);
}

stm_status cost_report_add(cost_report *report, const stm_mask *mask, int64_t heads,
                           const stm_progress *progress, stm_error *error)
{
    stm_degrees queries, keys;
    stm_status status = stm_mask_degrees(mask, false, &queries, error, progress);
    if (status == STM_OK)
        status = stm_mask_degrees(mask, true, &keys, error, progress);
    if (status != STM_OK)
        return status;
    add_degrees(&report->queries, &queries, heads);
    add_degrees(&report->keys, &keys, heads);
    report->heads += heads;
    report->cells += heads * queries.lines * keys.lines;
    report->causal_cells += heads * cost_causal_cells(mask);
    /* Queries that have a key not after them, and keys that have a query not before them. */
    stm_rectangle b = stm_mask_bounds(mask);
    report->causal_queries +=
        heads * clamp(b.first_query + b.num_queries - b.first_key, b.num_queries);
    report->causal_keys += heads * clamp(b.first_query + b.num_queries - b.first_key, b.num_keys);
    report->used_queries += heads * (queries.lines - queries.bins[0]);
    report->used_keys += heads * (keys.lines - keys.bins[0]);
    return STM_OK;
}

static void put_bins(stm_output *output, const char *title, const char *what, const stm_degrees *d)
{
    stm_output_printf(output, "%s\n", title);
    for (int b = 0; b < STM_DEGREE_BINS; b++) {
        char range[64];
        int64_t low = b == 0 ? 0 : INT64_C(1) << (b - 1), high = b == 0 ? 0 : 2 * low - 1;
        if (d->bins[b] == 0)
            continue;
        if (low == high)
            snprintf(range, sizeof range, "%" PRId64, low);
        else
            snprintf(range, sizeof range, "%" PRId64 "-%" PRId64, low, high);
        stm_output_printf(output, "  %-23s %12" PRId64 " %s, %.2f%%\n", range, d->bins[b], what,
                          100 * (double)d->bins[b] / (double)d->lines);
    }
}

/* Q*K and P*V: 2 * head_dim multiplications and additions each for a cell; not the softmax. */
static double flops(const cost_report *r, int64_t cells)
{
    return 4.0 * (double)cells * (double)r->head_dim * (double)r->repeat;
}

/* The heads of K and V that `repeat` heads of queries read. */
static int64_t kv_heads(const cost_report *r)
{
    return r->kv_heads == 0 ? r->repeat : r->kv_heads;
}

/* Q and the output, K and V, each vector once. */
static double bytes(const cost_report *r, int64_t queries, int64_t keys)
{
    double vectors =
        2.0 * ((double)queries * (double)r->repeat + (double)keys * (double)kv_heads(r));
    return vectors * (double)r->head_dim * (double)r->element_bytes;
}

/* K and V of the keys that a query sees, read once for all heads that share them. */
static double cache_reads(const cost_report *r, double keys)
{
    return 2 * keys * (double)r->head_dim * (double)r->element_bytes *
           (double)(r->heads * kv_heads(r));
}

/* A product of whole numbers with all its digits; from 2^63 on as a number with 17. */
static void format_product(const int64_t *factors, int num, char text[40])
{
    int64_t product = 1;
    double rounded = 1;
    bool whole = true;
    for (int k = 0; k < num; k++) {
        whole = whole && (factors[k] == 0 || product <= INT64_MAX / factors[k]);
        product = whole ? product * factors[k] : product;
        rounded *= (double)factors[k];
    }
    if (whole)
        snprintf(text, 40, "%" PRId64, product);
    else
        snprintf(text, 40, "%.17g", rounded);
}

/* What one layer computes and holds with grouped heads: FLOPs of Q*K and P*V, and the bytes of K
 * and V of every key, whether it is seen or not. */
static void format_layer(const cost_report *r, char flops_text[40], char cache_text[40])
{
    const int64_t of_flops[] = {4, r->queries.cells, r->head_dim, r->repeat};
    const int64_t of_cache[] = {2, r->kv_heads, r->head_dim, r->element_bytes, r->keys.lines};
    format_product(of_flops, 4, flops_text);
    format_product(of_cache, 5, cache_text);
}

static void put_costs(stm_output *output, const char *what, double sparse, double causal,
                      double dense)
{
    stm_output_printf(output, "  %-46s %14.6g %14.6g %14.6g\n", what, sparse, causal, dense);
}

void cost_report_put_text(const cost_report *r, stm_output *output)
{
    double lines = (double)r->queries.lines, mean = (double)r->queries.cells / lines;
    double dense = (double)r->cells / lines, causal = (double)r->causal_cells / lines;
    char title[128];
    put_bins(output, "queries by the number of keys they see", "queries", &r->queries);
    put_bins(output, "keys by the number of queries that see them", "keys", &r->keys);
    int64_t heads = r->heads * r->repeat;
    if (r->layers > 1)
        snprintf(title, sizeof title,
                 "%" PRId64 " layers of %" PRId64 " head%s (head_dim %" PRId64 ", %s)", r->layers,
                 heads / r->layers, heads == r->layers ? "" : "s", r->head_dim, r->dtype);
    else
        snprintf(title, sizeof title,
                 "one call of attention (%" PRId64 " head%s, head_dim %" PRId64 ", %s)", heads,
                 heads == 1 ? "" : "s", r->head_dim, r->dtype);
    stm_output_printf(output, "%-48s %14s %14s %14s\n", title, "sparse", "causal", "dense");
    put_costs(output, "FLOPs of Q*K and P*V", flops(r, r->queries.cells), flops(r, r->causal_cells),
              flops(r, r->cells));
    put_costs(output, "bytes of Q, K, V and the output, each once",
              bytes(r, r->used_queries, r->used_keys), bytes(r, r->causal_queries, r->causal_keys),
              bytes(r, r->queries.lines, r->keys.lines));
    put_costs(output, "keys in the cache read for a query, mean", mean, causal, dense);
    put_costs(output, "bytes of that, K and V of all heads", cache_reads(r, mean),
              cache_reads(r, causal), cache_reads(r, dense));
    if (r->kv_heads > 0) {
        char layer[40], cache[40];
        format_layer(r, layer, cache);
        stm_output_printf(output,
                          "one layer    %s FLOPs (4 * nonzeros * head_dim * heads)\n"
                          "cache        %s bytes (2 * kv_heads * head_dim * bytes * keys, %" PRId64
                          " kv head%s)\n",
                          layer, cache, r->kv_heads, r->kv_heads == 1 ? "" : "s");
    }
}

static void put_bins_json(stm_output *output, const char *name, const stm_degrees *d)
{
    const char *separator = "";
    stm_output_printf(output, "\"%s\": [", name);
    for (int b = 0; b < STM_DEGREE_BINS; b++) {
        int64_t low = b == 0 ? 0 : INT64_C(1) << (b - 1);
        if (d->bins[b] == 0)
            continue;
        stm_output_printf(output,
                          "%s{\"from\": %" PRId64 ", \"to\": %" PRId64 ", \"number\": %" PRId64 "}",
                          separator, low, b == 0 ? 0 : 2 * low - 1, d->bins[b]);
        separator = ", ";
    }
    stm_output_printf(output, "]");
}

void cost_report_put_json(const cost_report *r, stm_output *output)
{
    double mean = (double)r->queries.cells / (double)r->queries.lines;
    double dense = (double)r->cells / (double)r->queries.lines;
    put_bins_json(output, "query_degrees", &r->queries);
    stm_output_printf(output, ",\n ");
    put_bins_json(output, "key_degrees", &r->keys);
    stm_output_printf(output,
                      ",\n \"heads\": %" PRId64 ", \"head_dim\": %" PRId64
                      ", \"flops_sparse\": %.17g, \"flops_dense\": %.17g,\n \"bytes_sparse\": "
                      "%.17g, \"bytes_dense\": %.17g, \"cache_bytes_sparse\": %.17g, "
                      "\"cache_bytes_dense\": %.17g,\n \"flops_causal\": %.17g, "
                      "\"bytes_causal\": %.17g, \"cache_bytes_causal\": %.17g",
                      r->heads * r->repeat, r->head_dim, flops(r, r->queries.cells),
                      flops(r, r->cells), bytes(r, r->used_queries, r->used_keys),
                      bytes(r, r->queries.lines, r->keys.lines), cache_reads(r, mean),
                      cache_reads(r, dense), flops(r, r->causal_cells),
                      bytes(r, r->causal_queries, r->causal_keys),
                      cache_reads(r, (double)r->causal_cells / (double)r->queries.lines));
    if (r->kv_heads > 0) {
        char layer[40], cache[40];
        format_layer(r, layer, cache);
        stm_output_printf(output,
                          ",\n \"kv_heads\": %" PRId64 ", \"flops_layer\": %s, \"cache_bytes\": %s",
                          r->kv_heads, layer, cache);
    }
}
