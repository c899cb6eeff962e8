/* Sweeps windows and multiplications of one mask, and prints what each design loads. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <stmask/sweep.h>

static const char text[] = "[masks]\n"
                           "spec = strided:window_size={window},stride={window}\n"
                           "size = 1024\n"
                           "[plan]\n"
                           "num_multiplications = 32-128 times 2\n"
                           "[parameters]\n"
                           "window = 16-128 times 2\n";

int main(void)
{
    stm_grid *grid;
    stm_error error;
    if (stm_grid_parse(text, strlen(text), "windows", &grid, &error) != STM_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    size_t num, cycles = 0, loads = 0;
    const stm_sweep_column *columns = stm_sweep_columns(&num);
    for (size_t k = 0; k < num; k++) {
        if (strcmp(columns[k].name, "cycles") == 0)
            cycles = k;
        if (strcmp(columns[k].name, "dram_loads_vectors") == 0)
            loads = k;
    }
    printf("%" PRId64 " designs\n", stm_grid_designs(grid));
    for (int64_t k = 0; k < stm_grid_designs(grid); k++) {
        stm_design_result result;
        if (stm_design_run(grid, k, &result, &error, NULL) != STM_OK) {
            fprintf(stderr, "%s\n", error.message);
            stm_grid_free(grid);
            return 1;
        }
        printf("design %" PRId64 ": %" PRId64 " steps, %" PRId64 " vectors\n", k,
               result.values[cycles].integer, result.values[loads].integer);
    }
    /* stm_sweep_run(grid, "windows.db", NULL, &error, NULL) would keep them in a database. */
    stm_grid_free(grid);
    return 0;
}
