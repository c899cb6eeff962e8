/* Writes the row of a design: its parameters and what it came to. */
#include "sweep/row.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "parameter/kind.h"

/* INSERT with the key, the kind, the failure, the parameters, the axes of no known key, and then
 * the results. */
stm_status stm__row_prepare(const stm__database *database, const stm_grid *grid,
                            sqlite3_stmt **insert, stm_error *error)
{
    size_t num;
    int64_t places = 3 + STM__NUM_KEYS;
    const stm_sweep_column *columns = stm_sweep_columns(&num);
    sqlite3_str *text = sqlite3_str_new(database->sqlite);
    sqlite3_str_appendall(text, "INSERT OR IGNORE INTO designs(key, kind, failure");
    for (int k = 0; k < STM__NUM_KEYS; k++)
        sqlite3_str_appendf(text, ", \"%w\"", stm__key_at(k).column);
    for (int64_t a = 0; a < grid->num_axes; a++)
        if (grid->axes[a].key >= STM__NUM_KEYS) {
            sqlite3_str_appendf(text, ", \"%w\"", grid->axes[a].column);
            places++;
        }
    for (size_t k = 0; k < num; k++)
        sqlite3_str_appendf(text, ", \"%w\"", columns[k].name);
    places += (int64_t)num;
    sqlite3_str_appendall(text, ") VALUES (?");
    while (--places > 0)
        sqlite3_str_appendall(text, ", ?");
    sqlite3_str_appendall(text, ")");
    char *statement = sqlite3_str_finish(text);
    if (statement == NULL)
        return stm__fail_memory(error, database->path);
    stm_status status = stm__database_prepare(database, statement, insert, error);
    sqlite3_free(statement);
    return status;
}

/* Numbers go in as numbers, so that they are sorted and compared as such. */
static void bind_number(sqlite3_stmt *insert, int at, const char *value)
{
    size_t digits = strspn(value, "0123456789");
    if (digits > 0 && digits < 19 && value[digits] == '\0')
        sqlite3_bind_int64(insert, at, strtoll(value, NULL, 10));
    else
        sqlite3_bind_text(insert, at, value, -1, SQLITE_STATIC);
}

static void bind_key(sqlite3_stmt *insert, const stm_grid *grid, const stm__design *design, int at,
                     int k)
{
    stm__key key = stm__key_at(k);
    const stm_parameter *p = key.parameter;
    bool simulated = key.section == STM__SIMULATION;
    bool of_it = key.section == STM__MASKS || simulated == grid->simulates;
    int64_t value = design->integer[k];
    if (!of_it)
        return;
    if (stm__parameter_is_text(p) && design->text[k] != NULL)
        bind_number(insert, at, design->text[k]);
    else if (p->type == STM_PARAMETER_CHOICE)
        sqlite3_bind_text(insert, at, p->choices[value], -1, SQLITE_STATIC);
    else if (p->type == STM_PARAMETER_INTEGER && value >= p->minimum)
        sqlite3_bind_int64(insert, at, value);
}

static void bind_results(sqlite3_stmt *insert, int at, const stm_design_result *result)
{
    size_t num;
    const stm_sweep_column *columns = stm_sweep_columns(&num);
    for (size_t k = 0; k < num; k++, at++) {
        if ((result->given >> k & 1) == 0)
            continue;
        if (columns[k].real)
            sqlite3_bind_double(insert, at, result->values[k].real);
        else
            sqlite3_bind_int64(insert, at, result->values[k].integer);
    }
}

void stm__row_bind(sqlite3_stmt *insert, const stm_grid *grid, const stm__design *design,
                   const char *key, const stm_design_result *result)
{
    int at = 1;
    sqlite3_clear_bindings(insert);
    sqlite3_bind_text(insert, at++, key, -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, at++, grid->simulates ? "simulation" : "plan", -1, SQLITE_STATIC);
    if (result->failure[0] != '\0')
        sqlite3_bind_text(insert, at, result->failure, -1, SQLITE_STATIC);
    at++;
    for (int k = 0; k < STM__NUM_KEYS; k++, at++)
        bind_key(insert, grid, design, at, k);
    for (int64_t a = 0; a < grid->num_axes; a++)
        if (grid->axes[a].key >= STM__NUM_KEYS)
            bind_number(insert, at++, design->axis[a]);
    if (result->failure[0] == '\0')
        bind_results(insert, at, result);
}
