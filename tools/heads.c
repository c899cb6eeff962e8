/* Sets as operands: each mask of theirs made once, however many heads have it. */
#include "heads.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What stands behind the @, quotes taken off; free it. NULL where memory ran out. */
static char *path_of(const char *operand)
{
    size_t length = strlen(++operand);
    char quote = operand[0];
    if ((quote == '"' || quote == '\'') && length >= 2 && operand[length - 1] == quote) {
        operand++;
        length -= 2;
    }
    char *path = malloc(length + 1);
    if (path == NULL)
        return NULL;
    memcpy(path, operand, length);
    path[length] = '\0';
    return path;
}

bool heads_is_set(const char *operand)
{
    if (operand[0] != '@' || operand[1] == '\0')
        return false;
    if (operand[1] == '"' || operand[1] == '\'')
        return strchr(operand + 2, operand[1]) == operand + strlen(operand) - 1;
    return strpbrk(operand, ":+& \t") == NULL;
}

/* Whether the head, or the same one of the layer before, has the line of a head before it. */
static bool is_known(const head_masks *all, int64_t layer, int64_t head, int64_t *at)
{
    const char *spec = stm_set_spec(all->set, layer, head);
    int64_t k = layer * all->heads + head;
    if (head > 0 && stm_set_spec(all->set, layer, head - 1) == spec)
        *at = all->of[k - 1];
    else if (layer > 0 && stm_set_spec(all->set, layer - 1, head) == spec)
        *at = all->of[k - all->heads];
    else
        return false;
    return true;
}

/* The place of a head's mask among the distinct ones, which lines may share; made where it is new.
 */
static stm_status find_mask(call *c, head_masks *all, int64_t layer, int64_t head, int64_t size,
                            int64_t *at)
{
    const char *spec = stm_set_spec(all->set, layer, head);
    if (is_known(all, layer, head, at))
        return STM_OK;
    for (*at = 0; *at < all->num_distinct; ++*at)
        if (all->distinct[*at].spec == spec)
            return STM_OK;
    stm_mask *whole = NULL;
    stm_status status = stm_set_mask(all->set, layer, head, size, &whole, &c->error);
    if (status != STM_OK)
        return status;
    const char *written = stm_mask_spec(whole);
    for (*at = 0; *at < all->num_distinct && written != NULL; ++*at) {
        const char *other = stm_mask_spec(all->distinct[*at].mask);
        if (other != NULL && strcmp(other, written) == 0) {
            stm_mask_free(whole);
            return STM_OK;
        }
    }
    status = command_rectangle(c->program, whole, &all->distinct[*at].mask, &c->error);
    stm_mask_free(whole);
    all->distinct[*at].spec = spec;
    if (status == STM_OK)
        all->num_distinct++;
    return status;
}

/* The size of --size, or that of the files that the set reads. */
static stm_status find_size(call *c, const stm_set *set, int64_t *size)
{
    const option *o = options_find(c->program, "size");
    stm_status status = STM_OK;
    if (!o->given)
        status = stm_set_own_size(set, size, &c->error);
    if (*size == 0)
        *size = o->integer;
    return status;
}

/* A `size` of 0 stands for what find_size finds. */
static stm_status read_set(call *c, const char *operand, int64_t size, head_masks *all)
{
    char *path = path_of(operand);
    if (path == NULL)
        return run_no_memory(&c->error);
    stm_status status = stm_set_read(path, &all->set, &c->error);
    free(path);
    if (status != STM_OK)
        return status;
    all->layers = stm_set_layers(all->set);
    all->heads = stm_set_heads(all->set);
    int64_t num = all->layers * all->heads;
    if (num == 0)
        return options_refuse(&c->error, "%.300s: has no line `head 0-3 = SPEC`", operand);
    all->distinct = calloc((size_t)num, sizeof *all->distinct);
    all->of = calloc((size_t)num, sizeof *all->of);
    if (all->distinct == NULL || all->of == NULL)
        return run_no_memory(&c->error);
    status = size == 0 ? find_size(c, all->set, &size) : STM_OK;
    for (int64_t k = 0; k < num && status == STM_OK; k++) {
        status = find_mask(c, all, k / all->heads, k % all->heads, size, &all->of[k]);
        if (status == STM_OK)
            all->distinct[all->of[k]].heads++;
    }
    return status;
}

/* A spec as one head of one layer, without its mask. */
static stm_status read_spec(const char *operand, head_masks *all, stm_error *error)
{
    all->layers = all->heads = 1;
    all->distinct = calloc(1, sizeof *all->distinct);
    all->of = calloc(1, sizeof *all->of);
    if (all->distinct == NULL || all->of == NULL)
        return run_no_memory(error);
    all->distinct[0] = (head_mask){NULL, operand, 1};
    all->num_distinct = 1;
    return STM_OK;
}

stm_status heads_read(call *c, const char *operand, head_masks *all)
{
    if (heads_is_set(operand))
        return read_set(c, operand, 0, all);
    stm_status status = read_spec(operand, all, &c->error);
    return status != STM_OK ? status : command_mask(c, operand, &all->distinct[0].mask);
}

stm_status heads_read_whole(call *c, const char *operand, int64_t size, head_masks *all)
{
    if (heads_is_set(operand))
        return read_set(c, operand, size, all);
    stm_status status = read_spec(operand, all, &c->error);
    return status != STM_OK ? status : command_whole_mask(c, operand, size, &all->distinct[0].mask);
}

stm_status heads_of_layer(call *c, const char *operand, const head_masks *all,
                          const stm_mask ***masks)
{
    const option *layer = options_find(c->program, "layer");
    if (layer->integer >= all->layers)
        return options_refuse(&c->error, "--layer %" PRId64 ": must be from 0 to %" PRId64,
                              layer->integer, all->layers - 1);
    if (all->layers > 1 && !layer->given)
        return options_refuse(&c->error, "%.200s: has %" PRId64 " layers; --layer says which",
                              operand, all->layers);
    *masks = malloc((size_t)all->heads * sizeof **masks);
    if (*masks == NULL)
        return run_no_memory(&c->error);
    for (int64_t head = 0; head < all->heads; head++)
        (*masks)[head] = heads_at(all, layer->integer, head)->mask;
    return STM_OK;
}

void heads_free(head_masks *all)
{
    for (int64_t k = 0; k < all->num_distinct; k++)
        stm_mask_free(all->distinct[k].mask);
    free(all->distinct);
    free(all->of);
    stm_set_free(all->set);
    *all = (head_masks){.set = NULL};
}
