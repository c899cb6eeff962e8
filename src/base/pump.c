#include "base/pump.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

struct stm__pump {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int descriptor, failure;
    bool end;
    const char *data; /* NULL while idle */
    size_t size;
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
        while (pump->data == NULL && !pump->end)
            pthread_cond_wait(&pump->changed, &pump->lock);
        if (pump->data == NULL)
            break;
        pthread_mutex_unlock(&pump->lock);
        int failure = stm__write_all(pump->descriptor, pump->data, pump->size);
        pthread_mutex_lock(&pump->lock);
        if (pump->failure == 0)
            pump->failure = failure;
        pump->data = NULL;
        pthread_cond_broadcast(&pump->changed);
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

static void wait_until_idle(stm__pump *pump)
{
    while (pump->data != NULL)
        pthread_cond_wait(&pump->changed, &pump->lock);
}

int stm__pump_write(stm__pump *pump, const char *data, size_t size)
{
    pthread_mutex_lock(&pump->lock);
    wait_until_idle(pump);
    int failure = pump->failure;
    if (failure == 0 && size > 0) {
        pump->data = data;
        pump->size = size;
        pthread_cond_broadcast(&pump->changed);
    }
    pthread_mutex_unlock(&pump->lock);
    return failure;
}

int stm__pump_wait(stm__pump *pump)
{
    return stm__pump_write(pump, NULL, 0);
}

int stm__pump_stop(stm__pump *pump)
{
    if (pump == NULL)
        return 0;
    pthread_mutex_lock(&pump->lock);
    wait_until_idle(pump);
    pump->end = true;
    pthread_cond_broadcast(&pump->changed);
    pthread_mutex_unlock(&pump->lock);
    pthread_join(pump->thread, NULL);
    int failure = pump->failure;
    pthread_cond_destroy(&pump->changed);
    pthread_mutex_destroy(&pump->lock);
    free(pump);
    return failure;
}
