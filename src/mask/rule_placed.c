/* A rule that holds another mask with its first cell in another place: lines are read beside it and
 * moved, and so are bands, whose blocks may then begin within blocks. */
#include <inttypes.h>
#include <stdlib.h>

#include <stmask/rearrange.h>

#include "base/bands.h"
#include "base/clip.h"
#include "base/fail.h"
#include "mask/mask.h"

typedef struct placed_rule {
    stm__rule rule;
    int64_t down, right; /* how far the cells of the part have moved */
} placed_rule;

/* The keys (in columns: the queries) of the part that lie within the rule. */
static void visible(const placed_rule *own, stm__axis axis, int64_t *low, int64_t *high)
{
    const stm_rectangle *b = &own->rule.parts[0]->bounds;
    bool rows = axis == STM__ROWS;
    int64_t first = rows ? b->first_key : b->first_query, num = rows ? b->num_keys : b->num_queries;
    int64_t moved = rows ? own->right : own->down;
    int64_t extent = rows ? own->rule.num_keys : own->rule.num_queries;
    *low = stm__max(first, -moved);
    *high = stm__min(first + num, extent - moved) - 1;
}

static stm_status placed_line(const stm__rule *rule, stm__axis axis, int64_t index,
                              stm__scratch *scratch, const stm_run **runs, int64_t *num_runs)
{
    const placed_rule *own = (const placed_rule *)rule;
    stm__runs *out = &scratch->runs;
    int64_t across = axis == STM__ROWS ? own->right : own->down;
    int64_t first, last, low, high, num = 0;
    const stm_run *line = NULL;
    visible(own, axis == STM__ROWS ? STM__COLUMNS : STM__ROWS, &first, &last);
    visible(own, axis, &low, &high);
    index -= axis == STM__ROWS ? own->down : own->right;
    if (first <= index && index <= last) {
        stm_status status =
            stm__rule_line(rule->parts[0]->rule, axis, index, scratch->parts[0], &line, &num);
        if (status != STM_OK)
            return status;
    }
    out->num = 0;
    for (int64_t k = 0; k < num; k++) {
        stm_run part = stm__run_clip(&line[k], low, high);
        if (part.count > 0 &&
            !stm__runs_push(out, part.first + across, part.count, part.step, part.value))
            return STM_ENOMEM;
    }
    stm__runs_sort(out, 0);
    *runs = out->runs;
    *num_runs = out->num;
    return STM_OK;
}

static int32_t placed_sees(const stm__rule *rule, int64_t i, int64_t j)
{
    const placed_rule *own = (const placed_rule *)rule;
    return stm_mask_cell(rule->parts[0], i - own->down, j - own->right);
}

static int64_t placed_count(const stm__rule *rule)
{
    const placed_rule *own = (const placed_rule *)rule;
    const stm__rule *of = rule->parts[0]->rule;
    int64_t top, bottom, left, right;
    visible(own, STM__COLUMNS, &top, &bottom);
    visible(own, STM__ROWS, &left, &right);
    bool whole = bottom - top + 1 == of->num_queries && right - left + 1 == of->num_keys;
    return whole && of->class->count != NULL ? of->class->count(of) : -1;
}

static const char *placed_value_name(const stm__rule *rule, int32_t value)
{
    return stm_mask_value_name(rule->parts[0], value);
}

/* A bound of a band that moves. Blocks that begin within blocks, `down` modulo their size further
 * on, are counted from the beginning of the one that they begin in, and those queries before it
 * from one block further up. */
static stm_bound moved_bound(const placed_rule *own, stm_bound bound, bool before)
{
    int64_t within = stm__floor_mod(own->down, bound.block);
    if (bound.kind != STM_BOUND_NONE)
        bound.offset += own->right;
    if (bound.kind == STM_BOUND_QUERY)
        bound.offset -= own->down;
    else if (bound.kind == STM_BOUND_BLOCK)
        bound.offset += within - own->down - (before && within > 0 ? bound.block : 0);
    return bound;
}

/* The block whose beginnings do not stay beginnings of blocks, or 0. */
static int64_t cut_block(const placed_rule *own, const stm_bound *bound)
{
    bool cut = bound->kind == STM_BOUND_BLOCK && own->down % bound->block != 0;
    return cut ? bound->block : 0;
}

/* Appends the band, whose bounds have not moved yet, of the phases first .. end - 1. */
static void push_phases(const placed_rule *own, stm__bands *list, stm_band band, int64_t first,
                        int64_t end, bool before, const stm_band *window)
{
    if (first >= end)
        return;
    band = stm__band_of_phases(band, band.period, first, end);
    band.low = moved_bound(own, band.low, before);
    band.high = moved_bound(own, band.high, before);
    stm__bands_meet(list, window, &band);
}

static void push_moved(const placed_rule *own, stm__bands *list, const stm_band *band,
                       const stm_band *window)
{
    int64_t low_cut = cut_block(own, &band->low), high_cut = cut_block(own, &band->high);
    int64_t block = stm__max(low_cut, high_cut), period = band->period;
    if ((low_cut > 0 && high_cut > 0 && low_cut != high_cut) ||
        (block > 0 && period > 1 && period != block)) {
        list->over = true;
        return;
    }
    stm_band moved = *band;
    if (moved.first_query > INT64_MIN)
        moved.first_query += own->down;
    if (moved.end_query < INT64_MAX)
        moved.end_query += own->down;
    moved = stm__band_of_keys(moved, band->key_step,
                              band->key_shift + own->right - (band->follows ? own->down : 0),
                              band->follows);
    int64_t first = band->phase_first, length = band->phase_end - first, cut = 0;
    if (block > 0 && period == 1) {
        period = length = block;
        first = 0;
    }
    first = stm__floor_mod(first + own->down, period);
    if (block > 0)
        cut = stm__floor_mod(own->down, block);
    moved.period = period;
    /* The phases go round the period's end; either piece is cut where blocks begin. */
    int64_t pieces[2][2] = {{first, stm__min(first + length, period)},
                            {0, first + length - period}};
    for (int k = 0; k < 2; k++) {
        int64_t from = pieces[k][0], to = pieces[k][1];
        push_phases(own, list, moved, from, stm__min(to, cut), true, window);
        push_phases(own, list, moved, stm__max(from, cut), to, false, window);
    }
}

/* The cells that the part's can move to; the rule's own edges are no bounds. */
static stm_band window_of(const placed_rule *own)
{
    int64_t top, bottom, left, right;
    visible(own, STM__COLUMNS, &top, &bottom);
    visible(own, STM__ROWS, &left, &right);
    stm_bound low = stm__at_key(left + own->right), high = stm__at_key(right + own->right);
    if (low.offset == 0)
        low = stm__no_bound();
    if (high.offset == own->rule.num_keys - 1)
        high = stm__no_bound();
    return stm__band_of_queries(stm__band(low, high), top + own->down, bottom + own->down + 1);
}

/* The bands of the part, moved, and its rest, placed as it is. */
static stm_status move_all(const placed_rule *own, const stm_bands *of, stm_bands *bands,
                           bool *found, stm_error *error)
{
    stm__bands list = {bands->bands, 0, STM_MAX_BANDS, false};
    stm_band window = window_of(own);
    const stm_rectangle *b = &own->rule.parts[0]->bounds;
    for (int k = 0; k < of->num && !list.over; k++)
        push_moved(own, &list, &of->bands[k], &window);
    *found = !list.over;
    bands->num = list.num;
    if (list.over || of->rest == NULL)
        return STM_OK;
    return stm_mask_place(of->rest, own->rule.num_queries, own->rule.num_keys,
                          b->first_query + own->down, b->first_key + own->right, &bands->rest,
                          error);
}

static stm_status placed_bands(const stm__rule *rule, const stm_rectangle *within, stm_bands *bands,
                               bool *found, stm_error *error)
{
    const placed_rule *own = (const placed_rule *)rule;
    int64_t top, bottom, left, right;
    visible(own, STM__COLUMNS, &top, &bottom);
    visible(own, STM__ROWS, &left, &right);
    int64_t first = stm__max(top, within->first_query - own->down);
    int64_t end = stm__min(bottom + 1, within->first_query + within->num_queries - own->down);
    if (first >= end || left > right) {
        *found = true;
        return STM_OK;
    }
    stm_rectangle of = {first, end - first, left, right - left + 1};
    stm_bands *part = malloc(sizeof *part);
    if (part == NULL)
        return stm__fail_memory(error, "bands");
    stm_status status = stm__mask_bands(rule->parts[0], &of, part, error);
    if (status == STM_OK) {
        bool nothing = part->num == 0 && part->rest != NULL;
        if (!nothing)
            status = move_all(own, part, bands, found, error);
        stm_bands_free(part);
    }
    free(part);
    return status;
}

static bool placed_part_cell(const stm__rule *rule, int k, int64_t *i, int64_t *j)
{
    const placed_rule *own = (const placed_rule *)rule;
    (void)k;
    *i -= own->down;
    *j -= own->right;
    return true;
}

static const stm__rule_class placed_class = {
    .line = placed_line,
    .sees = placed_sees,
    .count = placed_count,
    .bands = placed_bands,
    .value_name = placed_value_name,
    .part_cell = placed_part_cell,
};

static stm_status write_spec(placed_rule *own, int64_t query, int64_t key, stm_error *error)
{
    const stm_mask *of = own->rule.parts[0];
    const stm_rectangle *b = &of->bounds;
    bool whole = b->first_query == 0 && b->first_key == 0;
    if (!whole || query < 0 || key < 0)
        return STM_OK;
    return stm__rule_write_spec(&own->rule, of->rule->spec, error,
                                "at:of=(%s),query=%" PRId64 ",key=%" PRId64 ",size=%" PRId64
                                ",queries=%" PRId64 ",keys=%" PRId64,
                                of->rule->spec, query, key, of->rule->size, b->num_queries,
                                b->num_keys);
}

stm_status stm_mask_place(const stm_mask *of, int64_t num_queries, int64_t num_keys, int64_t query,
                          int64_t key, stm_mask **mask, stm_error *error)
{
    stm_status status = stm__check_range("queries", num_queries, 1, STM_MAX_SIZE, error);
    if (status == STM_OK)
        status = stm__check_range("keys", num_keys, 1, STM_MAX_SIZE, error);
    if (status == STM_OK)
        status = stm__check_range("query", query, -STM_MAX_SIZE, STM_MAX_SIZE, error);
    if (status == STM_OK)
        status = stm__check_range("key", key, -STM_MAX_SIZE, STM_MAX_SIZE, error);
    if (status != STM_OK)
        return status;
    placed_rule *own = stm__rule_of_masks(sizeof *own, &placed_class, of, NULL, &status, error);
    if (own == NULL)
        return status;
    own->rule.num_queries = num_queries;
    own->rule.num_keys = num_keys;
    own->rule.size = stm__max(num_queries, num_keys);
    own->rule.room = of->rule->room;
    own->down = query - of->bounds.first_query;
    own->right = key - of->bounds.first_key;
    status = write_spec(own, query, key, error);
    if (status != STM_OK) {
        stm__rule_release(&own->rule);
        return status;
    }
    return stm__mask_of_rule(&own->rule, NULL, mask, error);
}
