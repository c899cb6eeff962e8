/* The inside of a mask: a rectangle of a rule, and the kinds of rules. */
#ifndef STM__MASK_MASK_H
#define STM__MASK_MASK_H

#include <stdatomic.h>
#include <stddef.h>

#include <stmask/mask.h>

typedef struct stm__rule stm__rule;

enum stm__axis { STM__ROWS, STM__COLUMNS };

/* A kind of rule: one per source of runs, each in a file of its own. Indices passed in lie within
 * the rule's square. */
typedef struct stm__rule_class {
    /* The most runs a row or a column can have: what `runs` below has room for. */
    int64_t (*max_runs)(const stm__rule *rule);
    /* The runs of one row or column, by the contract of patterns; either written to `runs`, or
     * standing in memory of the rule's. */
    const stm_run *(*line)(const stm__rule *rule, enum stm__axis axis, int64_t index, stm_run *runs,
                           int64_t *num_runs);
    int32_t (*sees)(const stm__rule *rule, int64_t i, int64_t j);
    int64_t (*count)(const stm__rule *rule);
    const char *(*value_name)(const stm__rule *rule, int32_t value);
    void (*free)(stm__rule *rule);
} stm__rule_class;

/* The beginning of every rule. */
struct stm__rule {
    const stm__rule_class *class;
    atomic_size_t references;
    int64_t size, num_queries, num_keys; /* the rule's square, and what of it there is */
    /* Where the class is that of patterns. */
    const stm_pattern *pattern;
    stm_arguments arguments;
};

struct stm_mask {
    atomic_size_t references;
    stm__rule *rule;
    stm_rectangle bounds;
};

/* Gives a rule a mask that covers all of it, and takes the caller's reference; on failure too. */
stm_status stm__mask_of_rule(stm__rule *rule, stm_mask **mask, stm_error *error);

/* The ordered runs of a row or a column. */
stm_status stm__reader_ordered(stm_reader *reader, enum stm__axis axis, int64_t index,
                               const stm_run **runs, int64_t *num_runs);

/* The one message for a reader's failure. */
stm_status stm__reader_failed(stm_status status, stm_error *error);

#endif
