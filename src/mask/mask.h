/* The inside of a mask: a rectangle of a rule, and what every kind of rule has.
 *
 * A kind of rule is a class, in a file rule_*.c of its own; rule.c has what all of them share.
 */
#ifndef STM__MASK_MASK_H
#define STM__MASK_MASK_H

#include <stdatomic.h>
#include <stddef.h>

#include <stmask/mask.h>

#include "base/runs.h"

typedef struct stm__rule stm__rule;

typedef enum stm__axis { STM__ROWS, STM__COLUMNS } stm__axis;

/* What a reader keeps for one rule: the runs it hands out, and the scratch of the masks that the
 * rule is made of. */
typedef struct stm__scratch {
    stm__runs runs;
    struct stm__scratch *parts[2];
    stm__runs kept; /* what a rule keeps from one line to the next, */
    int64_t of;     /* and of which lines, in numbers of its own; -1 at first */
} stm__scratch;

/* A kind of rule. Indices passed in lie within the rule's extent. */
typedef struct stm__rule_class {
    /* The runs of one row or column, by the contract of patterns; either in the scratch, or
     * standing in memory of the rule's. */
    stm_status (*line)(const stm__rule *rule, stm__axis axis, int64_t index, stm__scratch *scratch,
                       const stm_run **runs, int64_t *num_runs);
    int32_t (*sees)(const stm__rule *rule, int64_t i, int64_t j);
    /* The nonzeros of the whole extent; -1, or NULL: rows have to be walked. */
    int64_t (*count)(const stm__rule *rule);
    /* The bands that meet `within`, and the rest, a mask of the rule's own bounds; `*found` is
     * false where there are none, and then nothing else is written. NULL: there never are. */
    stm_status (*bands)(const stm__rule *rule, const stm_rectangle *within, stm_bands *bands,
                        bool *found, stm_error *error);
    const char *(*value_name)(const stm__rule *rule, int32_t value);
    /* The cell of part k that a cell comes from; false where there is none. NULL: the same cell. */
    bool (*part_cell)(const stm__rule *rule, int k, int64_t *i, int64_t *j);
    /* Frees what the kind has of its own, and not the rule itself. NULL: nothing. */
    void (*clear)(stm__rule *rule);
} stm__rule_class;

/* The beginning of every rule. */
struct stm__rule {
    const stm__rule_class *class;
    atomic_size_t references;
    int64_t size, num_queries, num_keys; /* the rule's square, and what of it there is */
    int64_t room;                        /* the most runs that a line is known to have, or 0 */
    int depth;                           /* of masks made of masks; 1 where it is made of none */
    char *spec;                          /* as stm_mask_spec gives it; NULL where it has none */
    const stm_mask *parts[2];            /* the masks it is made of, or NULL */
};

/* A rule of `bytes` bytes, all zero but for its class and its extent, whose size is the longer
 * side. NULL, with a message, where memory ran out. */
void *stm__rule_new(size_t bytes, const stm__rule_class *class, int64_t num_queries,
                    int64_t num_keys, stm_error *error);

/* The same for a rule made of one mask or of two (second NULL: of one), which it retains; it covers
 * what they cover. STM_EINVAL, in the message and `*status`, beyond STM_MASK_MAX_DEPTH. */
void *stm__rule_of_masks(size_t bytes, const stm__rule_class *class, const stm_mask *first,
                         const stm_mask *second, stm_status *status, stm_error *error);

/* Gives the rule the spec that the format makes; nothing where `part`, the spec of what the rule is
 * made of, is NULL. STM_ENOMEM leaves it without one. */
stm_status stm__rule_write_spec(stm__rule *rule, const char *part, stm_error *error,
                                const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Gives a reference back; the last frees the rule. NULL is fine. */
void stm__rule_release(stm__rule *rule);

/* The scratch of a rule and of its parts; NULL where memory ran out. */
stm__scratch *stm__scratch_new(const stm__rule *rule);
void stm__scratch_free(stm__scratch *scratch);

/* The runs of a row or column of a whole rule, none where the index is beyond its extent. */
stm_status stm__rule_line(const stm__rule *rule, stm__axis axis, int64_t index,
                          stm__scratch *scratch, const stm_run **runs, int64_t *num_runs);

/* The same of both masks that a rule is made of: lines[k], num[k] of part k. */
stm_status stm__rule_part_lines(const stm__rule *rule, stm__axis axis, int64_t index,
                                stm__scratch *scratch, const stm_run *lines[2], int64_t num[2]);

struct stm_mask {
    atomic_size_t references;
    stm__rule *rule;
    stm_rectangle bounds;
};

/* STM_EINVAL where no mask can have the size: "size 0: must be from 1 to 2147483648". */
stm_status stm__size_check(int64_t size, stm_error *error);

/* The same as stm_mask_new, but lists among the arguments that have been read already go to the
 * mask; those that do not, because it fails before, stay in `arguments`. */
stm_status stm__mask_of_arguments(const stm_pattern *pattern, stm_arguments *arguments,
                                  int64_t size, stm_mask **mask, stm_error *error);

/* Gives a rule a mask that covers `bounds` of it, or all of it where that is NULL. Takes the
 * caller's reference, on failure too. */
stm_status stm__mask_of_rule(stm__rule *rule, const stm_rectangle *bounds, stm_mask **mask,
                             stm_error *error);

/* STM_EINVAL where two masks have other bounds: they "must cover the same cells to `purpose`". */
stm_status stm__same_bounds(const stm_mask *left, const stm_mask *right, const char *purpose,
                            stm_error *error);

/* stm_mask_bands of the part of a mask within a rectangle of its own, which makes no mask of it.
 * The rest, where there is one, has the bounds of the mask, and is right within the rectangle. */
stm_status stm__mask_bands(const stm_mask *mask, const stm_rectangle *within, stm_bands *bands,
                           stm_error *error);

/* The ordered runs of a row or a column. */
stm_status stm__reader_ordered(stm_reader *reader, stm__axis axis, int64_t index,
                               const stm_run **runs, int64_t *num_runs);

/* The one message for a reader's failure. */
stm_status stm__reader_failed(stm_status status, stm_error *error);

#endif
