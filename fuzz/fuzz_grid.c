/* Grids of any text: refused with a sentence that names the file, or grids whose designs are either
 * done or fail with a sentence, and obey the laws: as many cycles as steps, no load below the
 * compulsory ones. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/sweep.h>

static void require(int holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "%s\n", what);
    abort();
}

static int64_t value_of(const stm_design_result *result, const char *name)
{
    size_t num;
    const stm_sweep_column *columns = stm_sweep_columns(&num);
    for (size_t k = 0; k < num; k++)
        if (strcmp(columns[k].name, name) == 0 && (result->given >> k & 1) != 0)
            return result->values[k].integer;
    require(0, "a column is missing");
    return 0;
}

static int stop(void *context, int64_t done, int64_t total)
{
    (void)done;
    (void)total;
    return ++*(int *)context > 20;
}

/* Masks of many tokens are not what a fuzzer has time for. */
static int is_small(const stm_grid *grid)
{
    for (int64_t a = 0; a < stm_grid_axes(grid); a++) {
        stm_grid_axis axis = stm_grid_axis_at(grid, a);
        for (int64_t k = 0; k < axis.num; k++)
            if (strcmp(axis.key, "size") == 0 && strlen(axis.values[k]) > 3)
                return 0;
    }
    return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    stm_grid *grid = NULL;
    stm_error error = {.message = ""};
    if (stm_grid_parse((const char *)data, length, "grid", &grid, &error) != STM_OK) {
        require(strncmp(error.message, "grid", 4) == 0, "a sentence without the file");
        return 0;
    }
    int64_t designs = stm_grid_designs(grid);
    require(designs >= 1 && designs <= STM_GRID_MAX_DESIGNS, "no number of designs");
    for (int64_t k = 0; k < designs && k < 3 && is_small(grid); k++) {
        stm_design_result result;
        int asked = 0;
        stm_progress progress = {stop, &asked};
        int64_t design = k * (designs / 3) % designs;
        if (stm_design_run(grid, design, &result, &error, &progress) != STM_OK)
            continue;
        require(result.design == design, "another design");
        require((result.given == 0) == (result.failure[0] != '\0'), "neither done nor failed");
        if (result.given == 0 || stm_grid_simulates(grid))
            continue;
        require(value_of(&result, "cycles") == value_of(&result, "steps"), "other cycles");
        require(value_of(&result, "dram_loads_vectors") >= value_of(&result, "compulsory_vectors"),
                "fewer loads than can be");
    }
    stm_grid_free(grid);
    return 0;
}
