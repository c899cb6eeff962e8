/* Arithmetic of bands: what two of them share, what one has and the other has not, and lists. */
#ifndef STM__BASE_BANDS_H
#define STM__BASE_BANDS_H

#include "base/band.h"

/* A list that grows no further than its room; `over` says that something did not fit into it, or
 * that no band can say it. What it holds is then of no use. */
typedef struct stm__bands {
    stm_band *bands;
    int num, room;
    bool over;
} stm__bands;

/* Appends a band as it is. */
static inline void stm__bands_append(stm__bands *list, const stm_band *band)
{
    if (list->num == list->room)
        list->over = true;
    else
        list->bands[list->num++] = *band;
}

/* Appends a band, cut into bands whose every query has low <= high, and no high below key 0; one
 * without queries is left out. */
void stm__bands_push(stm__bands *list, const stm_band *band);

/* Appends the cells that two bands share. */
void stm__bands_meet(stm__bands *list, const stm_band *a, const stm_band *b);

/* Appends the cells of a that b does not have. */
void stm__bands_subtract(stm__bands *list, const stm_band *a, const stm_band *b);

/* The same of lists, whose own bands share no cell; `out` has to be another list. */
void stm__bands_meet_all(stm__bands *out, const stm__bands *a, const stm__bands *b);
void stm__bands_subtract_all(stm__bands *out, const stm__bands *a, const stm__bands *b);

/* Adds the cells of bands that share no cell with one another, but may with the list's: whichever
 * can be cut is cut. Bands that continue each other become one. */
void stm__bands_unite(stm__bands *list, const stm__bands *added);

#endif
