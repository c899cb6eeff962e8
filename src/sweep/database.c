/* Opens a database: a lock on its file keeps other sweeps away, and its header tells whose it is.
 */
#include "sweep/database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stmask/version.h>

#include "base/fail.h"

enum { PATIENCE = 20000 }; /* milliseconds that readers may keep the file */

stm_status stm__database_fail(const stm__database *database, stm_error *error)
{
    sqlite3 *sqlite = database->sqlite;
    int code = sqlite == NULL ? SQLITE_NOMEM : sqlite3_errcode(sqlite);
    int failure = sqlite == NULL ? 0 : sqlite3_system_errno(sqlite);
    switch (code) {
    case SQLITE_NOMEM:
        return stm__fail_memory(error, database->path);
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return stm__fail(error, STM_EINVAL, "%.300s: is no database of sweeps, or is damaged",
                         database->path);
    case SQLITE_FULL:
        return stm__fail(error, STM_EIO, "%.300s: the disk is full; what was stored before stays",
                         database->path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return stm__fail(error, STM_EIO, "%.300s: another program keeps it locked", database->path);
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return stm__fail(error, STM_EINVAL, "%.300s: %s", database->path,
                         failure != 0 ? strerror(failure) : sqlite3_errmsg(sqlite));
    case SQLITE_IOERR:
        if (sqlite3_extended_errcode(sqlite) == SQLITE_IOERR_READ)
            break;
        return stm__fail(error, STM_EIO,
                         "%.300s: cannot be written, as on a full disk; what was stored before "
                         "stays",
                         database->path);
    default:
        break;
    }
    return stm__fail(error, STM_EIO, "%.300s: %.150s%s%.60s", database->path,
                     sqlite3_errmsg(sqlite), failure != 0 ? ": " : "",
                     failure != 0 ? strerror(failure) : "");
}

stm_status stm__database_do(const stm__database *database, const char *statements, stm_error *error)
{
    return sqlite3_exec(database->sqlite, statements, NULL, NULL, NULL) == SQLITE_OK
               ? STM_OK
               : stm__database_fail(database, error);
}

stm_status stm__database_prepare(const stm__database *database, const char *text,
                                 sqlite3_stmt **statement, stm_error *error)
{
    return sqlite3_prepare_v2(database->sqlite, text, -1, statement, NULL) == SQLITE_OK
               ? STM_OK
               : stm__database_fail(database, error);
}

stm_status stm__database_number(const stm__database *database, const char *query, int64_t none,
                                int64_t *number, stm_error *error)
{
    sqlite3_stmt *statement;
    stm_status status = stm__database_prepare(database, query, &statement, error);
    if (status != STM_OK)
        return status;
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *number = sqlite3_column_int64(statement, 0);
    else if (code == SQLITE_DONE)
        *number = none;
    else
        status = stm__database_fail(database, error);
    sqlite3_finalize(statement);
    return status;
}

/* Whose the file is. `*new`: nothing is in it yet. */
static stm_status check_owner(const stm__database *database, bool *new, stm_error *error)
{
    int64_t id = 0, tables = 0, version = 0;
    stm_status status = stm__database_number(database, "PRAGMA application_id", 0, &id, error);
    if (status == STM_OK)
        status =
            stm__database_number(database, "SELECT count(*) FROM sqlite_master", 0, &tables, error);
    if (status == STM_OK)
        status = stm__database_number(database, "PRAGMA user_version", 0, &version, error);
    if (status != STM_OK)
        return status;
    *new = id == 0 && tables == 0;
    if (!*new &&id != STM__DATABASE_ID)
        return stm__fail(error, STM_EINVAL, "%.300s: is the database of another program",
                         database->path);
    return STM_OK;
}

/* Versions differ in what they compute: their rows do not mix. */
static stm_status check_version(const stm__database *database, stm_error *error)
{
    sqlite3_stmt *statement;
    stm_status status = stm__database_prepare(
        database, "SELECT value FROM about WHERE name = 'version'", &statement, error);
    if (status != STM_OK)
        return status;
    const char *found = sqlite3_step(statement) == SQLITE_ROW
                            ? (const char *)sqlite3_column_text(statement, 0)
                            : NULL;
    if (found == NULL || strcmp(found, stm_version()) != 0)
        status = stm__fail(error, STM_EINVAL,
                           "%.300s: is of stmask %.40s, and this is %s; give a new file",
                           database->path, found == NULL ? "?" : found, stm_version());
    sqlite3_finalize(statement);
    return status;
}

static stm_status check(const stm__database *database, bool *new, stm_error *error)
{
    int64_t version = 0;
    stm_status status = check_owner(database, new, error);
    if (status != STM_OK || *new)
        return status;
    status = stm__database_number(database, "PRAGMA user_version", 0, &version, error);
    if (status == STM_OK && version != STM__DATABASE_VERSION)
        return stm__fail(error, STM_EINVAL,
                         "%.300s: has tables of version %d, and this is %d; give a new file",
                         database->path, (int)version, STM__DATABASE_VERSION);
    return status == STM_OK ? check_version(database, error) : status;
}

/* The lock goes with the process, however that ends. It is another kind than SQLite's own; only
 * closing any descriptor of the file would drop those, so this one is closed last. */
static stm_status take_lock(stm__database *database, stm_error *error)
{
    struct stat about;
    database->lock = open(database->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (database->lock < 0)
        return stm__fail(error, STM_EINVAL, "%.300s: %s", database->path, strerror(errno));
    if (fstat(database->lock, &about) != 0 || !S_ISREG(about.st_mode))
        return stm__fail(error, STM_EINVAL, "%.300s: is no regular file", database->path);
    if (flock(database->lock, LOCK_EX | LOCK_NB) == 0)
        return STM_OK;
    if (errno == EWOULDBLOCK)
        return stm__fail(error, STM_EINVAL,
                         "%.300s: another sweep is at work on it; wait for its end, or give "
                         "another file",
                         database->path);
    return stm__fail(error, STM_EIO, "%.300s: %s", database->path, strerror(errno));
}

static stm_status connect(stm__database *database, int flags, stm_error *error)
{
    if (sqlite3_open_v2(database->path, &database->sqlite, flags, NULL) != SQLITE_OK)
        return stm__database_fail(database, error);
    sqlite3_busy_timeout(database->sqlite, PATIENCE);
    return STM_OK;
}

static stm_status name_it(const char *path, stm__database *database, stm_error *error)
{
    *database = (stm__database){.lock = -1};
    database->path = strdup(path);
    return database->path == NULL ? stm__fail_memory(error, path) : STM_OK;
}

stm_status stm__database_open(const char *path, stm__database *database, stm_error *error)
{
    bool new;
    stm_status status = name_it(path, database, error);
    if (status == STM_OK)
        status = take_lock(database, error);
    if (status == STM_OK)
        status = connect(database, SQLITE_OPEN_READWRITE, error);
    return status == STM_OK ? check(database, &new, error) : status;
}

/* A sweep that was killed leaves a journal, which only a connection that may write takes back. */
stm_status stm__database_open_to_read(const char *path, stm__database *database, bool *empty,
                                      stm_error *error)
{
    stm_status status = name_it(path, database, error);
    if (status == STM_OK && access(path, R_OK) != 0)
        return stm__fail(error, STM_EINVAL, "%.300s: %s", path, strerror(errno));
    if (status == STM_OK)
        status = connect(database, SQLITE_OPEN_READWRITE, error);
    if (status == STM_OK)
        status = check(database, empty, error);
    return status == STM_OK ? stm__database_do(database, "PRAGMA query_only = ON", error) : status;
}

void stm__database_close(stm__database *database)
{
    sqlite3_close(database->sqlite);
    if (database->lock >= 0)
        close(database->lock);
    free(database->path);
    *database = (stm__database){.lock = -1};
}
