/* Whether the cells of an array are added to scores, told by their values. */
#ifndef STM__IO_ADDITIVE_H
#define STM__IO_ADDITIVE_H

#include <stdbool.h>
#include <stdint.h>

/* A cell that hides its key is so far from 0 at least, */
#define STM__ADDITIVE_FAR 100
/* and so many times as far as the farthest cell below 0 that is seen. */
#define STM__ADDITIVE_APART 4
/* So far from 0 is no bias: it is about the least number of float16. */
#define STM__ADDITIVE_SURE 60000

#define STM__ADDITIVE_POWERS 2112 /* of two, from the least double to the largest */

/* What the cells of an array are: of those below 0, by powers of two, how far from 0 the nearest
 * and the farthest are. All zero at first. */
typedef struct stm__additive {
    int64_t cells, zeros, positive, infinite; /* infinite: -inf */
    double nearest[STM__ADDITIVE_POWERS], farthest[STM__ADDITIVE_POWERS];
} stm__additive;

void stm__additive_look(stm__additive *additive, double cell);

typedef enum stm__additive_verdict {
    STM__ADDITIVE_NO,    /* what is not 0 is seen */
    STM__ADDITIVE_YES,   /* they are added; `*hidden` and less hides a key */
    STM__ADDITIVE_UNTOLD /* it cannot be told: `*why` says what there is, in a few words */
} stm__additive_verdict;

/* What the cells are, by their values alone. */
stm__additive_verdict stm__additive_tell(const stm__additive *additive, double *hidden,
                                         const char **why);

/* Cells that are said to be added: this and less hides a key; -inf where none does. */
double stm__additive_hidden(const stm__additive *additive);

#endif
