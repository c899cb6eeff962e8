/* vertical_slash: a list of keys that all later queries see, and a list of diagonals. */
#include <stdlib.h>

#include "base/fail.h"
#include "parameter/list.h"
#include "pattern/contract.h"

enum { VERTICAL, SLASH };

typedef struct lists {
    stm_list *vertical, *slash;
} lists;

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    const lists *l = arguments->prepared;
    bool vertical = j <= i && stm__list_has(l->vertical, j);
    bool slash = j <= i && stm__list_has(l->slash, i - j);
    if (!vertical && !slash)
        return 0;
    return j == i ? STM_DIAGONAL : vertical ? STM_GLOBAL : STM_STRIDED;
}

static int64_t bound(const stm_arguments *arguments, int64_t size, bool column, int64_t index)
{
    (void)size, (void)column, (void)index;
    const lists *l = arguments->prepared;
    return 2 * l->vertical->num + l->slash->num + 4;
}

/* A row being given, its cells ascending: the verticals as they come, and between them the slashes.
 */
typedef struct given {
    stm_run *runs;
    int64_t n, index;
    const stm_list *vertical;
    int64_t next; /* the vertical that comes next */
    int64_t at;   /* the cell behind those that have been given */
} given;

/* Cells first .. last, of which the diagonal can only be the last one. */
static void give(given *g, int64_t first, int64_t last, int32_t value)
{
    if (last < g->index)
        g->n = stm__give(g->runs, g->n, first, last - first + 1, 1, value);
    else
        g->n = stm__give_around(g->runs, g->n, first, last - first + 1, 1, g->index, value);
}

static void give_vertical(given *g)
{
    const stm__range *v = &g->vertical->ranges[g->next++];
    give(g, v->first, stm__min(g->index, v->last), STM_GLOBAL);
    g->at = v->last + 1;
}

/* Gives the cells low .. high that no vertical has, and the verticals before and among them. */
static void give_slash(given *g, int64_t low, int64_t high)
{
    const stm_list *vertical = g->vertical;
    while (g->next < vertical->num && vertical->ranges[g->next].first < low)
        give_vertical(g);
    low = stm__max(low, g->at);
    while (low <= high) {
        int64_t next = g->next < vertical->num ? vertical->ranges[g->next].first : INT64_MAX;
        if (next > low)
            give(g, low, stm__min(high, next - 1), STM_STRIDED);
        if (next > high)
            break;
        give_vertical(g);
        low = g->at;
    }
}

/* Slashes come from the farthest on, so that their cells ascend as the verticals do. */
static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    const lists *l = arguments->prepared;
    given g = {.runs = runs, .index = i, .vertical = l->vertical};
    int64_t k = stm__list_find(l->slash, i);
    if (k == l->slash->num || l->slash->ranges[k].first > i)
        k--;
    for (; k >= 0; k--)
        give_slash(&g, stm__max(0, i - l->slash->ranges[k].last), i - l->slash->ranges[k].first);
    while (g.next < l->vertical->num && l->vertical->ranges[g.next].first <= i)
        give_vertical(&g);
    return g.n;
}

static int64_t column(const stm_arguments *arguments, int64_t size, int64_t j, stm_run *runs)
{
    const lists *l = arguments->prepared;
    if (stm__list_has(l->vertical, j))
        return stm__give_around(runs, 0, j, size - j, 1, j, STM_GLOBAL);
    int64_t n = 0;
    for (int64_t k = 0; k < l->slash->num && l->slash->ranges[k].first < size - j; k++) {
        const stm__range *s = &l->slash->ranges[k];
        n = stm__give_around(runs, n, j + s->first, stm__min(size - 1 - j, s->last) - s->first + 1,
                             1, j, STM_STRIDED);
    }
    return n;
}

static void release(void *prepared)
{
    lists *l = prepared;
    if (l == NULL)
        return;
    free(l->vertical);
    free(l->slash);
    free(l);
}

static stm_status prepare(const stm_arguments *arguments, int64_t size, void **prepared,
                          stm_error *error)
{
    lists *l = calloc(1, sizeof *l);
    if (l == NULL)
        return stm__fail_memory(error, "mask");
    stm_status status =
        stm__list_set("vertical", arguments->list[VERTICAL], size, &l->vertical, error);
    if (status == STM_OK)
        status = stm__list_set("slash", arguments->list[SLASH], size, &l->slash, error);
    if (status != STM_OK) {
        release(l);
        return status;
    }
    *prepared = l;
    return STM_OK;
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)size;
    const lists *l = arguments->prepared;
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    int64_t end = within->first_query + within->num_queries;
    for (int64_t k = 0; k < l->vertical->num && !list.over; k++) {
        const stm__range *v = &l->vertical->ranges[k];
        if (v->first >= end)
            break;
        stm_band band = stm__band(stm__at_key(v->first), stm__at_key(v->last));
        stm__give_band(&list, stm__band_of_queries(band, v->last, INT64_MAX));
        band.high = stm__at_query(0);
        stm__give_band(&list, stm__band_of_queries(band, v->first, v->last));
    }
    for (int64_t k = 0; k < l->slash->num && !list.over; k++) {
        const stm__range *s = &l->slash->ranges[k];
        stm_band band = stm__band(stm__at_query(-s->last), stm__at_query(-s->first));
        if (s->first < end)
            stm__give_band_rest(&list, stm__band_of_queries(band, within->first_query, end));
    }
    return list.over ? -1 : list.num;
}

static const stm_parameter parameters[] = {
    {.name = "vertical",
     .type = STM_PARAMETER_LIST,
     .maximum = STM_MAX_SIZE,
     .default_text = "",
     .example = "0/1/100-103",
     .help = "keys that every later query sees"},
    {.name = "slash",
     .type = STM_PARAMETER_LIST,
     .maximum = STM_MAX_SIZE,
     .default_text = "",
     .example = "0-63/1024",
     .help = "distances i - j that are seen"},
};

const stm_pattern stm__pattern_vertical_slash = {
    .name = "vertical_slash",
    .title = "Vertical-Slash",
    .figure_title = "Vertical-Slash Attention Mask",
    .panel_title = "Vertical-Slash",
    .summary = "a list of columns and a list of diagonals, causal",
    .source = "Jiang et al. 2024 (MInference), arXiv:2407.02490, section 3",
    .parameters = STM__PARAMETERS("vertical_slash", parameters),
    .value_names = {"No Attention", "Diagonal", NULL, "Strided", "Global"},
    .bound = bound,
    .sees = sees,
    .row = row,
    .column = column,
    .bands = bands,
    .prepare = prepare,
    .release = release,
};
