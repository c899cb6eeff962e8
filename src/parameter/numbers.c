/* Reads whole numbers one after the other, from a list in a text or from a text file. */
#include "parameter/numbers.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/number.h>

#include "base/fail.h"
#include "base/grow.h"
#include "base/input.h"
#include "parameter/text_slice.h"

enum { MOST_BYTES = 1 << 28, MOST_NUMBERS = 1 << 27 };

/* Where numbers are read from, and what has been read. */
typedef struct reading {
    const char *name, *path; /* path NULL: a list */
    int64_t minimum, maximum;
    stm__numbers numbers;
    int64_t capacity;
    stm_error *error;
} reading;

bool stm__numbers_are_listed(stm_text text)
{
    for (size_t k = 0; k < text.length; k++)
        if (strchr("0123456789/-_kMGi", text.at[k]) == NULL)
            return false;
    return text.length > 0 && strchr("0123456789-", text.at[0]) != NULL;
}

static stm_status fail(const reading *r, stm_status status, const char *message)
{
    if (r->path == NULL)
        return stm__fail(r->error, status, "%s", message);
    return stm__fail(r->error, status, "%.200s: %.280s", r->path, message);
}

static stm_status push(reading *r, int64_t first, int64_t last)
{
    if (last - first >= MOST_NUMBERS - r->numbers.num) {
        stm_error own;
        stm__fail(&own, STM_EINVAL, "%s: must be at most %d numbers", r->name, MOST_NUMBERS);
        return fail(r, STM_EINVAL, own.message);
    }
    int64_t num = r->numbers.num + last - first + 1;
    if (!stm__grow(&r->numbers.items, &r->capacity, num, sizeof *r->numbers.items))
        return stm__fail_memory(r->error, r->name);
    while (first <= last)
        r->numbers.items[r->numbers.num++] = first++;
    return STM_OK;
}

/* A number, whose `-` stands before it. */
static stm_status read_number(const reading *r, stm_text text, int64_t *number, stm_error *error)
{
    bool negative = r->minimum < 0 && text.length > 0 && text.at[0] == '-';
    if (!negative)
        return stm_number_parse(r->name, text.at, text.length, stm__max(r->minimum, 0), r->maximum,
                                NULL, number, error);
    int64_t read = 0;
    stm_status status =
        stm_number_parse(r->name, text.at + 1, text.length - 1, 0, INT64_MAX, NULL, &read, error);
    *number = -read;
    return status != STM_OK ? status
                            : stm__check_range(r->name, *number, r->minimum, r->maximum, error);
}

static stm_status read_item(reading *r, stm_text item)
{
    stm_error own = {.message = ""};
    int64_t first = 0, last;
    const char *dash = item.length < 2 ? NULL : memchr(item.at + 1, '-', item.length - 1);
    stm_text head = {item.at, dash == NULL ? item.length : (size_t)(dash - item.at)};
    stm_status status = read_number(r, head, &first, &own);
    last = first;
    if (status == STM_OK && dash != NULL)
        status = read_number(r, (stm_text){dash + 1, item.length - head.length - 1}, &last, &own);
    if (status == STM_OK && last < first)
        status = stm__fail(&own, STM_EINVAL, "%s %.*s: the range must not end before it begins",
                           r->name, stm__shown(item), item.at);
    return status == STM_OK ? push(r, first, last) : fail(r, status, own.message);
}

static stm_status read_items(reading *r, stm_text text, const char *between)
{
    const char *at = text.at, *end = text.at + text.length;
    stm_status status = STM_OK;
    while (at < end && status == STM_OK) {
        const char *from = at;
        while (at < end && strchr(between, *at) == NULL)
            at++;
        /* In a list an item may not be missing; in a file any blanks stand between. */
        if (at > from || r->path == NULL)
            status = read_item(r, (stm_text){from, (size_t)(at - from)});
        at++;
    }
    if (status == STM_OK && r->path == NULL && end[-1] == '/')
        status = read_item(r, (stm_text){end, 0});
    if (status == STM_OK && r->numbers.num == 0)
        status = fail(r, STM_EINVAL, "has no numbers");
    return status;
}

static stm_status read_file(reading *r)
{
    char *data;
    size_t length;
    stm_status status = stm__input_text(r->path, MOST_BYTES, &data, &length, r->error);
    if (status != STM_OK)
        return status;
    if (memchr(data, '\0', length) != NULL || (length >= 6 && memcmp(data, "\x93NUMPY", 6) == 0))
        status = fail(r, STM_EINVAL, "is no text; the numbers have to be text or a JSON list");
    else
        status = read_items(r, (stm_text){data, length}, " \t\r\n,/[]");
    free(data);
    return status;
}

stm_status stm__numbers_read(const char *name, stm_text text, int64_t minimum, int64_t maximum,
                             stm__numbers *numbers, stm_error *error)
{
    reading r = {.name = name, .minimum = minimum, .maximum = maximum, .error = error};
    stm_status status;
    if (stm__numbers_are_listed(text)) {
        status = read_items(&r, text, "/");
    } else {
        char *path = stm__text_copy(text);
        if (path == NULL)
            return stm__fail_memory(error, name);
        r.path = path;
        status = read_file(&r);
        free(path);
    }
    if (status != STM_OK) {
        free(r.numbers.items);
        return status;
    }
    *numbers = r.numbers;
    return STM_OK;
}
