/* Keys that stand far apart, and that all tiles of a head look at: copied to one place. */
#ifndef STM__ATTENTION_SUMMARY_H
#define STM__ATTENTION_SUMMARY_H

#include "attention/layout.h"
#include "attention/view.h"

typedef struct stm__summary {
    float *keys, *values; /* gathered, those of each part from its room on */
    int dim, value_dim;
    int64_t head;   /* whose they are, or -1 */
    uint64_t parts; /* which of its parts have been gathered */
} stm__summary;

/* Room for `num` keys. */
void stm__summary_lay_out(stm__summary *summary, int64_t num, int dim, int value_dim,
                          stm__layout *layout);

/* Gathers the keys of part k of a head, of which the view is, unless they have been. */
void stm__summary_gather(stm__summary *summary, const stm__head *head, int k, stm__view *view);

#endif
