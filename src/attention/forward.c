/* The work of a forward pass: items that threads take from a counter.
 *
 * Where a head has a part in classes, that goes first, and the head's tiles wait for all of it. So
 * that nobody waits long, the classes of the next head are dealt out before the tiles of this one.
 */
#include <inttypes.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "attention/plan.h"
#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/workers.h"

typedef struct forward {
    stm__pass pass;
    int64_t num_heads;
    int64_t *starts; /* of stages: classes of head 0, then of head h + 1 and tiles of head h */
    atomic_int_fast64_t next;
    atomic_int_fast64_t *left; /* class items of each head that are not done */
    stm__worker *workers;
} forward;

/* The tile that this thread is likely to get next. */
static void look_ahead_of_tile(stm__worker *worker, const stm__head *head, int64_t first)
{
    int64_t next = first - worker->plan->threads * STM__LANES;
    worker->ahead.num = 0;
    worker->ahead.each = STM__ROWS_AHEAD;
    if (next < 0)
        return;
    stm__look_ahead(worker, head->out.data + next * head->out.stride, head->out.stride, STM__LANES);
    stm__look_ahead_of(worker, &head->q, next, 1, STM__LANES);
    for (int k = 0; k < head->recipe->num_parts; k++) {
        const stm__part *part = &head->recipe->parts[k];
        const stm_rectangle *b = &worker->plan->bounds;
        int64_t from = stm__lowest_key(part, b->first_query + next) - b->first_key;
        int64_t end = stm__lowest_key(part, b->first_query + first) - b->first_key;
        end = part->low.kind == STM__UNBOUND ? worker->plan->kernels->block : end;
        end = stm__min(end, b->num_keys);
        from = stm__max(from, 0);
        if (part->key_step > 1 || from >= end)
            continue;
        stm__look_ahead_of(worker, &head->v, from, 1, end - from);
        stm__look_ahead_of(worker, &head->k, from, 1, end - from);
    }
}

static void compute_tile(stm__worker *worker, const stm__head *head, int64_t item)
{
    stm__queries queries = stm__queries_of_tile(worker->plan, item);
    look_ahead_of_tile(worker, head, item * STM__LANES);
    if (head->recipe->from_runs) {
        worker->summary_of = -1;
        stm__runs_compute(worker, head, &queries);
        return;
    }
    stm__tile_start(worker, head, &queries, NULL, head->maximum != NULL);
    stm__parts_add(worker, head, &queries);
    if (head->recipe->rest != NULL)
        stm__runs_add(worker, head, head->recipe->rest, &queries);
    stm__tile_finish(worker, head, &queries);
}

static void run_item(forward *f, stm__worker *worker, int64_t stage, int64_t item)
{
    stm__head head =
        stm__head_of(&f->pass, stage == 0 ? 0 : (stage % 2 == 1 ? (stage + 1) / 2 : stage / 2 - 1));
    if (stage % 2 == 1 || stage == 0) {
        stm__classes_compute(worker, &head, item);
        atomic_fetch_sub(&f->left[head.number], 1);
        return;
    }
    while (atomic_load(&f->left[head.number]) > 0)
        sched_yield();
    /* Of causal masks the last tiles are the longest: they go first. */
    compute_tile(worker, &head, stm__num_tiles(f->pass.plan, head.recipe) - 1 - item);
}

static void work(void *context, int k)
{
    forward *f = context;
    const stm__kernels *kernels = f->pass.plan->kernels;
    int64_t stage = 0, last = 2 * f->num_heads;
    if (kernels->enter != NULL)
        kernels->enter();
    for (;;) {
        int64_t item = atomic_fetch_add(&f->next, 1);
        while (stage <= last && item >= f->starts[stage + 1])
            stage++;
        if (stage > last)
            break;
        run_item(f, &f->workers[k], stage, item - f->starts[stage]);
    }
    if (kernels->leave != NULL)
        kernels->leave();
}

/* Stage 0: classes of head 0. Stages 2h + 1 and 2h + 2: classes of head h + 1, tiles of head h. */
static void lay_stages(forward *f)
{
    int64_t total = 0;
    for (int64_t stage = 0; stage <= 2 * f->num_heads; stage++) {
        f->starts[stage] = total;
        int64_t head = stage % 2 == 1 ? (stage + 1) / 2 : stage == 0 ? 0 : stage / 2 - 1;
        if (head >= f->num_heads)
            continue;
        const stm__recipe *recipe = stm__head_of(&f->pass, head).recipe;
        if (stage % 2 == 1 || stage == 0) {
            atomic_init(&f->left[head], stm__class_items(f->pass.plan, recipe));
            total += stm__class_items(f->pass.plan, recipe);
        } else {
            total += stm__num_tiles(f->pass.plan, recipe);
        }
    }
    f->starts[2 * f->num_heads + 1] = total;
}

static bool leaves_state(const stm_attention *plan)
{
    for (int64_t k = 0; k < plan->num_recipes; k++)
        if (stm__classes_leave(&plan->recipes[k]))
            return true;
    return false;
}

stm_status stm_attention_forward(const stm_attention *attention, const stm_attention_inputs *inputs,
                                 const stm_attention_outputs *outputs, stm_error *error)
{
    forward f = {.num_heads = attention->batch * attention->heads};
    stm_status status = stm__pass_start(&f.pass, attention, inputs, outputs, error);
    if (status != STM_OK)
        return status;
    int started = 0;
    size_t queries;
    f.starts = calloc((size_t)(2 * f.num_heads + 2), sizeof *f.starts);
    f.left = calloc((size_t)f.num_heads, sizeof *f.left);
    f.workers = calloc((size_t)attention->threads, sizeof *f.workers);
    bool fits = stm__multiply_size((size_t)f.num_heads, 2 * (size_t)attention->bounds.num_queries,
                                   &queries);
    if (fits && leaves_state(attention))
        f.pass.state = malloc(queries * sizeof *f.pass.state);
    status = STM_ENOMEM;
    if (f.starts == NULL || f.left == NULL || f.workers == NULL ||
        (leaves_state(attention) && f.pass.state == NULL))
        goto done;
    lay_stages(&f);
    int threads = (int)stm__max(stm__min(attention->threads, f.starts[2 * f.num_heads + 1]), 1);
    status = STM_OK;
    for (; started < threads && status == STM_OK; started++)
        status = stm__worker_start(&f.workers[started], attention, false);
    if (status != STM_OK)
        goto done;
    atomic_init(&f.next, 0);
    stm__workers_run(threads, work, &f);
    for (int n = 0; n < started; n++)
        if (f.workers[n].status != STM_OK)
            status = f.workers[n].status;
done:
    for (int n = 0; n < started; n++)
        stm__worker_end(&f.workers[n]);
    free(f.workers);
    free(f.left);
    free(f.starts);
    free(f.pass.state);
    return status == STM_OK ? STM_OK : stm__fail_memory(error, "attention");
}
