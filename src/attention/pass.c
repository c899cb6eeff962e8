#include <inttypes.h>

#include "attention/plan.h"
#include "base/arithmetic.h"
#include "base/fail.h"

stm_status stm__tensor_check(const char *name, const stm_tensor *given, int64_t heads, int64_t rows,
                             int dim, stm_tensor *tensor, stm_error *error)
{
    *tensor = *given;
    if (given->data == NULL)
        return stm__fail(error, STM_EINVAL, "%s: has no data", name);
    if (given->batch_stride == 0 && given->head_stride == 0 && given->row_stride == 0) {
        tensor->row_stride = dim;
        tensor->head_stride = rows * dim;
        tensor->batch_stride = heads * rows * dim;
    }
    if (tensor->row_stride < dim)
        return stm__fail(error, STM_EINVAL,
                         "%s: row stride %" PRId64 ": must be at least head_dim, %d", name,
                         tensor->row_stride, dim);
    return STM_OK;
}

stm_status stm__pass_start(stm__pass *pass, const stm_attention *plan,
                           const stm_attention_inputs *inputs, const stm_attention_outputs *outputs,
                           stm_error *error)
{
    int64_t queries = plan->bounds.num_queries, keys = plan->bounds.num_keys;
    pass->plan = plan;
    pass->lse = outputs->lse;
    stm_status status =
        stm__tensor_check("q", &inputs->q, plan->heads, queries, plan->dim, &pass->q, error);
    if (status == STM_OK)
        status =
            stm__tensor_check("k", &inputs->k, plan->kv_heads, keys, plan->dim, &pass->k, error);
    if (status == STM_OK)
        status =
            stm__tensor_check("v", &inputs->v, plan->kv_heads, keys, plan->dim, &pass->v, error);
    if (status == STM_OK)
        status = stm__tensor_check("out", &outputs->out, plan->heads, queries, plan->dim,
                                   &pass->out, error);
    return status;
}

static stm__rows rows_at(const stm_tensor *t, int64_t batch, int64_t head)
{
    if (t->data == NULL)
        return (stm__rows){NULL, 0};
    return (stm__rows){(float *)t->data + batch * t->batch_stride + head * t->head_stride,
                       t->row_stride};
}

static stm__input_rows inputs_at(const stm__pass *pass, const stm_tensor *t, int64_t batch,
                                 int64_t head)
{
    stm__input_rows all = {t->data, 1, pass->plan->element};
    stm__input_rows rows = stm__rows_from(&all, batch * t->batch_stride + head * t->head_stride, 1);
    rows.stride = t->row_stride;
    return rows;
}

stm__head stm__head_of(const stm__pass *pass, int64_t number)
{
    const stm_attention *plan = pass->plan;
    int64_t batch = number / plan->heads, head = number % plan->heads;
    int64_t kv = head / (plan->heads / plan->kv_heads), queries = plan->bounds.num_queries;
    const stm__recipe *recipe = &plan->recipes[plan->num_recipes == 1 ? 0 : head];
    stm__head h = {.recipe = recipe,
                   .number = number,
                   .shaping = plan->shapings == NULL ? NULL : &plan->shapings[head],
                   .q = inputs_at(pass, &pass->q, batch, head),
                   .k = inputs_at(pass, &pass->k, batch, kv),
                   .v = inputs_at(pass, &pass->v, batch, kv),
                   .out = rows_at(&pass->out, batch, head),
                   .dout = rows_at(&pass->dout, batch, head),
                   .dq = rows_at(&pass->dq, batch, head),
                   .dk = rows_at(&pass->dk, batch, kv),
                   .dv = rows_at(&pass->dv, batch, kv),
                   .lse = pass->lse == NULL ? NULL : pass->lse + number * queries};
    if (stm__classes_leave(recipe) && pass->state != NULL) {
        h.maximum = pass->state + number * 2 * queries;
        h.total = h.maximum + queries;
    }
    return h;
}

bool stm__classes_leave(const stm__recipe *recipe)
{
    return recipe->has_classes && (recipe->num_parts > 0 || recipe->rest != NULL);
}

int64_t stm__num_classes(const stm_attention *plan, const stm__recipe *recipe)
{
    return stm__min(recipe->classes.query_step, plan->bounds.num_queries);
}

int64_t stm__num_tiles(const stm_attention *plan, const stm__recipe *recipe)
{
    if (!recipe->from_runs && recipe->num_parts == 0 && recipe->rest == NULL)
        return 0;
    return stm__ceil_div(plan->bounds.num_queries, STM__LANES);
}

stm__queries stm__queries_of_tile(const stm_attention *plan, int64_t item)
{
    int64_t first = item * STM__LANES;
    return (stm__queries){plan->bounds.first_query + first, 1,
                          (int)stm__min(plan->bounds.num_queries - first, STM__LANES)};
}

int64_t stm__lowest_key(const stm__part *part, int64_t first)
{
    if (part->low.kind == STM__UNBOUND)
        return 0;
    int64_t from = part->low.kind == STM__OF_BLOCK ? first / part->block * part->block : first;
    return from + part->low.offset;
}

void stm__parts_add(stm__worker *worker, const stm__head *head, const stm__queries *queries)
{
    const stm_attention *plan = worker->plan;
    for (int k = 0; k < head->recipe->num_parts; k++) {
        const stm__part *part = &head->recipe->parts[k];
        stm__view view = stm__view_of(head, &plan->bounds, part, 0);
        worker->returns_to = k + 1 < head->recipe->num_parts
                                 ? stm__lowest_key(&head->recipe->parts[k + 1], queries->first)
                                 : INT64_MAX;
        if (head->recipe->rest != NULL)
            worker->returns_to = 0;
        if (part->key_step > 1 && worker->summary_of == head->number) {
            view.keys = (stm__input_rows){worker->keys, plan->dim, STM_ELEMENT_F32};
            view.values = (stm__input_rows){worker->values, plan->dim, STM_ELEMENT_F32};
        } else if (part->key_step > 1) {
            stm__view_gather(&view, worker->keys, worker->values, plan->dim);
            worker->summary_of = head->number;
        }
        stm__tile_add(worker, part, queries, &view);
    }
}
