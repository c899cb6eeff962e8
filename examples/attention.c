/* One layer's attention: eight heads that share two heads of keys and values, half of them with a
 * local window, half strided; then one step of decoding, which gives the last row again.
 *
 *   attention [SIZE] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/stmask.h>

enum { HEADS = 8, KV_HEADS = 2, HEAD_DIM = 64 };

static int fail(const stm_error *error)
{
    fprintf(stderr, "attention: %s\n", error->message);
    return 1;
}

static float *random_floats(size_t num)
{
    float *new = malloc(num * sizeof *new);
    for (size_t n = 0; new != NULL &&n < num; n++)
        new[n] = (float)rand() / (float)RAND_MAX * 2 - 1;
    return new;
}

int main(int argc, char **argv)
{
    int64_t size = argc > 1 ? atoll(argv[1]) : 1024;
    stm_attention_shape shape = {.heads = HEADS, .kv_heads = KV_HEADS, .head_dim = HEAD_DIM};
    stm_mask *local = NULL, *strided = NULL, *rows[2] = {NULL, NULL};
    stm_attention *layer = NULL, *step = NULL;
    stm_error error;
    if (size < 1 || size > 1 << 20) {
        fprintf(stderr, "attention: the size must be from 1 to %d\n", 1 << 20);
        return 2;
    }
    if (stm_mask_from_spec("local:window_size=128", size, &local, &error) != STM_OK ||
        stm_mask_from_spec("strided:window_size=64,stride=32", size, &strided, &error) != STM_OK)
        return fail(&error);

    /* A mask for each head. */
    const stm_mask *masks[HEADS];
    for (int h = 0; h < HEADS; h++)
        masks[h] = h % 2 == 0 ? local : strided;
    if (stm_attention_new(masks, HEADS, &shape, &layer, &error, NULL) != STM_OK)
        return fail(&error);

    size_t row = HEAD_DIM, queries = (size_t)size * HEADS * row;
    float *q = random_floats(queries), *k = random_floats(queries / HEADS * KV_HEADS);
    float *v = random_floats(queries / HEADS * KV_HEADS), *out = random_floats(queries);
    float *last = random_floats(HEADS * row);
    if (q == NULL || k == NULL || v == NULL || out == NULL || last == NULL)
        return 1;
    stm_attention_inputs inputs = {.q = {.data = q}, .k = {.data = k}, .v = {.data = v}};
    stm_attention_outputs outputs = {.out = {.data = out}};
    if (stm_attention_forward(layer, &inputs, &outputs, &error) != STM_OK)
        return fail(&error);

    /* The last query of every head against all keys: the last row of each mask. */
    stm_rectangle end = {size - 1, 1, 0, size};
    if (stm_mask_rectangle(local, &end, &rows[0], &error) != STM_OK ||
        stm_mask_rectangle(strided, &end, &rows[1], &error) != STM_OK)
        return fail(&error);
    for (int h = 0; h < HEADS; h++)
        masks[h] = rows[h % 2];
    if (stm_attention_new(masks, HEADS, &shape, &step, &error, NULL) != STM_OK)
        return fail(&error);
    /* Its queries stand in the same array, `size` rows from head to head. */
    inputs.q = (stm_tensor){q + (size_t)(size - 1) * row, 0, size * HEAD_DIM, HEAD_DIM};
    outputs.out.data = last;
    if (stm_attention_forward(step, &inputs, &outputs, &error) != STM_OK)
        return fail(&error);

    float difference = 0;
    for (size_t h = 0; h < HEADS; h++)
        for (size_t x = 0; x < row; x++) {
            float d = out[((h + 1) * (size_t)size - 1) * row + x] - last[h * row + x];
            difference = d > difference ? d : -d > difference ? -d : difference;
        }
    printf("%d heads of %lld queries, %s kernels\n", HEADS, (long long)size,
           stm_attention_kernels(layer));
    printf("a step of decoding differs by %s\n", difference < 1e-5F ? "rounding" : "TOO MUCH");
    free(q);
    free(k);
    free(v);
    free(out);
    free(last);
    stm_attention_free(layer);
    stm_attention_free(step);
    stm_mask_free(rows[0]);
    stm_mask_free(rows[1]);
    stm_mask_free(local);
    stm_mask_free(strided);
    return difference < 1e-5F ? 0 : 1;
}
