/* The titles of stmask draw: what a picture shows. */
#ifndef STMASK_TOOLS_DRAW_TITLES_H
#define STMASK_TOOLS_DRAW_TITLES_H

#include "heads.h"

/* One or several masks, whole and as drawn. */
typedef struct drawn_masks {
    head_masks sets[MAX_OPERANDS]; /* of the operands that are sets; they own the specs */
    int num_sets;
    const char *specs[MAX_OPERANDS];
    stm_mask *whole[MAX_OPERANDS];
    stm_mask *drawn[MAX_OPERANDS];
    const char *titles[MAX_OPERANDS];
    char title_texts[MAX_OPERANDS][400];
    double sparsity[MAX_OPERANDS];
    int num;
    char title[800];
} drawn_masks;

/* Makes the titles: which part of which whole is drawn, or `own` where that is not NULL; what is
 * set of the patterns; and, of a part, that the sparsity is the whole mask's. That of one mask is
 * then told, and no number any more. */
void draw_titles(drawn_masks *m, const stm_rectangle *whole, const stm_rectangle *part,
                 const char *own);

#endif
