/* Dense arrays: filled from a mask, built step by step, and made binary. */
#include <stdio.h>
#include <string.h>

#include <stmask/stmask.h>

#define N 12

static void print_cells(uint8_t cells[N][N])
{
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++)
            printf(" %c", ".123"[cells[i][j]]);
        printf("\n");
    }
    printf("\n");
}

int main(void)
{
    uint8_t filled[N][N], built[N][N];
    float binary[N][N];
    stm_dense to_filled = {filled, STM_U8, N, N, 0};
    stm_dense to_built = {built, STM_U8, N, N, 0};
    stm_dense to_binary = {binary, STM_F32, N, N, 0};
    stm_mask *mask;
    stm_error error;

    if (stm_mask_from_spec("strided:window_size=4,stride=3", N, &mask, &error) != STM_OK ||
        stm_dense_fill(mask, &to_filled, &error) != STM_OK)
        return 1;
    print_cells(filled);

    /* The same mask, as its definition puts it together. */
    if (stm_build_zero(&to_built, &error) != STM_OK ||
        stm_build_diagonal(&to_built, 1, &error) != STM_OK ||
        stm_build_local_window(&to_built, 4, STM_LOCAL_STRIDED, 2, false, &error) != STM_OK)
        return 1;
    print_cells(built);
    if (stm_build_strided_attention(&to_built, 4, 3, 3, &error) != STM_OK)
        return 1;
    printf("built step by step, it is %s\n",
           memcmp(filled, built, sizeof filled) == 0 ? "the same" : "another");

    /* What a framework multiplies by: 0 and 1 in its own type. */
    if (stm_dense_to_binary(&to_built, &to_binary, &error) != STM_OK)
        return 1;
    printf("row 7 as floats:");
    for (int j = 0; j < N; j++)
        printf(" %g", (double)binary[7][j]);
    printf("\n");
    stm_mask_free(mask);
    return 0;
}
