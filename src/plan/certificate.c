/* Writes certificates: what the loads and the bounds come to, then the steps, piece by piece. */
#include <stmask/certificate.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/loads.h>

#include "base/fail.h"
#include "base/progress.h"
#include "plan/bounds.h"
#include "plan/plan.h"

typedef struct counted {
    int64_t points, steps, lru, opt;
    stm_load_counts compulsory;
    stm_bounds bounds;
} counted;

static stm_status count(counted *c, const stm_plan *plan, int64_t buffer,
                        const stm_progress *progress, stm_error *error)
{
    const stm_plan_options *s = stm_plan_settings(plan);
    const stm_loads_options both = {.lru = true, .opt = true, .progress = progress};
    stm_load_counts lru = {0, 0}, opt = {0, 0};
    stm_loads *loads = NULL;
    stm_status status = stm_bounds_of(stm_plan_mask(plan), s->num_multiplications, s->read_limit,
                                      buffer, &c->bounds, error);
    if (status == STM_OK)
        status = stm_loads_new(plan, &loads, error, &both);
    if (status == STM_OK)
        status = stm_loads_lru(loads, buffer, &lru, error);
    if (status == STM_OK)
        status = stm_loads_opt(loads, buffer, &opt, error);
    if (status == STM_OK) {
        c->points = stm_loads_points(loads);
        c->steps = stm_loads_steps(loads);
        c->compulsory = stm_loads_compulsory(loads);
        c->lru = lru.rows + lru.columns;
        c->opt = opt.rows + opt.columns;
    }
    stm_loads_free(loads);
    return status;
}

static void put_header(const stm_plan *plan, const char *spec, int64_t buffer, const counted *c,
                       stm_output *output)
{
    char order[160];
    const stm_plan_options *s = stm_plan_settings(plan);
    stm_rectangle b = stm_mask_bounds(stm_plan_mask(plan));
    stm_order_format(s->order, s->order_arguments, order, sizeof order);
    stm_output_printf(output,
                      "stmask certificate 1\n# order %s; stmask verify checks the rest\n"
                      "mask %s\nsize %" PRId64 "\nqueries %" PRId64 " %" PRId64 "\nkeys %" PRId64
                      " %" PRId64 "\n",
                      order, spec, stm_mask_size(stm_plan_mask(plan)), b.first_query, b.num_queries,
                      b.first_key, b.num_keys);
    stm_output_printf(output,
                      "multiplications %" PRId64 "\nlimits %" PRId64 " %" PRId64 " %" PRId64
                      "\nbuffer %" PRId64 "\npoints %" PRId64 "\nsteps %" PRId64 "\nlru %" PRId64
                      "\nopt %" PRId64 "\n",
                      s->num_multiplications, s->read_limit, s->row_limit, s->column_limit, buffer,
                      c->points, c->steps, c->lru, c->opt);
}

static void put_argument(const counted *c, stm_output *output)
{
    const stm_bounds *b = &c->bounds;
    stm_output_printf(output, "# %s\nargument %s", stm_load_bound_sentence(b->best),
                      stm_load_bound_name(b->best));
    if (b->best == STM_BOUND_COMPULSORY)
        stm_output_printf(output, " %" PRId64 " %" PRId64, c->compulsory.rows,
                          c->compulsory.columns);
    if (b->best == STM_BOUND_MATCHED)
        stm_output_printf(output, " %" PRId64, b->matched);
    if (b->best == STM_BOUND_PHASE)
        stm_output_printf(output, " %" PRId64 " %" PRId64 " %" PRId64, b->phase_length,
                          b->phase_points, b->phase_rest);
    stm_output_printf(output, "\nbound %" PRId64 "\n", b->any_order);
}

static stm_status put_matching(const stm_mask *mask, stm_output *output, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t matched, *column_of = malloc((size_t)b.num_queries * sizeof *column_of);
    if (column_of == NULL)
        return stm__fail_memory(error, "certificate");
    stm_status status = stm__matching_find(mask, &matched, column_of, error);
    for (int64_t i = 0; i < b.num_queries && status == STM_OK; i++)
        if (column_of[i] >= 0)
            stm_output_printf(output, "match %" PRId64 " %" PRId64 "\n", b.first_query + i,
                              column_of[i]);
    free(column_of);
    return status;
}

/* Points in their order become pieces along a row or along a column, whichever the first two are
 * in. */
typedef struct piece_writer {
    stm_output *output;
    bool first; /* nothing of the step has been written */
    bool by_columns;
    stm_piece piece; /* count 0: none */
} piece_writer;

static void put_piece(piece_writer *w)
{
    const stm_piece *p = &w->piece;
    if (p->count > 0)
        stm_output_printf(w->output, "%s %c %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64,
                          w->first ? "" : ",", w->by_columns ? 'c' : 'r', p->line, p->first,
                          p->count, p->step);
    w->first = w->first && p->count == 0;
    w->piece.count = 0;
}

static void add_point(piece_writer *w, int64_t row, int64_t column)
{
    stm_piece *p = &w->piece;
    if (p->count == 1 && !w->by_columns && p->first == column) { /* a point may be turned */
        *p = (stm_piece){column, p->line, 1, 1};
        w->by_columns = true;
    }
    int64_t line = w->by_columns ? column : row, cross = w->by_columns ? row : column;
    int64_t step = p->count == 0 ? 0 : cross - (p->first + (p->count - 1) * p->step);
    if (p->count > 0 && p->line == line && (p->count == 1 || step == p->step)) {
        p->step = step;
        p->count++;
        return;
    }
    put_piece(w);
    w->by_columns = false;
    *p = (stm_piece){row, column, 1, 1};
}

static void put_step(const stm_step *step, bool by_columns, stm_output *output)
{
    piece_writer w = {.output = output, .first = true};
    stm_output_printf(output, "step %" PRId64 ":", step->time);
    for (int64_t k = 0; k < step->num_pieces; k++) {
        const stm_piece *p = &step->pieces[k];
        for (int64_t c = 0; c < p->count; c++) {
            int64_t cross = p->first + c * p->step;
            add_point(&w, by_columns ? cross : p->line, by_columns ? p->line : cross);
        }
    }
    put_piece(&w);
    stm_output_printf(output, "\n");
}

static stm_status put_steps(const stm_plan *plan, int64_t num_steps, stm_output *output,
                            const stm_progress *progress, stm_error *error)
{
    bool by_columns = stm_plan_settings(plan)->order->by_columns;
    const stm_step *step = NULL;
    stm_steps *steps;
    stm_status status = stm_steps_new(plan, &steps, error);
    if (status != STM_OK)
        return status;
    while ((status = stm_steps_next(steps, &step)) == STM_OK && step != NULL) {
        put_step(step, by_columns, output);
        status = stm_output_status(output);
        if (status == STM_OK && step->time % 1024 == 0 &&
            !stm__progress(progress, step->time, num_steps))
            status = STM_ESTOPPED;
        if (status != STM_OK)
            break;
    }
    stm_steps_free(steps);
    return status == STM_OK ? status
                            : stm__fail(error, status, "the certificate could not be written: %s",
                                        stm_status_text(status));
}

stm_status stm_certificate_write(const stm_plan *plan, int64_t buffer, stm_output *output,
                                 stm_error *error, const stm_progress *progress)
{
    const stm_mask *mask = stm_plan_mask(plan);
    const char *spec = stm_mask_spec(mask);
    counted c = {.points = 0};
    if (spec == NULL || strchr(spec, '\n') != NULL)
        return stm__fail(error, STM_EINVAL,
                         "certificate: needs a mask with a spec of one line, which it can name");
    if (buffer < 2)
        return stm__fail(error, STM_EINVAL,
                         "buffer %" PRId64 ": must be at least 2, one row and one column", buffer);
    stm_status status = count(&c, plan, buffer, progress, error);
    if (status != STM_OK)
        return status;
    put_header(plan, spec, buffer, &c, output);
    put_argument(&c, output);
    if (c.bounds.best == STM_BOUND_MATCHED)
        status = put_matching(mask, output, error);
    if (status == STM_OK)
        status = put_steps(plan, c.steps, output, progress, error);
    if (status == STM_OK)
        status = stm_output_printf(output, "end\n");
    return status;
}
