/* Checks tensors, fills in the strides that are left out, and deals them out to heads. */
#include "attention/head.h"

#include <inttypes.h>

#include "attention/plan.h"
#include "base/arithmetic.h"
#include "base/fail.h"

/* A tensor as it is given, and where it goes. */
typedef struct given {
    const char *name;
    const stm_tensor *tensor;
    bool of_keys, of_values; /* rows are those of keys; they are as wide as values */
    stm_tensor *to;
} given;

static stm_status take(const stm_attention *plan, const given *g, stm_error *error)
{
    int64_t heads = g->of_keys ? plan->kv_heads : plan->heads;
    int64_t rows = g->of_keys ? plan->bounds.num_keys : plan->bounds.num_queries;
    int dim = g->of_values ? plan->value_dim : plan->dim;
    stm_tensor *tensor = g->to;
    *tensor = *g->tensor;
    if (tensor->data == NULL)
        return stm__fail(error, STM_EINVAL, "%s: has no data", g->name);
    if (tensor->batch_stride == 0 && tensor->head_stride == 0 && tensor->row_stride == 0) {
        tensor->row_stride = dim;
        tensor->head_stride = rows * dim;
        tensor->batch_stride = heads * rows * dim;
    }
    if (tensor->row_stride < dim)
        return stm__fail(error, STM_EINVAL, "%s: row stride %" PRId64 ": must be at least %s, %d",
                         g->name, tensor->row_stride, g->of_values ? "value_dim" : "head_dim", dim);
    return STM_OK;
}

static stm_status take_all(const stm_attention *plan, const given *all, int num, stm_error *error)
{
    stm_status status = STM_OK;
    for (int n = 0; n < num && status == STM_OK; n++)
        status = take(plan, &all[n], error);
    return status;
}

stm_status stm__tensors_take(stm__tensors *t, const stm_attention *plan,
                             const stm_attention_inputs *inputs,
                             const stm_attention_outputs *outputs, stm_error *error)
{
    const given all[] = {{"q", &inputs->q, false, false, &t->q},
                         {"k", &inputs->k, true, false, &t->k},
                         {"v", &inputs->v, true, true, &t->v},
                         {"out", &outputs->out, false, true, &t->out}};
    *t = (stm__tensors){.plan = plan, .lse = outputs->lse};
    return take_all(plan, all, sizeof all / sizeof *all, error);
}

stm_status stm__tensors_take_gradients(stm__tensors *t, const stm_tensor *dout,
                                       const stm_attention_gradients *gradients, stm_error *error)
{
    const given all[] = {{"dout", dout, false, true, &t->dout},
                         {"dq", &gradients->dq, false, false, &t->dq},
                         {"dk", &gradients->dk, true, false, &t->dk},
                         {"dv", &gradients->dv, true, true, &t->dv}};
    stm_status status = take_all(t->plan, all, sizeof all / sizeof *all, error);
    if (status == STM_OK && t->lse == NULL)
        status = stm__fail(error, STM_EINVAL, "lse: has no data");
    if (status == STM_OK && gradients->dsinks != NULL && t->plan->sinks == NULL)
        status = stm__fail(error, STM_EINVAL, "dsinks: the plan has no sinks");
    t->dsinks = gradients->dsinks;
    return status;
}

static stm__rows rows_at(const stm_tensor *t, int64_t batch, int64_t head)
{
    if (t->data == NULL)
        return (stm__rows){NULL, 0};
    return (stm__rows){(float *)t->data + batch * t->batch_stride + head * t->head_stride,
                       t->row_stride};
}

static stm__input_rows inputs_at(const stm_attention *plan, const stm_tensor *t, int64_t batch,
                                 int64_t head)
{
    stm__input_rows all = {t->data, 1, plan->element};
    stm__input_rows rows = stm__rows_from(&all, batch * t->batch_stride + head * t->head_stride, 1);
    rows.stride = t->row_stride;
    return rows;
}

stm__head stm__head_of(const stm__tensors *t, int64_t number)
{
    const stm_attention *plan = t->plan;
    int64_t batch = number / plan->heads, head = number % plan->heads;
    int64_t kv = head / (plan->heads / plan->kv_heads), queries = plan->bounds.num_queries;
    const stm__recipe *recipe = &plan->recipes[plan->num_recipes == 1 ? 0 : head];
    stm__head h = {.recipe = recipe,
                   .number = number,
                   .shaping = plan->shapings == NULL ? NULL : &plan->shapings[head],
                   .sink = plan->sinks == NULL ? NULL : &plan->sinks[head],
                   .q = inputs_at(plan, &t->q, batch, head),
                   .k = inputs_at(plan, &t->k, batch, kv),
                   .v = inputs_at(plan, &t->v, batch, kv),
                   .out = rows_at(&t->out, batch, head),
                   .dout = rows_at(&t->dout, batch, head),
                   .dq = rows_at(&t->dq, batch, head),
                   .dk = rows_at(&t->dk, batch, kv),
                   .dv = rows_at(&t->dv, batch, kv),
                   .lse = t->lse == NULL ? NULL : t->lse + number * queries};
    if (t->state != NULL) {
        h.maximum = t->state + number * 2 * queries;
        h.total = h.maximum + queries;
    }
    return h;
}

int64_t stm__num_tiles(const stm_attention *plan)
{
    return stm__ceil_div(plan->bounds.num_queries, STM__LANES);
}

stm__queries stm__queries_of_tile(const stm_attention *plan, int64_t tile)
{
    int64_t first = tile * STM__LANES;
    return (stm__queries){first, 1, (int)stm__min(plan->bounds.num_queries - first, STM__LANES)};
}
