/* The layers of a model, from its configuration, and what a prompt and the token after it cost. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <stmask/stmask.h>

/* As config.json has it; stm_model_read reads a file. */
static const char config[] = "{\"model_type\": \"gpt_oss\", \"num_hidden_layers\": 36,"
                             " \"num_attention_heads\": 64, \"num_key_value_heads\": 8,"
                             " \"head_dim\": 64, \"sliding_window\": 128,"
                             " \"max_position_embeddings\": 131072}";

int main(void)
{
    stm_model *model;
    stm_error error;
    if (stm_model_parse(config, strlen(config), "gpt_oss", &model, &error, NULL)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    const stm_model_summary *s = stm_model_summarise(model);
    printf("%" PRId64 " layers at %" PRId64 " tokens\n", s->layers, s->tokens);
    for (int64_t k = 0; k < 2; k++) {
        const stm_model_layer *layer = stm_model_layer_at(model, k);
        printf("layer %" PRId64 ": %-17s %-21s %11" PRId64 " pairs, %10" PRId64 " cached\n", k,
               layer->type, layer->mask, layer->cost.nonzeros, layer->cost.cache_elements);
    }
    printf("a prompt: %.4g operations, of full attention %.4g\n", (double)s->all.flops_prefill,
           (double)s->full.flops_prefill);
    printf("a token:  %.4g operations, and %.4g bytes of the cache\n", (double)s->all.flops_token,
           (double)s->all.bytes_token);
    for (int64_t k = 0; k < stm_model_notes(model); k++)
        printf("assumed: %s\n", stm_model_note(model, k));
    stm_model_free(model);
    return 0;
}
