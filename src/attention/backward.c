/* The work of a backward pass. First the classes: each owns its queries and its keys, so that they
 * come in any order. Then, when all classes of a head of keys are done, the tiles of the heads that
 * share it, in order (see gradient.c).
 *
 * Tiles of windows would spend that time waiting, for each shares most keys with the next. They
 * come in stretches longer than the window: first every other stretch, none of which shares a key
 * with another, then those between them. */
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "attention/plan.h"
#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/workers.h"

enum { LEAST_STRETCH = 4 };

typedef struct backward {
    stm__pass pass;
    int64_t num_groups, heads; /* batch x kv_heads, and the heads of each */
    int64_t classes, tiles;    /* items of one group, at most */
    atomic_int_fast64_t next;
    atomic_int_fast64_t *left;     /* class items of each group that are not done */
    atomic_int_fast64_t *even;     /* even stretches of each group that are not done */
    atomic_int_fast64_t *progress; /* of each tile of each head */
    stm__worker *workers;
} backward;

static void add_class(stm__worker *worker, const stm__head *head, int64_t c)
{
    const stm_attention *plan = worker->plan;
    const stm_rectangle *b = &plan->bounds;
    const stm__part *part = &head->recipe->classes;
    int64_t first = b->first_query + c, end = b->first_query + b->num_queries;
    stm__view view = stm__view_of(head, b, part, first);
    stm__view_gather(&view, worker->keys, worker->values, plan->dim);
    worker->summary_of = -1;
    worker->before = worker->mine = NULL;
    for (int64_t i = first; i < end; i += STM__LANES * part->query_step) {
        int64_t count = stm__min((end - 1 - i) / part->query_step + 1, STM__LANES);
        stm__queries queries = {i, part->query_step, (int)count};
        stm__gradient_start(worker, head, &queries);
        stm__tile_add(worker, part, &queries, &view);
        stm__gradient_finish(worker, head, &queries, false);
    }
}

/* Whether class c has the same keys in all heads of a group. */
static bool classes_agree(const backward *b, int64_t group)
{
    const stm__part *first = NULL;
    for (int64_t h = 0; h < b->heads; h++) {
        const stm__recipe *recipe = stm__head_of(&b->pass, group * b->heads + h).recipe;
        const stm__part *part = &recipe->classes;
        if (!recipe->has_classes)
            continue;
        if (first != NULL && (part->key_step != first->key_step || part->shift != first->shift))
            return false;
        first = part;
    }
    return true;
}

/* Class c of all heads of a group. Where heads deal their keys differently, the first item does all
 * classes of all heads. */
static void add_classes(backward *b, stm__worker *worker, int64_t group, int64_t c)
{
    bool agree = classes_agree(b, group);
    if (!agree && c > 0)
        return;
    for (int64_t h = 0; h < b->heads; h++) {
        stm__head head = stm__head_of(&b->pass, group * b->heads + h);
        int64_t all = head.recipe->has_classes ? stm__num_classes(b->pass.plan, head.recipe) : 0;
        for (int64_t n = c; n < (agree ? stm__min(c + 1, all) : all); n++)
            add_class(worker, &head, n);
    }
}

/* The tiles of a stretch where all heads of a group have windows only, else 0. */
static int64_t stretch_of(const backward *b, int64_t group)
{
    int64_t longest = 0;
    for (int64_t h = 0; h < b->heads; h++) {
        const stm__recipe *recipe = stm__head_of(&b->pass, group * b->heads + h).recipe;
        const stm__part *part = &recipe->parts[0];
        if (recipe->num_parts == 0 && recipe->has_classes && recipe->rest == NULL)
            continue;
        if (recipe->rest != NULL || recipe->num_parts != 1 || part->low.kind != STM__OF_QUERY ||
            part->high.kind != STM__OF_QUERY)
            return 0;
        longest = stm__max(longest, part->high.offset - part->low.offset);
    }
    return stm__max(stm__ceil_div(longest, STM__LANES), LEAST_STRETCH);
}

static int64_t num_even(const backward *b, int64_t stretch)
{
    int64_t stretches = stm__ceil_div(b->tiles / b->heads, stretch);
    return stm__ceil_div(stretches, 2);
}

static void compute_tile(backward *b, stm__worker *worker, int64_t number, int64_t tile)
{
    stm__head head = stm__head_of(&b->pass, number);
    stm__queries queries = stm__queries_of_tile(b->pass.plan, tile);
    worker->returns_to = INT64_MAX;
    if (head.recipe->from_runs) {
        worker->summary_of = -1;
        stm__runs_compute(worker, &head, &queries);
    } else if (head.recipe->num_parts > 0 || head.recipe->rest != NULL) {
        stm__gradient_start(worker, &head, &queries);
        stm__parts_add(worker, &head, &queries);
        worker->returns_to = INT64_MAX;
        if (head.recipe->rest != NULL)
            stm__runs_add(worker, &head, head.recipe->rest, &queries);
        stm__gradient_finish(worker, &head, &queries, head.recipe->has_classes);
    }
}

/* Item n is even stretch n, or, when all of these are done, an odd one. */
static void add_stretch(backward *b, stm__worker *worker, int64_t group, int64_t n, int64_t stretch)
{
    int64_t tiles = b->tiles / b->heads, even = num_even(b, stretch);
    int64_t first = (n < even ? 2 * n : 2 * (n - even) + 1) * stretch;
    if (first >= tiles)
        return;
    while (n >= even && atomic_load(&b->even[group]) > 0)
        sched_yield();
    worker->before = worker->mine = NULL;
    for (int64_t h = 0; h < b->heads; h++)
        for (int64_t tile = first; tile < stm__min(first + stretch, tiles); tile++)
            compute_tile(b, worker, group * b->heads + h, tile);
    if (n < even)
        atomic_fetch_sub(&b->even[group], 1);
}

static void add_tile(backward *b, stm__worker *worker, int64_t group, int64_t item)
{
    int64_t tiles = b->tiles / b->heads, stretch = stretch_of(b, group);
    atomic_int_fast64_t *mine = &b->progress[group * b->tiles + item];
    if (stretch > 0) {
        add_stretch(b, worker, group, item, stretch);
        return;
    }
    worker->mine = mine;
    worker->before = item == 0 ? NULL : mine - 1;
    compute_tile(b, worker, group * b->heads + item / tiles, item % tiles);
    stm__gradient_finish_tile(worker);
}

static void work(void *context, int k)
{
    backward *b = context;
    stm__worker *worker = &b->workers[k];
    int64_t each = b->classes + b->tiles;
    for (;;) {
        int64_t item = atomic_fetch_add(&b->next, 1), group = item / each;
        if (group >= b->num_groups)
            return;
        if (item % each < b->classes) {
            add_classes(b, worker, group, item % each);
            atomic_fetch_sub(&b->left[group], 1);
            continue;
        }
        while (atomic_load(&b->left[group]) > 0)
            sched_yield();
        add_tile(b, worker, group, item % each - b->classes);
    }
}

static void clear_rows(const stm_tensor *t, int64_t batch, int64_t heads, int64_t rows, int dim)
{
    for (int64_t b = 0; b < batch; b++)
        for (int64_t h = 0; h < heads; h++)
            for (int64_t r = 0; r < rows; r++)
                memset((float *)t->data + b * t->batch_stride + h * t->head_stride +
                           r * t->row_stride,
                       0, (size_t)dim * sizeof(float));
}

static stm_status check(backward *b, const stm_tensor *dout, const stm_attention_gradients *to,
                        stm_error *error)
{
    const stm_attention *p = b->pass.plan;
    int64_t queries = p->bounds.num_queries, keys = p->bounds.num_keys;
    stm_status status =
        stm__tensor_check("dout", dout, p->heads, queries, p->dim, &b->pass.dout, error);
    if (status == STM_OK)
        status = stm__tensor_check("dq", &to->dq, p->heads, queries, p->dim, &b->pass.dq, error);
    if (status == STM_OK)
        status = stm__tensor_check("dk", &to->dk, p->kv_heads, keys, p->dim, &b->pass.dk, error);
    if (status == STM_OK)
        status = stm__tensor_check("dv", &to->dv, p->kv_heads, keys, p->dim, &b->pass.dv, error);
    if (status == STM_OK && b->pass.lse == NULL)
        status = stm__fail(error, STM_EINVAL, "lse: has no data");
    return status;
}

stm_status stm_attention_backward(const stm_attention *attention,
                                  const stm_attention_inputs *inputs,
                                  const stm_attention_outputs *outputs, const stm_tensor *dout,
                                  const stm_attention_gradients *gradients, stm_error *error)
{
    backward b = {.num_groups = attention->batch * attention->kv_heads,
                  .heads = attention->heads / attention->kv_heads};
    stm_status status = stm__pass_start(&b.pass, attention, inputs, outputs, error);
    if (status == STM_OK)
        status = check(&b, dout, gradients, error);
    if (status != STM_OK)
        return status;
    int started = 0;
    int64_t keys = attention->bounds.num_keys;
    b.tiles = stm__ceil_div(attention->bounds.num_queries, STM__LANES) * b.heads;
    for (int64_t n = 0; n < attention->num_recipes; n++)
        if (attention->recipes[n].has_classes)
            b.classes = stm__max(b.classes, stm__num_classes(attention, &attention->recipes[n]));
    b.left = calloc((size_t)b.num_groups, sizeof *b.left);
    b.even = calloc((size_t)b.num_groups, sizeof *b.even);
    b.progress = calloc((size_t)(b.num_groups * b.tiles), sizeof *b.progress);
    b.workers = calloc((size_t)attention->threads, sizeof *b.workers);
    status = STM_ENOMEM;
    if (b.left == NULL || b.even == NULL || b.progress == NULL || b.workers == NULL)
        goto done;
    for (int64_t n = 0; n < b.num_groups; n++) {
        int64_t stretch = stretch_of(&b, n);
        atomic_init(&b.left[n], b.classes);
        atomic_init(&b.even[n], stretch == 0 ? 0 : num_even(&b, stretch));
    }
    atomic_init(&b.next, 0);
    int64_t items = b.num_groups * (b.classes + b.tiles);
    int threads = (int)stm__min(attention->threads, items);
    status = STM_OK;
    for (; started < threads && status == STM_OK; started++)
        status = stm__worker_start(&b.workers[started], attention, true);
    if (status != STM_OK)
        goto done;
    clear_rows(&b.pass.dk, attention->batch, attention->kv_heads, keys, attention->dim);
    clear_rows(&b.pass.dv, attention->batch, attention->kv_heads, keys, attention->dim);
    stm__workers_run(threads, work, &b);
    for (int n = 0; n < started; n++)
        if (b.workers[n].status != STM_OK)
            status = b.workers[n].status;
done:
    for (int n = 0; n < started; n++)
        stm__worker_end(&b.workers[n]);
    free(b.workers);
    free(b.progress);
    free(b.left);
    free(b.even);
    return status == STM_OK ? STM_OK : stm__fail_memory(error, "attention");
}
