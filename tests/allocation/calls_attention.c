/* Calls that allocate: attention. */
#include "allocation.h"

static stm_status attention_new(const stm_mask *mask)
{
    stm_attention *made = UNTOUCHED;
    const stm_mask *masks[] = {mask};
    const float sink = 1, slope = 1;
    stm_attention_shape shape = {.head_dim = 8};
    stm_attention_options options = {.sinks = &sink, .slopes = &slope};
    stm_status status = stm_attention_new(masks, 1, &shape, &made, NULL, &options);
    assert_true((status == STM_OK) == (made != UNTOUCHED));
    if (status == STM_OK)
        stm_attention_free(made);
    return status;
}

static stm_status call_attention_new(void)
{
    return attention_new(whole);
}

static stm_status call_attention_new_of_union(void)
{
    return attention_new(united);
}

static stm_status attention_passes(const stm_mask *mask)
{
    static float in[4096], out[4096], lse[512], changes[3][4096];
    const stm_mask *masks[] = {mask};
    stm_attention *made;
    stm_attention_shape shape = {.head_dim = 8};
    const float sink = 1;
    float dsink;
    stm_attention_options options = {.threads = 1, .sinks = &sink};
    stm_tensor one = {.data = in};
    stm_attention_inputs inputs = {one, one, one};
    stm_attention_outputs outputs = {.out = {.data = out}, .lse = lse};
    stm_attention_gradients gradients = {
        {.data = changes[0]}, {.data = changes[1]}, {.data = changes[2]}, &dsink};
    assert_true(stm_mask_bounds(mask).num_queries * 8 <= 4096);
    stm_status status = stm_attention_new(masks, 1, &shape, &made, NULL, &options);
    if (status != STM_OK)
        return status;
    status = stm_attention_forward(made, &inputs, &outputs, NULL);
    if (status == STM_OK)
        status = stm_attention_backward(made, &inputs, &outputs, &one, &gradients, NULL);
    stm_attention_free(made);
    return status;
}

static stm_status call_attention_passes(void)
{
    return attention_passes(whole);
}

static stm_status call_attention_passes_of_union(void)
{
    return attention_passes(united);
}

const allocation_call calls_attention[] = {
    {"attention_new", call_attention_new},
    {"attention_new of a union", call_attention_new_of_union},
    {"passes of a union", call_attention_passes_of_union},
    {"attention_forward and attention_backward", call_attention_passes},
    {NULL, NULL},
};
