/* A mask of a million tokens, and a small one as an array. */
#include <inttypes.h>
#include <stdio.h>

#include <stmask/stmask.h>

int main(void)
{
    enum { N = 8 };
    uint8_t cells[N][N];
    stm_dense dense = {.cells = cells, .dtype = STM_U8, .rows = N, .columns = N};
    stm_mask *large, *small;
    stm_reader *reader;
    const stm_run *runs;
    int64_t num_runs;
    stm_error error;

    if (stm_mask_from_spec("strided:window_size=1024,stride=1024", 1048576, &large, &error) ||
        stm_mask_from_spec("fixed:window_size=4", N, &small, &error) ||
        stm_reader_new(large, &reader, &error) || stm_dense_fill(small, &dense, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }

    /* A row is a few runs: cells first, first + step, ..., all of one value. */
    if (stm_reader_row(reader, 5000, &runs, &num_runs) == STM_OK)
        for (int64_t k = 0; k < num_runs; k++)
            printf("%" PRId64 " keys from %" PRId64 " by %" PRId64 ": %s\n", runs[k].count,
                   runs[k].first, runs[k].step, stm_mask_value_name(large, runs[k].value));

    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++)
            printf(" %d", cells[i][j]);
        printf("\n");
    }
    stm_reader_free(reader);
    stm_mask_free(large);
    stm_mask_free(small);
    return 0;
}
