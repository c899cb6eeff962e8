/* Stores: every design once, whatever stops the sweep, and what a database is refused for. */
#include "sweeps.h"

#include <sqlite3.h>
#include <unistd.h>

static const char text[] = "[masks]\nspec = local:window_size={w} | causal\nsize = 64/128\n[plan]\n"
                           "num_multiplications = 1-20\n[parameters]\nw = 0/8/16\n";
enum { DESIGNS = 240, FAILED = 40 };

static int64_t number(const char *path, const char *query)
{
    sqlite3 *sqlite = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &sqlite), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(sqlite, query, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t found = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(sqlite);
    return found;
}

static void execute(const char *path, const char *statements)
{
    sqlite3 *sqlite = NULL;
    assert_int_equal(sqlite3_open(path, &sqlite), SQLITE_OK);
    assert_int_equal(sqlite3_exec(sqlite, statements, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(sqlite);
}

/* All rows as one text, in the order of their keys. */
static void dump(const char *path, captured *to)
{
    sqlite3 *sqlite = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &sqlite), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(sqlite, "SELECT * FROM designs ORDER BY key", -1, &statement, NULL),
        SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW)
        for (int k = 0; k < sqlite3_column_count(statement); k++) {
            const char *value = (const char *)sqlite3_column_text(statement, k);
            capture(to, value == NULL ? "NULL" : value, value == NULL ? 4 : strlen(value));
            capture(to, ";", 1);
        }
    sqlite3_finalize(statement);
    sqlite3_close(sqlite);
}

static int stop_after(void *context, int64_t done, int64_t total)
{
    (void)total;
    return done >= *(int64_t *)context;
}

static void any_number_of_threads_gives_the_same_rows(void **state)
{
    (void)state;
    stm_grid *grid = grid_of(text);
    captured one = {NULL, 0, 0}, three = {NULL, 0, 0};
    stm_sweep_summary s;
    ASSERT_OK(stm_sweep_run(grid, "one.db", &s, NULL, &(stm_sweep_options){.threads = 1}));
    assert_int_equal(s.designs, DESIGNS);
    assert_int_equal(s.before, 0);
    assert_int_equal(s.done, DESIGNS);
    assert_int_equal(s.failed, FAILED);
    ASSERT_OK(stm_sweep_run(grid, "three.db", &s, NULL, &(stm_sweep_options){.threads = 3}));
    dump("one.db", &one);
    dump("three.db", &three);
    assert_int_equal(one.length, three.length);
    assert_memory_equal(one.text, three.text, one.length);
    assert_int_equal(number("one.db", "SELECT count(*) FROM results"), DESIGNS - FAILED);
    assert_int_equal(number("one.db", "SELECT count(*) FROM plans"), DESIGNS - FAILED);
    assert_int_equal(number("one.db", "SELECT count(*) FROM failures WHERE failure LIKE "
                                      "'window_size 0: must be%'"),
                     FAILED);
    free(one.text);
    free(three.text);
    stm_grid_free(grid);
    unlink("one.db");
    unlink("three.db");
}

static void a_sweep_goes_on_where_it_stopped(void **state)
{
    (void)state;
    stm_grid *grid = grid_of(text);
    stm_error error = {.message = ""};
    stm_sweep_summary s, status;
    int64_t done = 0;
    for (int64_t goal = 50; goal < DESIGNS; goal += 60) {
        stm_progress progress = {stop_after, &goal};
        ASSERT_FAILS(stm_sweep_run(grid, "a.db", &s, &error,
                                   &(stm_sweep_options){.threads = 1, .progress = &progress}),
                     STM_ESTOPPED, error, "stopped; what was done is in the database");
        assert_int_equal(s.before, done);
        assert_int_equal(s.done, goal);
        done = s.done;
        ASSERT_OK(stm_sweep_status(grid, "a.db", &status, NULL));
        assert_int_equal(status.done, done);
        assert_int_equal(number("a.db", "SELECT count(*) FROM designs"), done);
    }
    ASSERT_OK(stm_sweep_run(grid, "a.db", &s, NULL, NULL));
    assert_int_equal(s.before, done);
    assert_int_equal(s.done, DESIGNS);
    ASSERT_OK(stm_sweep_run(grid, "a.db", &s, NULL, NULL));
    assert_int_equal(s.before, DESIGNS);
    assert_int_equal(number("a.db", "SELECT count(DISTINCT key) FROM designs"), DESIGNS);
    unlink("a.db");
    ASSERT_OK(stm_sweep_status(grid, "a.db", &status, NULL));
    assert_int_equal(status.done, 0);
    assert_int_equal(access("a.db", F_OK), -1);
    stm_grid_free(grid);
}

/* What is handed out and does not come back is handed out again by the next one. */
static void what_is_not_put_in_is_redone(void **state)
{
    (void)state;
    stm_grid *grid = grid_of(text);
    stm_store *store = NULL;
    stm_design_result result;
    int64_t design, num = 0;
    ASSERT_OK(stm_store_open("b.db", grid, &store, NULL));
    while (stm_store_next(store, &design)) {
        assert_int_equal(design, num++);
        if (design % 3 == 0)
            continue;
        ASSERT_OK(stm_design_run(grid, design, &result, NULL, NULL));
        ASSERT_OK(stm_store_put(store, &result, NULL));
        ASSERT_OK(stm_store_put(store, &result, NULL));
    }
    assert_int_equal(stm_store_left(store), DESIGNS / 3);
    ASSERT_OK(stm_store_close(store, NULL));
    ASSERT_OK(stm_store_open("b.db", grid, &store, NULL));
    assert_int_equal(stm_store_left(store), DESIGNS / 3);
    for (num = 0; stm_store_next(store, &design); num++)
        assert_int_equal(design % 3, 0);
    assert_int_equal(num, DESIGNS / 3);
    ASSERT_OK(stm_store_close(store, NULL));
    stm_grid_free(grid);
    unlink("b.db");
}

static void grids_share_a_database(void **state)
{
    (void)state;
    stm_sweep_summary s;
    stm_grid *plans = grid_of(text);
    stm_grid *order = grid_of("[plan]\nnum_multiplications = 1-20\n[parameters]\nw = 16/8/0\n"
                              "[masks]\nsize = 128/64\nspec = local:window_size={w} | causal\n");
    stm_grid *machines = grid_of("[masks]\nspec = causal\nsize = 64\n[simulation]\nmachine = npu\n"
                                 "[machine]\npes = 64/128\n");
    ASSERT_OK(stm_sweep_run(plans, "c.db", &s, NULL, NULL));
    /* The same designs in another order are the same. */
    ASSERT_OK(stm_sweep_run(order, "c.db", &s, NULL, NULL));
    assert_int_equal(s.before, DESIGNS);
    ASSERT_OK(stm_sweep_run(machines, "c.db", &s, NULL, NULL));
    assert_int_equal(s.before, 0);
    assert_int_equal(number("c.db", "SELECT count(*) FROM simulations WHERE machine_pes = pes"), 2);
    assert_int_equal(number("c.db", "SELECT count(*) FROM results"), DESIGNS - FAILED + 2);
    stm_grid_free(plans);
    stm_grid_free(order);
    stm_grid_free(machines);
    unlink("c.db");
}

static void what_is_no_database_of_ours_is_left_alone(void **state)
{
    (void)state;
    stm_grid *grid = grid_of(text);
    stm_store *store = NULL, *other = NULL;
    stm_error error = {.message = ""};
    FILE *file = fopen("d.db", "w");
    assert_non_null(file);
    for (int k = 0; k < 200; k++)
        fputs("no database\n", file);
    fclose(file);
    ASSERT_FAILS(stm_store_open("d.db", grid, &store, &error), STM_EINVAL, error,
                 "d.db: is no database of sweeps, or is damaged");
    unlink("d.db");
    execute("d.db", "CREATE TABLE mine(x)");
    ASSERT_FAILS(stm_store_open("d.db", grid, &store, &error), STM_EINVAL, error,
                 "d.db: is the database of another program");
    assert_int_equal(number("d.db", "SELECT count(*) FROM sqlite_master"), 1);
    unlink("d.db");
    ASSERT_FAILS(stm_store_open("none/d.db", grid, &store, &error), STM_EINVAL, error,
                 "none/d.db: No such file or directory");
    ASSERT_FAILS(stm_store_open(".", grid, &store, &error), STM_EINVAL, error, ".: Is a directory");
    ASSERT_OK(stm_store_open("d.db", grid, &store, NULL));
    ASSERT_FAILS(stm_store_open("d.db", grid, &other, &error), STM_EINVAL, error,
                 "d.db: another sweep is at work on it; wait for its end, or give another file");
    ASSERT_OK(stm_store_close(store, NULL));
    execute("d.db", "UPDATE about SET value = '0.0.7' WHERE name = 'version'");
    char sentence[200];
    snprintf(sentence, sizeof sentence, "d.db: is of stmask 0.0.7, and this is %s; give a new file",
             stm_version());
    ASSERT_FAILS(stm_store_open("d.db", grid, &store, &error), STM_EINVAL, error, sentence);
    execute("d.db", "PRAGMA user_version = 99");
    ASSERT_FAILS(stm_store_open("d.db", grid, &store, &error), STM_EINVAL, error,
                 "d.db: has tables of version 99, and this is 1; give a new file");
    assert_null(other);
    unlink("d.db");
    stm_grid_free(grid);
}

/* The tables tell what their columns are. */
static void every_column_is_explained(void **state)
{
    (void)state;
    stm_grid *grid = grid_of(text);
    stm_store *store = NULL;
    ASSERT_OK(stm_store_open("e.db", grid, &store, NULL));
    ASSERT_OK(stm_store_close(store, NULL));
    assert_int_equal(number("e.db", "SELECT count(*) FROM pragma_table_info('designs') WHERE name "
                                    "NOT IN (SELECT name FROM columns)"),
                     0);
    assert_int_equal(number("e.db", "SELECT count(*) FROM columns WHERE name NOT IN (SELECT name "
                                    "FROM pragma_table_info('designs'))"),
                     0);
    assert_int_equal(number("e.db", "SELECT count(*) FROM columns WHERE varied"), 3);
    stm_grid_free(grid);
    unlink("e.db");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_threads_gives_the_same_rows),
        cmocka_unit_test(a_sweep_goes_on_where_it_stopped),
        cmocka_unit_test(what_is_not_put_in_is_redone),
        cmocka_unit_test(grids_share_a_database),
        cmocka_unit_test(what_is_no_database_of_ours_is_left_alone),
        cmocka_unit_test(every_column_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
