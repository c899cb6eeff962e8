/* What lines of a mask share: overlaps of all pairs, by words of bits, of which the largest of each
 * line are added up. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "plan/bounds.h"

typedef struct lines {
    int64_t num, words; /* of a line */
    uint64_t *bits;
} lines;

/* The cells of all rows, or of all columns, a bit each. */
static stm_status lines_read(lines *l, const stm_mask *mask, bool columns, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t first = columns ? b.first_key : b.first_query;
    int64_t origin = columns ? b.first_query : b.first_key;
    stm_reader *reader = NULL;
    l->num = columns ? b.num_keys : b.num_queries;
    l->words = ((columns ? b.num_queries : b.num_keys) + 63) / 64;
    l->bits = calloc((size_t)(l->num * l->words), sizeof *l->bits);
    stm_status status =
        l->bits == NULL ? stm__fail_memory(error, "bounds") : stm_reader_new(mask, &reader, error);
    for (int64_t k = 0; k < l->num && status == STM_OK; k++) {
        const stm_run *runs;
        int64_t num_runs;
        status = columns ? stm_reader_column(reader, first + k, &runs, &num_runs)
                         : stm_reader_row(reader, first + k, &runs, &num_runs);
        if (status != STM_OK) {
            stm__fail(error, status, "bounds: %s", stm_status_text(status));
            break;
        }
        for (int64_t r = 0; r < num_runs; r++)
            for (int64_t c = 0; c < runs[r].count; c++) {
                int64_t at = runs[r].first + c * runs[r].step - origin;
                l->bits[k * l->words + at / 64] |= UINT64_C(1) << at % 64;
            }
    }
    stm_reader_free(reader);
    return status;
}

/* How many other lines share so many points with line k, into `having`. */
static void count_overlaps(const lines *l, int64_t k, int64_t *having)
{
    const uint64_t *a = l->bits + k * l->words;
    memset(having, 0, (size_t)(64 * l->words + 1) * sizeof *having);
    for (int64_t o = 0; o < l->num; o++) {
        const uint64_t *b = l->bits + o * l->words;
        int64_t overlap = 0;
        for (int64_t w = 0; w < l->words; w++)
            overlap += __builtin_popcountll(a[w] & b[w]);
        having[overlap] += o != k;
    }
}

/* shared[r], the largest over all lines of what one has in common with r others. */
static stm_status share(const lines *l, int64_t *shared, stm_error *error)
{
    int64_t *having = malloc((size_t)(64 * l->words + 1) * sizeof *having);
    if (having == NULL)
        return stm__fail_memory(error, "bounds");
    for (int64_t k = 0; k < l->num; k++) {
        int64_t r = 0, sum = 0;
        count_overlaps(l, k, having);
        for (int64_t overlap = 64 * l->words; overlap >= 0; overlap--)
            for (int64_t c = 0; c < having[overlap]; c++) {
                sum += overlap;
                r++;
                shared[r] = stm__max(shared[r], sum);
            }
    }
    free(having);
    return STM_OK;
}

static stm_status side_read(int64_t **shared, int64_t *num, const stm_mask *mask, bool columns,
                            stm_error *error)
{
    lines l = {.bits = NULL};
    stm_status status = lines_read(&l, mask, columns, error);
    *num = l.num;
    if (status == STM_OK) {
        *shared = calloc((size_t)l.num, sizeof **shared);
        status = *shared == NULL ? stm__fail_memory(error, "bounds") : share(&l, *shared, error);
    }
    free(l.bits);
    return status;
}

stm_status stm__shared_read(stm__shared *s, const stm_mask *mask, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    *s = (stm__shared){.rows = NULL};
    if (b.num_queries > STM_MOST_SHARED || b.num_keys > STM_MOST_SHARED)
        return STM_OK;
    stm_status status = side_read(&s->rows, &s->num_rows, mask, false, error);
    if (status == STM_OK)
        status = side_read(&s->columns, &s->num_columns, mask, true, error);
    return status;
}

void stm__shared_free(stm__shared *shared)
{
    free(shared->rows);
    free(shared->columns);
    *shared = (stm__shared){.rows = NULL};
}

int64_t stm__shared_cap(const int64_t *shared, int64_t num, int64_t r, int64_t c)
{
    r = stm__min(r, num);
    if (r < 1 || c < 1)
        return 0;
    /* The largest e with e * (e - c) <= c * r * shared: all of it below 2^50. */
    int64_t most = c * r * shared[r - 1];
    int64_t e = (int64_t)(((double)c + sqrt((double)c * (double)c + 4 * (double)most)) / 2);
    while (e > 0 && e * (e - c) > most)
        e--;
    while ((e + 1) * (e + 1 - c) <= most)
        e++;
    return e;
}
