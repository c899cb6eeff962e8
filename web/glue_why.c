/* Says why a cell is seen or not: by the value's name and, of masks that are put together, by what
 * each part says of the cell that it has there. */
#include <inttypes.h>

#include "glue.h"

#define DEEPEST 12

/* The nearest keys of a query on both sides of a key that it does not see, or -1. */
static void nearest(const stm_mask *mask, int64_t query, int64_t key, int64_t *before,
                    int64_t *after)
{
    stm_reader *reader = NULL;
    const stm_run *runs = NULL;
    int64_t num = 0;
    *before = *after = -1;
    if (stm_reader_new(mask, &reader, NULL) == STM_OK &&
        stm_reader_row(reader, query, &runs, &num) != STM_OK)
        num = 0;
    for (int64_t k = 0; k < num; k++) {
        const stm_run *r = &runs[k];
        if (r->first < key) {
            int64_t at = (key - 1 - r->first) / r->step;
            at = r->first + (at < r->count ? at : r->count - 1) * r->step;
            *before = at > *before ? at : *before;
        }
        if (stm_run_last(r) > key) {
            int64_t at = key < r->first ? 0 : (key - r->first) / r->step + 1;
            at = r->first + at * r->step;
            *after = *after < 0 || at < *after ? at : *after;
        }
    }
    stm_reader_free(reader);
}

static void put(stm_output *output, const stm_mask *mask, int64_t i, int64_t j, int depth)
{
    static const char *const words[] = {"union", "intersection", "difference"};
    int32_t value = stm_mask_cell(mask, i, j);
    const stm_pattern *pattern = stm_mask_pattern(mask);
    stm_operation operation;
    stm_output_printf(
        output,
        "{\"query\": %" PRId64 ", \"key\": %" PRId64 ", \"value\": %" PRId32 ", \"name\": ", i, j,
        value);
    glue_string(output, stm_mask_value_name(mask, value));
    stm_output_printf(output, ", \"what\": ");
    glue_string(output,
                stm_mask_operation(mask, &operation) ? words[operation] : stm_mask_spec(mask));
    stm_output_printf(output, ", \"summary\": ");
    glue_string(output, pattern == NULL ? NULL : pattern->summary);
    if (value == 0 && depth == 0) {
        int64_t before, after;
        nearest(mask, i, j, &before, &after);
        stm_output_printf(output, ", \"before\": %" PRId64 ", \"after\": %" PRId64, before, after);
    }
    stm_output_printf(output, ", \"parts\": [");
    const char *comma = "";
    for (int k = 0; k < 2 && depth < DEEPEST; k++) {
        int64_t q = i, key = j;
        const stm_mask *part = stm_mask_part(mask, k);
        if (part == NULL || !stm_mask_part_cell(mask, k, &q, &key))
            continue;
        stm_output_printf(output, "%s", comma);
        put(output, part, q, key, depth + 1);
        comma = ",";
    }
    stm_output_printf(output, "]}");
}

int GLUE(stm_web_why)(int32_t handle, double query, double key)
{
    const stm_mask *mask = glue_mask(handle);
    int64_t i, j;
    if (mask == NULL)
        return glue_refuse("mask: there is none of that handle");
    stm_rectangle b = stm_mask_bounds(mask);
    if (!glue_whole(query, b.first_query, b.first_query + b.num_queries - 1, &i) ||
        !glue_whole(key, b.first_key, b.first_key + b.num_keys - 1, &j))
        return glue_refuse("cell: must lie within the mask");
    stm_output *output = glue_begin();
    if (output != NULL)
        put(output, mask, i, j, 0);
    return glue_end(output, STM_OK, NULL);
}
