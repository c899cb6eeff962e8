/* Walks a few rows of a mask of a million tokens, run by run. */
#include <inttypes.h>
#include <stdio.h>

#include <stmask/stmask.h>

static int print_row(stm_reader *reader, int64_t i)
{
    const stm_run *runs;
    int64_t num_runs;
    if (stm_reader_row(reader, i, &runs, &num_runs) != STM_OK)
        return 1;
    printf("row %" PRId64 ":\n", i);
    for (int64_t k = 0; k < num_runs; k++)
        printf("  keys %" PRId64 " to %" PRId64 ", every %" PRId64 ": value %" PRId32 "\n",
               runs[k].first, stm_run_last(&runs[k]), runs[k].step, runs[k].value);
    return 0;
}

int main(void)
{
    stm_mask *mask;
    stm_reader *reader;
    stm_error error;
    if (stm_mask_from_spec("strided:window_size=64,stride=64", 1000000, &mask, &error) != STM_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    stm_status status = stm_reader_new(mask, &reader, &error);
    stm_mask_free(mask); /* the reader keeps it as long as it needs it */
    if (status != STM_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    int failed = print_row(reader, 0) || print_row(reader, 100) || print_row(reader, 999999);
    stm_reader_free(reader);
    return failed;
}
