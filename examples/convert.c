/* Any values become 0 and 1, in the type a framework wants. */
#include <stdio.h>

#include <stmask/stmask.h>

int main(void)
{
    enum { N = 6 };
    int32_t values[N][N];
    float binary[N][N];
    stm_dense from = {.cells = values, .dtype = STM_I32, .rows = N, .columns = N};
    stm_dense to = {.cells = binary, .dtype = STM_F32, .rows = N, .columns = N};
    stm_mask *mask;
    stm_error error;

    if (stm_mask_from_spec("sliding_window:window_size=3", N, &mask, &error) ||
        stm_dense_fill(mask, &from, &error) || stm_dense_to_binary(&from, &to, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++)
            printf(" %d", (int)values[i][j]);
        printf("   ");
        for (int j = 0; j < N; j++)
            printf(" %.1f", (double)binary[i][j]);
        printf("\n");
    }
    stm_mask_free(mask);
    return 0;
}
