/* A model as JSON, and lists of what is known of models, as JSON and as text. */
#include <inttypes.h>

#include "command.h"
#include "model_report.h"

static void put_number(stm_output *output, const char *prefix, const char *name, int64_t value)
{
    if (value < 0)
        stm_output_printf(output, ", \"%s%s\": null", prefix, name);
    else
        stm_output_printf(output, ", \"%s%s\": %" PRId64, prefix, name, value);
}

static void put_cost(stm_output *output, const char *prefix, const stm_model_cost *c)
{
    put_number(output, prefix, "nonzeros", c->nonzeros);
    put_number(output, prefix, "cache_elements", c->cache_elements);
    put_number(output, prefix, "cache_bytes", c->cache_bytes);
    put_number(output, prefix, "flops_prefill", c->flops_prefill);
    put_number(output, prefix, "flops_token", c->flops_token);
    put_number(output, prefix, "bytes_token", c->bytes_token);
}

static void put_text(stm_output *output, const char *text)
{
    if (text == NULL)
        stm_output_printf(output, "null");
    else
        command_json_string(output, text);
}

static void put_layer(stm_output *output, const stm_model_layer *layer)
{
    stm_output_printf(output, "  {\"index\": %" PRId64 ", \"type\": ", layer->index);
    command_json_string(output, layer->type);
    stm_output_printf(output, ", \"mask\": ");
    command_json_string(output, layer->mask);
    put_number(output, "", "heads", layer->heads);
    put_number(output, "", "kv_heads", layer->kv_heads);
    put_number(output, "", "head_dim", layer->head_dim);
    put_number(output, "", "value_dim", layer->value_dim);
    put_number(output, "", "queries", layer->queries);
    put_number(output, "", "keys", layer->keys);
    put_cost(output, "", &layer->cost);
    stm_output_printf(output, ", \"counted\": %s, \"remark\": ", layer->counted ? "true" : "false");
    put_text(output, layer->remark);
    stm_output_printf(output, "}");
}

void model_report_put_json(const model_report *report, stm_output *output)
{
    const stm_model_summary *s = stm_model_summarise(report->model);
    stm_output_printf(output, "{\"model_type\": ");
    put_text(output, s->model_type);
    stm_output_printf(output, ", \"tokens\": %" PRId64 ", \"dtype\": \"%s\", \"size\": %" PRId64,
                      s->tokens, report->dtype, s->keys);
    put_cost(output, "", &s->all);
    stm_output_printf(output, "\n ");
    put_cost(output, "full_", &s->full);
    if (report->later != NULL) {
        const stm_model_summary *later = stm_model_summarise(report->later);
        put_number(output, "", "cache_bytes_1048576", later->all.cache_bytes);
        put_number(output, "full_", "cache_bytes_1048576", later->full.cache_bytes);
    }
    stm_output_printf(output, ",\n \"notes\": [");
    for (int64_t k = 0; k < stm_model_notes(report->model); k++) {
        stm_output_printf(output, "%s", k == 0 ? "" : ", ");
        command_json_string(output, stm_model_note(report->model, k));
    }
    stm_output_printf(output, "],\n \"layers\": [\n");
    for (int64_t k = 0; k < s->layers; k++) {
        put_layer(output, stm_model_layer_at(report->model, k));
        stm_output_printf(output, "%s\n", k + 1 < s->layers ? "," : "");
    }
    stm_output_printf(output, " ]}\n");
}

static void put_field(stm_output *output, bool json, const char *name, const char *text)
{
    if (json) {
        stm_output_printf(output, ", \"%s\": ", name);
        command_json_string(output, text);
    } else if (text[0] != '\0') {
        stm_output_printf(output, "  %-8s %s\n", name, text);
    }
}

static void put_layer_types(stm_output *output, bool json)
{
    size_t num;
    const stm_layer_type *const *types = stm_layer_type_list(&num);
    for (size_t k = 0; k < num; k++) {
        if (json)
            stm_output_printf(output, "%s\n  {\"name\": \"%s\"", k == 0 ? "" : ",", types[k]->name);
        else
            stm_output_printf(output, "%s\n", types[k]->name);
        put_field(output, json, "aliases", types[k]->aliases);
        put_field(output, json, "sees", types[k]->sees);
        put_field(output, json, "cache", types[k]->cache);
        put_field(output, json, "keys", types[k]->keys);
        stm_output_printf(output, json ? "}" : "\n");
    }
}

static void put_model_types(stm_output *output, bool json)
{
    size_t num;
    const stm_model_type *const *types = stm_model_type_list(&num);
    for (size_t k = 0; k < num; k++) {
        if (json)
            stm_output_printf(output, "%s\n  {\"names\": \"%s\"", k == 0 ? "" : ",",
                              types[k]->names);
        else
            stm_output_printf(output, "%s\n", types[k]->names);
        put_field(output, json, "layers", types[k]->layers);
        stm_output_printf(output, json ? "}" : k + 1 < num ? "\n" : "");
    }
}

void model_report_put_known(stm_output *output, bool json)
{
    stm_output_printf(output, json ? "{\"layer_types\": [" : "types of layers\n\n");
    put_layer_types(output, json);
    stm_output_printf(output, json ? "],\n \"model_types\": ["
                                   : "types of models, and their layers without layer_types\n\n");
    put_model_types(output, json);
    stm_output_printf(output, json ? "]}\n" : "");
}
