/* Plans the masks of a design, and adds up what the steps of all layers load. */
#include <stmask/bounds.h>
#include <stmask/loads.h>

#include "base/fail.h"
#include "hardware/limits.h"
#include "sweep/work.h"

/* Options of a plan, and the arguments that they point to. */
typedef struct plan_setup {
    stm_plan_options options;
    stm_arguments arguments;
    int64_t read_limit; /* of the bounds: rows and columns apart allow their sum */
    int64_t buffer, keeping;
} plan_setup;

static stm_status set_up(const stm__design *design, plan_setup *setup, stm_error *error)
{
    stm__limits limits = {.read = 0};
    const char *text = design->text[STM__READ_LIMIT];
    stm_plan_options *o = &setup->options;
    stm_status status =
        text == NULL ? STM_OK : stm__limits_read("read_limit", text, &limits, error);
    if (status == STM_OK)
        status = stm_order_parse(design->text[STM__ORDER], &o->order, &setup->arguments, error);
    if (status != STM_OK)
        return status;
    o->order_arguments = &setup->arguments;
    o->num_multiplications = design->integer[STM__MULTIPLICATIONS];
    o->read_limit = limits.read;
    o->row_limit = limits.rows;
    o->column_limit = limits.columns;
    setup->read_limit = limits.rows > 0 ? limits.rows + limits.columns : limits.read;
    setup->buffer = design->integer[STM__BUFFER];
    setup->keeping = design->integer[STM__KEEPING];
    if (setup->keeping >= STM__KEEP_LRU && setup->buffer == 0)
        return stm__fail(error, STM_EINVAL, "buffer is missing: keeping %s needs it",
                         setup->keeping == STM__KEEP_LRU ? "lru" : "opt");
    return STM_OK;
}

static int64_t both(stm_load_counts counts)
{
    return counts.rows + counts.columns;
}

/* The loads by which the design is measured. */
static stm_status add_kept(const plan_setup *setup, const stm_loads *loads, int64_t layers,
                           stm_design_result *result, stm_error *error)
{
    stm_load_counts counts = {0};
    int64_t kept =
        both(setup->keeping == STM__KEEP_NONE ? stm_loads_none(loads) : stm_loads_previous(loads));
    bool lru = setup->keeping == STM__KEEP_LRU, fits = true;
    if (setup->keeping >= STM__KEEP_LRU) {
        stm_status status =
            (lru ? stm_loads_lru : stm_loads_opt)(loads, setup->buffer, &counts, error);
        if (status != STM_OK)
            return status;
        kept = both(counts);
        fits = stm__sum_integer(result, lru ? STM__RESULT_LOADS_LRU : STM__RESULT_LOADS_OPT, kept,
                                layers);
    }
    fits = stm__sum_integer(result, STM__RESULT_DRAM_LOADS, kept, layers) && fits;
    return fits ? STM_OK : stm__work_over(error);
}

static void raise_peak(const stm_loads *loads, stm_measure measure, int column,
                       stm_design_result *result)
{
    stm__raise_integer(result, column, stm_loads_distribution(loads, measure).peak);
}

static stm_status add_loads(const plan_setup *setup, const stm_mask *mask, const stm_loads *loads,
                            int64_t layers, stm_design_result *result, stm_error *error)
{
    stm_bounds bounds;
    stm_status status = stm_bounds_of(mask, setup->options.num_multiplications, setup->read_limit,
                                      0, &bounds, error);
    if (status == STM_OK)
        status = add_kept(setup, loads, layers, result, error);
    if (status != STM_OK)
        return status;
    const struct {
        int column;
        int64_t value;
    } sums[] = {{STM__RESULT_POINTS, stm_loads_points(loads)},
                {STM__RESULT_NONZEROS, stm_loads_points(loads)},
                {STM__RESULT_STEPS, stm_loads_steps(loads)},
                {STM__RESULT_CYCLES, stm_loads_steps(loads)},
                {STM__RESULT_LOADS_NONE, both(stm_loads_none(loads))},
                {STM__RESULT_LOADS_PREVIOUS, both(stm_loads_previous(loads))},
                {STM__RESULT_COMPULSORY, both(stm_loads_compulsory(loads))},
                {STM__RESULT_BOUND_STEPS, bounds.steps},
                {STM__RESULT_BOUND_READS, bounds.reads}};
    bool fits = true;
    for (size_t k = 0; k < sizeof sums / sizeof *sums; k++)
        fits = stm__sum_integer(result, sums[k].column, sums[k].value, layers) && fits;
    raise_peak(loads, STM_UNIQUE_ROWS, STM__RESULT_PEAK_ROWS, result);
    raise_peak(loads, STM_UNIQUE_COLUMNS, STM__RESULT_PEAK_COLUMNS, result);
    raise_peak(loads, STM_UNIQUE_TOTAL, STM__RESULT_PEAK_STEP, result);
    raise_peak(loads, STM_NEW_TOTAL, STM__RESULT_PEAK_NEW, result);
    double steps = (double)stm_loads_steps(loads) * (double)layers;
    stm__sum_real(result, STM__RESULT_MEAN_STEP,
                  stm_loads_distribution(loads, STM_UNIQUE_TOTAL).mean * steps);
    stm__sum_real(result, STM__RESULT_MEAN_NEW,
                  stm_loads_distribution(loads, STM_NEW_TOTAL).mean * steps);
    return fits ? STM_OK : stm__work_over(error);
}

static stm_status plan_one(const plan_setup *setup, const stm__layer_kind *kind,
                           stm_design_result *result, stm_error *error,
                           const stm_progress *progress)
{
    stm_plan *plan;
    stm_loads *loads = NULL;
    stm_loads_options options = {.lru = setup->keeping == STM__KEEP_LRU,
                                 .opt = setup->keeping == STM__KEEP_OPT,
                                 .progress = progress};
    stm_status status = stm_plan_new(kind->mask, &plan, error, &setup->options);
    if (status != STM_OK)
        return status;
    status = stm_loads_new(plan, &loads, error, &options);
    if (status == STM_OK)
        status = add_loads(setup, kind->mask, loads, kind->layers, result, error);
    stm_loads_free(loads);
    stm_plan_free(plan);
    return status;
}

stm_status stm__plan_layers(const stm__design *design, const stm__layers *layers,
                            stm_design_result *result, stm_error *error,
                            const stm_progress *progress)
{
    plan_setup setup = {.buffer = 0};
    stm_status status = set_up(design, &setup, error);
    for (int64_t k = 0; k < layers->num && status == STM_OK; k++)
        status = plan_one(&setup, &layers->kinds[k], result, error, progress);
    if (status != STM_OK)
        return status;
    double steps = (double)result->values[STM__RESULT_STEPS].integer;
    result->values[STM__RESULT_MEAN_STEP].real =
        stm__share(result->values[STM__RESULT_MEAN_STEP].real, steps);
    result->values[STM__RESULT_MEAN_NEW].real =
        stm__share(result->values[STM__RESULT_MEAN_NEW].real, steps);
    stm__put_real(result, STM__RESULT_UTILISATION,
                  stm__share((double)result->values[STM__RESULT_POINTS].integer,
                             steps * (double)setup.options.num_multiplications));
    return STM_OK;
}
