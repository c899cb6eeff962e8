/* tree: drafts that branch, each node of which sees itself and its ancestors. */
#include <inttypes.h>
#include <stdlib.h>

#include <stmask/builder.h>
#include <stmask/spec.h>

#include "base/fail.h"
#include "io/integers.h"
#include "mask/mask.h"
#include "pattern/contract.h"
#include "spec/parser.h"
#include "spec/registry.h"

enum { PARENTS };

#define MOST_RUNS (INT64_C(1) << 26)

/* Finds for each node the first of the nodes that end with it, each the parent of the next. */
static stm_status find_tops(const stm__integers *parents, int64_t *top, stm_error *error)
{
    for (int64_t k = 0; k < parents->num; k++) {
        int64_t parent = parents->items[k];
        if (parent >= k)
            return stm__fail(error, STM_EINVAL,
                             "parents: node %" PRId64 " has the parent %" PRId64
                             ": must come before it, or be -1",
                             k, parent);
        top[k] = parent >= 0 && parent == k - 1 ? top[k - 1] : k;
    }
    return STM_OK;
}

/* Adds the row of a node: stretches of ancestors, the earliest first. `starts` is room for them. */
static stm_status add_row(const stm__integers *parents, const int64_t *top, int64_t node,
                          stm__runs *room, stm_builder *builder, int64_t *total, stm_error *error)
{
    stm_status status = STM_OK;
    room->num = 0;
    for (int64_t at = node; at >= 0 && status == STM_OK; at = parents->items[top[at]])
        if (!stm__runs_push(room, top[at], at - top[at] + 1, 1, STM_LOCAL))
            return stm__fail_memory(error, "tree");
    *total += room->num;
    if (*total > MOST_RUNS)
        return stm__fail(error, STM_EINVAL,
                         "parents: the tree branches too often: its rows have more than %" PRId64
                         " stretches of ancestors",
                         MOST_RUNS);
    for (int64_t k = room->num - 1; k >= 0 && status == STM_OK; k--) {
        stm_run run = room->runs[k];
        if (k == 0 && --run.count == 0)
            break;
        status = stm_builder_run(builder, node, &run, error);
    }
    return status == STM_OK ? stm_builder_cell(builder, node, node, STM_DIAGONAL, error) : status;
}

static stm_status build(const stm__integers *parents, stm_mask **mask, stm_error *error)
{
    stm_builder *builder = NULL;
    stm__runs room = {0};
    int64_t total = 0, *top = malloc((size_t)parents->num * sizeof *top);
    stm_status status = top == NULL ? stm__fail_memory(error, "tree")
                                    : stm_builder_new(parents->num, parents->num, &builder, error);
    if (status == STM_OK)
        status = find_tops(parents, top, error);
    for (int64_t k = 0; k < parents->num && status == STM_OK; k++)
        status = add_row(parents, top, k, &room, builder, &total, error);
    if (status == STM_OK)
        status = stm_builder_finish(builder, false, mask, error);
    stm_builder_free(builder);
    free(room.runs);
    free(top);
    return status;
}

static stm_status make(const stm_arguments *arguments, stm_maker *maker, stm_mask **mask,
                       stm_error *error)
{
    stm__integers parents;
    stm_mask *new = NULL;
    stm_status status =
        stm__integers_read("parents", arguments->text[PARENTS], -1, STM_MAX_SIZE, &parents, error);
    if (status != STM_OK)
        return status;
    if (maker->probe) {
        maker->size = stm__max(maker->size, parents.num);
        status = stm__spec_placeholder(&new, error);
    } else if (parents.num != maker->size) {
        status = stm__fail(error, STM_EINVAL,
                           "parents: the tree has %" PRId64 " nodes: must be the size, %" PRId64
                           "; at:of=(...) puts it behind other tokens",
                           parents.num, maker->size);
    } else {
        status = build(&parents, &new, error);
    }
    free(parents.items);
    if (status == STM_OK && !maker->probe)
        status = stm__spec_name(new, &stm__pattern_tree, arguments, NULL, error);
    if (status == STM_OK)
        *mask = new;
    else
        stm_mask_free(new);
    return status;
}

static const stm_parameter parameters[] = {
    {.name = "parents",
     .type = STM_PARAMETER_TEXT,
     .example = "-1/0/0/1",
     .help = "the parent of each node, -1 for none: a list, a text or .npy file"},
};

const stm_pattern stm__pattern_tree = {
    .name = "tree",
    .title = "Tree",
    .figure_title = "Tree Attention Mask",
    .panel_title = "Tree",
    .summary = "a node of a tree sees itself and its ancestors",
    .source = "Miao et al. 2023, arXiv:2305.09781, section 4.2 (SpecInfer)",
    .parameters = STM__PARAMETERS("tree", parameters),
    .value_names = {"No Attention", "Diagonal", "Ancestor"},
    .make = make,
};
