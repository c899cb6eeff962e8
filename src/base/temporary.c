/* Keeps the names of temporary files in a list that only ever grows, so that a signal handler may
 * walk it at any moment. */
#include "base/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stmask/output.h>

#include "base/fail.h"

/* Entries are never freed, only reused: a handler may walk the list at any moment. */
struct stm__temporary {
    atomic_int state;
    _Atomic(char *) path;
    struct stm__temporary *next;
};

enum { UNUSED, TAKEN, LIVE };

static _Atomic(struct stm__temporary *) entries;

static struct stm__temporary *take_entry(void)
{
    for (struct stm__temporary *e = atomic_load(&entries); e != NULL; e = e->next) {
        int unused = UNUSED;
        if (atomic_compare_exchange_strong(&e->state, &unused, TAKEN))
            return e;
    }
    struct stm__temporary *e = malloc(sizeof *e);
    if (e == NULL)
        return NULL;
    atomic_init(&e->state, TAKEN);
    atomic_init(&e->path, NULL);
    e->next = atomic_load(&entries);
    while (!atomic_compare_exchange_weak(&entries, &e->next, e)) {
    }
    return e;
}

static void give_back(struct stm__temporary *entry)
{
    char *path = atomic_load(&entry->path);
    atomic_store(&entry->state, TAKEN);
    atomic_store(&entry->path, NULL);
    atomic_store(&entry->state, UNUSED);
    free(path);
}

stm_status stm__temporary_open(const char *target, mode_t mode, int *descriptor,
                               struct stm__temporary **temporary, stm_error *error)
{
    static atomic_uint counter;
    const char *slash = strrchr(target, '/');
    size_t folder = slash == NULL ? 0 : (size_t)(slash - target) + 1;
    size_t capacity = folder + 64;
    char *path = malloc(capacity);
    struct stm__temporary *entry = path == NULL ? NULL : take_entry();
    if (entry == NULL) {
        free(path);
        return stm__fail_memory(error, target);
    }
    memcpy(path, target, folder);
    atomic_store(&entry->path, path);
    int file = -1;
    do {
        snprintf(path + folder, capacity - folder, ".stmask-%jd-%u.tmp", (intmax_t)getpid(),
                 atomic_fetch_add(&counter, 1));
        /* Live before it exists: a handler in between finds nothing to remove, and no harm done. */
        atomic_store(&entry->state, LIVE);
        file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (file < 0)
            atomic_store(&entry->state, TAKEN);
    } while (file < 0 && (errno == EEXIST || errno == EINTR));
    if (file < 0) {
        int failure = errno;
        give_back(entry);
        return stm__fail(error, STM_EINVAL, "%s: cannot be written: %s", target, strerror(failure));
    }
    *descriptor = file;
    *temporary = entry;
    return STM_OK;
}

int stm__temporary_keep(struct stm__temporary *temporary, const char *target)
{
    const char *path = atomic_load(&temporary->path);
    int failure = rename(path, target) == 0 ? 0 : errno;
    if (failure != 0)
        unlink(path);
    give_back(temporary);
    return failure;
}

void stm__temporary_remove(struct stm__temporary *temporary)
{
    unlink(atomic_load(&temporary->path));
    give_back(temporary);
}

void stm_output_abandon_all(void)
{
    for (struct stm__temporary *e = atomic_load(&entries); e != NULL; e = e->next)
        if (atomic_load(&e->state) == LIVE)
            unlink(atomic_load(&e->path));
}
