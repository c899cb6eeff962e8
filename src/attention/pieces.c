/* Parts without a query in the tile are left out at once, so that they cost next to nothing. */
#include "attention/pieces.h"

void stm__pieces_lay_out(stm__pieces *pieces, stm__layout *layout)
{
    pieces->parts = stm__layout_take(layout, STM_MAX_BANDS, sizeof *pieces->parts);
    pieces->pieces = stm__layout_take(layout, 2 * STM_MAX_BANDS, sizeof *pieces->pieces);
}

/* Insertion: there are few, and they come almost in order. */
static void add(stm__pieces *p, stm__piece piece)
{
    int at = p->num++;
    for (; at > 0 && p->pieces[at - 1].low > piece.low; at--)
        p->pieces[at] = p->pieces[at - 1];
    p->pieces[at] = piece;
}

static void add_all(stm__pieces *p, const stm__part *parts, int num, const stm__queries *queries,
                    int64_t num_keys)
{
    int64_t last = queries->first + (queries->count - 1) * queries->step;
    for (int k = 0; k < num; k++) {
        stm__piece piece = {.part = &parts[k], .number = k};
        stm__part_keys(&parts[k], num_keys, queries->first, last, &piece.low, &piece.high);
        if (piece.low <= piece.high)
            add(p, piece);
    }
}

stm_status stm__pieces_find(stm__pieces *p, const stm__recipe *recipe, const stm__queries *queries,
                            int64_t num_keys)
{
    int num = -1;
    p->num = 0;
    p->lowest_marked = INT64_MAX;
    p->by_runs = recipe->rest;
    add_all(p, recipe->parts, recipe->num_parts, queries, num_keys);
    if (recipe->rest == NULL || !recipe->rest_has_tiles)
        return STM_OK;
    stm_status status =
        stm__recipe_parts_of_rest(recipe, queries->first, queries->count, p->parts, &num, NULL);
    if (status != STM_OK || num < 0)
        return status;
    add_all(p, p->parts, num, queries, num_keys);
    p->by_runs = NULL;
    return STM_OK;
}
