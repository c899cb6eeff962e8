/* A store: knows which designs of its grid are in the database, hands out the others, and puts
 * their rows in, many to a transaction. */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "sweep/key.h"
#include "sweep/row.h"

/* Microseconds between transactions, and how many times longer that is than ending one. */
enum { SHORTEST = 10000, LONGEST = 1000000, TIMES = 10 };

struct stm_store {
    const stm_grid *grid;
    stm__database database;
    stm__files files;
    stm__design *design;
    sqlite3_stmt *insert;
    unsigned char *done; /* a bit a design */
    int64_t left, failed, next;
    bool open;                /* a transaction */
    int64_t committed, pause; /* microseconds */
};

static int64_t microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool is_done(const stm_store *store, int64_t k)
{
    return (store->done[k / 8] >> k % 8 & 1) != 0;
}

static void set_done(stm_store *store, int64_t k, bool failed)
{
    store->done[k / 8] |= (unsigned char)(1u << k % 8);
    store->left--;
    store->failed += failed;
}

/* Finds the designs that are there: 1 where a design's row has no failure. */
static stm_status find_done(stm_store *store, stm_error *error)
{
    sqlite3_stmt *find;
    stm_status status = stm__database_prepare(
        &store->database, "SELECT failure IS NOT NULL FROM designs WHERE key = ?", &find, error);
    for (int64_t k = 0; k < store->grid->designs && status == STM_OK; k++) {
        char key[STM__HASH_TEXT];
        status = stm__key_of(store->grid, k, store->design, &store->files, key, error);
        if (status != STM_OK)
            break;
        sqlite3_bind_text(find, 1, key, -1, SQLITE_TRANSIENT);
        int code = sqlite3_step(find);
        if (code == SQLITE_ROW)
            set_done(store, k, sqlite3_column_int(find, 0) != 0);
        else if (code != SQLITE_DONE)
            status = stm__database_fail(&store->database, error);
        sqlite3_reset(find);
    }
    if (find != NULL)
        sqlite3_finalize(find);
    return status;
}

static stm_status make_schema(stm_store *store, stm_error *error)
{
    stm_status status = stm__database_do(&store->database, "BEGIN IMMEDIATE", error);
    if (status != STM_OK)
        return status;
    status = stm__schema_make(&store->database, store->grid, error);
    if (status == STM_OK)
        return stm__database_do(&store->database, "COMMIT", error);
    stm__database_do(&store->database, "ROLLBACK", NULL);
    return status;
}

static void discard(stm_store *store)
{
    if (store->insert != NULL)
        sqlite3_finalize(store->insert);
    stm__database_close(&store->database);
    stm__files_free(&store->files);
    free(store->design);
    free(store->done);
    free(store);
}

static stm_status new_store(const stm_grid *grid, stm_store **store, stm_error *error)
{
    stm_store *new = calloc(1, sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, "store");
    new->grid = grid;
    new->left = grid->designs;
    new->database.lock = -1;
    new->design = malloc(sizeof *new->design);
    new->done = calloc((size_t)grid->designs / 8 + 1, 1);
    if (new->design == NULL || new->done == NULL) {
        discard(new);
        return stm__fail_memory(error, "store");
    }
    *store = new;
    return STM_OK;
}

stm_status stm_store_open(const char *path, const stm_grid *grid, stm_store **store,
                          stm_error *error)
{
    stm_store *new = NULL;
    stm_status status = new_store(grid, &new, error);
    if (status != STM_OK)
        return status;
    status = stm__database_open(path, &new->database, error);
    if (status == STM_OK)
        status = make_schema(new, error);
    if (status == STM_OK)
        status = find_done(new, error);
    if (status == STM_OK)
        status = stm__row_prepare(&new->database, grid, &new->insert, error);
    if (status != STM_OK) {
        discard(new);
        return status;
    }
    new->committed = microseconds();
    new->pause = SHORTEST;
    *store = new;
    return STM_OK;
}

int64_t stm_store_left(const stm_store *store)
{
    return store->left;
}

int64_t stm_store_failed(const stm_store *store)
{
    return store->failed;
}

bool stm_store_next(stm_store *store, int64_t *design)
{
    while (store->next < store->grid->designs && is_done(store, store->next))
        store->next++;
    if (store->next == store->grid->designs)
        return false;
    *design = store->next++;
    return true;
}

/* Ends the transaction where it has lasted long enough. */
static stm_status commit(stm_store *store, bool now, stm_error *error)
{
    int64_t begin = microseconds();
    if (!store->open || (!now && begin - store->committed < store->pause))
        return STM_OK;
    stm_status status = stm__database_do(&store->database, "COMMIT", error);
    if (status != STM_OK)
        stm__database_do(&store->database, "ROLLBACK", NULL);
    store->open = false;
    store->committed = microseconds();
    store->pause = stm__max(SHORTEST, stm__min(LONGEST, TIMES * (store->committed - begin)));
    return status;
}

stm_status stm_store_flush(stm_store *store, stm_error *error)
{
    return commit(store, false, error);
}

stm_status stm_store_put(stm_store *store, const stm_design_result *result, stm_error *error)
{
    char key[STM__HASH_TEXT];
    if (result->design < 0 || result->design >= store->grid->designs)
        return stm__check_range("design", result->design, 0, store->grid->designs - 1, error);
    if (is_done(store, result->design))
        return STM_OK;
    stm_status status =
        stm__key_of(store->grid, result->design, store->design, &store->files, key, error);
    if (status == STM_OK && !store->open) {
        status = stm__database_do(&store->database, "BEGIN IMMEDIATE", error);
        store->open = status == STM_OK;
    }
    if (status != STM_OK)
        return status;
    stm__row_bind(store->insert, store->grid, store->design, key, result);
    int code = sqlite3_step(store->insert);
    if (code != SQLITE_DONE)
        status = stm__database_fail(&store->database, error);
    sqlite3_reset(store->insert);
    if (status != STM_OK)
        return status;
    set_done(store, result->design, result->failure[0] != '\0');
    return commit(store, false, error);
}

stm_status stm_store_close(stm_store *store, stm_error *error)
{
    if (store == NULL)
        return STM_OK;
    stm_status status = commit(store, true, error);
    discard(store);
    return status;
}

/* Where the file is not there yet, nothing of the grid is done. */
stm_status stm_sweep_status(const stm_grid *grid, const char *path, stm_sweep_summary *summary,
                            stm_error *error)
{
    stm_store *store = NULL;
    stm_status status = new_store(grid, &store, error);
    if (status != STM_OK)
        return status;
    bool empty = true;
    if (access(path, F_OK) == 0)
        status = stm__database_open_to_read(path, &store->database, &empty, error);
    if (status == STM_OK && !empty)
        status = find_done(store, error);
    if (status == STM_OK)
        *summary = (stm_sweep_summary){.designs = grid->designs,
                                       .before = grid->designs - store->left,
                                       .done = grid->designs - store->left,
                                       .failed = store->failed};
    discard(store);
    return status;
}
