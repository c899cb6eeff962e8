/* Fronts: against the definition, on the rows of a real sweep, in all four directions. */
#include "sweeps.h"

#include <sqlite3.h>
#include <unistd.h>

static const char text[] =
    "[masks]\nspec = local:window_size={w} | causal\nsize = 64/128\n[plan]\nnum_multiplications = "
    "1-20\nread_limit = 6 | 8x8\norder = row_first | tile:rows=4,columns=4\n[parameters]\nw = "
    "8/16\n";

typedef struct numbers {
    double *x, *y;
    int64_t num, capacity;
} numbers;

static numbers read_rows(const char *query)
{
    numbers n = {NULL, NULL, 0, 4096};
    sqlite3 *sqlite = NULL;
    sqlite3_stmt *statement = NULL;
    n.x = calloc(4096, sizeof *n.x);
    n.y = calloc(4096, sizeof *n.y);
    assert_int_equal(sqlite3_open("front.db", &sqlite), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(sqlite, query, -1, &statement, NULL), SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        assert_true(n.num < n.capacity);
        n.x[n.num] = sqlite3_column_double(statement, 0);
        n.y[n.num++] = sqlite3_column_double(statement, 1);
    }
    sqlite3_finalize(statement);
    sqlite3_close(sqlite);
    return n;
}

/* Whether no row is better in one number and as good in the other. */
static bool on_front(const numbers *n, double x, double y, bool highest_x, bool highest_y)
{
    double sign_x = highest_x ? -1 : 1, sign_y = highest_y ? -1 : 1;
    for (int64_t k = 0; k < n->num; k++) {
        double dx = sign_x * (n->x[k] - x), dy = sign_y * (n->y[k] - y);
        if (dx <= 0 && dy <= 0 && (dx < 0 || dy < 0))
            return false;
    }
    return true;
}

static void check(const char *where, bool highest_x, bool highest_y)
{
    char query[200];
    stm_front *front = NULL;
    stm_error error = {.message = ""};
    stm_front_options options = {"cycles", "dram_loads", where, highest_x, highest_y};
    if (stm_front_read("front.db", &front, &error, &options) != STM_OK)
        fail_msg("%s", error.message);
    snprintf(query, sizeof query, "SELECT cycles, dram_loads_vectors FROM results WHERE %s",
             where == NULL ? "1" : where);
    numbers n = read_rows(query);
    const stm_front_summary *s = stm_front_summarise(front);
    assert_string_equal(s->y, "dram_loads_vectors");
    assert_string_equal(s->y_title, "DRAM loads (vectors)");
    assert_int_equal(s->designs, n.num);
    int64_t on = 0, listed = 0;
    for (int64_t k = 0; k < n.num; k++)
        on += on_front(&n, n.x[k], n.y[k], highest_x, highest_y);
    for (int64_t k = 0; k < s->num; k++) {
        stm_front_point p = stm_front_at(front, k);
        assert_true(on_front(&n, p.x, p.y, highest_x, highest_y));
        if (k > 0)
            assert_true(stm_front_at(front, k - 1).x < p.x);
        listed += p.designs;
    }
    assert_int_equal(listed, on);
    assert_int_equal(listed + s->num_others, n.num);
    free(n.x);
    free(n.y);
    stm_front_free(front);
}

static void fronts_are_what_none_beats(void **state)
{
    (void)state;
    stm_grid *grid = grid_of(text);
    ASSERT_OK(stm_sweep_run(grid, "front.db", NULL, NULL, NULL));
    for (int turn = 0; turn < 4; turn++) {
        check(NULL, turn & 1, turn & 2);
        check("num_multiplications > 3 AND spec <> 'causal'", turn & 1, turn & 2);
    }
    stm_grid_free(grid);
}

static void parameters_are_those_that_differ(void **state)
{
    (void)state;
    stm_front *front = NULL;
    ASSERT_OK(
        stm_front_read("front.db", &front, NULL,
                       &(stm_front_options){.x = "cycles",
                                            .y = "peak_step_vectors",
                                            .where = "spec = 'causal' AND size_tokens = 64"}));
    assert_int_equal(stm_front_summarise(front)->parameters, 3);
    assert_string_equal(stm_front_parameter(front, 0), "num_multiplications");
    assert_string_equal(stm_front_parameter(front, 1), "read_limit_vectors");
    assert_string_equal(stm_front_parameter(front, 2), "visiting_order");
    for (int64_t k = 0; k < stm_front_summarise(front)->num; k++)
        assert_true(strlen(stm_front_value(front, k, 0)) > 0);
    stm_front_free(front);
}

static void refuse(const char *x, const char *y, const char *where, const char *sentence)
{
    stm_front *front = NULL;
    stm_error error = {.message = ""};
    ASSERT_FAILS(stm_front_read("front.db", &front, &error,
                                &(stm_front_options){.x = x, .y = y, .where = where}),
                 STM_EINVAL, error, sentence);
    assert_null(front);
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    numbers before = read_rows("SELECT count(*), 0 FROM designs");
    refuse("cyclos", "steps", NULL, "x cyclos: is no column; did you mean cycles?");
    refuse("cycles", "unheard_of", NULL,
           "y unheard_of: is no column; the table `columns` lists them");
    refuse("cycles", "peak_step", NULL, "y peak_step: may be peak_step_rows or peak_step_vectors");
    refuse("cycles", "stall_cycles", NULL,
           "front.db: no design has numbers in cycles and stall_cycles");
    refuse("cycles", "steps", "cycles < 0",
           "front.db: no design of those has numbers in cycles and steps");
    refuse("cycles", "steps", "cycles <", "where 'cycles <': incomplete input");
    refuse("cycles", "steps", "1; DELETE FROM designs",
           "where '1; DELETE FROM designs': must be one expression");
    refuse("cycles", "steps", "1) OR (1", "where '1) OR (1': near \")\": syntax error");
    refuse("cycles", "steps", "1 LIMIT 5", "where '1 LIMIT 5': near \"LIMIT\": syntax error");
    refuse("cycles", "steps", "load_extension('x')",
           "where 'load_extension('x')': not authorized to use function: load_extension");
    refuse("cycles", "steps", "", "where '': incomplete input");
    numbers after = read_rows("SELECT count(*), 0 FROM designs");
    assert_true(before.x[0] == after.x[0]);
    free(before.x);
    free(before.y);
    free(after.x);
    free(after.y);
    unlink("front.db");
    stm_front *front = NULL;
    stm_error error = {.message = ""};
    ASSERT_FAILS(stm_front_read("front.db", &front, &error,
                                &(stm_front_options){.x = "cycles", .y = "steps"}),
                 STM_EINVAL, error, "front.db: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fronts_are_what_none_beats),
        cmocka_unit_test(parameters_are_those_that_differ),
        cmocka_unit_test(what_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
