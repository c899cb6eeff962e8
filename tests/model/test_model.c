/* Models against the golden counts, against masks walked row by row, and configurations that cannot
 * be. */
#include "support.h"

#include <inttypes.h>
#include <unistd.h>

typedef struct golden {
    char model[40], kind[60];
    int64_t tokens, layers, nonzeros, cache;
} golden;

static stm_model *model_of_file(const char *name, int64_t tokens)
{
    char path[300];
    stm_error error = {.message = ""};
    stm_model *model = NULL;
    stm_model_options options = {.tokens = tokens};
    snprintf(path, sizeof path, STMASK_TEST_DATA "/models/%s.json", name);
    if (stm_model_read(path, &model, &error, &options) != STM_OK)
        fail_msg("%s", error.message);
    return model;
}

static stm_status parse(const char *text, stm_model **model, stm_error *error, int64_t tokens)
{
    stm_model_options options = {.tokens = tokens};
    return stm_model_parse(text, strlen(text), "c.json", model, error, &options);
}

static stm_model *model_of(const char *text, int64_t tokens)
{
    stm_error error = {.message = ""};
    stm_model *model = NULL;
    if (parse(text, &model, &error, tokens) != STM_OK)
        fail_msg("%s", error.message);
    return model;
}

static void check_golden(const golden *line)
{
    stm_model *model = model_of_file(line->model, line->tokens);
    const stm_model_summary *s = stm_model_summarise(model);
    bool all = strcmp(line->kind, "all") == 0;
    int64_t layers = 0, nonzeros = 0, cache = 0;
    for (int64_t k = 0; k < s->layers; k++) {
        const stm_model_layer *layer = stm_model_layer_at(model, k);
        if (!all && strcmp(layer->type, line->kind) != 0)
            continue;
        layers++;
        nonzeros += layer->cost.nonzeros;
        cache += layer->cost.cache_elements;
    }
    int64_t each = all ? 1 : line->layers;
    if (layers != line->layers || nonzeros != each * line->nonzeros || cache != each * line->cache)
        fail_msg("%s at %" PRId64 " tokens: %" PRId64 " layers of %s have %" PRId64
                 " nonzeros, %" PRId64 " elements",
                 line->model, line->tokens, layers, line->kind, nonzeros, cache);
    if (all) {
        assert_int_equal(s->all.nonzeros, line->nonzeros);
        assert_int_equal(s->all.cache_elements, line->cache);
        assert_int_equal(s->all.cache_bytes, 2 * line->cache);
    }
    stm_model_free(model);
}

static void golden_models(void **state)
{
    (void)state;
    golden line;
    int num = 0;
    char header[200];
    FILE *file = fopen(STMASK_TEST_DATA "/models.tsv", "r");
    assert_non_null(file);
    assert_non_null(fgets(header, sizeof header, file));
    while (fscanf(file, "%39s %" SCNd64 " %59s %" SCNd64 " %" SCNd64 " %" SCNd64, line.model,
                  &line.tokens, line.kind, &line.layers, &line.nonzeros, &line.cache) == 6) {
        check_golden(&line);
        num++;
    }
    fclose(file);
    assert_int_equal(num, 54);
}

/* Keys that query i of a layer sees among n tokens and the entries behind them, straight from the
 * definitions. */
static int64_t keys_of(const char *type, const int64_t *p, int64_t n, int64_t i)
{
    int64_t keys = 0, entries = 0;
    int64_t w = p[0], c = p[1], top = p[2], m = p[3];
    bool in_window = strstr(type, "sliding") != NULL || strstr(type, "compressed") != NULL;
    for (int64_t j = 0; j < n; j++) {
        bool seen = j <= i;
        if (in_window)
            seen = seen && i - w < j;
        if (strcmp(type, "chunked_attention") == 0)
            seen = seen && i / c == j / c;
        keys += seen;
    }
    if (strcmp(type, "indexed_attention") == 0 && keys > top)
        keys = top;
    if (strstr(type, "compressed") != NULL) {
        for (int64_t e = 0; e < n / m; e++)
            entries += (e + 1) * m <= i + 1; /* all of its tokens are past */
        if (strcmp(type, "compressed_sparse_attention") == 0 && entries > top)
            entries = top;
    }
    return keys + entries;
}

static const char *const kinds[] = {"full_attention",
                                    "sliding_attention",
                                    "chunked_attention",
                                    "indexed_attention",
                                    "heavily_compressed_attention",
                                    "compressed_sparse_attention"};

/* Counts, and what the next token sees, against keys counted one by one. */
static void counts_are_those_of_the_definitions(void **state)
{
    (void)state;
    uint64_t random = 7;
    for (int round = 0; round < 400; round++) {
        char text[900];
        int64_t n = random_between(&random, 1, 40), p[4], wanted = 0;
        const char *kind = kinds[random_between(&random, 0, 5)];
        for (int k = 0; k < 4; k++)
            p[k] = random_between(&random, 1, 50);
        snprintf(text, sizeof text,
                 "{\"num_hidden_layers\": 1, \"num_attention_heads\": 6, \"head_dim\": 5,"
                 "\"num_key_value_heads\": 3, \"layer_types\": [\"%s\"], \"sliding_window\": %jd,"
                 "\"attention_chunk_size\": %jd, \"index_topk\": %jd, \"compress_rates\":"
                 "{\"%s\": %jd}}",
                 kind, (intmax_t)p[0], (intmax_t)p[1], (intmax_t)p[2], kind, (intmax_t)p[3]);
        stm_model *model = model_of(text, n);
        const stm_model_layer *layer = stm_model_layer_at(model, 0);
        for (int64_t i = 0; i < n; i++)
            wanted += keys_of(kind, p, n, i);
        assert_int_equal(layer->cost.nonzeros, wanted);
        assert_int_equal(layer->cost.flops_prefill, 4 * wanted * 5 * 6);
        assert_int_equal(layer->cost.flops_token, 4 * keys_of(kind, p, n + 1, n) * 5 * 6);
        assert_int_equal(layer->keys, n + (strstr(kind, "compressed") != NULL ? n / p[3] : 0));
        stm_model_free(model);
    }
}

/* Blocks that an indexer picks: all before the own where they fit, else the most there may be. */
static void blocks_are_counted(void **state)
{
    (void)state;
    uint64_t random = 11;
    for (int round = 0; round < 200; round++) {
        char text[600];
        int64_t n = random_between(&random, 1, 60), block = random_between(&random, 1, 20);
        int64_t most = random_between(&random, 1, 6), wanted = 0, next = 0;
        for (int64_t i = 0; i <= n; i++) {
            int64_t before = i / block < most - 1 ? i / block : most - 1;
            next = before * block + i % block + 1;
            wanted += i < n ? next : 0;
        }
        snprintf(text, sizeof text,
                 "{\"model_type\": \"minimax_m3_vl_text\", \"num_hidden_layers\": 1,"
                 "\"num_attention_heads\": 2, \"head_dim\": 1, \"layer_types\":"
                 "[\"minimax_m3_sparse\"], \"index_topk_blocks\": %jd, \"index_block_size\": %jd}",
                 (intmax_t)most, (intmax_t)block);
        stm_model *model = model_of(text, n);
        const stm_model_layer *layer = stm_model_layer_at(model, 0);
        assert_int_equal(layer->cost.nonzeros, wanted);
        assert_int_equal(layer->cost.flops_token, next * 4 * 2);
        assert_true(layer->counted);
        stm_model_free(model);
    }
}

/* Latents: a prompt multiplies 192 and 128 elements, a token 576 and 512; the cache has 576. */
static void latents_have_their_own_widths(void **state)
{
    (void)state;
    stm_model *model = model_of_file("deepseek_v3", 100);
    const stm_model_layer *layer = stm_model_layer_at(model, 60);
    assert_int_equal(layer->head_dim, 192);
    assert_int_equal(layer->value_dim, 128);
    assert_int_equal(layer->cost.flops_prefill, 5050 * 2 * 128 * (192 + 128));
    assert_int_equal(layer->cost.flops_token, 101 * 2 * 128 * (576 + 512));
    assert_int_equal(layer->cost.bytes_token, 100 * 576 * 2);
    stm_model_free(model);
}

static void check_types(const char *text, const char *types)
{
    char found[400] = "";
    stm_model *model = model_of(text, 64);
    for (int64_t k = 0; k < stm_model_summarise(model)->layers; k++) {
        const char *type = stm_model_layer_at(model, k)->type;
        strncat(found, type, 1);
    }
    assert_string_equal(found, types);
    stm_model_free(model);
}

#define SIZES                                                                                      \
    "\"num_attention_heads\": 2, \"num_key_value_heads\": 1, "                                     \
    "\"head_dim\": 4, \"sliding_window\": 8, "

/* The first letters of the types: full, sliding, chunked, linear, heavily, compressed, indexed. */
static void families_have_their_layers(void **state)
{
    (void)state;
    static const struct {
        const char *text, *types;
    } cases[] = {
        {"\"model_type\": \"llama\", \"num_hidden_layers\": 3", "fff"},
        {"\"model_type\": \"mistral\", \"num_hidden_layers\": 3", "sss"},
        {"\"num_hidden_layers\": 3", "sss"},
        {"\"num_hidden_layers\": 3, \"use_sliding_window\": false", "fff"},
        {"\"model_type\": \"gemma2\", \"num_hidden_layers\": 5", "sfsfs"},
        {"\"model_type\": \"gemma3_text\", \"num_hidden_layers\": 8", "sssssfss"},
        {"\"model_type\": \"gemma3_text\", \"num_hidden_layers\": 4, \"sliding_window_pattern\": 2",
         "sfsf"},
        {"\"model_type\": \"qwen2\", \"num_hidden_layers\": 4, \"max_window_layers\": 2", "ffff"},
        {"\"model_type\": \"qwen2\", \"num_hidden_layers\": 4, \"max_window_layers\": 2, "
         "\"use_sliding_window\": true",
         "ffss"},
        {"\"model_type\": \"cohere2\", \"num_hidden_layers\": 5", "sssfs"},
        {"\"model_type\": \"cwm\", \"num_hidden_layers\": 5", "fsssf"},
        {"\"model_type\": \"gpt_oss\", \"num_hidden_layers\": 3", "sfs"},
        {"\"model_type\": \"qwen3_next\", \"num_hidden_layers\": 5", "lllfl"},
        {"\"model_type\": \"llama4_text\", \"num_hidden_layers\": 5", "cccfc"},
        {"\"model_type\": \"llama4_text\", \"num_hidden_layers\": 3, \"no_rope_layers\": [0, 1, 0]",
         "fcf"},
        {"\"model_type\": \"smollm3\", \"num_hidden_layers\": 4, \"use_sliding_window\": true",
         "fffs"},
        {"\"model_type\": \"deepseek_v4\", \"num_hidden_layers\": 5", "hhhch"},
        {"\"model_type\": \"deepseek_v4\", \"num_hidden_layers\": 3, \"compress_ratios\": "
         "[0, 128, 4]",
         "shc"},
        {"\"model_type\": \"deepseek_v32\", \"num_hidden_layers\": 2", "ii"},
        {"\"model_type\": \"gpt_neo\", \"num_hidden_layers\": 3", "flf"},
        {"\"model_type\": \"gpt_neo\", \"num_hidden_layers\": 4, "
         "\"attention_types\": [[[\"local\"], 3], [[\"global\"], 1]]",
         "lllf"},
        {"\"model_type\": \"modernbert\", \"num_hidden_layers\": 5", "fssfs"},
        {"\"model_type\": \"exaone4\", \"num_hidden_layers\": 5", "sssfs"},
        {"\"model_type\": \"gemma4_text\", \"num_hidden_layers\": 8", "sssssfsf"},
        {"\"model_type\": \"qwen2_moe\", \"num_hidden_layers\": 4, \"max_window_layers\": 3, "
         "\"use_sliding_window\": true",
         "sfsf"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char text[400];
        snprintf(text, sizeof text, "{" SIZES "%s}", cases[k].text);
        check_types(text, cases[k].types);
        /* Nested, and with keys around it that are not its own. */
        snprintf(text, sizeof text,
                 "{\"model_type\": \"x\", \"num_hidden_layers\": 99, \"text_config\": {" SIZES
                 "%s}}",
                 cases[k].text);
        check_types(text, cases[k].types);
    }
}

/* An encoder sees to both sides, and caches nothing. */
static void encoders_look_both_ways(void **state)
{
    (void)state;
    stm_model *model = model_of("{\"model_type\": \"modernbert\", \"num_hidden_layers\": 2, "
                                "\"num_attention_heads\": 2, \"hidden_size\": 8, "
                                "\"local_attention\": 7}",
                                20);
    assert_string_equal(stm_model_layer_at(model, 0)->mask, "dense");
    stm_mask *mask = NULL;
    ASSERT_OK(stm_model_mask(model, 1, &mask, NULL));
    for (int64_t i = 0; i < 20; i++)
        for (int64_t j = 0; j < 20; j++)
            assert_int_equal(stm_mask_cell(mask, i, j) != 0, imaxabs(i - j) <= 3);
    assert_int_equal(stm_model_summarise(model)->all.cache_elements, 0);
    assert_int_equal(stm_model_summarise(model)->full.nonzeros, 800);
    stm_mask_free(mask);
    stm_model_free(model);
}

/* The last layers of gemma3n read the caches of earlier ones. */
static void shared_caches_are_counted_once(void **state)
{
    (void)state;
    stm_model *model = model_of("{\"model_type\": \"gemma3n_text\", \"num_hidden_layers\": 6, "
                                "\"num_kv_shared_layers\": 2, \"sliding_window\": 4}",
                                10);
    assert_int_equal(stm_model_summarise(model)->all.cache_elements, 4 * 2 * 2 * 256 * 4);
    assert_int_equal(stm_model_layer_at(model, 4)->cost.cache_elements, 0);
    assert_int_equal(stm_model_layer_at(model, 4)->cost.bytes_token, 10 * 2 * 2 * 256 * 2);
    stm_model_free(model);
}

/* Layers with keys of their own; of gemma4 the full ones have, whichever way it is written. */
static void layers_may_differ_in_size(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{\"model_type\": \"gemma4_text\", " SIZES "\"num_hidden_layers\": 6,"
        "\"global_head_dim\": 16, \"attention_k_eq_v\": true, \"num_global_key_value_heads\": 2}",
        "{\"model_type\": \"gemma4_text\", " SIZES "\"num_hidden_layers\": 6,"
        "\"per_layer_config\": {\"5\": {\"head_dim\": 16, \"num_key_value_heads\": 2}}}"};
    for (int k = 0; k < 2; k++) {
        stm_model *model = model_of(texts[k], 20);
        assert_int_equal(stm_model_layer_at(model, 4)->head_dim, 4);
        assert_int_equal(stm_model_layer_at(model, 5)->head_dim, 16);
        assert_int_equal(stm_model_layer_at(model, 5)->kv_heads, 2);
        assert_int_equal(stm_model_layer_at(model, 4)->cost.cache_elements, 8 * 2 * 1 * 4);
        assert_int_equal(stm_model_layer_at(model, 5)->cost.cache_elements, 20 * 2 * 2 * 16);
        stm_model_free(model);
    }
    stm_model *model = model_of("{\"model_type\": \"mistral\", " SIZES "\"num_hidden_layers\": 3,"
                                "\"per_layer_config\": {\"1\": {\"sliding_window\": 3}}}",
                                20);
    assert_string_equal(stm_model_layer_at(model, 1)->mask, "local:window_size=3");
    assert_string_equal(stm_model_layer_at(model, 2)->mask, "local:window_size=8");
    captured text = {.text = NULL};
    stm_output *output = NULL;
    ASSERT_OK(stm_output_callback(capture, &text, &output, NULL));
    ASSERT_OK(stm_model_write_set(model, output));
    ASSERT_OK(stm_output_close(output, NULL));
    assert_string_equal(text.text, "# c.json\n# 3 layers at 20 tokens: --size 20\n"
                                   "sliding_attention = local:window_size=8\n"
                                   "layer 0/2 = sliding_attention\n"
                                   "layer 1 = local:window_size=3\n");
    free(text.text);
    stm_model_free(model);
}

static void what_was_assumed_is_noted(void **state)
{
    (void)state;
    stm_model *model = model_of("{\"model_type\": \"x\\u001b\", \"num_hidden_layers\": 3, "
                                "\"num_attention_heads\": 2, \"head_dim\": 4, "
                                "\"layer_types\": [\"odd one\", \"causal\", \"odd one\"]}",
                                0);
    assert_int_equal(stm_model_notes(model), 4);
    assert_string_equal(stm_model_note(model, 0),
                        "max_position_embeddings is missing: 4096 tokens were assumed");
    assert_string_equal(stm_model_note(model, 1),
                        "model_type 'x\\x1b' is not known: a decoder with "
                        "the usual keys was assumed");
    assert_string_equal(
        stm_model_note(model, 2),
        "layer type 'odd one' is not known: such layers were taken for full_attention");
    assert_null(stm_model_note(model, 4));
    assert_int_equal(stm_model_summarise(model)->tokens, 4096);
    stm_model_free(model);
}

/* Keys that say which layers have no attention, or look elsewhere, are not passed over. */
static void what_is_not_followed_is_noted(void **state)
{
    (void)state;
    static const char *const keys[] = {"\"attn_layer_period\": 4", "\"attn_layer_indices\": [1]",
                                       "\"hybrid_override_pattern\": \"M*\"",
                                       "\"cross_attention_layers\": [1]"};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        char text[300];
        snprintf(text, sizeof text,
                 "{\"model_type\": \"llama\", \"num_hidden_layers\": 2, %s, "
                 "\"num_attention_heads\": 2, \"head_dim\": 4}",
                 keys[k]);
        stm_model *model = model_of(text, 8);
        bool told = false;
        for (int64_t n = 0; n < stm_model_notes(model); n++)
            told = told || strstr(stm_model_note(model, n), "is set and was not followed") != NULL;
        assert_true(told);
        stm_model_free(model);
    }
    stm_model *listed = model_of("{\"model_type\": \"llama\", \"num_hidden_layers\": 1, "
                                 "\"attn_layer_indices\": [0], \"cross_attention_layers\": [], "
                                 "\"layer_types\": [\"full_attention\"], "
                                 "\"num_attention_heads\": 2, \"head_dim\": 4}",
                                 8);
    for (int64_t n = 0; n < stm_model_notes(listed); n++)
        assert_null(strstr(stm_model_note(listed, n), "was not followed"));
    stm_model_free(listed);
}

static void refuse(const char *text, const char *message)
{
    stm_error error = {.message = ""};
    stm_model *model = (void *)&error;
    ASSERT_FAILS(parse(text, &model, &error, 100), STM_EINVAL, error, message);
    assert_ptr_equal(model, (void *)&error);
}

static void impossible_configurations_are_refused(void **state)
{
    (void)state;
    refuse("{}", "c.json: num_hidden_layers: is missing");
    refuse("[]", "c.json: is a list; must be an object, as a config.json is");
    refuse("{\"num_hidden_layers\": 2}", "c.json: num_attention_heads: is missing");
    refuse("{\"num_hidden_layers\": -2}", "c.json: num_hidden_layers -2: must be from 1 to 65536");
    refuse("{\"num_hidden_layers\": \"2\"}",
           "c.json: num_hidden_layers: is a text; must be a whole number");
    refuse("{\"num_hidden_layers\": 2.5}", "c.json: num_hidden_layers: is a number with a fraction "
                                           "or an exponent; must be a whole number");
    refuse("{\"num_hidden_layers\": 2, \"num_attention_heads\": 6}",
           "c.json: head_dim: is missing, and so is hidden_size");
    refuse("{\"num_hidden_layers\": 2, \"num_attention_heads\": 6, \"hidden_size\": 20}",
           "c.json: hidden_size 20: must be a multiple of the 6 heads where head_dim is missing");
    refuse("{\"num_hidden_layers\": 2, \"num_attention_heads\": 6, \"num_key_value_heads\": 4, "
           "\"head_dim\": 2}",
           "c.json: num_key_value_heads 4: must divide the 6 heads");
    refuse("{\"text_config\": {\"num_hidden_layers\": 0}}",
           "c.json: text_config.num_hidden_layers 0: must be from 1 to 65536");
    refuse("{\"text_config\": 3}", "c.json: text_config: is a whole number; must be an object");
    refuse("{\"is_encoder_decoder\": true, \"num_hidden_layers\": 1, \"num_attention_heads\": 1, "
           "\"head_dim\": 1}",
           "c.json: is_encoder_decoder true: must be false; an encoder and a decoder have two "
           "lists of layers, of which the file says one");
#define ONE "{\"num_hidden_layers\": 1, \"num_attention_heads\": 1, \"head_dim\": 1, "
    refuse(ONE "\"layer_types\": [\"sliding_attention\"]}", "c.json: sliding_window: is missing");
    refuse(ONE "\"layer_types\": [\"sliding_attention\"], \"sliding_window\": null}",
           "c.json: sliding_window: is missing");
    refuse(ONE "\"layer_types\": []}",
           "c.json: layer_types: has 0 entries; must have one for each of 1 layers");
    refuse(ONE "\"layer_types\": [1]}",
           "c.json: layer_types: entry 0 is a whole number; must be a text");
    refuse(ONE "\"layer_types\": [\"heavily_compressed_attention\"], \"compress_rates\": {}}",
           "c.json: compress_rates.heavily_compressed_attention: is missing");
    refuse(ONE "\"attention_types\": [[[\"global\"], 9223372036854775807]]}",
           "c.json: attention_types: lists more than the 1 layers");
    refuse(ONE "\"per_layer_config\": []}",
           "c.json: per_layer_config: is a list; must be an object");
    refuse(ONE "\"per_layer_config\": {\"0\": 3}}",
           "c.json: per_layer_config.0: is a whole number; must be an object");
    refuse(ONE "\"kv_lora_rank\": 5}", "c.json: qk_rope_head_dim: is missing");
    refuse(ONE "\"head_dim\": 2}", "c.json line 1 column 76: is no JSON: duplicate object key near "
                                   "'\"head_dim\"'");
}

static void what_is_no_json_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "{",
                                        "{\"num_hidden_layers\": NaN}",
                                        "{\"num_hidden_layers\": Infinity}",
                                        "{\"num_hidden_layers\": 1e999}",
                                        "{\"num_hidden_layers\": 123456789012345678901234567890}",
                                        "{\"num_hidden_layers\": 1,}",
                                        "{\"num_hidden_layers\": 1} x",
                                        "{\"a\": \"\\ud800\"}",
                                        "{\"a\": \"\xff\"}",
                                        "{'a': 1}"};
    stm_error error;
    stm_model *model = NULL;
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        assert_int_equal(parse(texts[k], &model, &error, 0), STM_EINVAL);
        assert_non_null(strstr(error.message, "c.json line 1 column "));
        assert_non_null(strstr(error.message, "is no JSON"));
    }
    /* Deep nesting is refused before it needs a stack. */
    enum { DEEP = 1000000 };
    char *deep = malloc(DEEP + 1);
    assert_non_null(deep);
    memset(deep, '[', DEEP);
    deep[DEEP] = '\0';
    assert_int_equal(parse(deep, &model, &error, 0), STM_EINVAL);
    free(deep);
    /* A truncated configuration is, wherever it ends. */
    static const char whole[] = ONE "\"sliding_window\": 4}";
    for (size_t length = 0; length < sizeof whole - 1; length++)
        assert_int_equal(stm_model_parse(whole, length, "c.json", &model, &error, NULL),
                         STM_EINVAL);
    assert_int_equal(stm_model_parse("{\0}", 3, "c.json", &model, &error, NULL), STM_EINVAL);
}

static void what_is_too_large_is_refused(void **state)
{
    (void)state;
    stm_error error;
    stm_model *model = NULL;
    stm_model_options options = {.tokens = -1};
    FILE *file = fopen("large.json", "w");
    assert_non_null(file);
    assert_int_equal(ftruncate(fileno(file), 100000000), 0);
    fclose(file);
    ASSERT_FAILS(stm_model_read("large.json", &model, &error, NULL), STM_EINVAL, error,
                 "large.json: must have at most 16777216 bytes");
    remove("large.json");
    ASSERT_FAILS(stm_model_read("none.json", &model, &error, NULL), STM_EINVAL, error,
                 "none.json: cannot be read: No such file or directory");
    ASSERT_FAILS(stm_model_parse("{}", 2, "c", &model, &error, &options), STM_EINVAL, error,
                 "tokens -1: must be from 0 to 2147483648");
    /* 128 heads of 192 and 128 elements, for every pair of 2^31 tokens, in 61 layers. */
    stm_model_options most = {.tokens = STM_MAX_SIZE};
    assert_int_equal(
        stm_model_read(STMASK_TEST_DATA "/models/deepseek_v3.json", &model, &error, &most),
        STM_EINVAL);
    assert_non_null(strstr(error.message,
                           "deepseek_v3.json: nonzeros of 61 layers at 2147483648 tokens: must be "
                           "at most 9223372036854775807; take fewer tokens"));
    /* A list of types without end. */
    char *many = malloc(1000000);
    assert_non_null(many);
    size_t used = (size_t)sprintf(many, "{\"num_hidden_layers\": 65536, \"num_attention_heads\": 1,"
                                        "\"head_dim\": 1, \"layer_types\": [");
    for (int k = 0; k < 65536; k++)
        used += (size_t)sprintf(many + used, "%s\"t%d\"", k == 0 ? "" : ",", k);
    strcpy(many + used, "]}");
    ASSERT_FAILS(parse(many, &model, &error, 10), STM_EINVAL, error,
                 "c.json: layer_types: has more than 64 kinds of layers");
    free(many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_models),
        cmocka_unit_test(counts_are_those_of_the_definitions),
        cmocka_unit_test(blocks_are_counted),
        cmocka_unit_test(latents_have_their_own_widths),
        cmocka_unit_test(families_have_their_layers),
        cmocka_unit_test(encoders_look_both_ways),
        cmocka_unit_test(shared_caches_are_counted_once),
        cmocka_unit_test(layers_may_differ_in_size),
        cmocka_unit_test(what_was_assumed_is_noted),
        cmocka_unit_test(what_is_not_followed_is_noted),
        cmocka_unit_test(impossible_configurations_are_refused),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(what_is_too_large_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
