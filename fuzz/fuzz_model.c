/* Configurations of any text: refused with a sentence that names them, or a model whose numbers
 * agree, whose masks can be made, and whose set is read back. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stmask/stmask.h>

static void require(int holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "%s\n", what);
    abort();
}

/* The mask of a layer sees as many keys as the layer says, or more where something picks of them.
 */
static void check_layer(const stm_model *model, const stm_model_layer *layer)
{
    stm_mask *mask = NULL;
    stm_error error;
    int64_t nonzeros = 0;
    require(layer->cost.nonzeros >= 0 && layer->cost.cache_elements >= 0, "a number below zero");
    if (stm_model_mask(model, layer->index, &mask, &error) != STM_OK)
        return; /* no memory */
    if (stm_mask_count(mask, &nonzeros, &error) == STM_OK)
        require(layer->counted ? nonzeros >= layer->cost.nonzeros
                               : nonzeros == layer->cost.nonzeros,
                "a layer and its mask disagree");
    stm_mask_free(mask);
}

static void check_set(const stm_model *model)
{
    char path[64];
    stm_output *output = NULL;
    stm_set *set = NULL;
    stm_error error = {.message = ""};
    snprintf(path, sizeof path, "model-%ld", (long)getpid());
    if (stm_output_open(path, &output, &error) != STM_OK)
        return;
    require(stm_model_write_set(model, output) == STM_OK, "a set that is not written");
    require(stm_output_close(output, &error) == STM_OK, "a set that cannot be written");
    stm_status status = stm_set_read(path, &set, &error);
    remove(path);
    if (status != STM_OK)
        fprintf(stderr, "%s\n", error.message);
    require(status == STM_OK, "a set that cannot be read");
    require(stm_set_layers(set) == stm_model_summarise(model)->layers, "a set of other layers");
    stm_set_free(set);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    stm_model *model = NULL;
    stm_error error = {.message = ""};
    stm_model_options options = {.tokens = length == 0 ? 1 : 1 + data[length / 2]};
    stm_status status =
        stm_model_parse((const char *)data, length, "config", &model, &error, &options);
    if (status != STM_OK) {
        require(strncmp(error.message, "config", 6) == 0 || status == STM_ENOMEM,
                "a sentence without the file");
        return 0;
    }
    const stm_model_summary *s = stm_model_summarise(model);
    for (int64_t k = 0; k < s->layers && k < 8; k++)
        check_layer(model, stm_model_layer_at(model, k));
    if (s->layers <= 64)
        check_set(model);
    stm_model_free(model);
    return 0;
}
