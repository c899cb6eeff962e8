/* Fails the k-th call of a function: preloaded into a program, it takes the calls of the C library
 * that STM_INJECT names, as in malloc:12:0 or write:3:28:on: the function, which call, the errno
 * (0: of a write, only half the bytes), and whether all calls from there on fail. When it first
 * does, it makes the file that STM_INJECT_MARK names. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t num, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static char function[32];
static long wanted, failure;
static bool from_there_on;
static atomic_long calls;

__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("STM_INJECT");
    char on[4] = "";
    if (text != NULL && sscanf(text, "%31[a-z_]:%ld:%ld:%3s", function, &wanted, &failure, on) < 3)
        function[0] = '\0';
    from_there_on = on[0] != '\0';
}

/* Whether this call is to fail; then errno is set. */
static bool fails(const char *name)
{
    if (function[0] == '\0' || strcmp(function, name) != 0)
        return false;
    long call = atomic_fetch_add(&calls, 1) + 1;
    if (call < wanted || (call > wanted && !from_there_on))
        return false;
    const char *mark = getenv("STM_INJECT_MARK");
    if (call == wanted && mark != NULL) {
        long file = syscall(SYS_openat, AT_FDCWD, mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
        syscall(SYS_close, file);
    }
    errno = (int)failure;
    return true;
}

void *malloc(size_t size)
{
    return fails("malloc") ? NULL : __libc_malloc(size);
}

void *calloc(size_t num, size_t size)
{
    return fails("malloc") ? NULL : __libc_calloc(num, size);
}

void *realloc(void *old, size_t size)
{
    return fails("malloc") ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return fails("malloc") ? NULL : __libc_memalign(alignment, size);
}

ssize_t write(int descriptor, const void *data, size_t size)
{
    /* Of what goes wrong, it has to be able to tell. */
    if (descriptor != STDERR_FILENO && fails("write")) {
        if (failure != 0)
            return -1;
        size = (size + 1) / 2;
    }
    return syscall(SYS_write, descriptor, data, size);
}

static mode_t mode_of(int flags, va_list arguments)
{
    return (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return fails("open") ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return fails("open") ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

#define NEXT(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

FILE *fopen(const char *path, const char *mode)
{
    return fails("open") ? NULL : NEXT(fopen)(path, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
    return fails("open") ? NULL : NEXT(fopen64)(path, mode);
}

int close(int descriptor)
{
    /* As on Linux, the descriptor is closed even so. */
    bool failed = fails("close");
    int result = (int)syscall(SYS_close, descriptor);
    if (failed)
        errno = (int)failure;
    return failed ? -1 : result;
}

int rename(const char *from, const char *to)
{
    return fails("rename") ? -1 : NEXT(rename)(from, to);
}

int fsync(int descriptor)
{
    return fails("fsync") ? -1 : NEXT(fsync)(descriptor);
}

int fstat(int descriptor, struct stat *status)
{
    return fails("stat") ? -1 : NEXT(fstat)(descriptor, status);
}

int stat(const char *path, struct stat *status)
{
    return fails("stat") ? -1 : NEXT(stat)(path, status);
}

void *mmap(void *at, size_t size, int protection, int flags, int descriptor, off_t offset)
{
    return fails("mmap") ? MAP_FAILED : NEXT(mmap)(at, size, protection, flags, descriptor, offset);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                   void *context)
{
    return fails("thread") ? (int)failure : NEXT(pthread_create)(thread, attributes, run, context);
}
