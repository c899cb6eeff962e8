/* Buffers change hands under a lock: one side fills some while the other writes the rest to a
 * descriptor. */
#include "base/pump.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

/* Several, so that neither thread waits for the other at every buffer. */
#define BUFFERS 4

struct stm__pump {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int descriptor, failure;
    bool end;
    struct {
        char *data;
        size_t size;
    } full[BUFFERS]; /* a ring: num of them from `first` on wait to be written */
    int first, num;
    char *empty[BUFFERS];
    int num_empty;
};

int stm__write_all(int descriptor, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t written = write(descriptor, data, size);
        if (written >= 0) {
            data += written;
            size -= (size_t)written;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            struct pollfd waiting = {descriptor, POLLOUT, 0};
            poll(&waiting, 1, -1);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

static void *run(void *argument)
{
    stm__pump *pump = argument;
    pthread_mutex_lock(&pump->lock);
    for (;;) {
        while (pump->num == 0 && !pump->end)
            pthread_cond_wait(&pump->changed, &pump->lock);
        if (pump->num == 0)
            break;
        char *data = pump->full[pump->first].data;
        size_t size = pump->full[pump->first].size;
        int failure = pump->failure;
        pthread_mutex_unlock(&pump->lock);
        if (failure == 0)
            failure = stm__write_all(pump->descriptor, data, size);
        pthread_mutex_lock(&pump->lock);
        pump->failure = failure;
        pump->empty[pump->num_empty++] = data;
        pump->first = (pump->first + 1) % BUFFERS;
        if (pump->num-- == BUFFERS) /* the caller may be waiting for room */
            pthread_cond_signal(&pump->changed);
    }
    pthread_mutex_unlock(&pump->lock);
    return NULL;
}

stm__pump *stm__pump_start(int descriptor)
{
    stm__pump *pump = calloc(1, sizeof *pump);
    if (pump == NULL)
        return NULL;
    pump->descriptor = descriptor;
    /* Signals are for the threads of the program. */
    sigset_t all, before;
    sigfillset(&all);
    bool locked = pthread_mutex_init(&pump->lock, NULL) == 0;
    bool signalled = locked && pthread_cond_init(&pump->changed, NULL) == 0;
    bool started = false;
    if (signalled && pthread_sigmask(SIG_SETMASK, &all, &before) == 0) {
        started = pthread_create(&pump->thread, NULL, run, pump) == 0;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    if (started)
        return pump;
    if (signalled)
        pthread_cond_destroy(&pump->changed);
    if (locked)
        pthread_mutex_destroy(&pump->lock);
    free(pump);
    return NULL;
}

char *stm__pump_exchange(stm__pump *pump, char *buffer, size_t size, size_t capacity)
{
    char *other = NULL;
    pthread_mutex_lock(&pump->lock);
    while (pump->num == BUFFERS)
        pthread_cond_wait(&pump->changed, &pump->lock);
    if (pump->failure == 0)
        other = pump->num_empty > 0 ? pump->empty[--pump->num_empty] : malloc(capacity);
    if (other != NULL) {
        int last = (pump->first + pump->num) % BUFFERS;
        pump->full[last].data = buffer;
        pump->full[last].size = size;
        if (pump->num++ == 0) /* the thread may be waiting for work */
            pthread_cond_signal(&pump->changed);
    }
    pthread_mutex_unlock(&pump->lock);
    return other;
}

int stm__pump_stop(stm__pump *pump)
{
    if (pump == NULL)
        return 0;
    pthread_mutex_lock(&pump->lock);
    pump->end = true;
    pthread_cond_signal(&pump->changed);
    pthread_mutex_unlock(&pump->lock);
    pthread_join(pump->thread, NULL);
    int failure = pump->failure;
    for (int k = 0; k < pump->num_empty; k++)
        free(pump->empty[k]);
    pthread_cond_destroy(&pump->changed);
    pthread_mutex_destroy(&pump->lock);
    free(pump);
    return failure;
}
