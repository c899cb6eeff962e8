/* The inside of a mask: a rectangle of a rule, and the kinds of rules. */
#ifndef STM__MASK_MASK_H
#define STM__MASK_MASK_H

#include <stdatomic.h>
#include <stddef.h>

#include <stmask/mask.h>

#include "base/runs.h"

typedef struct stm__rule stm__rule;

enum stm__axis { STM__ROWS, STM__COLUMNS };

/* What a reader keeps for one rule: the runs it hands out, and the scratch of the masks that the
 * rule is made of. */
typedef struct stm__scratch {
    stm__runs runs;
    struct stm__scratch *parts[2];
    stm__runs kept; /* what a rule keeps from one line to the next, */
    int64_t of;     /* and of which lines, in numbers of its own; -1 at first */
} stm__scratch;

/* A kind of rule: one per source of runs, each in a file of its own. Indices passed in lie within
 * the rule's extent. */
typedef struct stm__rule_class {
    /* The runs of one row or column, by the contract of patterns; either in the scratch, or
     * standing in memory of the rule's. */
    stm_status (*line)(const stm__rule *rule, enum stm__axis axis, int64_t index,
                       stm__scratch *scratch, const stm_run **runs, int64_t *num_runs);
    int32_t (*sees)(const stm__rule *rule, int64_t i, int64_t j);
    /* -1: rows have to be walked. */
    int64_t (*count)(const stm__rule *rule);
    const char *(*value_name)(const stm__rule *rule, int32_t value);
    void (*free)(stm__rule *rule);
} stm__rule_class;

/* The beginning of every rule. */
struct stm__rule {
    const stm__rule_class *class;
    atomic_size_t references;
    int64_t size, num_queries, num_keys; /* the rule's square, and what of it there is */
    char *spec;                          /* as stm_mask_spec gives it; NULL where it has none */
    const stm_mask *parts[2];            /* the masks it is made of, or NULL */
    /* Where the class is that of patterns. */
    const stm_pattern *pattern;
    stm_arguments arguments;
};

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

/* Gives a rule a mask that covers all of it, and takes the caller's reference; on failure too. */
stm_status stm__mask_of_rule(stm__rule *rule, stm_mask **mask, stm_error *error);

/* STM_EINVAL where two masks have other bounds: they "must cover the same cells to `purpose`". */
stm_status stm__same_bounds(const stm_mask *left, const stm_mask *right, const char *purpose,
                            stm_error *error);

/* Frees what a rule began with: its spec, its parts and itself. */
void stm__rule_free(stm__rule *rule);

/* The scratch of a rule and of its parts; NULL where memory ran out. */
stm__scratch *stm__scratch_new(const stm__rule *rule);
void stm__scratch_free(stm__scratch *scratch);

/* The runs of a row or column of a whole rule, none where the index is beyond its extent. */
stm_status stm__rule_line(const stm__rule *rule, enum stm__axis axis, int64_t index,
                          stm__scratch *scratch, const stm_run **runs, int64_t *num_runs);

/* The ordered runs of a row or a column. */
stm_status stm__reader_ordered(stm_reader *reader, enum stm__axis axis, int64_t index,
                               const stm_run **runs, int64_t *num_runs);

/* The one message for a reader's failure. */
stm_status stm__reader_failed(stm_status status, stm_error *error);

#endif
