/* The SQLite file of a sweep: opening it, its tables and views. */
#ifndef STM__SWEEP_DATABASE_H
#define STM__SWEEP_DATABASE_H

#include <sqlite3.h>

#include <stmask/sweep.h>

/* In the file's header: `stms`; and the version of the tables. */
enum { STM__DATABASE_ID = 0x73746d73, STM__DATABASE_VERSION = 1 };

typedef struct stm__database {
    char *path;
    sqlite3 *sqlite;
    int lock; /* a descriptor that keeps other sweeps away, or -1 */
} stm__database;

/* The status and the sentence of SQLite's last failure. */
stm_status stm__database_fail(const stm__database *database, stm_error *error);

/* Runs statements. */
stm_status stm__database_do(const stm__database *database, const char *statements,
                            stm_error *error);
stm_status stm__database_prepare(const stm__database *database, const char *text,
                                 sqlite3_stmt **statement, stm_error *error);

/* The first whole number that a query gives, or `none`. */
stm_status stm__database_number(const stm__database *database, const char *query, int64_t none,
                                int64_t *number, stm_error *error);

/* Opens to write, made where there is none, for one sweep alone; or to read, with every statement
 * refused that would write. `*empty`: nothing is in it yet. STM_EINVAL says what the file is, where
 * it is no database of this version. Closed by stm__database_close on failure, too. */
stm_status stm__database_open(const char *path, stm__database *database, stm_error *error);
stm_status stm__database_open_to_read(const char *path, stm__database *database, bool *empty,
                                      stm_error *error);
void stm__database_close(stm__database *database);

/* Makes the tables where there are none, the columns that a grid has of its own, and the views.
 * Within a transaction. */
stm_status stm__schema_make(const stm__database *database, const stm_grid *grid, stm_error *error);

#endif
