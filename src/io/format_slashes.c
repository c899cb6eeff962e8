/* vertical-slash: keys that all later queries see, and distances that all queries see, in the
 * shortest lists; and what the kernel computes of them. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/clip.h"
#include "base/fail.h"
#include "base/progress.h"
#include "io/import.h"
#include "io/job.h"
#include "io/minference.h"
#include "mask/mask.h"

#define STEPS 8 /* different steps of runs that are counted by arithmetic */

typedef struct slashes_state {
    int64_t num;     /* tokens */
    int64_t *seen;   /* cells of each distance that are seen */
    int64_t *before; /* whole columns among the keys below j: num + 1 */
    unsigned char *vertical, *slash;
    int64_t steps[STEPS];
    int64_t *changes[STEPS]; /* num + step of a diagonal's counts, in steps of each */
    int64_t *asked;          /* cells that are seen of each block of queries */
    int64_t nonzeros, verticals, slashes;
} slashes_state;

static void slashes_free(void *memory)
{
    slashes_state *s = memory;
    for (int k = 0; k < STEPS; k++)
        free(s->changes[k]);
    free(s->seen);
    free(s->before);
    free(s->asked);
    free(s->vertical);
    free(s->slash);
    free(s);
}

/* The changes of a step, or NULL where there are too many steps or no memory. */
static int64_t *changes_of(slashes_state *s, int64_t step)
{
    for (int k = 0; k < STEPS; k++) {
        if (s->changes[k] == NULL) {
            s->steps[k] = step;
            s->changes[k] = calloc((size_t)(s->num + stm__min(step, s->num)), sizeof(int64_t));
            return s->changes[k];
        }
        if (s->steps[k] == step)
            return s->changes[k];
    }
    return NULL;
}

static stm_status count_row(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                            int64_t num_runs, stm_error *error)
{
    slashes_state *s = job->state;
    (void)head;
    for (int64_t k = 0; k < num_runs; k++) {
        const stm_run *run = &runs[k];
        int64_t near = job->bounds.first_query + row - stm_run_last(run);
        if (near < 0) { /* runs may interleave: an earlier one may have an earlier such key */
            int64_t query = job->bounds.first_query + row, first = INT64_MAX;
            for (int64_t m = 0; m < num_runs; m++) {
                stm_run after = stm__run_clip(&runs[m], query + 1, INT64_MAX);
                first = after.count > 0 ? stm__min(first, after.first) : first;
            }
            return stm__job_refuse(job, query, first, "seen",
                                   "the format holds no key after its query", error);
        }
        s->nonzeros += run->count;
        s->asked[row / STM__MINFERENCE_BLOCK] += run->count;
        int64_t *changes = run->count > 2 ? changes_of(s, run->step) : NULL;
        if (changes != NULL) {
            changes[near]++;
            changes[near + run->count * run->step]--;
            continue;
        }
        for (int64_t c = 0; c < run->count; c++)
            s->seen[near + c * run->step]++;
    }
    return STM_OK;
}

static void add_changes(slashes_state *s)
{
    for (int k = 0; k < STEPS && s->changes[k] != NULL; k++)
        for (int64_t d = 0; d < s->num; d++) {
            if (d >= s->steps[k])
                s->changes[k][d] += s->changes[k][d - s->steps[k]];
            s->seen[d] += s->changes[k][d];
        }
}

static stm_status find_verticals(stm__job *job, stm_error *error)
{
    slashes_state *s = job->state;
    stm_reader *reader;
    stm_status status = stm_reader_new(job->masks[0], &reader, error);
    if (status != STM_OK)
        return status;
    for (int64_t j = 0; j < s->num && status == STM_OK; j++) {
        const stm_run *runs;
        int64_t num_runs, cells = 0;
        status = stm_reader_column(reader, job->bounds.first_key + j, &runs, &num_runs);
        if (status != STM_OK) {
            stm__reader_failed(status, error);
            break;
        }
        for (int64_t k = 0; k < num_runs; k++)
            cells += runs[k].count;
        s->vertical[j] = cells == s->num - j;
    }
    stm_reader_free(reader);
    return status;
}

/* The cells of the verticals and slashes that are marked. */
static int64_t covered(slashes_state *s)
{
    int64_t cells = 0;
    for (int64_t j = 0; j < s->num; j++) {
        s->before[j + 1] = s->before[j] + s->vertical[j];
        cells += s->vertical[j] ? s->num - j : 0;
    }
    /* Of slash d, keys 0 to num - d - 1; those of verticals are counted already. */
    for (int64_t d = 0; d < s->num; d++)
        cells += s->slash[d] ? s->num - d - s->before[s->num - d] : 0;
    return cells;
}

static stm_status refuse_row(stm__job *job, int64_t head, int64_t row, const stm_run *runs,
                             int64_t num_runs, stm_error *error)
{
    const slashes_state *s = job->state;
    const stm_rectangle *b = &job->bounds;
    (void)head;
    for (int64_t k = 0; k < num_runs; k++)
        for (int64_t c = 0; c < runs[k].count; c++) {
            int64_t j = runs[k].first + c * runs[k].step - b->first_key;
            if (!s->vertical[j] && !s->slash[row - j])
                return stm__job_refuse(job, b->first_query + row, b->first_key + j, "seen",
                                       "neither do all later queries see that key, nor all "
                                       "queries the key at that distance",
                                       error);
        }
    return STM_OK;
}

/* Drops the verticals and slashes whose cells all are of others: where distances below `near` are
 * all seen, keys from num - near on are so without their verticals; where keys below `early` are,
 * distances from num - early on. Slash 0 stays, and if need be the last vertical, one cell of it:
 * the kernel reads either list without looking whether it has an end. */
static void thin_out(slashes_state *s)
{
    int64_t near = 0, early = 0;
    while (near < s->num && s->slash[near])
        near++;
    while (early < s->num && s->vertical[early])
        early++;
    for (int64_t k = 0; k < s->num; k++) {
        s->vertical[k] = k < s->num - near && s->vertical[k];
        s->slash[k] = (k < s->num - early || k < near) && s->slash[k];
        s->verticals += s->vertical[k];
        s->slashes += s->slash[k];
    }
    if (s->verticals == 0) {
        s->vertical[s->num - 1] = 1;
        s->verticals = 1;
    }
}

/* Names the first cell of a block of queries that is computed though it is not seen. */
static stm_status refuse_block(stm__job *job, const stm__minference *lists, int64_t block,
                               stm_error *error)
{
    const stm_rectangle *b = &job->bounds;
    int64_t end = stm__min((block + 1) * STM__MINFERENCE_BLOCK, lists->num);
    stm_status status = STM_OK;
    unsigned char *keys = calloc((size_t)lists->num, 1);
    if (keys == NULL)
        return stm__fail_memory(error, "vertical-slash");
    stm__minference_cells(lists, block, keys);
    for (int64_t i = block * STM__MINFERENCE_BLOCK; i < end && status == STM_OK; i++)
        for (int64_t j = 0; j <= i && status == STM_OK; j++)
            if (keys[j] && stm_mask_cell(job->masks[0], b->first_query + i, b->first_key + j) == 0)
                status = stm__job_refuse(job, b->first_query + i, b->first_key + j, "not seen",
                                         "the kernel computes slashes as blocks of 64 keys; "
                                         "widening adds these",
                                         error);
    free(keys);
    return status;
}

/* Counts what the kernel computes of the lists. */
static stm_status count_computed(stm__job *job, stm_error *error)
{
    slashes_state *s = job->state;
    s->before[0] = 0;
    for (int64_t j = 0; j < s->num; j++)
        s->before[j + 1] = s->before[j] + s->vertical[j];
    int64_t *below = s->seen, computed = 0; /* which is not needed any more */
    for (int64_t d = 0; d < s->num; d++)
        below[d] = s->slash[d] ? d : below[d - 1];
    stm__minference lists = {s->num, s->before, below};
    for (int64_t block = 0; block * STM__MINFERENCE_BLOCK < s->num; block++) {
        int64_t cells = stm__minference_cells(&lists, block, NULL);
        computed += cells;
        if (cells > s->asked[block] && !job->options.widen)
            return refuse_block(job, &lists, block, error);
        if (block % 256 == 0 && !stm__progress(job->options.progress, 0, 1))
            job->status = STM_ESTOPPED;
        stm_status status = stm__job_status(job, error);
        if (status != STM_OK)
            return status;
    }
    job->added = computed - s->nonzeros;
    return STM_OK;
}

static stm_status write_verticals(stm__job *job, stm_error *error)
{
    const slashes_state *s = job->state;
    (void)error;
    for (int64_t j = 0; j < s->num; j++)
        if (s->vertical[j])
            stm__job_i32(job, j);
    return STM_OK;
}

static stm_status write_slashes(stm__job *job, stm_error *error)
{
    const slashes_state *s = job->state;
    (void)error;
    for (int64_t d = s->num - 1; d >= 0; d--)
        if (s->slash[d])
            stm__job_i32(job, d);
    return STM_OK;
}

static stm_status prepare(stm__job *job, stm_error *error)
{
    stm_status status = stm__job_needs_square(job, error);
    if (status != STM_OK)
        return status;
    slashes_state *s = calloc(1, sizeof *s);
    if (s == NULL)
        return stm__fail_memory(error, "vertical-slash");
    job->state = s;
    s->num = job->bounds.num_queries;
    s->seen = calloc((size_t)s->num, sizeof *s->seen);
    s->before = calloc((size_t)s->num + 1, sizeof *s->before);
    s->asked = calloc((size_t)s->num / STM__MINFERENCE_BLOCK + 1, sizeof *s->asked);
    s->vertical = calloc((size_t)s->num, 1);
    s->slash = calloc((size_t)s->num, 1);
    if (s->seen == NULL || s->before == NULL || s->asked == NULL || s->vertical == NULL ||
        s->slash == NULL)
        return stm__fail_memory(error, "vertical-slash");
    status = stm__job_rows(job, 1, false, count_row, error);
    if (status == STM_OK)
        status = find_verticals(job, error);
    if (status != STM_OK)
        return status;
    add_changes(s);
    for (int64_t d = 0; d < s->num; d++)
        s->slash[d] = s->seen[d] == s->num - d;
    if (covered(s) < s->nonzeros && !job->options.widen)
        return stm__job_rows(job, 1, true, refuse_row, error);
    /* Widened, a distance with a cell that is not covered is seen by all queries. */
    for (int64_t d = 0; d < s->num; d++)
        s->slash[d] |= s->seen[d] > s->before[s->num - d];
    s->slash[0] = 1;
    thin_out(s);
    status = count_computed(job, error);
    if (status != STM_OK)
        return status;
    stm__job_array(job, "vertical_indexes", STM__I4, write_verticals, 1, &s->verticals);
    stm__job_array(job, "slash_indexes", STM__I4, write_slashes, 1, &s->slashes);
    return STM_OK;
}

const stm__format_class stm__format_vertical_slash = {
    .about = {.name = "vertical-slash",
              .extension = ".npz",
              .summary = "MInference: vertical_indexes and slash_indexes",
              .writes = true,
              .reads = true},
    .prepare = prepare,
    .free = slashes_free,
    .read = stm__import_npz};
