/* document: packed sequences, each of which sees itself only. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/input.h"
#include "parameter/list.h"
#include "pattern/contract.h"

enum { LENGTHS };
enum { MOST_BYTES = 1 << 26 }; /* of a file of lengths */

/* Document k begins at starts[k] and ends before starts[k + 1]. */
typedef struct documents {
    int64_t num;
    int64_t starts[];
} documents;

static int64_t find(const documents *d, int64_t index)
{
    int64_t low = 0, high = d->num - 1;
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        if (d->starts[middle] <= index)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    const documents *d = arguments->prepared;
    for (int64_t k = 0; k < d->num; k++)
        if (d->starts[k] <= i && i < d->starts[k + 1])
            return j < d->starts[k] || j >= d->starts[k + 1] ? 0
                   : j == i                                  ? STM_DIAGONAL
                                                             : STM_LOCAL;
    return 0;
}

/* The mask is symmetric: a row and a column of the same index have the same runs. */
static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    const documents *d = arguments->prepared;
    const int64_t *start = &d->starts[find(d, i)];
    return stm__give_around(runs, 0, start[0], start[1] - start[0], 1, i, STM_LOCAL);
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    (void)size;
    const documents *d = arguments->prepared;
    int64_t total = 0;
    for (int64_t k = 0; k < d->num; k++)
        total += (d->starts[k + 1] - d->starts[k]) * (d->starts[k + 1] - d->starts[k]);
    return total;
}

/* The text of a file of lengths, with a `/` for every space; free it. */
static stm_status read_file(const char *path, stm_text *text, stm_error *error)
{
    char *data;
    size_t length, kept = 0;
    stm_status status = stm__input_text(path, MOST_BYTES, &data, &length, error);
    if (status != STM_OK)
        return status;
    for (size_t k = 0; k < length; k++) {
        bool space = memchr(" \t\r\n,", data[k], 5) != NULL;
        if (!space)
            data[kept++] = data[k];
        else if (kept > 0 && data[kept - 1] != '/')
            data[kept++] = '/';
    }
    if (kept > 0 && data[kept - 1] == '/')
        kept--;
    *text = (stm_text){data, kept};
    return STM_OK;
}

static stm_status add_up(const stm_list *lengths, int64_t size, documents *d, stm_error *error)
{
    int64_t end = 0;
    d->num = 0;
    for (int64_t k = 0; k < lengths->num; k++) {
        const stm__range *length = &lengths->ranges[k];
        if (length->first != length->last || length->first == 0)
            return stm__fail(error, STM_EINVAL,
                             "lengths: document %" PRId64 " must have a length from 1 on", k + 1);
        d->starts[d->num++] = end;
        end += length->first;
        if (end > size)
            return stm__fail(error, STM_EINVAL,
                             "lengths: the first %" PRId64 " documents have %" PRId64
                             " tokens: must be at most the size, %" PRId64,
                             k + 1, end, size);
    }
    if (end < size)
        d->starts[d->num++] = end;
    d->starts[d->num] = size;
    return STM_OK;
}

static stm_status prepare(const stm_arguments *arguments, int64_t size, void **prepared,
                          stm_error *error)
{
    stm_text text = arguments->text[LENGTHS];
    stm_list *lengths = NULL;
    documents *d = NULL;
    stm_status status = STM_OK;
    bool file = strspn(text.at, "0123456789/") != text.length;
    if (file)
        status = read_file(text.at, &text, error);
    if (status != STM_OK)
        return status;
    status = stm__list_read("lengths", text, 0, STM_MAX_SIZE, &lengths, error);
    if (file)
        free((char *)text.at);
    if (status != STM_OK)
        return status;
    d = malloc(sizeof *d + ((size_t)lengths->num + 2) * sizeof *d->starts);
    status = d == NULL ? stm__fail_memory(error, "mask") : add_up(lengths, size, d, error);
    free(lengths);
    if (status != STM_OK) {
        free(d);
        return status;
    }
    *prepared = d;
    return STM_OK;
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)size;
    const documents *d = arguments->prepared;
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    int64_t end = within->first_query + within->num_queries;
    for (int64_t k = find(d, within->first_query); k < d->num && d->starts[k] < end && !list.over;
         k++) {
        stm_band band = stm__band(stm__at_key(d->starts[k]), stm__at_key(d->starts[k + 1] - 1));
        stm__give_band(&list, stm__band_of_queries(band, d->starts[k], d->starts[k + 1]));
    }
    return list.over ? -1 : list.num;
}

static const stm_parameter parameters[] = {
    {.name = "lengths",
     .type = STM_PARAMETER_TEXT,
     .example = "512/300/212",
     .help = "tokens of each document, or a file of them; what the size has beyond is one more"},
};

const stm_pattern stm__pattern_document = {
    .name = "document",
    .title = "Document",
    .figure_title = "Document Attention Mask",
    .panel_title = "Document",
    .summary = "the keys of the query's own document, both ways; & causal for the past only",
    .source = "Krell et al. 2021, arXiv:2107.02027, section 3.2 (packing)",
    .parameters = STM__PARAMETERS("document", parameters),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .max_runs = 3,
    .sees = sees,
    .row = row,
    .column = row,
    .bands = bands,
    .count = count,
    .prepare = prepare,
    .release = free,
};
