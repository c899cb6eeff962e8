/* A mask repeats itself where its bands step, in their blocks and in their periods; what is no band
 * shows its steps in the runs of some rows. */
#include "mask/distances.h"

#include "mask/mask.h"

typedef struct found {
    int64_t most, *steps;
    int room, num;
} found;

static void add(found *f, int64_t step)
{
    for (int k = 0; k < f->num; k++)
        if (f->steps[k] == step)
            return;
    if (step > 1 && step <= f->most && f->num < f->room)
        f->steps[f->num++] = step;
}

static stm_status add_rest(found *f, const stm_mask *rest, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(rest);
    stm_reader *reader;
    stm_status status = stm_reader_new(rest, &reader, error);
    if (status != STM_OK)
        return status;
    for (int64_t k = STM__SAMPLES; k >= 1 && status == STM_OK; k--) {
        const stm_run *runs = NULL;
        int64_t num_runs = 0;
        status = stm_reader_row(reader, stm__sample_query(&b, k), &runs, &num_runs);
        for (int64_t r = 0; r < num_runs && status == STM_OK; r++)
            add(f, runs[r].step);
    }
    stm_reader_free(reader);
    return status == STM_OK ? STM_OK : stm__reader_failed(status, error);
}

stm_status stm__mask_distances(const stm_bands *bands, int64_t most, int64_t *steps, int room,
                               int *num, stm_error *error)
{
    found f = {most, steps, room, 0};
    stm_status status = STM_OK;
    for (int k = 0; k < bands->num; k++)
        add(&f, bands->bands[k].key_step);
    for (int k = 0; k < bands->num; k++) {
        add(&f, bands->bands[k].low.block);
        add(&f, bands->bands[k].high.block);
        add(&f, bands->bands[k].period);
    }
    if (bands->rest != NULL)
        status = add_rest(&f, bands->rest, error);
    if (status == STM_OK)
        *num = f.num;
    return status;
}
