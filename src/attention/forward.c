/* The work of a forward pass: items that threads take from a counter.
 *
 * Where a head has a part in classes, that goes first, and the head's tiles wait for all of it. So
 * that nobody waits long, the classes of the next head are dealt out before the tiles of this one.
 */
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "attention/ahead.h"
#include "attention/classes.h"
#include "attention/crew.h"
#include "attention/single.h"
#include "attention/tile.h"
#include "base/arithmetic.h"
#include "base/fail.h"

enum { ROWS_AHEAD = 5 }; /* that kernels fetch with each product */

typedef struct forward {
    stm__tensors tensors;
    int64_t num_heads;
    int64_t *starts; /* of stages: classes of head 0, then of head h + 1 and tiles of head h */
    atomic_int_fast64_t next;
    atomic_int_fast64_t *left; /* class items of each head that are not done */
} forward;

/* The tile that this thread is likely to get next. */
static void look_ahead_of_tile(stm__worker *w, const stm__head *head, int64_t first)
{
    const stm_attention *plan = w->plan;
    int64_t next = first - plan->threads * STM__LANES;
    stm__input_rows out = stm__rows_as_inputs(&head->out);
    w->ahead.num = 0;
    w->ahead.each = ROWS_AHEAD;
    if (next < 0)
        return;
    stm__ahead_fetch(&w->ahead, &out, next, 1, STM__LANES, plan->value_dim);
    stm__ahead_fetch(&w->ahead, &head->q, next, 1, STM__LANES, plan->dim);
    for (int k = 0; k < head->recipe->num_parts; k++) {
        const stm__part *part = &head->recipe->parts[k];
        int64_t from, end, high, last = next + STM__LANES - 1;
        stm__part_keys(part, plan->bounds.num_keys, next, last, &from, &high);
        stm__part_keys(part, plan->bounds.num_keys, first, first, &end, &last);
        bool moves = part->low.kind == STM_BOUND_QUERY || part->low.kind == STM_BOUND_BLOCK;
        end = stm__min(moves ? end : from + plan->kernels->block, high + 1);
        if (part->key_step > 1 || from >= end)
            continue;
        stm__ahead_fetch(&w->ahead, &head->v, from, 1, end - from, plan->value_dim);
        stm__ahead_fetch(&w->ahead, &head->k, from, 1, end - from, plan->dim);
    }
}

static void compute_tile(stm__worker *w, const stm__head *head, int64_t tile)
{
    stm__queries queries = stm__queries_of_tile(w->plan, tile);
    look_ahead_of_tile(w, head, queries.first);
    if (stm__recipe_is_rest(head->recipe) && queries.count <= STM__FEW_QUERIES)
        for (int t = 0; t < queries.count; t++)
            stm__single_compute(w, head, queries.first + t);
    else
        stm__tile_compute(w, head, &queries);
}

/* Stage 0: classes of head 0. Stages 2h + 1 and 2h + 2: classes of head h + 1, tiles of head h. */
static bool is_of_classes(int64_t stage)
{
    return stage == 0 || stage % 2 == 1;
}

static int64_t head_of(int64_t stage)
{
    return stage == 0 ? 0 : stage % 2 == 1 ? (stage + 1) / 2 : stage / 2 - 1;
}

static void run_item(forward *f, stm__worker *w, int64_t stage, int64_t item)
{
    stm__head head = stm__head_of(&f->tensors, head_of(stage));
    if (is_of_classes(stage)) {
        stm__classes_compute(w, &head, item);
        atomic_fetch_sub(&f->left[head.number], 1);
        return;
    }
    while (atomic_load(&f->left[head.number]) > 0)
        sched_yield();
    /* Of causal masks the last tiles are the longest: they go first. */
    compute_tile(w, &head, stm__num_tiles(w->plan) - 1 - item);
}

static void work(void *context, stm__worker *w)
{
    forward *f = context;
    int64_t stage = 0, last = 2 * f->num_heads;
    for (;;) {
        int64_t item = atomic_fetch_add(&f->next, 1);
        while (stage <= last && item >= f->starts[stage + 1])
            stage++;
        if (stage > last)
            return;
        run_item(f, w, stage, item - f->starts[stage]);
    }
}

static void lay_stages(forward *f)
{
    const stm_attention *plan = f->tensors.plan;
    int64_t total = 0;
    for (int64_t stage = 0; stage <= 2 * f->num_heads; stage++) {
        int64_t head = head_of(stage);
        f->starts[stage] = total;
        if (head >= f->num_heads)
            continue;
        const stm__recipe *recipe = stm__head_of(&f->tensors, head).recipe;
        if (is_of_classes(stage)) {
            atomic_init(&f->left[head], stm__class_items(plan, recipe));
            total += stm__class_items(plan, recipe);
        } else if (stm__recipe_has_tiles(recipe)) {
            total += stm__num_tiles(plan);
        }
    }
    f->starts[2 * f->num_heads + 1] = total;
}

static bool leaves_state(const stm_attention *plan)
{
    for (int64_t k = 0; k < plan->num_recipes; k++)
        if (stm__recipe_leaves(&plan->recipes[k]))
            return true;
    return false;
}

static bool allocate(forward *f)
{
    const stm_attention *plan = f->tensors.plan;
    size_t heads = (size_t)f->num_heads, queries;
    f->starts = calloc(2 * heads + 2, sizeof *f->starts);
    f->left = calloc(heads, sizeof *f->left);
    bool fits = stm__multiply_size(heads, 2 * (size_t)plan->bounds.num_queries, &queries);
    if (leaves_state(plan)) {
        f->tensors.state = fits ? malloc(queries * sizeof *f->tensors.state) : NULL;
        fits = f->tensors.state != NULL;
    }
    return fits && f->starts != NULL && f->left != NULL;
}

stm_status stm_attention_forward(const stm_attention *attention, const stm_attention_inputs *inputs,
                                 const stm_attention_outputs *outputs, stm_error *error)
{
    forward f = {.num_heads = attention->batch * attention->heads};
    stm__crew crew = {.num = 0};
    stm_status status = stm__tensors_take(&f.tensors, attention, inputs, outputs, error);
    if (status != STM_OK)
        return status;
    status = allocate(&f) ? STM_OK : STM_ENOMEM;
    if (status == STM_OK) {
        lay_stages(&f);
        atomic_init(&f.next, 0);
        status =
            stm__crew_start(&crew, attention, &stm__pass_forward, f.starts[2 * f.num_heads + 1]);
    }
    if (status == STM_OK)
        status = stm__crew_run(&crew, work, &f);
    stm__crew_end(&crew);
    free(f.left);
    free(f.starts);
    free(f.tensors.state);
    return status == STM_OK ? STM_OK : stm__fail_memory(error, "attention");
}
