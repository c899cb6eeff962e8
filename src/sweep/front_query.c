/* What a front asks its database: columns by their names, and an expression that may only read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <stmask/words.h>

#include "base/fail.h"
#include "sweep/front.h"

/* A column's name as words, "DRAM loads", without the unit behind it. */
static void make_title(const char *column, const char *unit, char title[STM__FRONT_TITLE])
{
    static const char *const capitals[] = {"DRAM", "SRAM", "PEs", "MACs"};
    char words[80];
    size_t length = strlen(column), end = strlen(unit);
    snprintf(words, sizeof words, "%s", column);
    if (end > 0 && end + 1 < length && length < sizeof words && words[length - end - 1] == '_' &&
        strcasecmp(words + length - end, unit) == 0)
        words[length - end - 1] = '\0';
    for (char *word = words; *word != '\0';) {
        size_t letters = strcspn(word, "_");
        for (size_t k = 0; k < sizeof capitals / sizeof *capitals; k++)
            if (strlen(capitals[k]) == letters && strncasecmp(word, capitals[k], letters) == 0)
                memcpy(word, capitals[k], letters);
        word += letters;
        if (*word == '_')
            *word++ = ' ';
    }
    bool said = unit[0] == '\0' || strcmp(words, unit) == 0;
    snprintf(title, STM__FRONT_TITLE, said ? "%s" : "%s (%s)", words, unit);
}

/* A name without its unit stands for one column alone. */
static stm_status find_column(const stm__database *database, const char *option, const char *name,
                              char **column, char **unit, stm_error *error)
{
    sqlite3_stmt *statement;
    char second[80] = "";
    size_t length = strlen(name);
    int code, num = 0;
    stm_status status = stm__database_prepare(
        database, "SELECT name, unit FROM columns WHERE role <> 'failure' ORDER BY rowid",
        &statement, error);
    if (status != STM_OK)
        return status;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *found = (const char *)sqlite3_column_text(statement, 0);
        bool same = strcmp(found, name) == 0;
        if (!same && (strncmp(found, name, length) != 0 || found[length] != '_'))
            continue;
        num++;
        if (num > 1 && !same) {
            snprintf(second, sizeof second, "%s", found);
            continue;
        }
        free(*column);
        free(*unit);
        *column = strdup(found);
        *unit = strdup((const char *)sqlite3_column_text(statement, 1));
        if (same) {
            num = 1;
            code = SQLITE_DONE;
            break;
        }
    }
    if (code != SQLITE_DONE)
        status = stm__database_fail(database, error);
    else if (num > 0 && (*column == NULL || *unit == NULL))
        status = stm__fail_memory(error, database->path);
    else if (num > 1)
        status = stm__fail(error, STM_EINVAL, "%s %.60s: may be %s or %s", option, name, *column,
                           second);
    sqlite3_finalize(statement);
    return status;
}

static stm_status refuse_column(const stm__database *database, const char *option, const char *name,
                                stm_error *error)
{
    sqlite3_stmt *statement;
    char near[80] = "";
    stm_guess guess = {.text = name, .length = strlen(name)};
    stm_status status = stm__database_prepare(
        database, "SELECT name FROM columns WHERE role <> 'failure' ORDER BY rowid", &statement,
        error);
    if (status != STM_OK)
        return status;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *word = guess.word;
        stm_guess_offer(&guess, (const char *)sqlite3_column_text(statement, 0));
        if (guess.word != word)
            snprintf(near, sizeof near, "%s", guess.word);
        guess.word = guess.word == NULL ? NULL : near;
    }
    sqlite3_finalize(statement);
    if (near[0] != '\0')
        return stm__fail(error, STM_EINVAL, "%s %.60s: is no column; did you mean %s?", option,
                         name, near);
    return stm__fail(error, STM_EINVAL, "%s %.60s: is no column; the table `columns` lists them",
                     option, name);
}

stm_status stm__front_column(const stm__database *database, const char *option, const char *name,
                             char **column, char title[STM__FRONT_TITLE], stm_error *error)
{
    char *unit = NULL;
    stm_status status = find_column(database, option, name, column, &unit, error);
    if (status == STM_OK && *column == NULL)
        status = refuse_column(database, option, name, error);
    if (status == STM_OK)
        make_title(*column, unit, title);
    free(unit);
    return status;
}

static int allow_reading(void *context, int action, const char *a, const char *b, const char *c,
                         const char *d)
{
    (void)context;
    (void)a;
    (void)c;
    (void)d;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_FUNCTION: /* of extensions: code of others */
        return b != NULL && sqlite3_stricmp(b, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    default:
        return SQLITE_DENY;
    }
}

void stm__front_protect(const stm__database *database)
{
    sqlite3_set_authorizer(database->sqlite, allow_reading, NULL);
}

/* Compiles the expression in a query of that form. */
static stm_status try_where(const stm__database *database, const char *form, const char *where,
                            stm_error *error)
{
    sqlite3_stmt *statement = NULL;
    const char *rest = "";
    char *query = sqlite3_mprintf(form, where);
    if (query == NULL)
        return stm__fail_memory(error, database->path);
    stm_status status = STM_OK;
    int code = sqlite3_prepare_v2(database->sqlite, query, -1, &statement, &rest);
    if (code == SQLITE_AUTH)
        status = stm__fail(error, STM_EINVAL, "where '%.100s': may only read", where);
    else if (code == SQLITE_ERROR)
        status = stm__fail(error, STM_EINVAL, "where '%.100s': %.200s", where,
                           sqlite3_errmsg(database->sqlite));
    else if (code != SQLITE_OK)
        status = stm__database_fail(database, error);
    else if (rest[strspn(rest, " \n")] != '\0')
        status = stm__fail(error, STM_EINVAL, "where '%.100s': must be one expression", where);
    sqlite3_finalize(statement);
    sqlite3_free(query);
    return status;
}

/* By itself first, so that no parenthesis of it closes another one. */
stm_status stm__front_check_where(const stm__database *database, const char *where,
                                  stm_error *error)
{
    stm_status status = try_where(database, "SELECT 1 FROM results WHERE %s\n", where, error);
    return status == STM_OK
               ? try_where(database, "SELECT 1 FROM results WHERE (%s\n)", where, error)
               : status;
}
