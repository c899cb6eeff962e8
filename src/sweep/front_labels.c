/* The parameters of a front: of those that grids vary, the ones whose values differ among the rows
 * that it was read from. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/grow.h"
#include "sweep/front.h"

/* Keeps the names of the first column of a query. */
static stm_status read_names(const stm__database *database, const char *query, char ***names,
                             int64_t *num, stm_error *error)
{
    sqlite3_stmt *statement;
    int64_t capacity = 0;
    stm_status status = stm__database_prepare(database, query, &statement, error);
    if (status != STM_OK)
        return status;
    int code;
    while (status == STM_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        char *name = strdup((const char *)sqlite3_column_text(statement, 0));
        if (name == NULL || !stm__grow(names, &capacity, *num + 1, sizeof **names)) {
            free(name);
            status = stm__fail_memory(error, database->path);
        } else {
            (*names)[(*num)++] = name;
        }
    }
    if (status == STM_OK && code != SQLITE_DONE)
        status = stm__database_fail(database, error);
    sqlite3_finalize(statement);
    return status;
}

/* Whether a column has several values in the rows. */
static stm_status differs(const stm__database *database, const char *column, const char *where,
                          bool *several, stm_error *error)
{
    int64_t num = 0;
    char *query = sqlite3_mprintf("SELECT count(*) FROM (SELECT DISTINCT \"%w\" FROM results WHERE "
                                  "(%s\n) LIMIT 2)",
                                  column, where);
    if (query == NULL)
        return stm__fail_memory(error, database->path);
    stm_status status = stm__database_number(database, query, 0, &num, error);
    sqlite3_free(query);
    *several = num > 1;
    return status;
}

static stm_status read_point(stm_front *front, int64_t k, sqlite3_stmt *statement,
                             const stm__database *database, stm_error *error)
{
    int64_t num = front->summary.parameters;
    sqlite3_reset(statement);
    sqlite3_bind_text(statement, 1, front->rows[k].key, -1, SQLITE_STATIC);
    if (sqlite3_step(statement) != SQLITE_ROW)
        return stm__database_fail(database, error);
    for (int64_t p = 0; p < num; p++) {
        const char *value = (const char *)sqlite3_column_text(statement, (int)p);
        char *copy = strdup(value == NULL ? "" : value);
        if (copy == NULL)
            return stm__fail_memory(error, database->path);
        front->values[k * num + p] = copy;
    }
    return STM_OK;
}

static stm_status read_values(const stm__database *database, stm_front *front, stm_error *error)
{
    sqlite3_stmt *statement;
    const stm_front_summary *s = &front->summary;
    front->values = calloc((size_t)(s->num * s->parameters) + 1, sizeof *front->values);
    sqlite3_str *text = sqlite3_str_new(database->sqlite);
    sqlite3_str_appendall(text, "SELECT ");
    for (int64_t p = 0; p < s->parameters; p++)
        sqlite3_str_appendf(text, "\"%w\", ", front->parameters[p]);
    sqlite3_str_appendall(text, "key FROM results WHERE key = ?");
    char *query = sqlite3_str_finish(text);
    if (query == NULL || front->values == NULL) {
        sqlite3_free(query);
        return stm__fail_memory(error, database->path);
    }
    stm_status status = stm__database_prepare(database, query, &statement, error);
    sqlite3_free(query);
    for (int64_t k = 0; k < s->num && status == STM_OK; k++)
        status = read_point(front, k, statement, database, error);
    sqlite3_finalize(statement);
    return status;
}

stm_status stm__front_parameters(const stm__database *database, stm_front *front, const char *where,
                                 stm_error *error)
{
    int64_t num = 0, kept = 0;
    stm_status status = read_names(database,
                                   "SELECT name FROM columns WHERE varied AND role = 'parameter' "
                                   "ORDER BY rowid",
                                   &front->parameters, &num, error);
    front->summary.parameters = num;
    for (int64_t p = 0; p < num && status == STM_OK; p++) {
        bool several = false;
        char *name = front->parameters[p];
        status = differs(database, name, where, &several, error);
        if (status != STM_OK)
            break;
        front->parameters[p] = NULL;
        if (several)
            front->parameters[kept++] = name;
        else
            free(name);
    }
    if (status != STM_OK)
        return status;
    front->summary.parameters = kept;
    return read_values(database, front, error);
}
