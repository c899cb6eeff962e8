/* Calls that allocate: models. */
#include "allocation.h"

static const char text[] = "{\"model_type\": \"new\", \"num_hidden_layers\": 3,"
                           "\"num_attention_heads\": 2, \"head_dim\": 4, \"sliding_window\": 8,"
                           "\"layer_types\": [\"sliding_attention\", \"odd\", \"full_attention\"]}";

static stm_status call_model_parse(void)
{
    stm_model *model = UNTOUCHED;
    stm_status status = stm_model_parse(text, sizeof text - 1, "a.json", &model, NULL,
                                        &(stm_model_options){.tokens = 40});
    assert_true((status == STM_OK) == (model != UNTOUCHED));
    if (status == STM_OK)
        stm_model_free(model);
    return status;
}

static stm_status call_model_read(void)
{
    stm_model *model = UNTOUCHED;
    stm_status status =
        stm_model_read(STMASK_TEST_DATA "/models/deepseek_v4.json", &model, NULL, NULL);
    assert_true((status == STM_OK) == (model != UNTOUCHED));
    if (status == STM_OK)
        stm_model_free(model);
    return status;
}

/* Reads, makes a mask, writes the set. */
static stm_status write_set(stm_output *output)
{
    stm_model *model = NULL;
    stm_mask *mask = UNTOUCHED;
    stm_status status = stm_model_parse(text, sizeof text - 1, "a.json", &model, NULL, NULL);
    if (status == STM_OK)
        status = stm_model_mask(model, 0, &mask, NULL);
    assert_true((status == STM_OK) == (mask != UNTOUCHED));
    if (status == STM_OK)
        status = stm_model_write_set(model, output);
    if (mask != UNTOUCHED)
        stm_mask_free(mask);
    stm_model_free(model);
    return status;
}

static stm_status call_model_set(void)
{
    return with_callback(write_set);
}

const allocation_call calls_model[] = {
    {"model_parse", call_model_parse},
    {"model_read", call_model_read},
    {"model_set", call_model_set},
    {NULL, NULL},
};
