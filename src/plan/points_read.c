/* Reads a points file a few KiB at a time, character by character, and keeps the place for
 * messages. */
#include "plan/points_read.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/input.h"

#define BUFFER ((size_t)64 * 1024)
#define NO_MORE (-1)

struct stm__points_reader {
    stm__input input;
    stm_rectangle bounds;
    int64_t line, line_start; /* from 1; where it begins in the file */
    int64_t time;             /* of the step it stands in */
    bool first_point;         /* none of the step has been read */
    int64_t before;           /* bytes of the file ahead of the buffer */
    size_t at, end;           /* in the buffer */
    char buffer[BUFFER];
};

stm_status stm__points_reader_new(const char *path, const stm_rectangle *bounds,
                                  stm__points_reader **reader, stm_error *error)
{
    stm__points_reader *new = malloc(sizeof *new);
    if (new == NULL)
        return stm__fail_memory(error, path);
    memset(new, 0, offsetof(stm__points_reader, buffer));
    stm_status status = stm__input_open(path, &new->input, error);
    if (status != STM_OK) {
        free(new);
        return status;
    }
    new->bounds = *bounds;
    new->line = 1;
    new->time = -1;
    *reader = new;
    return STM_OK;
}

void stm__points_reader_free(stm__points_reader *reader)
{
    if (reader == NULL)
        return;
    stm__input_close(&reader->input);
    free(reader);
}

/* The next character, or NO_MORE. */
static int peek(stm__points_reader *r)
{
    if (r->at == r->end) {
        r->before += (int64_t)r->end;
        r->at = 0;
        r->end = stm__input_read(&r->input, r->buffer, BUFFER);
        if (r->end == 0)
            return NO_MORE;
    }
    return (unsigned char)r->buffer[r->at];
}

/* Says what should have stood in place of the next character. */
static stm_status fail_here(stm__points_reader *r, const char *wanted, stm_error *error)
{
    int c = peek(r);
    int64_t character = r->before + (int64_t)r->at - r->line_start + 1;
    char what[40];
    stm_status status = stm__input_status(&r->input, error);
    if (status != STM_OK)
        return status;
    if (c == NO_MORE)
        snprintf(what, sizeof what, "the end of the file");
    else if (c == '\n' || c == '\r')
        snprintf(what, sizeof what, "the end of the line");
    else
        snprintf(what, sizeof what, c > 0x20 && c < 0x7f ? "'%c'" : "byte 0x%02x", c);
    return stm__fail(error, STM_EINVAL,
                     "%.300s:%" PRId64 ": %s at character %" PRId64 ": must be %s", r->input.path,
                     r->line, what, character, wanted);
}

static void skip_blanks(stm__points_reader *r)
{
    for (int c = peek(r); c == ' ' || c == '\t'; c = peek(r))
        r->at++;
}

/* Takes the end of a line, or of the file, which is next. */
static stm_status take_end(stm__points_reader *r, stm_error *error)
{
    if (peek(r) == '\r')
        r->at++;
    int c = peek(r);
    if (c == NO_MORE)
        return stm__input_status(&r->input, error);
    if (c != '\n')
        return fail_here(r, "the newline after a carriage return", error);
    r->at++;
    r->line++;
    r->line_start = r->before + (int64_t)r->at;
    return STM_OK;
}

static bool is_end(int c)
{
    return c == '\n' || c == '\r' || c == NO_MORE;
}

/* Goes to the end of the line. */
static void skip_line(stm__points_reader *r)
{
    while (peek(r) != NO_MORE) {
        const char *from = r->buffer + r->at, *newline = memchr(from, '\n', r->end - r->at);
        if (newline != NULL) {
            r->at = (size_t)(newline - r->buffer);
            return;
        }
        r->at = r->end;
    }
}

static stm_status take_text(stm__points_reader *r, const char *text, const char *wanted,
                            stm_error *error)
{
    for (; *text != '\0'; text++, r->at++)
        if (peek(r) != *text)
            return fail_here(r, wanted, error);
    return STM_OK;
}

/* Reads digits. What is written of the number goes to `shown`, for messages; numbers beyond all
 * bounds become INT64_MAX. */
static stm_status take_number(stm__points_reader *r, const char *wanted, int64_t *number,
                              char shown[32], stm_error *error)
{
    int64_t value = 0;
    size_t length = 0;
    int c = peek(r);
    if (c < '0' || c > '9')
        return fail_here(r, wanted, error);
    for (; c >= '0' && c <= '9'; c = peek(r)) {
        value = value > (INT64_MAX - 9) / 10 ? INT64_MAX : 10 * value + (c - '0');
        if (length < 24)
            shown[length++] = (char)c, shown[length] = '\0';
        else
            memcpy(shown + length, "...", 4);
        r->at++;
    }
    *number = value;
    return STM_OK;
}

/* Goes to the next line that is neither a remark nor empty; `*more` says whether there is one. */
static stm_status find_step(stm__points_reader *r, bool *more, stm_error *error)
{
    for (;;) {
        skip_blanks(r);
        if (peek(r) == '#')
            skip_line(r);
        int c = peek(r);
        *more = c != NO_MORE;
        if (!is_end(c))
            return STM_OK;
        stm_status status = take_end(r, error);
        if (status != STM_OK || c == NO_MORE)
            return status;
    }
}

stm_status stm__points_reader_step(stm__points_reader *reader, bool *more, stm_error *error)
{
    stm__points_reader *r = reader;
    int64_t time;
    char shown[32];
    stm_status status = find_step(r, more, error);
    if (status != STM_OK || !*more)
        return status;
    status =
        take_text(r, "at time ", "the beginning of a step, such as `at time 0: (0, 0)`", error);
    if (status == STM_OK)
        status = take_number(r, "a digit of a time", &time, shown, error);
    if (status == STM_OK && time != r->time + 1)
        return stm__fail(error, STM_EINVAL, "%.300s:%" PRId64 ": time %s: must be %" PRId64 "%s",
                         r->input.path, r->line, shown, r->time + 1,
                         r->time < 0 ? ", the first" : ", the one after the step before");
    if (status == STM_OK)
        status = take_text(r, ":", "the colon after the time", error);
    r->time++;
    r->first_point = true;
    return status;
}

/* One of the two indices of a point. */
static stm_status take_index(stm__points_reader *r, const char *name, int64_t first, int64_t num,
                             int64_t *index, stm_error *error)
{
    char shown[32];
    skip_blanks(r);
    stm_status status = take_number(r, "a digit of a point's index", index, shown, error);
    if (status == STM_OK && (*index < first || *index >= first + num))
        status = stm__fail(error, STM_EINVAL,
                           "%.300s:%" PRId64 ": %s %s: must be from %" PRId64 " to %" PRId64,
                           r->input.path, r->line, name, shown, first, first + num - 1);
    skip_blanks(r);
    return status;
}

stm_status stm__points_reader_point(stm__points_reader *reader, int64_t *row, int64_t *column,
                                    bool *more, stm_error *error)
{
    stm__points_reader *r = reader;
    const stm_rectangle *b = &r->bounds;
    *more = false;
    skip_blanks(r);
    if (!r->first_point) {
        if (is_end(peek(r)))
            return take_end(r, error);
        stm_status status = take_text(r, ",", "a comma, or the end of the line", error);
        if (status != STM_OK)
            return status;
        skip_blanks(r);
    }
    r->first_point = false;
    stm_status status = take_text(r, "(", "the bracket that opens a point", error);
    if (status == STM_OK)
        status = take_index(r, "query", b->first_query, b->num_queries, row, error);
    if (status == STM_OK)
        status = take_text(r, ",", "the comma within a point", error);
    if (status == STM_OK)
        status = take_index(r, "key", b->first_key, b->num_keys, column, error);
    if (status == STM_OK)
        status = take_text(r, ")", "the bracket that closes a point", error);
    *more = status == STM_OK;
    return status;
}

int64_t stm__points_reader_line(const stm__points_reader *reader)
{
    return reader->line;
}

int64_t stm__points_reader_done(const stm__points_reader *reader)
{
    return reader->before + (int64_t)reader->at;
}

int64_t stm__points_reader_total(const stm__points_reader *reader)
{
    return reader->input.size;
}
