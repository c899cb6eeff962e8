/* stmask reach: how information flows through stacked layers. */
#include <inttypes.h>
#include <stdlib.h>

#include "heads.h"

enum { HELP, SIZE, LAYERS, THREADS, JSON };

static option table[] = {
    [HELP] = OPTION_HELP,
    [SIZE] = OPTION_SIZE_NAMED("size"),
    [LAYERS] = {.name = "layers",
                .kind = OPTION_INTEGER,
                .argument = "L",
                .help = "layers of the stack",
                .minimum = 1,
                .maximum = STM_REACH_MAX_LAYERS,
                .integer = 4,
                .absent = "4, or those of a set"},
    [THREADS] = {.name = "threads",
                 .kind = OPTION_INTEGER,
                 .argument = "T",
                 .help = "threads to work with",
                 .more = "The result is the same for any number.",
                 .minimum = 1,
                 .maximum = STM_MAX_THREADS,
                 .absent = "as many as the machine runs"},
    [JSON] = OPTION_JSON,
};

/* What any head of a layer sees. */
static stm_status layer_mask(const head_masks *all, int64_t layer, stm_mask **mask,
                             stm_error *error)
{
    stm_mask *sum = stm_mask_retain(heads_at(all, layer, 0)->mask);
    for (int64_t h = 1; h < all->heads; h++) {
        bool new = true;
        for (int64_t k = 0; k < h; k++)
            new = new &&heads_at(all, layer, k) != heads_at(all, layer, h);
        if (!new)
            continue;
        stm_mask *larger = NULL;
        stm_status status =
            stm_mask_compose(STM_UNION, sum, heads_at(all, layer, h)->mask, &larger, error);
        stm_mask_free(sum);
        if (status != STM_OK)
            return status;
        sum = larger;
    }
    *mask = sum;
    return STM_OK;
}

static void put_text(stm_output *output, const stm_reach *r, int64_t num, int64_t size)
{
    double all = (double)size * (double)size;
    for (int64_t k = 0; k < num; k++)
        stm_output_printf(output,
                          "layer %-4" PRId64 " connects %" PRId64 " of %" PRId64 " pairs, %.4f%%\n",
                          k + 1, r->connected[k], size * size, 100 * (double)r->connected[k] / all);
    if (r->layers_to_full > 0)
        stm_output_printf(
            output, "after layer %" PRId64 " every pair is connected that layers can connect\n",
            r->layers_to_full);
    else
        stm_output_printf(output, "more layers would connect more pairs\n");
    if (r->unreachable_query < 0)
        stm_output_printf(output, "every pair can be connected\n");
    else
        stm_output_printf(output,
                          "no number of layers brings token %" PRId64 " to query %" PRId64 "\n",
                          r->unreachable_key, r->unreachable_query);
}

static void put_json(stm_output *output, const stm_reach *r, int64_t num)
{
    stm_output_printf(output, "{\"layers\": [");
    for (int64_t k = 0; k < num; k++)
        stm_output_printf(output, "%s{\"layer\": %" PRId64 ", \"connected_pairs\": %" PRId64 "}",
                          k == 0 ? "" : ", ", k + 1, r->connected[k]);
    if (r->layers_to_full > 0)
        stm_output_printf(output, "],\n \"layers_to_full\": %" PRId64, r->layers_to_full);
    else
        stm_output_printf(output, "],\n \"layers_to_full\": null");
    if (r->unreachable_query >= 0)
        stm_output_printf(output,
                          ", \"unreachable\": {\"query\": %" PRId64 ", \"key\": %" PRId64 "}}\n",
                          r->unreachable_query, r->unreachable_key);
    else
        stm_output_printf(output, ", \"unreachable\": null}\n");
}

static stm_status put(const stm_reach *reach, int64_t num, int64_t size, stm_error *error)
{
    stm_output *output;
    stm_status status = run_stdout(&output, error);
    if (status != STM_OK)
        return status;
    if (table[JSON].given)
        put_json(output, reach, num);
    else
        put_text(output, reach, num, size);
    return stm_output_close(output, error);
}

/* Follows `num` layers; `own` and `masks` have room for those of the set, and for these. */
static stm_status follow(call *c, const head_masks *all, int64_t num, stm_mask **own,
                         const stm_mask **masks)
{
    stm_reach *reach = NULL;
    stm_status status = STM_OK;
    for (int64_t k = 0; k < all->layers && status == STM_OK; k++)
        status = layer_mask(all, k, &own[k], &c->error);
    if (status == STM_OK) {
        run_bar bar;
        run_bar_start(&bar, "following", false);
        stm_reach_options options = {.threads = (int)table[THREADS].integer,
                                     .progress = &bar.progress};
        for (int64_t k = 0; k < num; k++)
            masks[k] = own[k % all->layers];
        status = stm_reach_new(masks, num, &reach, &c->error, &options);
        run_bar_end(&bar);
    }
    if (status == STM_OK)
        status = put(reach, num, stm_mask_bounds(masks[0]).num_queries, &c->error);
    stm_reach_free(reach);
    return status;
}

static stm_status run(call *c)
{
    head_masks all = {.set = NULL};
    stm_mask **own = NULL;
    const stm_mask **masks = NULL;
    stm_status status = heads_read(c, c->operands[0], &all);
    if (status == STM_OK) {
        int64_t num = all.set != NULL && !table[LAYERS].given ? all.layers : table[LAYERS].integer;
        own = calloc((size_t)all.layers, sizeof *own);
        masks = calloc((size_t)num, sizeof *masks);
        status = own == NULL || masks == NULL ? run_no_memory(&c->error)
                                              : follow(c, &all, num, own, masks);
    }
    for (int64_t k = 0; own != NULL && k < all.layers; k++)
        stm_mask_free(own[k]);
    free(own);
    free(masks);
    heads_free(&all);
    return status;
}

command cmd_reach = {
    .program = {.name = "stmask reach",
                .operands = "SPEC",
                .min_operands = 1,
                .max_operands = 1,
                .summary = "how information flows through stacked layers",
                .details = "Each layer lets a token take in what its mask sees, and keep its own. "
                           "With a set, @FILE,\nlayer k has the masks of its heads; beyond its "
                           "last layer the set begins again.\nExact; time grows with the square of "
                           "the size.\nWith --json: layers (objects with "
                           "layer and connected_pairs), layers_to_full (null if\nnot within L), "
                           "unreachable ({query, key} or null).\n",
                OPTIONS(table)},
    .run = run,
};
