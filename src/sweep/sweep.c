/* Runs a sweep in threads, each of which takes a design that is to be done, does it, and puts it
 * into the store. */
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include <stmask/sweep.h>
#include <stmask/thread.h>

#include "base/fail.h"
#include "base/progress.h"
#include "base/workers.h"

typedef struct sweep {
    const stm_grid *grid;
    stm_store *store;
    const stm_progress *progress;
    pthread_mutex_t mutex; /* of the store and of what is below */
    atomic_bool stopped;
    atomic_int at_work; /* threads */
    int64_t before;
    int64_t short_of_memory; /* designs that are left for another time */
    stm_status status;
    stm_error error;
} sweep;

/* What a thread passes on as the progress of a design: whether the sweep has been stopped; the
 * caller's own thread asks the caller, too. */
typedef struct watch {
    sweep *sweep;
    bool caller;
} watch;

static int64_t done_so_far(const sweep *s)
{
    return stm_grid_designs(s->grid) - stm_store_left(s->store);
}

static void stop(sweep *s, stm_status status)
{
    if (s->status == STM_OK)
        s->status = status;
    atomic_store(&s->stopped, true);
}

static void ask_caller(sweep *s)
{
    stm_error cause = {.message = ""};
    pthread_mutex_lock(&s->mutex);
    int64_t done = done_so_far(s);
    stm_status status = s->status == STM_OK ? stm_store_flush(s->store, &cause) : STM_OK;
    if (status != STM_OK) {
        s->error = cause;
        stop(s, status);
    }
    pthread_mutex_unlock(&s->mutex);
    if (stm__progress(s->progress, done, stm_grid_designs(s->grid)))
        return;
    pthread_mutex_lock(&s->mutex);
    if (s->status == STM_OK)
        stm__fail(&s->error, STM_ESTOPPED, "stopped; what was done is in the database");
    stop(s, STM_ESTOPPED);
    pthread_mutex_unlock(&s->mutex);
}

static int look(void *context, int64_t done, int64_t total)
{
    watch *w = context;
    (void)done;
    (void)total;
    if (w->caller)
        ask_caller(w->sweep);
    return atomic_load(&w->sweep->stopped);
}

static bool take(sweep *s, int64_t *design)
{
    pthread_mutex_lock(&s->mutex);
    bool more = !atomic_load(&s->stopped) && stm_store_next(s->store, design);
    pthread_mutex_unlock(&s->mutex);
    return more;
}

/* Memory that has run out says nothing about a design, and other designs may need less. */
static void put(sweep *s, stm_status status, const stm_design_result *result,
                const stm_error *error)
{
    stm_error cause = {.message = ""};
    pthread_mutex_lock(&s->mutex);
    if (status == STM_ENOMEM) {
        s->short_of_memory++;
    } else if (status == STM_OK) {
        status = stm_store_put(s->store, result, &cause);
        if (status != STM_OK && s->status == STM_OK)
            s->error = cause;
        if (status != STM_OK)
            stop(s, status);
    } else if (status != STM_ESTOPPED) {
        if (s->status == STM_OK)
            s->error = *error;
        stop(s, status);
    }
    pthread_mutex_unlock(&s->mutex);
}

static void do_designs(sweep *s, watch *w)
{
    stm_progress progress = {look, w};
    int64_t design;
    while (take(s, &design)) {
        stm_design_result result;
        stm_error error = {.message = ""};
        stm_status status = stm_design_run(s->grid, design, &result, &error, &progress);
        put(s, status, &result, &error);
        if (w->caller)
            ask_caller(s);
    }
}

/* The caller's thread waits for the others with an ear to the caller. */
static void work(void *context, int k)
{
    static const struct timespec pause = {.tv_nsec = 20000000};
    sweep *s = context;
    watch w = {s, k == 0};
    atomic_fetch_add(&s->at_work, 1);
    do_designs(s, &w);
    atomic_fetch_sub(&s->at_work, 1);
    while (w.caller && atomic_load(&s->at_work) > 0) {
        nanosleep(&pause, NULL);
        ask_caller(s);
    }
    if (w.caller && !atomic_load(&s->stopped))
        ask_caller(s);
}

static void finish(sweep *s, stm_sweep_summary *summary, stm_error *error)
{
    stm_error cause = {.message = ""};
    if (summary != NULL)
        *summary = (stm_sweep_summary){.designs = stm_grid_designs(s->grid),
                                       .before = s->before,
                                       .done = done_so_far(s),
                                       .failed = stm_store_failed(s->store)};
    stm_status status = stm_store_close(s->store, &cause);
    if (s->status == STM_OK && status != STM_OK) {
        s->status = status;
        s->error = cause;
    }
    if (s->status == STM_OK && s->short_of_memory > 0)
        s->status = stm__fail(&s->error, STM_ENOMEM,
                              "%lld designs ran out of memory, and are left to be done: with "
                              "fewer threads each has more",
                              (long long)s->short_of_memory);
    if (s->status != STM_OK && error != NULL)
        *error = s->error;
}

stm_status stm_sweep_run(const stm_grid *grid, const char *path, stm_sweep_summary *summary,
                         stm_error *error, const stm_sweep_options *options)
{
    sweep s = {.grid = grid, .progress = options == NULL ? NULL : options->progress};
    int threads = options == NULL ? 0 : options->threads;
    if (threads != 0) {
        stm_status status = stm__check_range("threads", threads, 1, STM_MAX_THREADS, error);
        if (status != STM_OK)
            return status;
    }
    stm_status status = stm_store_open(path, grid, &s.store, error);
    if (status != STM_OK)
        return status;
    s.before = done_so_far(&s);
    pthread_mutex_init(&s.mutex, NULL);
    stm__workers_run(threads == 0 ? stm__workers_most() : threads, work, &s);
    pthread_mutex_destroy(&s.mutex);
    finish(&s, summary, error);
    return s.status;
}
