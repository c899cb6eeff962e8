/* The part of a mask that is in classes: units of queries of one class, whose keys stand far apart.
 *
 * Rows a power of two apart share few sets of a cache: they are copied to one place before they are
 * used, those of the next unit while this one is computed. */
#include "attention/plan.h"
#include "base/arithmetic.h"

enum { MOST_UNITS = 16, ITEMS_OF_THREAD = 4 };

/* The units of a class. */
static int64_t num_chunks(const stm_attention *plan, const stm__recipe *recipe)
{
    int64_t queries = stm__ceil_div(plan->bounds.num_queries, recipe->classes.query_step);
    return stm__ceil_div(queries, STM__CHUNK);
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
    if (!recipe->has_classes)
        return 0;
    return stm__ceil_div(num_units(plan, recipe), units_of_item(plan, recipe));
}

/* Some queries of one class, and the keys that they look at. */
typedef struct unit {
    int64_t first, step, count; /* queries */
    stm__input_rows queries;
    stm__view view;
} unit;

static unit unit_of(const stm_attention *plan, const stm__head *head, int64_t number)
{
    const stm_rectangle *b = &plan->bounds;
    const stm__part *part = &head->recipe->classes;
    int64_t chunks = num_chunks(plan, head->recipe), step = part->query_step;
    int64_t class = b->first_query + number / chunks, end = b->first_query + b->num_queries;
    unit u = {.first = class + number % chunks * STM__CHUNK * step, .step = step};
    u.count = stm__min(stm__ceil_div(stm__max(end - u.first, 0), step), STM__CHUNK);
    u.queries = stm__rows_from(&head->q, u.first - b->first_query, step);
    u.view = stm__view_of(head, b, part, class);
    if (u.count > 0)
        stm__view_trim(&u.view, part, u.first, u.first + (u.count - 1) * step);
    return u;
}

static void compute_unit(stm__worker *worker, const stm__head *head, const unit *u)
{
    for (int64_t n = 0; n < u->count; n += STM__LANES) {
        int count = (int)stm__min(u->count - n, STM__LANES);
        stm__queries queries = {u->first + n * u->step, u->step, count};
        stm__input_rows rows = stm__rows_from(&u->queries, n, 1);
        stm__tile_start(worker, head, &queries, &rows, false);
        stm__tile_add(worker, &head->recipe->classes, &queries, &u->view);
        if (head->maximum != NULL)
            stm__tile_leave(worker, head, &queries);
        else
            stm__tile_finish(worker, head, &queries);
    }
}

/* How many rows go with a product for all to be copied by the end of a unit: each block of keys
 * takes a product for six keys and one for six elements. */
static int rows_of_product(const stm_attention *plan, const unit *u, const unit *next)
{
    int64_t tiles = stm__ceil_div(u->count, STM__LANES), rows = 2 * (next->view.num + next->count);
    int64_t products = tiles * ((u->view.num / 2 + plan->dim) / 6 + 4);
    return (int)stm__max(stm__min(stm__ceil_div(rows, stm__max(products, 1)), 32), 1);
}

/* Lets kernels copy the rows of a unit, which then stand in one of two rooms. */
static void copy_ahead(stm__worker *worker, const stm__head *head, unit *u, int room)
{
    const stm_attention *plan = worker->plan;
    int64_t row = u->first - plan->bounds.first_query;
    stm__look_ahead(worker, head->out.data + row * head->out.stride, u->step * head->out.stride,
                    u->count);
    stm__look_ahead_of(worker, &u->queries, 0, 1, u->count);
    stm__copy_ahead(worker, &u->view.values, u->view.num, worker->room_values[room]);
    stm__copy_ahead(worker, &u->view.keys, u->view.num, worker->room_keys[room]);
}

void stm__classes_compute(stm__worker *worker, const stm__head *head, int64_t item)
{
    const stm_attention *plan = worker->plan;
    int64_t units = units_of_item(plan, head->recipe), begin = item * units;
    int64_t end = stm__min(begin + units, num_units(plan, head->recipe));
    unit u = unit_of(plan, head, begin), next;
    worker->summary_of = -1;
    worker->ahead.num = 0;
    copy_ahead(worker, head, &u, 0);
    for (int64_t n = begin; n < end; n++, u = next) {
        stm__copy_finish(worker);
        if (n + 1 < end) {
            next = unit_of(plan, head, n + 1);
            worker->ahead.each = rows_of_product(plan, &u, &next);
            copy_ahead(worker, head, &next, (int)((n + 1 - begin) % 2));
        }
        compute_unit(worker, head, &u);
    }
}
