/* A rule of every block that holds a cell of another mask: the runs of all lines of a block are
 * joined into ranges of blocks, once for each line of blocks. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "mask/mask.h"
#include "pattern/contract.h"

typedef struct widened_rule {
    stm__rule rule;
    int64_t block;
} widened_rule;

/* Adds the blocks `low` to `high`, as cells, to the ranges of a line of blocks: joined to the last
 * range where they touch that. */
static bool add_blocks(stm__runs *out, int64_t low, int64_t high)
{
    stm_run *last = out->num == 0 ? NULL : &out->runs[out->num - 1];
    if (last != NULL && low >= last->first && low <= last->first + last->count) {
        last->count = stm__max(last->count, high + 1 - last->first);
        return true;
    }
    return stm__runs_push(out, low, high + 1 - low, 1, STM_LOCAL);
}

static bool add_run(stm__runs *out, const stm_run *run, int64_t block)
{
    if (run->step <= block)
        return add_blocks(out, run->first / block, stm_run_last(run) / block);
    for (int64_t k = 0; k < run->count; k++) {
        int64_t at = (run->first + k * run->step) / block;
        if (!add_blocks(out, at, at))
            return false;
    }
    return true;
}

/* Sorts the ranges and joins those that touch. */
static void join(stm__runs *out)
{
    stm__runs_sort(out, 0);
    int64_t kept = 0;
    for (int64_t k = 1; k < out->num; k++) {
        stm_run *last = &out->runs[kept];
        const stm_run *next = &out->runs[k];
        if (next->first <= last->first + last->count)
            last->count = stm__max(last->count, next->first + next->count - last->first);
        else
            out->runs[++kept] = *next;
    }
    if (out->num > 0)
        out->num = kept + 1;
}

/* Keeps the ranges of one row (column) of blocks, in blocks. */
static stm_status find_blocks(const stm__rule *rule, stm__axis axis, int64_t number,
                              stm__scratch *scratch)
{
    const widened_rule *widened = (const widened_rule *)rule;
    const stm__rule *of = rule->parts[0]->rule;
    int64_t end = axis == STM__ROWS ? rule->num_queries : rule->num_keys;
    int64_t first = number * widened->block;
    end = stm__min(end, first + widened->block);
    stm__runs *out = &scratch->kept;
    out->num = 0;
    int64_t limit = 1024;
    for (int64_t index = first; index < end; index++) {
        const stm_run *line = NULL;
        int64_t num;
        stm_status status = stm__rule_line(of, axis, index, scratch->parts[0], &line, &num);
        if (status != STM_OK)
            return status;
        for (int64_t k = 0; k < num; k++)
            if (!add_run(out, &line[k], widened->block))
                return STM_ENOMEM;
        if (out->num > limit) { /* rows of a block repeat each other: keep the list short */
            join(out);
            limit = stm__max(1024, 2 * out->num);
        }
    }
    join(out);
    return STM_OK;
}

static stm_status widened_line(const stm__rule *rule, stm__axis axis, int64_t index,
                               stm__scratch *scratch, const stm_run **runs, int64_t *num_runs)
{
    int64_t block = ((const widened_rule *)rule)->block, number = index / block;
    int64_t lines = 2 * number + (axis == STM__COLUMNS);
    if (scratch->of != lines) {
        scratch->of = -1;
        stm_status status = find_blocks(rule, axis, number, scratch);
        if (status != STM_OK)
            return status;
        scratch->of = lines;
    }
    int64_t end = axis == STM__ROWS ? rule->num_keys : rule->num_queries;
    stm__runs *out = &scratch->runs;
    if (!stm__runs_reserve(out, scratch->kept.num + 2))
        return STM_ENOMEM;
    out->num = 0;
    for (int64_t k = 0; k < scratch->kept.num; k++) {
        const stm_run *range = &scratch->kept.runs[k];
        int64_t first = range->first * block;
        int64_t count = stm__min((range->first + range->count) * block, end) - first;
        out->num = stm__give_around(out->runs, out->num, first, count, 1, index, STM_LOCAL);
    }
    *runs = out->runs;
    *num_runs = out->num;
    return STM_OK;
}

static int32_t widened_sees(const stm__rule *rule, int64_t i, int64_t j)
{
    int64_t block = ((const widened_rule *)rule)->block;
    bool diagonal = i == j;
    int64_t top = i / block * block, left = j / block * block;
    int64_t bottom = stm__min(top + block, rule->num_queries);
    int64_t right = stm__min(left + block, rule->num_keys);
    for (i = top; i < bottom; i++)
        for (j = left; j < right; j++)
            if (stm_mask_cell(rule->parts[0], i, j) != 0)
                return diagonal ? STM_DIAGONAL : STM_LOCAL;
    return 0;
}

static const char *widened_value_name(const stm__rule *rule, int32_t value)
{
    static const char *const names[] = {"No Attention", "Diagonal", "Local"};
    (void)rule;
    return value >= 0 && value <= STM_LOCAL ? names[value] : NULL;
}

static const stm__rule_class widened_class = {
    .line = widened_line,
    .sees = widened_sees,
    .value_name = widened_value_name,
};

stm_status stm_mask_blocks(const stm_mask *of, int64_t block, stm_mask **mask, stm_error *error)
{
    stm_status status = stm__check_range("block", block, 1, STM_MAX_SIZE, error);
    if (status != STM_OK)
        return status;
    widened_rule *new = stm__rule_of_masks(sizeof *new, &widened_class, of, NULL, &status, error);
    if (new == NULL)
        return status;
    stm__rule *rule = &new->rule;
    new->block = block;
    status = stm__rule_write_spec(rule, of->rule->spec, error, "blocks:of=(%s),block=%" PRId64,
                                  of->rule->spec, block);
    if (status != STM_OK) {
        stm__rule_release(rule);
        return status;
    }
    return stm__mask_of_rule(rule, &of->bounds, mask, error);
}
