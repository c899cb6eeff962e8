/* Plans of attention: options are checked, and every mask becomes a recipe. */
#include <stmask/attention.h>

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attention/classes.h"
#include "attention/plan.h"
#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/workers.h"

/* Counts beyond this are a mistake, and could overflow. */
#define MOST INT64_C(1048576)

/* In units of log2 they are to be finite, too. */
#define MOST_SINK 1e38F

static stm_status check_shape(const stm_attention_shape *s, stm_error *error)
{
    stm_status status = stm__check_range("batch", s->batch, 1, MOST, error);
    if (status == STM_OK)
        status = stm__check_range("heads", s->heads, 1, MOST, error);
    if (status == STM_OK)
        status = stm__check_range("kv_heads", s->kv_heads, 1, MOST, error);
    if (status != STM_OK)
        return status;
    if (s->heads % s->kv_heads != 0)
        return stm__fail(error, STM_EINVAL, "kv_heads %" PRId64 ": must divide heads, %" PRId64,
                         s->kv_heads, s->heads);
    status = stm__check_range("head_dim", s->head_dim, STM_MIN_HEAD_DIM, STM_MAX_HEAD_DIM, error);
    if (status == STM_OK)
        status =
            stm__check_range("value_dim", s->value_dim, STM_MIN_HEAD_DIM, STM_MAX_HEAD_DIM, error);
    return status;
}

static stm_status check_masks(const stm_mask *const *masks, int64_t num_masks, int64_t heads,
                              stm_error *error)
{
    if (num_masks != 1 && num_masks != heads)
        return stm__fail(error, STM_EINVAL,
                         "%" PRId64 " masks: must be 1, or one for each of %" PRId64 " heads",
                         num_masks, heads);
    stm_rectangle first = stm_mask_bounds(masks[0]);
    for (int64_t k = 1; k < num_masks; k++) {
        stm_rectangle b = stm_mask_bounds(masks[k]);
        if (b.first_query != first.first_query || b.num_queries != first.num_queries ||
            b.first_key != first.first_key || b.num_keys != first.num_keys)
            return stm__fail(error, STM_EINVAL,
                             "the mask of head %" PRId64 ": must have the bounds of head 0's", k);
    }
    return STM_OK;
}

static stm_status check_options(const stm_attention_options *o, int64_t heads, stm_error *error)
{
    if (!isfinite(o->scale))
        return stm__fail(error, STM_EINVAL, "scale %g: must be finite", (double)o->scale);
    if (!(o->soft_cap >= 0 && isfinite(o->soft_cap)))
        return stm__fail(error, STM_EINVAL, "soft cap %g: must be finite and at least 0",
                         (double)o->soft_cap);
    for (int64_t h = 0; o->slopes != NULL && h < heads; h++)
        if (!isfinite(o->slopes[h]))
            return stm__fail(error, STM_EINVAL, "slope %g of head %" PRId64 ": must be finite",
                             (double)o->slopes[h], h);
    for (int64_t h = 0; o->sinks != NULL && h < heads; h++)
        if (!(o->sinks[h] >= -MOST_SINK && o->sinks[h] <= MOST_SINK))
            return stm__fail(error, STM_EINVAL,
                             "sink %g of head %" PRId64 ": must be from -1e38 to 1e38",
                             (double)o->sinks[h], h);
    if (o->element != STM_ELEMENT_F32 && o->element != STM_ELEMENT_F16 &&
        o->element != STM_ELEMENT_BF16)
        return stm__fail(error, STM_EINVAL, "element %d: must be one of stm_element",
                         (int)o->element);
    if (o->precision != STM_PRECISION_FP32 && o->precision != STM_PRECISION_BF16 &&
        o->precision != STM_PRECISION_BF16X3)
        return stm__fail(error, STM_EINVAL, "precision %d: must be one of stm_precision",
                         (int)o->precision);
    if (o->threads < 0)
        return stm__fail(error, STM_EINVAL, "threads %d: must be at least 0", o->threads);
    return STM_OK;
}

/* The room that gathering for a recipe takes. */
static void count_gathered(stm_attention *a, const stm__recipe *recipe)
{
    a->room_of_summary = stm__max(a->room_of_summary, recipe->summary);
    if (recipe->num_classes == 0)
        return;
    int64_t all = stm__ceil_div(a->bounds.num_keys, recipe->classes[0].key_step);
    a->room_of_class = stm__max(a->room_of_class, all);
    a->room_of_unit = stm__max(a->room_of_unit, stm__min(all, stm__keys_of_unit(recipe)));
}

static stm_status make_recipes(stm_attention *a, const stm_mask *const *masks, stm_error *error)
{
    for (int64_t k = 0; k < a->num_recipes; k++) {
        stm_status status = stm__recipe_make(masks[k], &a->recipes[k], error);
        if (status != STM_OK)
            return status;
        count_gathered(a, &a->recipes[k]);
    }
    return STM_OK;
}

static stm_status make_shapings(stm_attention *a, const stm_attention_options *o, stm_error *error)
{
    if (o->soft_cap == 0 && o->slopes == NULL)
        return STM_OK;
    a->shapings = calloc((size_t)a->heads, sizeof *a->shapings);
    if (a->shapings == NULL)
        return stm__fail_memory(error, "attention");
    for (int64_t h = 0; h < a->heads; h++)
        a->shapings[h] =
            (stm__shaping){.cap = o->soft_cap * (float)M_LOG2E,
                           .slope = o->slopes == NULL ? 0 : o->slopes[h] * (float)M_LOG2E};
    return STM_OK;
}

static stm_status copy_sinks(stm_attention *a, const float *sinks, stm_error *error)
{
    size_t bytes = (size_t)a->heads * sizeof *a->sinks;
    if (sinks == NULL)
        return STM_OK;
    a->sinks = malloc(bytes);
    if (a->sinks == NULL)
        return stm__fail_memory(error, "attention");
    memcpy(a->sinks, sinks, bytes);
    return STM_OK;
}

stm_status stm_attention_new(const stm_mask *const *masks, int64_t num_masks,
                             const stm_attention_shape *shape, stm_attention **attention,
                             stm_error *error, const stm_attention_options *options)
{
    static const stm_attention_options defaults;
    const stm_attention_options *o = options == NULL ? &defaults : options;
    stm_attention_shape s = *shape;
    s.batch = s.batch == 0 ? 1 : s.batch;
    s.heads = s.heads == 0 ? 1 : s.heads;
    s.kv_heads = s.kv_heads == 0 ? s.heads : s.kv_heads;
    s.value_dim = s.value_dim == 0 ? s.head_dim : s.value_dim;
    stm_status status = check_shape(&s, error);
    if (status == STM_OK)
        status = check_masks(masks, num_masks, s.heads, error);
    if (status == STM_OK)
        status = check_options(o, s.heads, error);
    if (status != STM_OK)
        return status;
    stm_attention *new = calloc(1, sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, "attention");
    *new = (stm_attention){.table = stm__kernels_choose(o->precision, s.head_dim, s.value_dim),
                           .batch = s.batch,
                           .heads = s.heads,
                           .kv_heads = s.kv_heads,
                           .dim = (int)s.head_dim,
                           .value_dim = (int)s.value_dim,
                           .element = o->element,
                           .threads = o->threads == 0 ? stm__workers_most()
                                                      : (int)stm__min(o->threads, STM_MAX_THREADS),
                           .bounds = stm_mask_bounds(masks[0]),
                           .num_recipes = num_masks};
    double scale = o->scale == 0 ? 1 / sqrt((double)s.head_dim) : (double)o->scale;
    new->scale = (float)(scale * M_LOG2E);
    new->kernels = &new->table;
    new->recipes = calloc((size_t)num_masks, sizeof *new->recipes);
    if (new->recipes == NULL)
        status = stm__fail_memory(error, "attention");
    if (status == STM_OK)
        status = make_recipes(new, masks, error);
    if (status == STM_OK)
        status = make_shapings(new, o, error);
    if (status == STM_OK)
        status = copy_sinks(new, o->sinks, error);
    if (status == STM_OK)
        *attention = new;
    else
        stm_attention_free(new);
    return status;
}

void stm_attention_free(stm_attention *attention)
{
    if (attention == NULL)
        return;
    for (int64_t k = 0; attention->recipes != NULL && k < attention->num_recipes; k++)
        stm__recipe_free(&attention->recipes[k]);
    free(attention->recipes);
    free(attention->shapings);
    free(attention->sinks);
    free(attention);
}

const char *stm_attention_kernels(const stm_attention *attention)
{
    return attention->kernels->name;
}
