/* The work of a backward pass. First the classes: each owns its queries and its keys, so that they
 * come in any order. Then, when all classes of a head of keys are done, the tiles of the heads that
 * share it, in order (see turn.h).
 *
 * Tiles of windows would spend that time waiting, for each shares most keys with the next. They
 * come in stretches longer than the window: first every other stretch, none of which shares a key
 * with another, then those between them. */
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "attention/classes.h"
#include "attention/crew.h"
#include "attention/sinks.h"
#include "attention/tile.h"
#include "base/arithmetic.h"
#include "base/fail.h"

enum { LEAST_STRETCH = 4 };

typedef struct backward {
    stm__tensors tensors;
    int64_t num_groups, heads; /* batch x kv_heads, and the heads of each */
    int64_t classes, tiles;    /* items of one group, at most */
    atomic_int_fast64_t next;
    atomic_int_fast64_t *left;     /* class items of each group that are not done */
    atomic_int_fast64_t *even;     /* even stretches of each group that are not done */
    atomic_int_fast64_t *progress; /* of each tile of each head */
    double *sinks; /* what each head adds to the gradients of sinks, or NULL: not wanted */
} backward;

/* Whether class c has the same keys in all heads of a group. */
static bool classes_agree(const backward *b, int64_t group)
{
    const stm__part *first = NULL;
    for (int64_t h = 0; h < b->heads; h++) {
        const stm__recipe *recipe = stm__head_of(&b->tensors, group * b->heads + h).recipe;
        const stm__part *part = recipe->classes;
        if (recipe->num_classes == 0)
            continue;
        if (first != NULL && (part->key_step != first->key_step || part->residue != first->residue))
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
    worker->turn = (stm__turn){.returns_to = INT64_MAX};
    if (!agree && c > 0)
        return;
    for (int64_t h = 0; h < b->heads; h++) {
        stm__head head = stm__head_of(&b->tensors, group * b->heads + h);
        int64_t all = stm__num_classes(b->tensors.plan, head.recipe);
        for (int64_t n = c; n < (agree ? stm__min(c + 1, all) : all); n++)
            stm__class_compute(worker, &head, n);
    }
}

/* How far the keys of a head's tiles reach from their queries, in all; -1 where there is no limit.
 */
static int64_t reach_of(const stm__recipe *recipe)
{
    int64_t lowest = INT64_MAX, highest = INT64_MIN;
    if (recipe->rest != NULL)
        return -1;
    for (int k = 0; k < recipe->num_parts; k++) {
        int64_t back, ahead;
        if (!stm__part_reach(&recipe->parts[k], &back, &ahead))
            return -1;
        lowest = stm__min(lowest, back);
        highest = stm__max(highest, ahead);
    }
    return recipe->num_parts == 0 ? 0 : stm__max(highest - lowest, 0);
}

/* The tiles of a stretch where all heads of a group have windows only, else 0. */
static int64_t stretch_of(const backward *b, int64_t group)
{
    int64_t longest = 0;
    for (int64_t h = 0; h < b->heads; h++) {
        int64_t reach = reach_of(stm__head_of(&b->tensors, group * b->heads + h).recipe);
        if (reach < 0)
            return 0;
        longest = stm__max(longest, reach);
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
    stm__head head = stm__head_of(&b->tensors, number);
    stm__queries queries = stm__queries_of_tile(b->tensors.plan, tile);
    if (stm__recipe_has_tiles(head.recipe))
        stm__tile_compute(worker, &head, &queries);
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
    worker->turn = (stm__turn){.returns_to = INT64_MAX};
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
    worker->turn = (stm__turn){.before = item == 0 ? NULL : mine - 1, .mine = mine};
    compute_tile(b, worker, group * b->heads + item / tiles, item % tiles);
    stm__turn_finish(&worker->turn);
}

/* The sinks of each head are the last items, for which nothing waits. */
static int64_t num_items(const backward *b)
{
    int64_t of_sinks = b->sinks == NULL ? 0 : b->num_groups * b->heads;
    return b->num_groups * (b->classes + b->tiles) + of_sinks;
}

static void work(void *context, stm__worker *worker)
{
    backward *b = context;
    int64_t each = b->classes + b->tiles;
    for (;;) {
        int64_t item = atomic_fetch_add(&b->next, 1), group = item / each;
        if (item >= num_items(b))
            return;
        if (group >= b->num_groups) {
            int64_t number = item - b->num_groups * each;
            b->sinks[number] = stm__sinks_sum(&b->tensors, number);
            continue;
        }
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

static bool allocate(backward *b)
{
    const stm_attention *plan = b->tensors.plan;
    b->tiles = stm__num_tiles(plan) * b->heads;
    for (int64_t n = 0; n < plan->num_recipes; n++)
        b->classes = stm__max(b->classes, stm__num_classes(plan, &plan->recipes[n]));
    b->left = calloc((size_t)b->num_groups, sizeof *b->left);
    b->even = calloc((size_t)b->num_groups, sizeof *b->even);
    b->progress = calloc((size_t)(b->num_groups * b->tiles), sizeof *b->progress);
    if (b->tensors.dsinks != NULL)
        b->sinks = calloc((size_t)(b->num_groups * b->heads), sizeof *b->sinks);
    if (b->left == NULL || b->even == NULL || b->progress == NULL ||
        (b->tensors.dsinks != NULL && b->sinks == NULL))
        return false;
    for (int64_t n = 0; n < b->num_groups; n++) {
        int64_t stretch = stretch_of(b, n);
        atomic_init(&b->left[n], b->classes);
        atomic_init(&b->even[n], stretch == 0 ? 0 : num_even(b, stretch));
    }
    atomic_init(&b->next, 0);
    return true;
}

stm_status stm_attention_backward(const stm_attention *attention,
                                  const stm_attention_inputs *inputs,
                                  const stm_attention_outputs *outputs, const stm_tensor *dout,
                                  const stm_attention_gradients *gradients, stm_error *error)
{
    backward b = {.num_groups = attention->batch * attention->kv_heads,
                  .heads = attention->heads / attention->kv_heads};
    stm__crew crew = {.num = 0};
    int64_t keys = attention->bounds.num_keys;
    stm_status status = stm__tensors_take(&b.tensors, attention, inputs, outputs, error);
    if (status == STM_OK)
        status = stm__tensors_take_gradients(&b.tensors, dout, gradients, error);
    if (status != STM_OK)
        return status;
    status = allocate(&b) ? STM_OK : STM_ENOMEM;
    if (status == STM_OK)
        status = stm__crew_start(&crew, attention, &stm__pass_backward, num_items(&b));
    if (status == STM_OK) {
        clear_rows(&b.tensors.dk, attention->batch, attention->kv_heads, keys, attention->dim);
        clear_rows(&b.tensors.dv, attention->batch, attention->kv_heads, keys,
                   attention->value_dim);
        status = stm__crew_run(&crew, work, &b);
    }
    if (status == STM_OK && b.sinks != NULL)
        stm__sinks_write(&b.tensors, b.sinks);
    stm__crew_end(&crew);
    free(b.sinks);
    free(b.progress);
    free(b.left);
    free(b.even);
    return status == STM_OK ? STM_OK : stm__fail_memory(error, "attention");
}
