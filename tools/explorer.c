/* Finds the page of the explorer, and puts specs into it as JSON, in the place that it has for its
 * state. */
#include "explorer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "run.h"

#define MOST_BYTES ((size_t)16 << 20)

static const char place[] = "<script id=\"state\" type=\"application/json\">{}</script>";

/* PREFIX/bin/stmask has its page in PREFIX/share/stmask. */
static bool beside_program(char *path, size_t capacity)
{
    static const char share[] = "/share/stmask/explorer.html";
    ssize_t length = readlink("/proc/self/exe", path, capacity - sizeof share);
    if (length <= 0)
        return false;
    path[length] = '\0';
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(path, '/');
        if (slash == NULL)
            return false;
        *slash = '\0';
    }
    memcpy(path + strlen(path), share, sizeof share);
    return true;
}

static FILE *open_page(void)
{
    char beside[4096];
    const char *named = getenv("STMASK_EXPLORER");
    if (named != NULL && *named != '\0')
        return fopen(named, "rb");
    FILE *file = beside_program(beside, sizeof beside) ? fopen(beside, "rb") : NULL;
    if (file == NULL)
        file = fopen(STMASK_EXPLORER_INSTALLED, "rb");
    return file != NULL ? file : fopen(STMASK_EXPLORER_SOURCE, "rb");
}

static stm_status read_page(char **page, size_t *length, stm_error *error)
{
    const char *named = getenv("STMASK_EXPLORER");
    FILE *file = open_page();
    if (file == NULL && named != NULL && *named != '\0')
        return options_refuse(error, "STMASK_EXPLORER=%.200s: %s", named, strerror(errno));
    if (file == NULL)
        return options_refuse(error, "the explorer's page is not installed: build it by bash "
                                     "scripts/build_web.sh, or name it in STMASK_EXPLORER");
    char *text = malloc(MOST_BYTES);
    size_t got = text == NULL ? 0 : fread(text, 1, MOST_BYTES, file);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (text == NULL)
        return run_no_memory(error);
    if (failed || got == MOST_BYTES) {
        free(text);
        return options_refuse(error, "the explorer's page cannot be read");
    }
    *page = text;
    *length = got;
    return STM_OK;
}

/* A string of JSON inside a script of HTML: `<` would end that. */
static void put_string(stm_output *output, const char *text)
{
    stm_output_write(output, "\"", 1);
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++)
        if (*c < 0x20 || *c == '"' || *c == '\\' || *c == '<')
            stm_output_printf(output, "\\u%04x", *c);
        else
            stm_output_write(output, c, 1);
    stm_output_write(output, "\"", 1);
}

typedef struct text {
    char *bytes;
    size_t length;
} text;

static int append(void *context, const void *data, size_t size)
{
    text *t = context;
    char *more = realloc(t->bytes, t->length + size);
    if (more == NULL)
        return 1;
    memcpy(more + t->length, data, size);
    t->bytes = more;
    t->length += size;
    return 0;
}

stm_status explorer_page(const char *const *specs, int num, int64_t size, char **page,
                         size_t *length, stm_error *error)
{
    char *plain = NULL, *at = NULL;
    size_t bytes = 0, head;
    text whole = {NULL, 0};
    stm_output *output = NULL;
    stm_status status = read_page(&plain, &bytes, error);
    if (status != STM_OK)
        return status;
    for (size_t k = 0; k + sizeof place - 1 <= bytes && at == NULL; k++)
        if (plain[k] == '<' && memcmp(plain + k, place, sizeof place - 1) == 0)
            at = plain + k;
    if (at == NULL) {
        free(plain);
        return options_refuse(error, "the explorer's page is none, or another version's");
    }
    head = (size_t)(at - plain) + strlen(place) - strlen("{}</script>");
    status = stm_output_callback(append, &whole, &output, error);
    if (status == STM_OK) {
        stm_output_write(output, plain, head);
        stm_output_printf(output, "{\"size\": \"%" PRId64 "\", \"mode\": \"%s\", \"spec\": ", size,
                          num > 1 ? "two" : "one");
        put_string(output, specs[0]);
        if (num > 1) {
            stm_output_printf(output, ", \"other\": ");
            put_string(output, specs[1]);
        }
        stm_output_printf(output, "}");
        stm_output_write(output, plain + head + 2, bytes - head - 2);
        status = stm_output_close(output, NULL) == STM_OK ? STM_OK : run_no_memory(error);
    }
    free(plain);
    if (status != STM_OK) {
        free(whole.bytes);
        return status;
    }
    *page = whole.bytes;
    *length = whole.length;
    return STM_OK;
}
