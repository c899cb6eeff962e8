/* What the layers of a model cost, by closed forms, each product and sum checked. */
#include <inttypes.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "model/model.h"

/* a * b * c of numbers from 0 on; -1 where it does not fit, or one of them did not. */
static int64_t product(int64_t a, int64_t b, int64_t c)
{
    int64_t all;
    if (a < 0 || b < 0 || c < 0)
        return -1;
    if (a == 0 || b == 0 || c == 0)
        return 0;
    return stm__multiply(a, b, &all) && stm__multiply(all, c, &all) ? all : -1;
}

static int64_t sum(int64_t a, int64_t b)
{
    int64_t all;
    return a < 0 || b < 0 || __builtin_add_overflow(a, b, &all) ? -1 : all;
}

/* Numbers of one layer: pairs of its prompt, entries cached, keys the next token sees and reads. */
static stm_model_cost cost_of(const stm__shape *s, int64_t bytes, const stm__layer_rule *rule)
{
    return (stm_model_cost){
        .nonzeros = rule->nonzeros,
        .cache_elements = product(rule->cached, s->entry, 1),
        .cache_bytes = product(rule->cached, s->entry, bytes),
        .flops_prefill = product(rule->nonzeros, 2 * s->heads, s->head_dim + s->value_dim),
        .flops_token =
            product(rule->token_sees, 2 * s->heads, s->token_head_dim + s->token_value_dim),
        .bytes_token = product(rule->token_reads, s->entry, bytes),
    };
}

static void add(stm_model_cost *to, const stm_model_cost *c)
{
    to->nonzeros = sum(to->nonzeros, c->nonzeros);
    to->cache_elements = sum(to->cache_elements, c->cache_elements);
    to->cache_bytes = sum(to->cache_bytes, c->cache_bytes);
    to->flops_prefill = sum(to->flops_prefill, c->flops_prefill);
    to->flops_token = sum(to->flops_token, c->flops_token);
    to->bytes_token = sum(to->bytes_token, c->bytes_token);
}

static stm_status check(const stm_model *model, stm_error *error)
{
    const stm_model_cost *c = &model->summary.all;
    const struct {
        const char *name;
        int64_t value;
    } numbers[] = {{"nonzeros", c->nonzeros},       {"cache_elements", c->cache_elements},
                   {"cache_bytes", c->cache_bytes}, {"flops_prefill", c->flops_prefill},
                   {"flops_token", c->flops_token}, {"bytes_token", c->bytes_token}};
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
        if (numbers[k].value < 0)
            return stm__fail(error, STM_EINVAL,
                             "%.200s: %s of %" PRId64 " layers at %" PRId64
                             " tokens: must be at most %" PRId64 "; take fewer tokens",
                             model->name, numbers[k].name, model->summary.layers,
                             model->summary.tokens, INT64_MAX);
    return STM_OK;
}

stm_status stm__model_cost(stm_model *model, bool two_sided, stm_error *error)
{
    stm_model_summary *s = &model->summary;
    int64_t n = s->tokens;
    stm__layer_rule full = {.nonzeros = two_sided ? n * n : stm__window_cells(n, n)};
    if (!two_sided)
        full = (stm__layer_rule){
            .nonzeros = full.nonzeros, .cached = n, .token_sees = n + 1, .token_reads = n};
    for (int64_t k = 0; k < s->layers; k++) {
        const stm__kind *kind = stm__model_kind(model, k);
        const stm__shape *shape = &kind->shape;
        stm__layer_rule rule = kind->rule, of_full = full;
        stm_model_layer *layer = &model->layers[k];
        if (k >= s->layers - shape->shared) /* reads the cache of an earlier layer */
            rule.cached = of_full.cached = 0;
        layer->cost = cost_of(shape, s->element_bytes, &rule);
        add(&s->all, &layer->cost);
        stm_model_cost whole = cost_of(shape, s->element_bytes, &of_full);
        add(&s->full, &whole);
    }
    return check(model, error);
}
