/* The bands of tokens: a range of them is a band of whole rows, and one of columns for all queries.
 */
#include "pattern/tokens.h"

/* No token of a long list is looked at in vain: those of the queries come first. */
static void add_rows(stm__bands *list, const stm_list *tokens, stm_bound last,
                     const stm_rectangle *within)
{
    int64_t end = within->first_query + within->num_queries;
    for (int64_t k = stm__list_find(tokens, within->first_query); k < tokens->num && !list->over;
         k++) {
        const stm__range *range = &tokens->ranges[k];
        if (range->first >= end)
            break;
        stm_band row =
            stm__band_of_queries(stm__band(stm__no_bound(), last), range->first, range->last + 1);
        stm__bands added = {&row, 1, 1, false};
        stm__bands_unite(list, &added);
    }
}

static void add_columns(stm__bands *list, const stm_list *tokens, stm_bound last,
                        const stm_rectangle *within)
{
    int64_t first = within->first_query, end = first + within->num_queries;
    stm_band all = stm__band(stm__no_bound(), last);
    for (int64_t k = 0; k < tokens->num && !list->over; k++) {
        const stm__range *range = &tokens->ranges[k];
        stm_band column = stm__band_of_queries(
            stm__band(stm__at_key(range->first), stm__at_key(range->last)), first, end);
        stm_band room[4];
        stm__bands seen = {room, 0, 4, false};
        stm__bands_meet(&seen, &column, &all);
        stm__bands_unite(list, &seen);
    }
}

int stm__give_global(stm__bands *list, const stm_list *tokens, bool rows, bool columns,
                     stm_bound last, const stm_rectangle *within)
{
    if (rows)
        add_rows(list, tokens, last, within);
    if (columns)
        add_columns(list, tokens, last, within);
    return list->over ? -1 : list->num;
}
