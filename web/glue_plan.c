/* Plans by handle: walked step by step, analysed, their loads counted for every way of keeping. */
#include <inttypes.h>
#include <stdlib.h>

#include "glue.h"

#define MOST_COUNTED ((int64_t)1 << 23) /* points of a plan whose lru and opt are counted */

static struct {
    stm_plan *plan;
    stm_steps *steps;
    stm_loads *loads;
} plans[GLUE_PLANS];

static int no_plan(void)
{
    return glue_refuse("plan: there is none of that handle");
}

static bool known(int32_t handle)
{
    return handle >= 1 && handle <= GLUE_PLANS && plans[handle - 1].plan != NULL;
}

void GLUE(stm_web_plan_free)(int32_t handle)
{
    if (!known(handle))
        return;
    stm_steps_free(plans[handle - 1].steps);
    stm_loads_free(plans[handle - 1].loads);
    stm_plan_free(plans[handle - 1].plan);
    plans[handle - 1].plan = NULL;
    plans[handle - 1].steps = NULL;
    plans[handle - 1].loads = NULL;
}

/* A limit of 0 is none. The reply is the handle. */
int GLUE(stm_web_plan_new)(int32_t mask, const char *order, uint32_t length, double multiplications,
                           double read_limit)
{
    stm_plan_options options = {0};
    stm_arguments arguments;
    stm_error error = {.position = -1};
    int at = 0;
    if (glue_mask(mask) == NULL)
        return glue_refuse("mask: there is none of that handle");
    if (!glue_whole(multiplications, 1, STM_MAX_MULTIPLICATIONS, &options.num_multiplications))
        return glue_refuse("multiplications: must be from 1 to 2147483648");
    if (!glue_whole(read_limit, 0, STM_MAX_READ_LIMIT, &options.read_limit) ||
        options.read_limit == 1)
        return glue_refuse("read limit: must be at least 2, one row and one column, or 0: none");
    while (at < GLUE_PLANS && plans[at].plan != NULL)
        at++;
    if (at == GLUE_PLANS)
        return glue_refuse("plans: too many at once");
    char *text = glue_text(order, length);
    if (text == NULL)
        return glue_refuse("order: is no text of at most 1048576 bytes");
    stm_status status = stm_order_parse(text, &options.order, &arguments, &error);
    options.order_arguments = &arguments;
    if (status == STM_OK)
        status = stm_plan_new(glue_mask(mask), &plans[at].plan, &error, &options);
    free(text);
    if (status != STM_OK)
        return glue_fail(status, &error);
    return glue_handle(at + 1);
}

/* The next steps, at most so many; the walk begins with the first call and, after the last step,
 * gives nothing. Doubles, for each step: time, points, rows, columns, new rows, new columns,
 * pieces, and for each piece: line, first, count, step. */
int GLUE(stm_web_steps)(int32_t handle, double num)
{
    stm_error error = {.position = -1};
    const stm_step *step = NULL;
    int64_t most;
    if (!known(handle))
        return no_plan();
    if (!glue_whole(num, 1, 65536, &most))
        return glue_refuse("steps: must be from 1 to 65536");
    stm_steps **steps = &plans[handle - 1].steps;
    stm_status status =
        *steps == NULL ? stm_steps_new(plans[handle - 1].plan, steps, &error) : STM_OK;
    stm_output *output = glue_begin();
    for (int64_t k = 0; k < most && status == STM_OK && output != NULL; k++) {
        status = stm_steps_next(*steps, &step);
        if (status != STM_OK || step == NULL)
            break;
        double head[] = {(double)step->time,      (double)step->points,   (double)step->rows,
                         (double)step->columns,   (double)step->new_rows, (double)step->new_columns,
                         (double)step->num_pieces};
        stm_output_write(output, head, sizeof head);
        for (int64_t p = 0; p < step->num_pieces; p++) {
            const stm_piece *s = &step->pieces[p];
            double piece[] = {(double)s->line, (double)s->first, (double)s->count, (double)s->step};
            stm_output_write(output, piece, sizeof piece);
        }
    }
    return glue_end(output, status, &error);
}

static stm_status count(int32_t handle, stm_error *error)
{
    int64_t points;
    const stm_plan *plan = plans[handle - 1].plan;
    stm_status status = stm_mask_count(stm_plan_mask(plan), &points, error);
    bool all = status == STM_OK && points <= MOST_COUNTED;
    stm_loads_options options = {.lru = all, .opt = all};
    if (status == STM_OK && plans[handle - 1].loads == NULL)
        status = stm_loads_new(plan, &plans[handle - 1].loads, error, &options);
    return status;
}

/* What a plan loads with a buffer of so many vectors; -1 where lru and opt were not counted, as for
 * more than 8388608 points, or the buffer cannot hold the largest step. */
int GLUE(stm_web_loads)(int32_t handle, double buffer)
{
    stm_error error = {.position = -1};
    int64_t vectors;
    if (!known(handle))
        return no_plan();
    if (!glue_whole(buffer, 0, 2 * STM_MAX_SIZE, &vectors))
        return glue_refuse("buffer: must be from 0 to 4294967296");
    stm_status status = count(handle, &error);
    if (status != STM_OK)
        return glue_fail(status, &error);
    const stm_loads *loads = plans[handle - 1].loads;
    stm_load_counts none = stm_loads_none(loads), previous = stm_loads_previous(loads);
    stm_load_counts compulsory = stm_loads_compulsory(loads), lru = {-1, 0}, opt = {-1, 0};
    if (vectors > 0 && (stm_loads_lru(loads, vectors, &lru, &error) != STM_OK ||
                        stm_loads_opt(loads, vectors, &opt, &error) != STM_OK))
        lru = opt = (stm_load_counts){-1, 0}; /* the buffer cannot hold the largest step */
    stm_output *output = glue_begin();
    if (output != NULL)
        stm_output_printf(
            output,
            "{\"steps\": %" PRId64 ", \"points\": %" PRId64 ", \"none\": [%" PRId64 ",%" PRId64
            "], \"previous\": [%" PRId64 ",%" PRId64 "], \"compulsory\": %" PRId64
            ", \"lru\": %" PRId64 ", \"opt\": %" PRId64 ", \"peak\": %" PRId64 "}",
            stm_loads_steps(loads), stm_loads_points(loads), none.rows, none.columns, previous.rows,
            previous.columns, compulsory.rows + compulsory.columns, lru.rows + lru.columns,
            opt.rows + opt.columns, stm_loads_distribution(loads, STM_UNIQUE_TOTAL).peak);
    return glue_end(output, STM_OK, NULL);
}

/* No order loads fewer with that buffer. */
int GLUE(stm_web_bound)(int32_t handle, double buffer)
{
    stm_error error = {.position = -1};
    stm_bounds bounds;
    int64_t vectors;
    if (!known(handle))
        return no_plan();
    if (!glue_whole(buffer, 0, 2 * STM_MAX_SIZE, &vectors))
        return glue_refuse("buffer: must be from 0 to 4294967296");
    const stm_plan_options *o = stm_plan_settings(plans[handle - 1].plan);
    stm_status status = stm_bounds_of(stm_plan_mask(plans[handle - 1].plan), o->num_multiplications,
                                      o->read_limit, vectors, &bounds, &error);
    stm_output *output = glue_begin();
    if (status == STM_OK && output != NULL) {
        stm_output_printf(output, "{\"loads\": %" PRId64 ", \"best\": ", bounds.any_order);
        glue_string(output, stm_load_bound_name(bounds.best));
        stm_output_printf(output, "}");
    }
    return glue_end(output, status, &error);
}

/* The analysis (0) or the points (1) as the files of the programs have them. */
int GLUE(stm_web_plan_text)(int32_t handle, int32_t points, const char *name, uint32_t length)
{
    stm_error error = {.position = -1};
    stm_analysis *analysis = NULL;
    if (!known(handle))
        return no_plan();
    char *input = glue_text(name, length);
    if (input == NULL)
        return glue_refuse("name: is no text of at most 1048576 bytes");
    const stm_plan *plan = plans[handle - 1].plan;
    stm_output *output = glue_begin();
    stm_status status = output == NULL ? STM_ENOMEM : STM_OK;
    if (status == STM_OK && points != 0)
        status = stm_points_write(plan, output, &error, NULL);
    else if (status == STM_OK)
        status = stm_analysis_new(plan, &analysis, &error, NULL);
    if (analysis != NULL)
        status = stm_analysis_write(analysis, input, output, &error);
    stm_analysis_free(analysis);
    free(input);
    return glue_end(output, status, &error);
}
