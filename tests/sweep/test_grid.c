/* Grids: how values are written, what their designs are, and what is refused, with its line. */
#include "sweeps.h"

#include "sweep/grid.h"

static void expect_values(const char *text, const char *wanted)
{
    char joined[400] = "";
    size_t used = 0;
    stm__values values = {0};
    stm_error error = {.message = ""};
    stm_status status = stm__values_add(&values, text, &error);
    for (int64_t k = 0; status == STM_OK && k < values.num; k++)
        used += (size_t)snprintf(joined + used, sizeof joined - used, "%s%s", k == 0 ? "" : ",",
                                 values.items[k]);
    assert_string_equal(status == STM_OK ? joined : error.message, wanted);
    stm__values_free(&values);
}

static void values_are_lists_ranges_and_texts(void **state)
{
    (void)state;
    expect_values("32", "32");
    expect_values("32/64 / 4Ki", "32,64,4096");
    expect_values("1-4", "1,2,3,4");
    expect_values("16-64 every 16", "16,32,48,64");
    expect_values("16-60 every 16/7", "16,32,48,7");
    expect_values("32-1024 times 2", "32,64,128,256,512,1024");
    expect_values("5-100 times 3", "5,15,45");
    expect_values("1-1000000000000000000 times 1000000000", "1,1000000000,1000000000000000000");
    expect_values("16x8/64", "16x8,64");
    expect_values("16x8 | 64 | dense", "16x8,64,dense");
    expect_values("a/b.ini|c", "a/b.ini,c");
    expect_values("dense | local:window_size=8 + global:tokens=0/5",
                  "dense,local:window_size=8 + global:tokens=0/5");
    expect_values("\"0-3\" | \"0/5\"", "0-3,0/5");
    expect_values("\"a | b\" | c", "a | b,c");
    expect_values("", "'': a value is missing");
    expect_values("1 | ", "'': a value is missing");
    expect_values("4-1", "last 1: must be from 4 to 1000000000000000000");
    expect_values("1-4 every 0", "every 0: must be from 1 to 1000000000000000000");
    expect_values("1-4 times 1", "times 1: must be from 2 to 1000000000000000000");
    expect_values("0-4 times 2", "0: a range with `times` begins at 1 or above");
    expect_values("1-4 2", "2: behind a range stands `every` or `times` and a number");
    expect_values("1-2000000", "has more than 1048576 values");
}

/* Every design once, the last axis fastest, with placeholders filled in. */
static void designs_are_the_product(void **state)
{
    (void)state;
    stm_grid *grid = grid_of("[masks]\nspec = strided:window_size={w},stride={s} | fixed\n"
                             "size = 64/128\n[parameters]\nw = 8/16\ns = 4\n");
    stm__design *design = malloc(sizeof *design);
    int64_t k = 0;
    assert_non_null(design);
    assert_int_equal(stm_grid_designs(grid), 8);
    assert_false(stm_grid_simulates(grid));
    assert_int_equal(stm_grid_axes(grid), 4);
    assert_string_equal(stm_grid_axis_at(grid, 1).column, "size_tokens");
    assert_string_equal(stm_grid_axis_at(grid, 1).key, "size");
    assert_string_equal(stm_grid_axis_at(grid, 2).section, "parameters");
    for (int spec = 0; spec < 2; spec++)
        for (int size = 64; size <= 128; size *= 2)
            for (int w = 8; w <= 16; w *= 2) {
                char wanted[60];
                snprintf(wanted, sizeof wanted, "strided:window_size=%d,stride=4", w);
                assert_int_equal(stm__design_make(grid, k++, design, NULL), STM_OK);
                assert_string_equal(design->text[STM__SPEC], spec == 0 ? wanted : "fixed");
                assert_int_equal(design->integer[STM__SIZE], size);
                assert_int_equal(design->integer[STM__MULTIPLICATIONS], 64);
                assert_string_equal(design->text[STM__ORDER], "row_first");
            }
    free(design);
    stm_grid_free(grid);
}

static void keys_that_come_again_add_values(void **state)
{
    (void)state;
    stm_grid *grid = grid_of("[masks]\nspec = causal\nspec = dense\nsize = 64\n");
    assert_int_equal(stm_grid_designs(grid), 2);
    assert_string_equal(stm_grid_axis_at(grid, 0).values[1], "dense");
    stm_grid_free(grid);
}

static void refuse(const char *text, const char *sentence)
{
    stm_grid *grid = NULL;
    stm_error error = {.message = ""};
    assert_int_equal(stm_grid_parse(text, strlen(text), "g", &grid, &error), STM_EINVAL);
    assert_null(grid);
    assert_string_equal(error.message, sentence);
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    refuse("", "g: spec is missing in [masks], as in spec = strided");
    refuse("x = 1\n", "g line 1: x: stands before the first [section]");
    refuse("[mask]\nspec = dense\n", "g line 2: [mask]: is no section; did you mean [masks]?");
    refuse("[masks]\nspecs = dense\n",
           "g line 2: 'specs' is no key of [masks]; did you mean spec?");
    refuse("[masks]\norder = zigzag\n", "g line 2: order: belongs to [plan], not to [masks]");
    refuse("[masks]\nspec = dense\nsize = 0\n", "g line 3: size 0: must be from 1 to 2147483648");
    refuse("[masks]\nspec = dense\nsize = 8/16/8\n", "g line 3: size 8: comes twice");
    refuse("[masks]\nspec = dense\n[plan]\nkeeping = lry\n",
           "g line 4: keeping 'lry': must be previous or none or lru or opt; did you mean lru?");
    refuse("[masks]\nspec = dense\n[plan]\nread_limit = 1\n",
           "g line 4: read_limit 1: must be at least 2, one row and one column");
    refuse("[masks]\nspec = dense\n[plan]\norder = zigzig\n",
           "g line 4: order 'zigzig': is not known; did you mean zigzag?");
    refuse("[masks]\nspec = denze\n",
           "g line 2: pattern 'denze': is not known; did you mean dense?");
    refuse("[masks]\nspec = dense\nqueries = 5\n",
           "g line 3: queries 5: must be FIRST:COUNT, as in 512:128");
    refuse("[masks]\nspec = local:window_size={w}\n[parameters]\nv = 3\n",
           "g line 2: {w}: is no key of [parameters]");
    refuse("[masks]\nspec = local:window_size={windov}\n[parameters]\nwindow = 3\n",
           "g line 2: {windov}: is no key of [parameters]; did you mean {window}?");
    refuse("[masks]\nspec = local:window_size={w\n[parameters]\nw = 3\n",
           "g line 2: spec local:window_size={w: a placeholder is {name}");
    refuse("[masks]\nspec = dense\n[parameters]\nw = 3\n",
           "g line 4: w: no value has {w}, so that it changes nothing");
    refuse("[masks]\nspec = local:window_size={w}\n[parameters]\nw = {v}\nv = 3\n",
           "g line 4: w {v}: a parameter's values have no placeholders");
    refuse("[masks]\nspec = local:window_size={cycles}\n[parameters]\ncycles = 3\n",
           "g line 4: 'cycles': is a column of every sweep; a parameter needs another name");
    refuse("[masks]\nspec = local:window_size={a b}\n[parameters]\na b = 3\n",
           "g line 4: 'a b': the name of a parameter is letters, digits and _");
    refuse("[masks]\nspec = dense\nmodel = a.json\n",
           "g line 3: model: stands in the place of a spec");
    refuse("[masks]\nspec = dense\n[plan]\norder = zigzag\n[simulation]\nmachine = npu\n",
           "g line 4: order: is of a plan, and machine of a simulation; a grid does one of them");
    refuse("[masks]\nspec = dense\n[machine]\npes = 4\n",
           "g line 4: machine is missing in [simulation], as in machine = npu");
    refuse("[masks]\nspec = dense\n[simulation]\nmachine = npv\n",
           "g line 4: machine 'npv': is not known; did you mean npu?");
    refuse("[masks]\nspec = dense\n[simulation]\nmachine = ./none.ini\n",
           "g line 4: ./none.ini: No such file or directory");
    refuse("[masks]\nspec = dense\n[simulation]\nmachine = npu\n[machine]\npess = 4\n",
           "g line 6: 'pess' is no key of a machine; did you mean pes?");
    refuse("[masks]\nspec = dense\nsize = 1-5000\n[plan]\nnum_multiplications = 1-5000\n",
           "g: has more than 16777216 designs");
    refuse("[masks]\nspec dense\n", "g line 2: must be [section] or key = value");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_lists_ranges_and_texts),
        cmocka_unit_test(designs_are_the_product),
        cmocka_unit_test(keys_that_come_again_add_values),
        cmocka_unit_test(what_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
