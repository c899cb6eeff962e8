/* A reader is kept from query to query, as long as they are of one mask. */
#include "attention/runs.h"

void stm__runs_end(stm__runs *runs)
{
    stm_reader_free(runs->reader);
    runs->reader = NULL;
    runs->mask = NULL;
}

stm_status stm__runs_read(stm__runs *r, const stm_mask *mask, int64_t query)
{
    stm_status status = STM_OK;
    r->num = 0;
    if (r->mask != mask) {
        stm__runs_end(r);
        status = stm_reader_new(mask, &r->reader, NULL);
        if (status != STM_OK)
            return status;
        r->mask = mask;
        r->bounds = stm_mask_bounds(mask);
    }
    return stm_reader_row(r->reader, r->bounds.first_query + query, &r->runs, &r->num);
}
