/* Composition: masks put together by specs and by calls, where they differ, and why a query sees a
 * key. */
#include <inttypes.h>
#include <stdio.h>

#include <stmask/stmask.h>

enum { SIZE = 4096, QUERY = 1000 };

/* Prints the runs of a row: which keys, and as what. */
static stm_status explain(const stm_mask *mask, int64_t query, stm_error *error)
{
    stm_reader *reader;
    const stm_run *runs;
    int64_t num = 0, keys = 0;
    stm_status status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        return status;
    status = stm_reader_row(reader, query, &runs, &num);
    for (int64_t k = 0; k < num; k++) {
        keys += runs[k].count;
        printf("  %" PRId64 " keys from %" PRId64 " by %" PRId64 ": %s\n", runs[k].count,
               runs[k].first, runs[k].step, stm_mask_value_name(mask, runs[k].value));
    }
    printf("query %" PRId64 " sees %" PRId64 " keys\n", query, keys);
    stm_reader_free(reader);
    return status;
}

int main(void)
{
    stm_mask *window = NULL, *global = NULL, *causal = NULL, *both = NULL, *ours = NULL;
    stm_mask *spec = NULL;
    stm_diff diff;
    stm_error error = {.message = "the masks differ"};
    int64_t nonzeros;
    int status = 1;

    /* The same mask in one line, and step by step. */
    if (stm_mask_from_spec("(local:window_size=64 + global:tokens=0-3) & causal", SIZE, &spec,
                           &error) != STM_OK ||
        stm_mask_from_spec("local:window_size=64", SIZE, &window, &error) != STM_OK ||
        stm_mask_from_spec("global:tokens=0-3", SIZE, &global, &error) != STM_OK ||
        stm_mask_from_spec("causal", SIZE, &causal, &error) != STM_OK ||
        stm_mask_compose(STM_UNION, window, global, &both, &error) != STM_OK ||
        stm_mask_compose(STM_INTERSECTION, both, causal, &ours, &error) != STM_OK ||
        stm_mask_count(ours, &nonzeros, &error) != STM_OK ||
        stm_mask_diff(spec, ours, &diff, &error, NULL) != STM_OK)
        goto done;
    printf("%s: %" PRId64 " cells, %" PRId64 " differ\n", stm_mask_spec(ours), nonzeros,
           diff.differing);
    if (diff.differing != 0 || explain(ours, QUERY, &error) != STM_OK)
        goto done;

    /* Without the global keys it is the window: where do they differ? */
    if (stm_mask_diff(ours, window, &diff, &error, NULL) != STM_OK)
        goto done;
    printf("%" PRId64 " cells are not in the window, the first at (%" PRId64 ", %" PRId64 ")\n",
           diff.differing, diff.first_query, diff.first_key);
    if (stm_mask_count(window, &nonzeros, &error) != STM_OK)
        goto done;
    printf("it has %" PRId64 " cells without them\n", nonzeros);
    status = 0;
done:
    if (status != 0)
        fprintf(stderr, "%s\n", error.message);
    stm_mask_free(window);
    stm_mask_free(global);
    stm_mask_free(causal);
    stm_mask_free(both);
    stm_mask_free(ours);
    stm_mask_free(spec);
    return status;
}
