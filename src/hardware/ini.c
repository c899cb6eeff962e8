/* Reads a file of keys with inih, line by line from memory, so that every entry knows its line. */
#include "hardware/ini.h"

#include <ini.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/grow.h"

enum { LONGEST_LINE = 190, LONGEST_WORD = 48 }; /* what inih has room for */

typedef struct source {
    const char *at, *end, *name;
    int line;
    stm__ini *ini;
    stm_status status;
    stm_error *error;
} source;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* Gives inih the next line, without what indents it: a line stands for itself. */
static char *next_line(char *line, int room, void *context)
{
    source *s = context;
    if (s->at == s->end || s->status != STM_OK)
        return NULL;
    const char *newline = memchr(s->at, '\n', (size_t)(s->end - s->at));
    const char *end = newline == NULL ? s->end : newline, *at = s->at;
    s->at = newline == NULL ? s->end : newline + 1;
    s->line++;
    while (at < end && is_blank(*at))
        at++;
    while (end > at && is_blank(end[-1]))
        end--;
    size_t length = (size_t)(end - at);
    if (length > LONGEST_LINE || (int)length + 2 > room || memchr(at, '\0', length) != NULL) {
        s->status = stm__fail(s->error, STM_EINVAL,
                              "%.200s line %d: must be text of at most %d bytes a line", s->name,
                              s->line, LONGEST_LINE);
        return NULL;
    }
    memcpy(line, at, length);
    line[length] = '\n';
    line[length + 1] = '\0';
    return line;
}

static int take_entry(void *context, const char *section, const char *key, const char *value)
{
    source *s = context;
    if (strlen(section) >= LONGEST_WORD || strlen(key) >= LONGEST_WORD)
        s->status = stm__fail(s->error, STM_EINVAL,
                              "%.200s line %d: '%.40s' is too long for a section or a key", s->name,
                              s->line, strlen(key) >= LONGEST_WORD ? key : section);
    if (s->status == STM_OK)
        s->status = stm__ini_add(s->ini, s->name, section, key, value, s->line, s->error);
    return s->status == STM_OK;
}

stm_status stm__ini_add(stm__ini *ini, const char *name, const char *section, const char *key,
                        const char *value, int line, stm_error *error)
{
    stm__ini_entry entry = {.value = strdup(value), .line = line};
    snprintf(entry.section, sizeof entry.section, "%s", section);
    snprintf(entry.key, sizeof entry.key, "%s", key);
    if (entry.value == NULL ||
        !stm__grow(&ini->entries, &ini->capacity, ini->num + 1, sizeof entry)) {
        free(entry.value);
        return stm__fail_memory(error, name);
    }
    ini->entries[ini->num++] = entry;
    return STM_OK;
}

stm_status stm__ini_read(const char *text, size_t length, const char *name, stm__ini *ini,
                         stm_error *error)
{
    source s = {.at = text, .end = text + length, .name = name, .ini = ini, .error = error};
    int line = ini_parse_stream(next_line, &s, take_entry, &s);
    if (s.status != STM_OK)
        return s.status;
    if (line < 0)
        return stm__fail_memory(error, name);
    if (line > 0)
        return stm__fail(error, STM_EINVAL, "%.200s line %d: must be [section] or key = value",
                         name, line);
    return STM_OK;
}

void stm__ini_free(stm__ini *ini)
{
    for (int64_t k = 0; k < ini->num; k++)
        free(ini->entries[k].value);
    free(ini->entries);
    *ini = (stm__ini){0};
}
