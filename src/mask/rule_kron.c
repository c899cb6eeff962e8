/* A rule that holds a mask in every block that another mask sees, their Kronecker product: a line
 * is the runs of the inner one, once for each block of the outer line's, joined where they go on.
 */
#include <inttypes.h>
#include <stdlib.h>

#include <stmask/rearrange.h>

#include "base/clip.h"
#include "base/fail.h"
#include "mask/kron_bands.h"
#include "mask/mask.h"

enum { OUTER, INNER };

static int64_t first_of(const stm__rule *rule, int k, stm__axis axis)
{
    const stm_rectangle *b = &rule->parts[k]->bounds;
    return axis == STM__ROWS ? b->first_query : b->first_key;
}

static int64_t length_of(const stm__rule *rule, int k, stm__axis axis)
{
    const stm_rectangle *b = &rule->parts[k]->bounds;
    return axis == STM__ROWS ? b->num_queries : b->num_keys;
}

/* A run of a part's line, clipped to the part and counted from its first cell. */
static stm_run own_run(const stm__rule *rule, int k, stm__axis across, const stm_run *run)
{
    int64_t first = first_of(rule, k, across), num = length_of(rule, k, across);
    stm_run own = stm__run_clip(run, first, first + num - 1);
    own.first -= first;
    return own;
}

/* Adds the cells of `inner` in each of the blocks of `outer`, which are `length` cells apart. */
static bool push_product(stm__runs *out, const stm_run *outer, const stm_run *inner, int64_t length)
{
    int64_t from = outer->first * length + inner->first, apart = outer->step * length;
    bool goes_on =
        outer->step == 1 && length % inner->step == 0 && inner->count == length / inner->step;
    bool done = true;
    if (goes_on && inner->count == 1)
        return stm__runs_push(out, from, outer->count, length, inner->value);
    if (goes_on)
        return stm__runs_push(out, from, outer->count * inner->count, inner->step, inner->value);
    if (outer->count <= inner->count) {
        for (int64_t k = 0; k < outer->count && done; k++)
            done = stm__runs_push(out, from + k * apart, inner->count, inner->step, inner->value);
        return done;
    }
    for (int64_t k = 0; k < inner->count && done; k++)
        done = stm__runs_push(out, from + k * inner->step, outer->count, apart, inner->value);
    return done;
}

static stm_status kron_line(const stm__rule *rule, stm__axis axis, int64_t index,
                            stm__scratch *scratch, const stm_run **runs, int64_t *num_runs)
{
    stm__axis across = axis == STM__ROWS ? STM__COLUMNS : STM__ROWS;
    int64_t block = length_of(rule, INNER, axis), at[2] = {index / block, index % block};
    int64_t length = length_of(rule, INNER, across);
    int64_t end = across == STM__ROWS ? rule->num_queries : rule->num_keys;
    const stm_run *line[2];
    int64_t num[2];
    for (int k = 0; k < 2; k++) {
        stm_status status =
            stm__rule_line(rule->parts[k]->rule, axis, first_of(rule, k, axis) + at[k],
                           scratch->parts[k], &line[k], &num[k]);
        if (status != STM_OK)
            return status;
    }
    stm__runs *out = &scratch->runs;
    out->num = 0;
    for (int64_t n = 0; n < num[OUTER]; n++)
        for (int64_t m = 0; m < num[INNER]; m++) {
            stm_run outer = own_run(rule, OUTER, across, &line[OUTER][n]);
            stm_run inner = own_run(rule, INNER, across, &line[INNER][m]);
            if (outer.count > 0 && inner.count > 0 && !push_product(out, &outer, &inner, length))
                return STM_ENOMEM;
        }
    int64_t kept = 0;
    for (int64_t k = 0; k < out->num; k++) {
        stm_run run = stm__run_clip(&out->runs[k], 0, end - 1);
        if (run.count > 0)
            out->runs[kept++] = run;
    }
    out->num = kept;
    stm__runs_sort(out, 0);
    *runs = out->runs;
    *num_runs = out->num;
    return STM_OK;
}

static int32_t kron_sees(const stm__rule *rule, int64_t i, int64_t j)
{
    const stm_rectangle *a = &rule->parts[OUTER]->bounds, *b = &rule->parts[INNER]->bounds;
    bool block = stm_mask_cell(rule->parts[OUTER], a->first_query + i / b->num_queries,
                               a->first_key + j / b->num_keys) != 0;
    return !block ? 0
                  : stm_mask_cell(rule->parts[INNER], b->first_query + i % b->num_queries,
                                  b->first_key + j % b->num_keys);
}

/* The nonzeros of a part in closed form, or -1. */
static int64_t part_count(const stm__rule *rule, int k)
{
    const stm__rule *part = rule->parts[k]->rule;
    bool whole = part->num_queries == length_of(rule, k, STM__ROWS) &&
                 part->num_keys == length_of(rule, k, STM__COLUMNS);
    return whole && part->class->count != NULL ? part->class->count(part) : -1;
}

static int64_t kron_count(const stm__rule *rule)
{
    int64_t outer = part_count(rule, OUTER), inner = part_count(rule, INNER);
    int64_t queries = length_of(rule, OUTER, STM__ROWS) * length_of(rule, INNER, STM__ROWS);
    int64_t keys = length_of(rule, OUTER, STM__COLUMNS) * length_of(rule, INNER, STM__COLUMNS);
    bool all = queries == rule->num_queries && keys == rule->num_keys;
    return all && outer >= 0 && inner >= 0 ? outer * inner : -1;
}

static const char *kron_value_name(const stm__rule *rule, int32_t value)
{
    return stm_mask_value_name(rule->parts[INNER], value);
}

static stm_status kron_bands(const stm__rule *rule, const stm_rectangle *within, stm_bands *bands,
                             bool *found, stm_error *error)
{
    stm__bands list = {bands->bands, 0, STM_MAX_BANDS, false};
    stm_bands *parts = calloc(2, sizeof *parts);
    (void)within;
    if (parts == NULL)
        return stm__fail_memory(error, "bands");
    stm_status status = STM_OK;
    for (int k = 0; k < 2 && status == STM_OK; k++)
        if (first_of(rule, k, STM__ROWS) == 0 && first_of(rule, k, STM__COLUMNS) == 0)
            status = stm_mask_bands(rule->parts[k], &parts[k], error);
        else
            parts[k].rest = stm_mask_retain(rule->parts[k]);
    if (status == STM_OK) {
        *found = parts[0].rest == NULL && parts[1].rest == NULL &&
                 stm__kron_bands(rule->parts[INNER], parts, &list);
        bands->num = list.num;
    }
    for (int k = 0; k < 2; k++)
        stm_bands_free(&parts[k]);
    free(parts);
    return status;
}

static bool kron_part_cell(const stm__rule *rule, int k, int64_t *i, int64_t *j)
{
    const stm_rectangle *inner = &rule->parts[INNER]->bounds;
    int64_t queries = inner->num_queries, keys = inner->num_keys;
    *i = first_of(rule, k, STM__ROWS) + (k == OUTER ? *i / queries : *i % queries);
    *j = first_of(rule, k, STM__COLUMNS) + (k == OUTER ? *j / keys : *j % keys);
    return true;
}

static const stm__rule_class kron_class = {
    .line = kron_line,
    .sees = kron_sees,
    .count = kron_count,
    .bands = kron_bands,
    .value_name = kron_value_name,
    .part_cell = kron_part_cell,
};

/* STM_EINVAL where a side is not within the product of the parts' own. */
static stm_status check_side(const char *name, int64_t side, int64_t outer, int64_t inner,
                             stm_error *error)
{
    stm_status status = stm__check_range(name, side, 1, STM_MAX_SIZE, error);
    if (status != STM_OK || side <= outer * inner) /* at most 2^62 */
        return status;
    return stm__fail(error, STM_EINVAL,
                     "%s %" PRId64 ": must be at most %" PRId64 " blocks of %" PRId64
                     ", what the outer mask has",
                     name, side, outer, inner);
}

stm_status stm_mask_kron(const stm_mask *outer, const stm_mask *inner, int64_t num_queries,
                         int64_t num_keys, stm_mask **mask, stm_error *error)
{
    const stm_rectangle *a = &outer->bounds, *b = &inner->bounds;
    stm_status status = check_side("queries", num_queries, a->num_queries, b->num_queries, error);
    if (status == STM_OK)
        status = check_side("keys", num_keys, a->num_keys, b->num_keys, error);
    if (status != STM_OK)
        return status;
    stm__rule *rule = stm__rule_of_masks(sizeof *rule, &kron_class, outer, inner, &status, error);
    if (rule == NULL)
        return status;
    rule->num_queries = num_queries;
    rule->num_keys = num_keys;
    rule->size = stm__max(num_queries, num_keys);
    bool square = b->num_queries == b->num_keys && num_queries == num_keys &&
                  b->num_keys == inner->rule->size &&
                  a->num_keys == stm__ceil_div(num_keys, b->num_keys);
    if (square && inner->rule->spec != NULL)
        status = stm__rule_write_spec(rule, outer->rule->spec, error,
                                      "kron:outer=(%s),inner=(%s),size=%" PRId64, outer->rule->spec,
                                      inner->rule->spec, b->num_keys);
    if (status != STM_OK) {
        stm__rule_release(rule);
        return status;
    }
    return stm__mask_of_rule(rule, NULL, mask, error);
}
