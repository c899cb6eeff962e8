/* Masks of the same bands at other sizes: what is true of all of them can be found with small ones.
 */
#ifndef STM__MASK_FAMILY_H
#define STM__MASK_FAMILY_H

#include "mask/mask.h"

/* What masks of one size have in common: where their bounds stand still, how far they move. */
typedef struct stm__family {
    int64_t size;
    int64_t period;   /* a multiple of all blocks, phases and steps; 0: some are no handful of
                         bands, or too much at odds */
    int64_t farthest; /* of the keys and queries that bounds stand still at, but for the last */
    int64_t width;    /* how far what moves is from the query, summed over all masks */
} stm__family;

/* The family of one mask, which has to be a whole square; then of more of its size. */
stm_status stm__family_of(const stm_mask *mask, stm__family *family, stm_error *error);
stm_status stm__family_add(stm__family *family, const stm_mask *mask, stm_error *error);

/* Widens the period to a multiple of a factor; it becomes 0 where it would be beyond all sizes. */
void stm__family_repeat(stm__family *family, int64_t factor);

/* The size, from `least` on, that is the family's own modulo its period. */
int64_t stm__family_size(const stm__family *family, int64_t least);

/* The mask of the same bands at a smaller size: what ends at the last token does so there. */
stm_status stm__family_mask(const stm_mask *mask, int64_t size, stm_mask **smaller,
                            stm_error *error);

/* Values at five sizes, the first and each a period larger than the one before, as a polynomial of
 * degree two: false where the last two do not lie on that of the first three, else `*value` is its
 * value after so many periods. */
enum { STM__SAMPLES = 5 };
bool stm__family_value(const int64_t at[STM__SAMPLES], int64_t periods, int64_t *value);

#endif
