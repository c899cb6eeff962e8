/* Layers of a model by type, its costs beside full attention, and its notes, as a table. */
#include "model_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A layer of each type, the first; how many there are. */
static int64_t of_type(const stm_model *model, const stm_model_layer *layer)
{
    int64_t num = 0;
    for (int64_t k = 0; k < stm_model_summarise(model)->layers; k++)
        num += stm_model_layer_at(model, k)->type == layer->type;
    return num;
}

static bool is_first(const stm_model *model, const stm_model_layer *layer)
{
    int64_t k = 0;
    while (stm_model_layer_at(model, k)->type != layer->type)
        k++;
    return k == layer->index;
}

static void put_shown(stm_output *output, const char *text)
{
    char shown[512];
    stm_words_show(shown, sizeof shown, text, strlen(text));
    stm_output_printf(output, "%s", shown);
}

/* "128", or "192, 128" of keys and values. */
static const char *dimensions(const stm_model_layer *layer, char *text, size_t capacity)
{
    if (layer->value_dim == layer->head_dim)
        snprintf(text, capacity, "%" PRId64, layer->head_dim);
    else
        snprintf(text, capacity, "%" PRId64 ", %" PRId64, layer->head_dim, layer->value_dim);
    return text;
}

static void put_layers(const stm_model *model, stm_output *output)
{
    const stm_model_summary *s = stm_model_summarise(model);
    double n = (double)s->tokens;
    /* In an encoder every token sees every token, and nothing is cached. */
    double full = s->full.cache_elements == 0 ? n * n : n * (n + 1) / 2;
    stm_output_printf(output, "%6s  %-28s %5s %8s %9s %20s %8s %15s  %s\n", "layers", "type",
                      "heads", "kv_heads", "head_dim", "nonzeros", "of full", "cache elements",
                      "mask");
    for (int64_t k = 0; k < s->layers; k++) {
        const stm_model_layer *layer = stm_model_layer_at(model, k);
        char text[48], type[80];
        if (!is_first(model, layer))
            continue;
        stm_words_show(type, sizeof type, layer->type, strlen(layer->type));
        stm_output_printf(output,
                          "%6" PRId64 "  %-28s %5" PRId64 " %8" PRId64 " %9s %19" PRId64
                          "%s %7.2f%% %15" PRId64 "  %s\n",
                          of_type(model, layer), type, layer->heads, layer->kv_heads,
                          dimensions(layer, text, sizeof text), layer->cost.nonzeros,
                          layer->counted ? "*" : " ", 100 * (double)layer->cost.nonzeros / full,
                          layer->cost.cache_elements, layer->mask);
    }
    for (int64_t k = 0; k < s->layers; k++) {
        const stm_model_layer *layer = stm_model_layer_at(model, k);
        if (layer->remark == NULL || !is_first(model, layer))
            continue;
        stm_output_printf(output, "%s ", layer->counted ? "*" : " ");
        put_shown(output, layer->type);
        stm_output_printf(output, ": %s\n", layer->remark);
    }
}

static void put_cost(stm_output *output, const char *what, int64_t own, int64_t full)
{
    stm_output_printf(output, "%-44s %22" PRId64, what, own);
    if (full < 0)
        stm_output_printf(output, " %22s\n", "over 2^63");
    else if (full == 0)
        stm_output_printf(output, " %22" PRId64 "\n", full);
    else
        stm_output_printf(output, " %22" PRId64 " %8.2f%%\n", full,
                          100 * (double)own / (double)full);
}

void model_report_put_text(const model_report *report, stm_output *output)
{
    const stm_model_summary *s = stm_model_summarise(report->model);
    char line[80];
    put_shown(output, s->model_type == NULL ? "no model_type" : s->model_type);
    stm_output_printf(output, ": %" PRId64 " layers, %" PRId64 " tokens, %s\n\n", s->layers,
                      s->tokens, report->dtype);
    put_layers(report->model, output);
    stm_output_printf(output, "\n%-44s %22s %22s %9s\n", "all layers", "this model",
                      "full attention", "of full");
    put_cost(output, "nonzeros of one head", s->all.nonzeros, s->full.nonzeros);
    put_cost(output, "FLOPs of the prompt, all heads", s->all.flops_prefill, s->full.flops_prefill);
    put_cost(output, "FLOPs of the next token", s->all.flops_token, s->full.flops_token);
    put_cost(output, "bytes of the cache that it reads", s->all.bytes_token, s->full.bytes_token);
    snprintf(line, sizeof line, "bytes of the cache at %" PRId64 " tokens", s->tokens);
    put_cost(output, line, s->all.cache_bytes, s->full.cache_bytes);
    if (report->later != NULL && s->tokens != MODEL_LATER_TOKENS) {
        const stm_model_summary *later = stm_model_summarise(report->later);
        snprintf(line, sizeof line, "bytes of the cache at %d tokens", MODEL_LATER_TOKENS);
        put_cost(output, line, later->all.cache_bytes, later->full.cache_bytes);
    }
    for (int64_t k = 0; k < stm_model_notes(report->model); k++)
        stm_output_printf(output, "%snote: %s\n", k == 0 ? "\n" : "",
                          stm_model_note(report->model, k));
}
