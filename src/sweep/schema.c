/* The tables and views of a database: one row a design, parameters first and then results, with
 * columns for what the grids name themselves. */
#include <stdio.h>
#include <string.h>

#include <stmask/version.h>

#include "base/fail.h"
#include "parameter/kind.h"
#include "sweep/columns.h"
#include "sweep/database.h"
#include "sweep/grid.h"

static stm_status append(sqlite3_str *text, const stm__database *database, stm_error *error)
{
    if (sqlite3_str_errcode(text) == SQLITE_OK)
        return STM_OK;
    return stm__fail_memory(error, database->path);
}

/* Ends a text of statements and runs them. */
static stm_status finish(const stm__database *database, sqlite3_str *text, stm_error *error)
{
    stm_status status = append(text, database, error);
    char *statements = sqlite3_str_finish(text);
    if (status == STM_OK)
        status = stm__database_do(database, statements, error);
    sqlite3_free(statements);
    return status;
}

/* Tells of a column; `kind` is that of the designs that alone have it. */
static void put_column(sqlite3_str *text, const char *name, const char *role, const char *kind,
                       const char *unit, const char *help)
{
    sqlite3_str_appendf(text,
                        "INSERT OR IGNORE INTO columns(name, role, kind, unit, help) "
                        "VALUES (%Q, %Q, %Q, %Q, %Q);\n",
                        name, role, kind, unit, help);
}

static const char *kind_of(int section)
{
    return section == STM__PLAN ? "plan" : section == STM__SIMULATION ? "simulation" : "";
}

static const char *unit_of(const char *column)
{
    static const char *const units[] = {"tokens", "vectors"};
    const char *end = strrchr(column, '_');
    for (size_t k = 0; end != NULL && k < sizeof units / sizeof *units; k++)
        if (strcmp(end + 1, units[k]) == 0)
            return units[k];
    return "";
}

static stm_status make_tables(const stm__database *database, stm_error *error)
{
    size_t num;
    const stm_sweep_column *columns = stm_sweep_columns(&num);
    sqlite3_str *text = sqlite3_str_new(database->sqlite);
    sqlite3_str_appendf(
        text,
        "PRAGMA application_id = %d;\nPRAGMA user_version = %d;\n"
        "CREATE TABLE about(name TEXT PRIMARY KEY, value TEXT NOT NULL);\n"
        "INSERT INTO about VALUES ('version', %Q);\n"
        "CREATE TABLE columns(name TEXT PRIMARY KEY, role TEXT NOT NULL, kind TEXT "
        "NOT NULL, unit TEXT NOT NULL, help TEXT NOT NULL, varied INTEGER NOT NULL DEFAULT 0);\n"
        "CREATE TABLE designs(key TEXT PRIMARY KEY, kind TEXT NOT NULL",
        STM__DATABASE_ID, STM__DATABASE_VERSION, stm_version());
    for (int k = 0; k < STM__NUM_KEYS; k++) {
        stm__key key = stm__key_at(k);
        bool number = key.parameter->type == STM_PARAMETER_INTEGER;
        sqlite3_str_appendf(text, ", \"%w\" %s", key.column, number ? "INTEGER" : "TEXT");
    }
    sqlite3_str_appendall(text, ", failure TEXT");
    for (size_t k = 0; k < num; k++)
        sqlite3_str_appendf(text, ", \"%w\" %s", columns[k].name,
                            columns[k].real ? "REAL" : "INTEGER");
    sqlite3_str_appendall(text, ");\n");
    put_column(text, "key", "key", "", "",
               "a hash of the parameters, of the files of machine and model, and of the version");
    put_column(text, "kind", "key", "", "", "plan or simulation");
    put_column(text, "failure", "failure", "", "", "why the design cannot be");
    for (int k = 0; k < STM__NUM_KEYS; k++) {
        stm__key key = stm__key_at(k);
        put_column(text, key.column, "parameter", kind_of(key.section), unit_of(key.column),
                   key.parameter->help);
    }
    for (size_t k = 0; k < num; k++)
        put_column(text, columns[k].name, "result", columns[k].kind, columns[k].unit,
                   columns[k].help);
    return finish(database, text, error);
}

/* Whether all values of an axis are numbers, as they are, too, when placeholders are filled in. */
static bool is_number(const stm__axis *axis)
{
    return !axis->values.texts && !axis->made;
}

static bool has(const stm__axis *axis, const char *name)
{
    char placeholder[64];
    snprintf(placeholder, sizeof placeholder, "{%s}", name);
    for (int64_t k = 0; k < axis->values.num; k++)
        if (strstr(axis->values.items[k], placeholder) != NULL)
            return true;
    return false;
}

/* Which axes tell the designs of a grid apart: those of several values; of the parameters those
 * that something of one value is made of, for what has several values tells itself. */
static bool is_varied(const stm_grid *grid, const stm__axis *axis)
{
    if (axis->values.num == 1 || axis->key != STM__OF_DESIGN)
        return axis->values.num > 1;
    for (int64_t a = 0; a < grid->num_axes; a++)
        if (grid->axes[a].values.num == 1 && has(&grid->axes[a], axis->name))
            return true;
    return false;
}

static stm_status make_axis(const stm__database *database, const stm_grid *grid,
                            const stm__axis *axis, stm_error *error)
{
    int64_t there;
    char *query =
        sqlite3_mprintf("SELECT count(*) FROM columns WHERE lower(name) = lower(%Q)", axis->column);
    if (query == NULL)
        return stm__fail_memory(error, database->path);
    stm_status status = stm__database_number(database, query, 0, &there, error);
    sqlite3_free(query);
    if (status != STM_OK)
        return status;
    sqlite3_str *text = sqlite3_str_new(database->sqlite);
    if (there == 0) {
        sqlite3_str_appendf(text, "ALTER TABLE designs ADD COLUMN \"%w\" %s;\n", axis->column,
                            is_number(axis) ? "INTEGER" : "TEXT");
        bool of_machine = axis->key == STM__OF_MACHINE;
        put_column(text, axis->column, "parameter", of_machine ? "simulation" : "", "",
                   of_machine ? "a key of the machine's file" : "a parameter of the grid");
    }
    if (is_varied(grid, axis))
        sqlite3_str_appendf(text, "UPDATE columns SET varied = 1 WHERE lower(name) = lower(%Q);\n",
                            axis->column);
    return finish(database, text, error);
}

/* A view of some rows: its parameters and then its results, as the table of columns lists them. */
static stm_status make_view(const stm__database *database, const char *name, const char *columns,
                            const char *rows, stm_error *error)
{
    sqlite3_stmt *statement;
    char *query = sqlite3_mprintf("SELECT name FROM columns WHERE %s ORDER BY role = 'result', "
                                  "role = 'failure', rowid",
                                  columns);
    if (query == NULL)
        return stm__fail_memory(error, database->path);
    stm_status status = stm__database_prepare(database, query, &statement, error);
    sqlite3_free(query);
    if (status != STM_OK)
        return status;
    sqlite3_str *text = sqlite3_str_new(database->sqlite);
    sqlite3_str_appendf(text, "DROP VIEW IF EXISTS \"%w\";\nCREATE VIEW \"%w\" AS SELECT ", name,
                        name);
    int code;
    for (int k = 0; (code = sqlite3_step(statement)) == SQLITE_ROW; k++)
        sqlite3_str_appendf(text, "%s\"%w\"", k == 0 ? "" : ", ",
                            sqlite3_column_text(statement, 0));
    if (code != SQLITE_DONE)
        status = stm__database_fail(database, error);
    sqlite3_finalize(statement);
    sqlite3_str_appendf(text, " FROM designs WHERE %s;\n", rows);
    if (status == STM_OK)
        return finish(database, text, error);
    sqlite3_free(sqlite3_str_finish(text));
    return status;
}

stm_status stm__schema_make(const stm__database *database, const stm_grid *grid, stm_error *error)
{
    static const char *const views[][3] = {{"results", "role <> 'failure'", "failure IS NULL"},
                                           {"plans", "role <> 'failure' AND kind <> 'simulation'",
                                            "failure IS NULL AND kind = 'plan'"},
                                           {"simulations", "role <> 'failure' AND kind <> 'plan'",
                                            "failure IS NULL AND kind = 'simulation'"},
                                           {"failures", "role <> 'result'", "failure IS NOT NULL"}};
    int64_t tables = 0;
    stm_status status =
        stm__database_number(database, "SELECT count(*) FROM sqlite_master", 0, &tables, error);
    if (status == STM_OK && tables == 0)
        status = make_tables(database, error);
    for (int64_t a = 0; a < grid->num_axes && status == STM_OK; a++)
        status = make_axis(database, grid, &grid->axes[a], error);
    for (size_t k = 0; k < sizeof views / sizeof *views && status == STM_OK; k++)
        status = make_view(database, views[k][0], views[k][1], views[k][2], error);
    return status;
}
