/* Writes a model's layers as a set: a name for each type, and the layers that have it. */
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include <stmask/words.h>

#include "model/model.h"

/* Whether a set may call a mask so: unknown types can have any name. */
static bool is_name(const char *type)
{
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
        if (!is_name(kind->type))
            continue;
        stm_output_printf(output, "%s = ", kind->type);
        put_spec(model, first_of(model, kind), output);
        stm_output_printf(output, "\n");
    }
    for (int64_t first = 0, end; first < s->layers; first = end) {
        const stm_model_layer *layer = &model->layers[first];
        for (end = first + 1; end < s->layers && model->layers[end].type == layer->type;)
            end++;
        stm_output_printf(output, "layer %" PRId64, first);
        if (end > first + 1)
            stm_output_printf(output, "-%" PRId64, end - 1);
        stm_output_printf(output, " = ");
        if (is_name(layer->type))
            stm_output_printf(output, "%s", layer->type);
        else
            put_spec(model, layer, output);
        stm_output_printf(output, "\n");
    }
    return stm_output_status(output);
}
