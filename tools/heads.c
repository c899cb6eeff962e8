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

static int no_memory(const program *p)
{
    return options_fail(p, "out of memory") - 1;
}

/* The place of a line's mask among the distinct ones; made where it is new. */
static int find_mask(const program *p, head_masks *all, int64_t layer, int64_t head, int64_t size,
                     int64_t *at)
{
    const char *spec = stm_set_spec(all->set, layer, head);
    for (*at = 0; *at < all->num_distinct; ++*at)
        if (all->distinct[*at].spec == spec)
            return -1;
    stm_mask *whole = NULL;
    stm_error error;
    stm_status status = stm_set_mask(all->set, layer, head, size, &whole, &error);
    if (status != STM_OK)
        return run_fail(p, status, &error);
    int exit_status = command_rectangle(p, whole, &all->distinct[*at].mask);
    stm_mask_free(whole);
    all->distinct[*at].spec = spec;
    if (exit_status < 0)
        all->num_distinct++;
    return exit_status;
}

static int read_set(const program *p, const char *operand, int64_t size, head_masks *all)
{
    stm_error error;
    char *path = path_of(operand);
    if (path == NULL)
        return no_memory(p);
    stm_status status = stm_set_read(path, &all->set, &error);
    free(path);
    if (status != STM_OK)
        return run_fail(p, status, &error);
    all->layers = stm_set_layers(all->set);
    all->heads = stm_set_heads(all->set);
    int64_t num = all->layers * all->heads;
    if (num == 0)
        return options_fail(p, "%.300s: has no line `head 0-3 = SPEC`", operand);
    all->distinct = calloc((size_t)num, sizeof *all->distinct);
    all->of = calloc((size_t)num, sizeof *all->of);
    if (all->distinct == NULL || all->of == NULL)
        return no_memory(p);
    for (int64_t k = 0; k < num; k++) {
        int exit_status = find_mask(p, all, k / all->heads, k % all->heads, size, &all->of[k]);
        if (exit_status >= 0)
            return exit_status;
        all->distinct[all->of[k]].heads++;
    }
    return -1;
}

/* A spec as one head of one layer, without its mask. */
static int read_spec(const program *p, const char *operand, head_masks *all)
{
    all->layers = all->heads = 1;
    all->distinct = calloc(1, sizeof *all->distinct);
    all->of = calloc(1, sizeof *all->of);
    if (all->distinct == NULL || all->of == NULL)
        return no_memory(p);
    all->distinct[0] = (head_mask){NULL, operand, 1};
    all->num_distinct = 1;
    return -1;
}

int heads_read(const program *p, const char *operand, head_masks *all)
{
    if (heads_is_set(operand))
        return read_set(p, operand, options_find(p, "size")->integer, all);
    int exit_status = read_spec(p, operand, all);
    return exit_status >= 0 ? exit_status : command_mask(p, operand, &all->distinct[0].mask);
}

int heads_read_whole(const program *p, const char *operand, int64_t size, head_masks *all)
{
    if (heads_is_set(operand))
        return read_set(p, operand, size, all);
    int exit_status = read_spec(p, operand, all);
    return exit_status >= 0 ? exit_status
                            : command_whole_mask(p, operand, size, &all->distinct[0].mask);
}

int heads_of_layer(const program *p, const char *operand, const head_masks *all,
                   const stm_mask ***masks)
{
    stm_error error;
    const option *layer = options_find(p, "layer");
    if (layer->integer >= all->layers)
        return options_fail(p, "--layer %" PRId64 ": must be from 0 to %" PRId64, layer->integer,
                            all->layers - 1);
    if (all->layers > 1 && !layer->given)
        return options_fail(p, "%.200s: has %" PRId64 " layers; --layer says which", operand,
                            all->layers);
    *masks = malloc((size_t)all->heads * sizeof **masks);
    if (*masks == NULL)
        return run_fail(p, command_no_memory(&error), &error);
    for (int64_t head = 0; head < all->heads; head++)
        (*masks)[head] = heads_at(all, layer->integer, head)->mask;
    return -1;
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
