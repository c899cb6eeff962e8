/* Reads the values of a key: parts between `|`; those that look like numbers are numbers and
 * ranges of them between `/`, and all others texts. */
#include "sweep/values.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/number.h>

#include "base/fail.h"
#include "base/grow.h"

#define LARGEST INT64_C(1000000000000000000)

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void trim(const char **at, const char **end)
{
    while (*at < *end && is_blank(**at))
        ++*at;
    while (*end > *at && is_blank((*end)[-1]))
        --*end;
}

static stm_status append(stm__values *values, const char *at, size_t length, stm_error *error)
{
    if (values->num == STM__MOST_VALUES)
        return stm__fail(error, STM_EINVAL, "has more than %d values", STM__MOST_VALUES);
    if (!stm__grow(&values->items, &values->capacity, values->num + 1, sizeof *values->items))
        return stm__fail_memory(error, "values");
    char *item = malloc(length + 1);
    if (item == NULL)
        return stm__fail_memory(error, "values");
    memcpy(item, at, length);
    item[length] = '\0';
    values->items[values->num++] = item;
    return STM_OK;
}

static stm_status append_number(stm__values *values, int64_t number, stm_error *error)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRId64, number);
    return append(values, digits, (size_t)length, error);
}

/* ` every 16` and ` times 2` behind a range: how it goes on. */
static stm_status read_step(const char *at, const char *end, bool *times, int64_t *step,
                            stm_error *error)
{
    trim(&at, &end);
    *times = end - at > 6 && strncmp(at, "times ", 6) == 0;
    if (!*times && !(end - at > 6 && strncmp(at, "every ", 6) == 0))
        return stm__fail(error, STM_EINVAL,
                         "%.60s: behind a range stands `every` or `times` and a number", at);
    at += 6;
    trim(&at, &end);
    return stm_number_parse(*times ? "times" : "every", at, (size_t)(end - at), *times ? 2 : 1,
                            LARGEST, NULL, step, error);
}

static stm_status add_range(stm__values *values, const char *at, const char *dash, const char *end,
                            stm_error *error)
{
    const char *first_end = dash, *last = dash + 1, *last_end = end;
    int64_t first, number, step = 1;
    bool times = false;
    trim(&last, &end);
    last_end = last;
    while (last_end < end && !is_blank(*last_end))
        last_end++;
    trim(&at, &first_end);
    stm_status status =
        stm_number_parse("first", at, (size_t)(first_end - at), 0, LARGEST, NULL, &first, error);
    if (status == STM_OK)
        status = stm_number_parse("last", last, (size_t)(last_end - last), first, LARGEST, NULL,
                                  &number, error);
    if (status == STM_OK && last_end < end)
        status = read_step(last_end, end, &times, &step, error);
    if (status == STM_OK && times && first == 0)
        return stm__fail(error, STM_EINVAL, "0: a range with `times` begins at 1 or above");
    for (int64_t v = first; status == STM_OK && v <= number; v = times ? v * step : v + step) {
        status = append_number(values, v, error);
        if (times && v > number / step)
            break;
    }
    return status;
}

/* A number, a range, or two numbers with an x between them, as limits of rows and columns are. */
static stm_status add_item(stm__values *values, const char *at, const char *end, stm_error *error)
{
    int64_t number;
    trim(&at, &end);
    const char *dash = memchr(at, '-', (size_t)(end - at));
    if (dash != NULL)
        return add_range(values, at, dash, end, error);
    if (memchr(at, 'x', (size_t)(end - at)) != NULL) {
        values->texts = true;
        return append(values, at, (size_t)(end - at), error);
    }
    stm_status status =
        stm_number_parse("value", at, (size_t)(end - at), 0, LARGEST, NULL, &number, error);
    return status == STM_OK ? append_number(values, number, error) : status;
}

/* Whether a part is numbers: a digit, and then what numbers and ranges are written with. */
static bool is_numbers(const char *at, const char *end)
{
    if (at == end || *at < '0' || *at > '9')
        return false;
    while (at < end) {
        size_t word = 0;
        while (at + word < end && at[word] >= 'a' && at[word] <= 'z')
            word++;
        if (word == 5 && (strncmp(at, "every", 5) == 0 || strncmp(at, "times", 5) == 0))
            at += 5;
        else if (strchr("0123456789_/-kKMGix \t", *at) != NULL)
            at++;
        else
            return false;
    }
    return true;
}

static stm_status add_part(stm__values *values, const char *at, const char *end, stm_error *error)
{
    stm_status status = STM_OK;
    trim(&at, &end);
    if (at == end)
        return stm__fail(error, STM_EINVAL, "'': a value is missing");
    if (!is_numbers(at, end)) {
        bool quoted = end - at >= 2 && *at == '"' && end[-1] == '"';
        values->texts = true;
        return append(values, at + quoted, (size_t)(end - at) - 2 * quoted, error);
    }
    while (status == STM_OK && at <= end) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        status = add_item(values, at, slash == NULL ? end : slash, error);
        if (slash == NULL)
            break;
        at = slash + 1;
    }
    return status;
}

stm_status stm__values_add(stm__values *values, const char *text, stm_error *error)
{
    stm_status status = STM_OK;
    const char *at = text;
    while (status == STM_OK) {
        const char *end = at;
        for (bool inside = false; *end != '\0' && (inside || *end != '|'); end++)
            inside ^= *end == '"';
        status = add_part(values, at, end, error);
        if (*end == '\0')
            break;
        at = end + 1;
    }
    return status;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

stm_status stm__values_check(const stm__values *values, stm_error *error)
{
    stm_status status = STM_OK;
    size_t num = (size_t)values->num;
    char **sorted = malloc(num * sizeof *sorted + 1);
    if (sorted == NULL)
        return stm__fail_memory(error, "values");
    for (size_t k = 0; k < num; k++)
        sorted[k] = values->items[k];
    qsort(sorted, num, sizeof *sorted, compare);
    for (size_t k = 1; k < num && status == STM_OK; k++)
        if (strcmp(sorted[k - 1], sorted[k]) == 0)
            status = stm__fail(error, STM_EINVAL, "%.100s: comes twice", sorted[k]);
    free(sorted);
    return status;
}

void stm__values_free(stm__values *values)
{
    for (int64_t k = 0; k < values->num; k++)
        free(values->items[k]);
    free(values->items);
    *values = (stm__values){0};
}
