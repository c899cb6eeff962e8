/* A rule whose places hold another mask's tokens in any order: a line is the other's, whose runs go
 * through the order stretch by stretch of consecutive tokens. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/rearrange.h>

#include "base/clip.h"
#include "base/fail.h"
#include "mask/mask.h"

/* Where the tokens of one axis are; arrays NULL: every token in its own place. */
typedef struct order {
    int64_t *token; /* at each place, or -1 */
    int64_t *place; /* of each token of the part, from its first on, or -1 */
} order;

typedef struct permuted_rule {
    stm__rule rule;
    order orders[2]; /* of queries, of keys */
} permuted_rule;

static int64_t first_of(const stm_mask *of, stm__axis axis)
{
    return axis == STM__ROWS ? of->bounds.first_query : of->bounds.first_key;
}

static int64_t length_of(const stm_mask *of, stm__axis axis)
{
    return axis == STM__ROWS ? of->bounds.num_queries : of->bounds.num_keys;
}

static int64_t token_at(const permuted_rule *own, stm__axis axis, int64_t place)
{
    const int64_t *token = own->orders[axis].token;
    return token == NULL ? first_of(own->rule.parts[0], axis) + place : token[place];
}

/* Adds the places of a run's tokens, as runs where both go on together. */
static bool push_places(stm__runs *out, const permuted_rule *own, stm__axis axis,
                        const stm_run *run)
{
    int64_t first = first_of(own->rule.parts[0], axis);
    const int64_t *place = own->orders[axis].place;
    if (place == NULL)
        return stm__runs_push(out, run->first - first, run->count, run->step, run->value);
    bool done = true;
    for (int64_t k = 0; k < run->count && done;) {
        int64_t at = place[run->first - first + k * run->step], n = 1;
        while (at >= 0 && k + n < run->count &&
               place[run->first - first + (k + n) * run->step] == at + n * run->step)
            n++;
        if (at >= 0)
            done = stm__runs_push(out, at, n, run->step, run->value);
        k += n;
    }
    return done;
}

/* Runs that ascend and touch become one. */
static void join(stm__runs *out)
{
    int64_t kept = 0;
    for (int64_t k = 0; k < out->num; k++) {
        stm_run *last = kept > 0 ? &out->runs[kept - 1] : NULL;
        const stm_run *run = &out->runs[k];
        if (last != NULL && last->value == run->value && last->step == 1 && run->step == 1 &&
            stm_run_last(last) + 1 == run->first)
            last->count += run->count;
        else
            out->runs[kept++] = *run;
    }
    out->num = kept;
}

static stm_status permuted_line(const stm__rule *rule, stm__axis axis, int64_t index,
                                stm__scratch *scratch, const stm_run **runs, int64_t *num_runs)
{
    const permuted_rule *own = (const permuted_rule *)rule;
    const stm_mask *of = rule->parts[0];
    stm__axis across = axis == STM__ROWS ? STM__COLUMNS : STM__ROWS;
    int64_t token = token_at(own, axis, index), num = 0;
    const stm_run *line = NULL;
    stm__runs *out = &scratch->runs;
    out->num = 0;
    if (token >= 0) {
        stm_status status = stm__rule_line(of->rule, axis, token, scratch->parts[0], &line, &num);
        if (status != STM_OK)
            return status;
    }
    int64_t low = first_of(of, across), high = low + length_of(of, across) - 1;
    for (int64_t k = 0; k < num; k++) {
        stm_run part = stm__run_clip(&line[k], low, high);
        if (part.count > 0 && !push_places(out, own, across, &part))
            return STM_ENOMEM;
    }
    stm__runs_sort(out, 0);
    join(out);
    *runs = out->runs;
    *num_runs = out->num;
    return STM_OK;
}

static int32_t permuted_sees(const stm__rule *rule, int64_t i, int64_t j)
{
    const permuted_rule *own = (const permuted_rule *)rule;
    int64_t query = token_at(own, STM__ROWS, i), key = token_at(own, STM__COLUMNS, j);
    return query < 0 || key < 0 ? 0 : stm_mask_cell(rule->parts[0], query, key);
}

static const char *permuted_value_name(const stm__rule *rule, int32_t value)
{
    return stm_mask_value_name(rule->parts[0], value);
}

static bool permuted_part_cell(const stm__rule *rule, int k, int64_t *i, int64_t *j)
{
    const permuted_rule *own = (const permuted_rule *)rule;
    (void)k;
    *i = token_at(own, STM__ROWS, *i);
    *j = token_at(own, STM__COLUMNS, *j);
    return *i >= 0 && *j >= 0;
}

static void permuted_clear(stm__rule *rule)
{
    permuted_rule *own = (permuted_rule *)rule;
    for (int axis = 0; axis < 2; axis++) {
        free(own->orders[axis].token);
        free(own->orders[axis].place);
    }
}

static const stm__rule_class permuted_class = {
    .line = permuted_line,
    .sees = permuted_sees,
    .value_name = permuted_value_name,
    .part_cell = permuted_part_cell,
    .clear = permuted_clear,
};

static stm_status take_order(permuted_rule *own, stm__axis axis, const int64_t *tokens, int64_t num,
                             stm_error *error)
{
    const char *name = axis == STM__ROWS ? "query order" : "key order";
    const stm_mask *of = own->rule.parts[0];
    int64_t first = first_of(of, axis), length = length_of(of, axis);
    order *new = &own->orders[axis];
    stm_status status = stm__check_range(name, num, 1, STM_MAX_SIZE, error);
    if (status != STM_OK)
        return status;
    new->token = malloc((size_t)num * sizeof *new->token);
    new->place = malloc((size_t)length * sizeof *new->place);
    if (new->token == NULL || new->place == NULL)
        return stm__fail_memory(error, "mask");
    for (int64_t k = 0; k < length; k++)
        new->place[k] = -1;
    memcpy(new->token, tokens, (size_t)num * sizeof *tokens);
    for (int64_t k = 0; k < num; k++) {
        if (tokens[k] == -1)
            continue;
        if (tokens[k] < first || tokens[k] - first >= length)
            return stm__fail(error, STM_EINVAL,
                             "%s, place %" PRId64 ": token %" PRId64 " must be from %" PRId64
                             " to %" PRId64 ", or -1 for none",
                             name, k, tokens[k], first, first + length - 1);
        if (new->place[tokens[k] - first] >= 0)
            return stm__fail(error, STM_EINVAL,
                             "%s, place %" PRId64 ": token %" PRId64 " stands at place %" PRId64
                             " already",
                             name, k, tokens[k], new->place[tokens[k] - first]);
        new->place[tokens[k] - first] = k;
    }
    return STM_OK;
}

stm_status stm_mask_permute(const stm_mask *of, const int64_t *query_order, int64_t num_queries,
                            const int64_t *key_order, int64_t num_keys, stm_mask **mask,
                            stm_error *error)
{
    stm_status status;
    permuted_rule *own = stm__rule_of_masks(sizeof *own, &permuted_class, of, NULL, &status, error);
    if (own == NULL)
        return status;
    own->rule.num_queries = query_order == NULL ? of->bounds.num_queries : num_queries;
    own->rule.num_keys = key_order == NULL ? of->bounds.num_keys : num_keys;
    own->rule.size = stm__max(own->rule.num_queries, own->rule.num_keys);
    if (query_order != NULL)
        status = take_order(own, STM__ROWS, query_order, num_queries, error);
    if (status == STM_OK && key_order != NULL)
        status = take_order(own, STM__COLUMNS, key_order, num_keys, error);
    if (status != STM_OK) {
        stm__rule_release(&own->rule);
        return status;
    }
    return stm__mask_of_rule(&own->rule, NULL, mask, error);
}
