/* The documents of a packed sequence, from their lengths, their ends or the document of each token:
 * cut into stretches, and those of one document linked. */
#include "pattern/documents.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/fail.h"
#include "parameter/numbers.h"

enum { LENGTHS, CU_SEQLENS, IDS };

int64_t stm__documents_find(const stm__documents *d, int64_t index)
{
    int64_t low = 0, high = d->num - 1;
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        if (d->pieces[middle].first <= index)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* Which of the three parameters says the documents, and the numbers that it has. */
static stm_status read_numbers(const stm_arguments *arguments, int *which, stm__numbers *numbers,
                               stm_error *error)
{
    static const char *const names[] = {"lengths", "cu_seqlens", "ids"};
    int given = 0;
    for (int k = 0; k < 3; k++)
        if (arguments->text[k].length > 0) {
            *which = k;
            given++;
        }
    if (given != 1)
        return stm__fail(error, STM_EINVAL,
                         "document: %s of lengths, cu_seqlens and ids, as in lengths=512/300",
                         given == 0 ? "needs one" : "must have only one");
    return stm__numbers_read(names[*which], arguments->text[*which], *which == IDS ? -1 : 0,
                             *which == IDS ? INT64_MAX >> 2 : STM_MAX_SIZE, numbers, error);
}

/* Makes lengths of cumulative ones. */
static stm_status take_differences(stm__numbers *ends, stm_error *error)
{
    if (ends->num < 2 || ends->items[0] != 0)
        return stm__fail(
            error, STM_EINVAL,
            "cu_seqlens: must begin with 0 and have two numbers at least, as in 0/512");
    for (int64_t k = 0; k + 1 < ends->num; k++) {
        if (ends->items[k + 1] < ends->items[k])
            return stm__fail(error, STM_EINVAL,
                             "cu_seqlens: %" PRId64 " stands behind %" PRId64 ": must never fall",
                             ends->items[k + 1], ends->items[k]);
        ends->items[k] = ends->items[k + 1] - ends->items[k];
    }
    ends->num--;
    return STM_OK;
}

/* The tokens that the numbers say. */
static stm_status add_up(const stm__numbers *lengths, int64_t *tokens, stm_error *error)
{
    *tokens = 0;
    for (int64_t k = 0; k < lengths->num; k++) {
        *tokens += lengths->items[k];
        if (*tokens > STM_MAX_SIZE)
            return stm__fail(error, STM_EINVAL,
                             "lengths: the first %" PRId64 " documents have %" PRId64
                             " tokens: must be at most %" PRId64,
                             k + 1, *tokens, STM_MAX_SIZE);
    }
    return STM_OK;
}

stm_status stm__documents_size(const stm_arguments *arguments, int64_t *size, stm_error *error)
{
    stm__numbers numbers;
    int which = LENGTHS;
    stm_status status = read_numbers(arguments, &which, &numbers, error);
    if (status != STM_OK)
        return status;
    if (which == CU_SEQLENS)
        status = take_differences(&numbers, error);
    if (which == IDS)
        *size = numbers.num;
    else if (status == STM_OK)
        status = add_up(&numbers, size, error);
    free(numbers.items);
    return status;
}

static stm__documents *new_documents(int64_t most)
{
    return calloc(1, sizeof(stm__documents) + (size_t)most * sizeof(stm__piece));
}

/* One piece a document; none for an empty one; and one for what the size has beyond. */
static stm_status cut_lengths(const stm__numbers *lengths, int64_t size, stm__documents **made,
                              stm_error *error)
{
    stm__documents *d = new_documents(lengths->num + 1);
    if (d == NULL)
        return stm__fail_memory(error, "mask");
    int64_t end = 0;
    for (int64_t k = 0; k <= lengths->num; k++) {
        int64_t first = end;
        end = k < lengths->num ? end + lengths->items[k] : size;
        if (end > size) {
            free(d);
            return stm__fail(error, STM_EINVAL,
                             "lengths: the first %" PRId64 " documents have %" PRId64
                             " tokens: must be at most the size, %" PRId64,
                             k + 1, end, size);
        }
        if (end > first) {
            d->pieces[d->num] = (stm__piece){first, end, d->num, -1, d->num};
            d->num++;
        }
    }
    d->most = 1;
    *made = d;
    return STM_OK;
}

static int by_document(const void *a, const void *b)
{
    const stm__piece *x = *(const stm__piece *const *)a, *y = *(const stm__piece *const *)b;
    if (x->document != y->document)
        return x->document < y->document ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

/* Links the pieces of every document. */
static stm_status link_pieces(stm__documents *d, stm_error *error)
{
    stm__piece **sorted = malloc((size_t)d->num * sizeof *sorted);
    if (sorted == NULL)
        return stm__fail_memory(error, "mask");
    for (int64_t k = 0; k < d->num; k++)
        sorted[k] = &d->pieces[k];
    qsort(sorted, (size_t)d->num, sizeof *sorted, by_document);
    int64_t pieces = 0;
    for (int64_t k = 0; k < d->num; k++) {
        bool goes_on = k > 0 && sorted[k - 1]->document == sorted[k]->document;
        sorted[k]->next = -1;
        sorted[k]->head = goes_on ? sorted[k - 1]->head : sorted[k] - d->pieces;
        if (goes_on)
            sorted[k - 1]->next = sorted[k] - d->pieces;
        pieces = goes_on ? pieces + 1 : 1;
        d->most = stm__max(d->most, pieces);
    }
    free(sorted);
    return STM_OK;
}

/* A piece for every stretch of one id, which may come again. */
static stm_status cut_ids(const stm__numbers *ids, int64_t size, stm__documents **made,
                          stm_error *error)
{
    int64_t num = 1;
    if (ids->num != size)
        return stm__fail(error, STM_EINVAL,
                         "ids: there are %" PRId64 ": must be as many as the size, %" PRId64,
                         ids->num, size);
    for (int64_t k = 1; k < size; k++)
        num += ids->items[k] != ids->items[k - 1];
    stm__documents *d = new_documents(num);
    if (d == NULL)
        return stm__fail_memory(error, "mask");
    for (int64_t k = 0; k < size; k++) {
        if (k == 0 || ids->items[k] != ids->items[k - 1])
            d->pieces[d->num++] = (stm__piece){.first = k, .document = ids->items[k]};
        d->pieces[d->num - 1].end = k + 1;
    }
    stm_status status = link_pieces(d, error);
    if (status == STM_OK)
        *made = d;
    else
        free(d);
    return status;
}

stm_status stm__documents_prepare(const stm_arguments *arguments, int64_t size, void **prepared,
                                  stm_error *error)
{
    stm__numbers numbers;
    stm__documents *d = NULL;
    int which = LENGTHS;
    stm_status status = read_numbers(arguments, &which, &numbers, error);
    if (status != STM_OK)
        return status;
    if (which == CU_SEQLENS)
        status = take_differences(&numbers, error);
    if (status == STM_OK)
        status = (which == IDS ? cut_ids : cut_lengths)(&numbers, size, &d, error);
    free(numbers.items);
    if (status == STM_OK)
        *prepared = d;
    return status;
}
