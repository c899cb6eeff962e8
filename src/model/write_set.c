/* Writes a model's layers as a set: a name for each type, and the layers that have it. */
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include <stmask/words.h>

#include "model/model.h"

/* Whether the set has a name for a kind: unknown types can be called anything, and kinds with keys
 * of their own are called as others are. */
static bool is_named(const stm_model *model, const stm__kind *kind)
{
    const char *type = kind->type;
    for (const stm__kind *k = model->kinds; k < kind; k++)
        if (strcmp(k->type, type) == 0)
            return false;
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    return type[0] != '\0' && type[strspn(type, letters)] == '\0' &&
           stm_pattern_find(type) == NULL && strcmp(type, "head") != 0 &&
           strcmp(type, "layer") != 0;
}

static void put_spec(const stm_model *model, const stm_model_layer *layer, stm_output *output)
{
    /* The masks of a set have one size: that of the layer with most keys. */
    if (layer->keys < model->summary.keys && layer->keys == layer->queries)
        stm_output_printf(output, "at:of=(%s),size=%" PRId64, layer->mask, layer->queries);
    else
        stm_output_printf(output, "%s", layer->mask);
}

static const stm_model_layer *first_of(const stm_model *model, const stm__kind *kind)
{
    int64_t k = 0;
    while (model->layers[k].type != kind->type)
        k++;
    return &model->layers[k];
}

static bool has(const stm_model *model, int64_t layer, const stm__kind *kind)
{
    return layer < model->summary.layers && model->layers[layer].type == kind->type;
}

/* "layer 0-24 every 2" where the layers have one distance, else "layer 0-4/6-10". */
static void put_layers(const stm_model *model, const stm__kind *kind, stm_output *output)
{
    int64_t first = first_of(model, kind)->index, num = 0, step = 0, last = first;
    bool even = true;
    for (int64_t k = first + 1; k < model->summary.layers; k++) {
        if (!has(model, k, kind))
            continue;
        step = num == 0 ? k - first : step;
        even = even && k - last == step;
        last = k;
        num++;
    }
    stm_output_printf(output, "layer ");
    if (num > 1 && even && step > 1) {
        stm_output_printf(output, "%" PRId64 "-%" PRId64 " every %" PRId64, first, last, step);
        return;
    }
    for (int64_t k = first, end; k < model->summary.layers; k = end) {
        for (end = k; has(model, end, kind);)
            end++;
        if (end > k)
            stm_output_printf(output, "%s%" PRId64, k == first ? "" : "/", k);
        if (end > k + 1)
            stm_output_printf(output, "-%" PRId64, end - 1);
        end = end == k ? k + 1 : end;
    }
}

static void put_comment(const char *what, const char *text, stm_output *output)
{
    char shown[1024];
    stm_words_show(shown, sizeof shown, text, strlen(text));
    stm_output_printf(output, "# %s%s\n", what, shown);
}

stm_status stm_model_write_set(const stm_model *model, stm_output *output)
{
    const stm_model_summary *s = &model->summary;
    put_comment("", model->name, output);
    stm_output_printf(output, "# %" PRId64 " layers at %" PRId64 " tokens", s->layers, s->tokens);
    if (s->keys > s->tokens)
        stm_output_printf(output, " and, behind them, up to %" PRId64 " further keys",
                          s->keys - s->tokens);
    stm_output_printf(output, ": --size %" PRId64 "\n", s->keys);
    for (int64_t k = 0; k < model->notes.num; k++)
        put_comment("note: ", model->notes.texts[k], output);
    for (int64_t k = 0; k < model->num_kinds; k++) {
        const stm__kind *kind = &model->kinds[k];
        if (kind->rule.remark[0] != '\0')
            put_comment("", kind->rule.remark, output);
        if (!is_named(model, kind))
            continue;
        stm_output_printf(output, "%s = ", kind->type);
        put_spec(model, first_of(model, kind), output);
        stm_output_printf(output, "\n");
    }
    for (int64_t k = 0; k < model->num_kinds; k++) {
        const stm__kind *kind = &model->kinds[k];
        put_layers(model, kind, output);
        if (is_named(model, kind))
            stm_output_printf(output, " = %s", kind->type);
        else {
            stm_output_printf(output, " = ");
            put_spec(model, first_of(model, kind), output);
        }
        stm_output_printf(output, "\n");
    }
    return stm_output_status(output);
}
