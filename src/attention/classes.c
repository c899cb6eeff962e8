/* Rows a power of two apart share few sets of a cache: they are copied to one place before they are
 * used, those of the next unit while this one is computed. */
#include "attention/classes.h"

#include "attention/ahead.h"
#include "attention/band.h"
#include "base/arithmetic.h"

enum {
    CHUNK = 8 * STM__LANES, /* queries of a unit */
    MOST_UNITS = 16,
    ITEMS_OF_THREAD = 4
};

int64_t stm__keys_of_unit(const stm__recipe *recipe)
{
    int64_t lowest = INT64_MAX, highest = INT64_MIN;
    for (int k = 0; k < recipe->num_classes; k++) {
        int64_t back, ahead;
        if (!stm__part_reach(&recipe->classes[k], &back, &ahead))
            return INT64_MAX;
        lowest = stm__min(lowest, back);
        highest = stm__max(highest, ahead);
    }
    return stm__max(highest - lowest, 0) / recipe->classes[0].key_step + CHUNK + 1;
}

/* From one query of a class to the next. */
static int64_t step_of(const stm__recipe *recipe)
{
    return recipe->classes[0].key_step;
}

int64_t stm__num_classes(const stm_attention *plan, const stm__recipe *recipe)
{
    return recipe->num_classes > 0 ? stm__min(step_of(recipe), plan->bounds.num_queries) : 0;
}

/* The units of a class. */
static int64_t num_chunks(const stm_attention *plan, const stm__recipe *recipe)
{
    return stm__ceil_div(stm__ceil_div(plan->bounds.num_queries, step_of(recipe)), CHUNK);
}

static int64_t num_units(const stm_attention *plan, const stm__recipe *recipe)
{
    return stm__num_classes(plan, recipe) * num_chunks(plan, recipe);
}

/* An item is some units one after the other. */
static int64_t units_of_item(const stm_attention *plan, const stm__recipe *recipe)
{
    int64_t units = num_units(plan, recipe) / (plan->threads * ITEMS_OF_THREAD);
    return stm__max(stm__min(units, MOST_UNITS), 1);
}

int64_t stm__class_items(const stm_attention *plan, const stm__recipe *recipe)
{
    if (recipe->num_classes == 0)
        return 0;
    return stm__ceil_div(num_units(plan, recipe), units_of_item(plan, recipe));
}

/* Some queries of one class, and the keys that they look at. */
typedef struct unit {
    int64_t first, step, count; /* queries */
    stm__input_rows queries;
    stm__view view;
} unit;

/* All keys of a class of a head. */
static stm__view view_of(const stm_attention *plan, const stm__head *head, int64_t class)
{
    const stm__part *part = &head->recipe->classes[0];
    return stm__view_of(head, plan->bounds.num_keys, part->key_step, part->residue + class);
}

/* Those that any part looks at for the queries from first to last. */
static void trim(stm__view *view, const stm_attention *plan, const stm__recipe *recipe,
                 int64_t first, int64_t last)
{
    int64_t lowest = INT64_MAX, highest = -1;
    for (int k = 0; k < recipe->num_classes; k++) {
        int64_t low, high;
        stm__part_keys(&recipe->classes[k], plan->bounds.num_keys, first, last, &low, &high);
        if (low > high)
            continue;
        lowest = stm__min(lowest, low);
        highest = stm__max(highest, high);
    }
    stm__view_trim(view, highest < 0 ? 0 : lowest, highest);
}

static unit unit_of(const stm_attention *plan, const stm__head *head, int64_t number)
{
    int64_t chunks = num_chunks(plan, head->recipe), step = step_of(head->recipe);
    int64_t class = number / chunks, end = plan->bounds.num_queries;
    unit u = {.first = class + number % chunks * CHUNK * step, .step = step};
    u.count = stm__min(stm__ceil_div(stm__max(end - u.first, 0), step), CHUNK);
    u.queries = stm__rows_from(&head->q, u.first, step);
    u.view = view_of(plan, head, class);
    if (u.count > 0)
        trim(&u.view, plan, head->recipe, u.first, u.first + (u.count - 1) * step);
    return u;
}

static void compute_unit(stm__worker *w, const stm__head *head, const unit *u)
{
    const stm__recipe *recipe = head->recipe;
    for (int64_t n = 0; n < u->count; n += STM__LANES) {
        int count = (int)stm__min(u->count - n, STM__LANES);
        int64_t first = u->first + n * u->step;
        stm__input_rows rows = stm__rows_from(&u->queries, n, 1);
        w->task = (stm__task){.head = head,
                              .queries = {first, u->step, count},
                              .leaves = stm__recipe_leaves(recipe),
                              .zero = first + stm__plan_lag(w->plan)};
        w->pass->start(w, &rows);
        for (int k = 0; k < recipe->num_classes; k++) {
            stm__extent_find(&w->extent, &recipe->classes[k], &w->task.queries, &u->view);
            stm__band_add(w, &u->view);
        }
        w->pass->finish(w);
    }
}

/* How many rows go with a product for all to be copied by the end of a unit: each block of keys
 * takes a product for six keys and one for six elements. */
static int rows_of_product(const stm_attention *plan, const unit *u, const unit *next)
{
    int64_t tiles = stm__ceil_div(u->count, STM__LANES), rows = 2 * (next->view.num + next->count);
    int64_t products = tiles * ((u->view.num / 2 + plan->value_dim) / 6 + 4);
    return (int)stm__max(stm__min(stm__ceil_div(rows, stm__max(products, 1)), 32), 1);
}

/* Lets kernels copy the rows of a unit, which then stand in one of two rooms. */
static void copy_ahead(stm__worker *w, const stm__head *head, unit *u, int room)
{
    stm__input_rows out = stm__rows_as_inputs(&head->out);
    int dim = w->plan->dim, value_dim = w->plan->value_dim;
    stm__ahead_fetch(&w->ahead, &out, u->first, u->step, u->count, value_dim);
    stm__ahead_fetch(&w->ahead, &u->queries, 0, 1, u->count, dim);
    stm__ahead_copy(&w->ahead, &u->view.values, u->view.num, value_dim, w->classes.values[room]);
    stm__ahead_copy(&w->ahead, &u->view.keys, u->view.num, dim, w->classes.keys[room]);
}

void stm__classes_compute(stm__worker *w, const stm__head *head, int64_t item)
{
    const stm_attention *plan = w->plan;
    int64_t units = units_of_item(plan, head->recipe), begin = item * units;
    int64_t end = stm__min(begin + units, num_units(plan, head->recipe));
    unit u = unit_of(plan, head, begin), next;
    w->ahead.num = 0;
    copy_ahead(w, head, &u, 0);
    for (int64_t n = begin; n < end; n++, u = next) {
        stm__ahead_finish(&w->ahead);
        if (n + 1 < end) {
            next = unit_of(plan, head, n + 1);
            w->ahead.each = rows_of_product(plan, &u, &next);
            copy_ahead(w, head, &next, (int)((n + 1 - begin) % 2));
        }
        compute_unit(w, head, &u);
    }
}

void stm__class_compute(stm__worker *w, const stm__head *head, int64_t c)
{
    int64_t step = step_of(head->recipe);
    unit u = {.first = c,
              .step = step,
              .count = stm__ceil_div(w->plan->bounds.num_queries - c, step),
              .queries = stm__rows_from(&head->q, c, step),
              .view = view_of(w->plan, head, c)};
    stm__view_gather(&u.view, w->classes.keys[0], w->classes.values[0], w->plan->dim,
                     w->plan->value_dim);
    compute_unit(w, head, &u);
}
