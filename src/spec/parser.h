/* What the parser of specs shares with sets and with patterns made of masks and files. */
#ifndef STM__SPEC_PARSER_H
#define STM__SPEC_PARSER_H

#include <stmask/set.h>

/* Where a spec stands in what it is a part of. */
struct stm_maker {
    const char *whole; /* the text being read, which positions of errors count within */
    int64_t size;      /* of the masks to make; of a probe, the largest that something has itself */
    bool probe;        /* only sizes are looked for: all masks are placeholders */
    int depth;         /* parentheses, nested masks and sets round it */
    int operands;      /* patterns made so far */
    stm_rectangle own; /* what a file's mask covers of the whole; num_queries 0: all */
    bool told;         /* the error says already which line of which set is at fault */
    /* Where the spec is of a set: that, and the line of it; names of lines before may stand in it.
     */
    const stm_set *set;
    int64_t line;
};

/* Makes the mask of `text`, a part of `whole`; positions of errors are within that. */
stm_status stm__spec_mask(const char *whole, stm_text text, stm_maker *maker, stm_mask **mask,
                          stm_error *error);

/* Makes the mask that an argument of a pattern says, a part of the maker's whole. */
stm_status stm__spec_nested(stm_text text, stm_maker *maker, stm_mask **mask, stm_error *error);

/* Leaves of a mask just made what its file covers, where it is nothing but that file's. */
stm_status stm__spec_narrow(const stm_maker *maker, stm_mask **mask, stm_error *error);

/* The size that the mask of an argument has itself; 0 where it has none. */
stm_status stm__spec_nested_size(stm_text text, const stm_maker *maker, int64_t *size,
                                 stm_error *error);

/* stm__spec_nested, of another size than the maker's. */
stm_status stm__spec_nested_of_size(stm_text text, stm_maker *maker, int64_t size, stm_mask **mask,
                                    stm_error *error);

/* Gives a mask, whose rule no one else has yet, the spec of the pattern with these arguments, and
 * with the specs of the masks that its parameters name, one for each that is given; none where one
 * of them has none. */
stm_status stm__spec_name(stm_mask *mask, const stm_pattern *pattern,
                          const stm_arguments *arguments, const stm_mask *const *nested,
                          stm_error *error);

/* A mask of one cell, which stands for any other while sizes are looked for. */
stm_status stm__spec_placeholder(stm_mask **mask, stm_error *error);

/* Makes the mask of a name of the set that the spec is in; `*found` says whether it is one. */
stm_status stm__spec_of_name(stm_text name, stm_maker *maker, bool *found, stm_mask **mask,
                             stm_error *error);

/* Makes the mask that `@FILE:NAME` stands for; `text` is what follows the `@`. */
stm_status stm__spec_of_set(const char *whole, stm_text text, stm_maker *maker, stm_mask **mask,
                            stm_error *error);

#endif
