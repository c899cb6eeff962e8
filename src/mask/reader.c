/* Reads rows and columns: the rule's runs, clipped to the mask, and, where they are to ascend, cut
 * where they interleave. */
#include <stdlib.h>
#include <string.h>

#include "base/clip.h"
#include "base/fail.h"
#include "base/grow.h"
#include "mask/mask.h"

struct stm_reader {
    stm_mask *mask;
    stm__scratch *scratch; /* the rule's runs; what a pattern needs, allocated at the start */
    stm__runs clipped;     /* those within the mask */
    stm__runs ordered, waiting;
};

stm_status stm_reader_new(const stm_mask *mask, stm_reader **reader, stm_error *error)
{
    stm_reader *new = calloc(1, sizeof *new);
    if (new == NULL || (new->scratch = stm__scratch_new(mask->rule)) == NULL ||
        !stm__runs_reserve(&new->clipped, stm__max(new->scratch->runs.capacity, 1))) {
        stm_reader_free(new);
        return stm__fail_memory(error, "reader");
    }
    new->mask = stm_mask_retain(mask);
    *reader = new;
    return STM_OK;
}

void stm_reader_free(stm_reader *reader)
{
    if (reader == NULL)
        return;
    stm_mask_free(reader->mask);
    stm__scratch_free(reader->scratch);
    free(reader->clipped.runs);
    free(reader->ordered.runs);
    free(reader->waiting.runs);
    free(reader);
}

static bool precedes(const stm_run *a, const stm_run *b)
{
    return a->first < b->first;
}

static stm_status read_line(stm_reader *reader, stm__axis axis, int64_t index, const stm_run **runs,
                            int64_t *num_runs)
{
    const stm_mask *mask = reader->mask;
    const stm_rectangle *b = &mask->bounds;
    bool rows = axis == STM__ROWS;
    int64_t first = rows ? b->first_query : b->first_key;
    int64_t num = rows ? b->num_queries : b->num_keys;
    if (index < first || index - first >= num)
        return STM_EINVAL;
    const stm_run *line;
    int64_t num_line;
    stm_status status =
        mask->rule->class->line(mask->rule, axis, index, reader->scratch, &line, &num_line);
    if (status != STM_OK)
        return status;
    int64_t cross_first = rows ? b->first_key : b->first_query;
    int64_t cross_num = rows ? b->num_keys : b->num_queries;
    int64_t whole = rows ? mask->rule->num_keys : mask->rule->num_queries;
    if (cross_num < whole) {
        reader->clipped.num = 0;
        for (int64_t k = 0; k < num_line; k++) {
            stm_run part = stm__run_clip(&line[k], cross_first, cross_first + cross_num - 1);
            if (part.count > 0 &&
                !stm__runs_push(&reader->clipped, part.first, part.count, part.step, part.value))
                return STM_ENOMEM;
        }
        /* Clipping the first cells off can put runs that interleave out of order. */
        stm__runs_sort(&reader->clipped, 0);
        line = reader->clipped.runs;
        num_line = reader->clipped.num;
    }
    *runs = line;
    *num_runs = num_line;
    return STM_OK;
}

stm_status stm_reader_row(stm_reader *reader, int64_t i, const stm_run **runs, int64_t *num_runs)
{
    return read_line(reader, STM__ROWS, i, runs, num_runs);
}

stm_status stm_reader_column(stm_reader *reader, int64_t j, const stm_run **runs, int64_t *num_runs)
{
    return read_line(reader, STM__COLUMNS, j, runs, num_runs);
}

static bool interleave(const stm_run *runs, int64_t num_runs)
{
    for (int64_t k = 1; k < num_runs; k++)
        if (stm_run_last(&runs[k - 1]) > runs[k].first)
            return true;
    return false;
}

/* Cuts `runs` where another begins: always the run that stands first goes out, up to the next
 * one's first cell, and what is left of it waits its turn again. */
static bool untangle(stm_reader *reader, const stm_run *runs, int64_t num_runs)
{
    stm__runs *out = &reader->ordered, *waiting = &reader->waiting;
    if (!stm__runs_reserve(waiting, num_runs))
        return false;
    if (num_runs > 0)
        memcpy(waiting->runs, runs, (size_t)num_runs * sizeof *runs);
    out->num = 0;
    int64_t begin = 0;
    while (begin < num_runs) {
        stm_run *head = &waiting->runs[begin];
        stm_run part = *head;
        if (begin + 1 < num_runs)
            part = stm__run_clip(head, head->first, waiting->runs[begin + 1].first);
        if (!stm__runs_reserve(out, out->num + 1))
            return false;
        out->runs[out->num++] = part;
        stm_run rest = *head;
        rest.first += part.count * head->step;
        rest.count -= part.count;
        if (rest.count == 1)
            rest.step = 1;
        begin++;
        if (rest.count > 0) {
            int64_t k = begin - 1;
            for (; k + 1 < num_runs && precedes(&waiting->runs[k + 1], &rest); k++)
                waiting->runs[k] = waiting->runs[k + 1];
            waiting->runs[k] = rest;
            begin--;
        }
    }
    return true;
}

stm_status stm__reader_ordered(stm_reader *reader, stm__axis axis, int64_t index,
                               const stm_run **runs, int64_t *num_runs)
{
    const stm_run *line;
    int64_t num;
    stm_status status = read_line(reader, axis, index, &line, &num);
    if (status != STM_OK)
        return status;
    if (interleave(line, num)) {
        if (!untangle(reader, line, num))
            return STM_ENOMEM;
        line = reader->ordered.runs;
        num = reader->ordered.num;
    }
    *runs = line;
    *num_runs = num;
    return STM_OK;
}

stm_status stm_reader_row_ordered(stm_reader *reader, int64_t i, const stm_run **runs,
                                  int64_t *num_runs)
{
    return stm__reader_ordered(reader, STM__ROWS, i, runs, num_runs);
}

stm_status stm_reader_column_ordered(stm_reader *reader, int64_t j, const stm_run **runs,
                                     int64_t *num_runs)
{
    return stm__reader_ordered(reader, STM__COLUMNS, j, runs, num_runs);
}

stm_status stm__reader_failed(stm_status status, stm_error *error)
{
    return stm__fail(error, status, "a row of the mask could not be read: %s",
                     stm_status_text(status));
}
