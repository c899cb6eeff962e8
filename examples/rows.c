/* Rows, columns and rectangles: one step of decoding, as runs. */
#include <inttypes.h>
#include <stdio.h>

#include <stmask/stmask.h>

static void print_runs(const char *what, int64_t index, const stm_run *runs, int64_t num_runs)
{
    printf("%s %" PRId64 ":\n", what, index);
    for (int64_t k = 0; k < num_runs; k++)
        printf("  from %" PRId64 ", %" PRId64 " cells, step %" PRId64 ", value %d\n", runs[k].first,
               runs[k].count, runs[k].step, (int)runs[k].value);
}

int main(void)
{
    stm_mask *mask, *last;
    stm_reader *reader;
    stm_error error;
    const stm_run *runs;
    int64_t num_runs, nonzeros;
    if (stm_mask_from_spec("fixed:window_size=128", 100000, &mask, &error) != STM_OK)
        return 1;

    /* A reader belongs to one thread; the mask may be shared by many. */
    if (stm_reader_new(mask, &reader, &error) != STM_OK)
        return 1;
    if (stm_reader_row(reader, 70000, &runs, &num_runs) == STM_OK)
        print_runs("query", 70000, runs, num_runs);
    if (stm_reader_column(reader, 383, &runs, &num_runs) == STM_OK)
        print_runs("key", 383, runs, num_runs);
    stm_reader_free(reader);

    /* The last query against the last 1000 keys: what decoding the next token looks at. */
    stm_rectangle step = {99999, 1, 99000, 1000};
    if (stm_mask_rectangle(mask, &step, &last, &error) != STM_OK ||
        stm_mask_count(last, &nonzeros, &error) != STM_OK)
        return 1;
    printf("the last query sees %" PRId64 " of the last 1000 keys\n", nonzeros);
    stm_mask_free(last);
    stm_mask_free(mask);
    return 0;
}
