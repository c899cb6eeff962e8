/* Finds the file of a machine that is called by its name: in the folders of STMASK_MACHINES, beside
 * the running program, where stmask was to be installed, and in its sources. */
#include "hardware/find.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stmask/hardware.h>
#include <stmask/words.h>

#include "base/fail.h"

enum { LONGEST_PATH = 4096, LONGEST_NAME = 64 };

/* The folder beside the program, PREFIX/bin/stmask: PREFIX/share/stmask/machines. */
static bool beside_program(char *folder)
{
    static const char share[] = "/share/stmask/machines";
    ssize_t length = readlink("/proc/self/exe", folder, LONGEST_PATH - sizeof share);
    if (length <= 0)
        return false;
    folder[length] = '\0';
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(folder, '/');
        if (slash == NULL)
            return false;
        *slash = '\0';
    }
    memcpy(folder + strlen(folder), share, sizeof share);
    return true;
}

/* Calls visit(context, folder) for each, until it returns true. */
static bool each_folder(bool (*visit)(void *context, const char *folder), void *context)
{
    char folder[LONGEST_PATH];
    for (const char *list = getenv("STMASK_MACHINES"); list != NULL && *list != '\0';) {
        size_t length = strcspn(list, ":");
        if (length > 0 && length < sizeof folder) {
            memcpy(folder, list, length);
            folder[length] = '\0';
            if (visit(context, folder))
                return true;
        }
        list += length + (list[length] == ':');
    }
    if (beside_program(folder) && visit(context, folder))
        return true;
    return visit(context, STM_MACHINES_INSTALLED) || visit(context, STM_MACHINES_SOURCE);
}

typedef struct search {
    const char *name;
    char path[LONGEST_PATH + LONGEST_NAME + 8];
    stm_guess guess;
    char nearest[LONGEST_NAME];
} search;

static bool look(void *context, const char *folder)
{
    search *s = context;
    snprintf(s->path, sizeof s->path, "%.4000s/%.60s.ini", folder, s->name);
    return access(s->path, R_OK) == 0;
}

/* Offers the names of a folder's machines. */
static bool offer(void *context, const char *folder)
{
    search *s = context;
    DIR *entries = opendir(folder);
    if (entries == NULL)
        return false;
    for (struct dirent *e = readdir(entries); e != NULL; e = readdir(entries)) {
        size_t length = strlen(e->d_name);
        char word[LONGEST_NAME];
        if (length < 5 || length >= sizeof word + 4 || strcmp(e->d_name + length - 4, ".ini") != 0)
            continue;
        snprintf(word, sizeof word, "%.*s", (int)length - 4, e->d_name);
        const char *before = s->guess.word;
        stm_guess_offer(&s->guess, word);
        if (s->guess.word != before)
            s->guess.word = memcpy(s->nearest, word, sizeof word);
    }
    closedir(entries);
    return false;
}

/* By its name, which is no path. */
static stm_status find_name(const char *name, char **path, stm_error *error)
{
    search *s = calloc(1, sizeof *s);
    if (s == NULL)
        return stm__fail_memory(error, name);
    s->name = name;
    s->guess = (stm_guess){.text = name, .length = strlen(name)};
    stm_status status = STM_OK;
    if (strlen(name) < LONGEST_NAME - 4 && each_folder(look, s)) {
        if (path != NULL && (*path = strdup(s->path)) == NULL)
            status = stm__fail_memory(error, name);
    } else {
        each_folder(offer, s);
        status =
            s->guess.word != NULL
                ? stm__fail(error, STM_EINVAL, "machine '%.60s': is not known; did you mean %s?",
                            name, s->guess.word)
                : stm__fail(error, STM_EINVAL,
                            "machine '%.60s': is no machine that is installed; name a file, as "
                            "in ./mine.ini",
                            name);
    }
    free(s);
    return status;
}

stm_status stm__machine_find(const char *name, char **path, stm_error *error)
{
    if (strpbrk(name, "./") == NULL)
        return find_name(name, path, error);
    if (access(name, R_OK) != 0)
        return stm__fail(error, STM_EINVAL, "%.300s: %s", name, strerror(errno));
    if (path != NULL && (*path = strdup(name)) == NULL)
        return stm__fail_memory(error, name);
    return STM_OK;
}

stm_status stm_machine_open(const char *name, stm_machine **machine, stm_error *error,
                            const stm_machine_options *options)
{
    char *path;
    if (strpbrk(name, "./") != NULL)
        return stm_machine_read(name, machine, error, options);
    stm_status status = find_name(name, &path, error);
    if (status != STM_OK)
        return status;
    status = stm_machine_read(path, machine, error, options);
    free(path);
    return status;
}
