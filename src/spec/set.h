/* The inside of a set: its lines. */
#ifndef STM__SPEC_SET_H
#define STM__SPEC_SET_H

#include <stmask/set.h>

#include "parameter/list.h"

/* Layers, or heads, that a line is for: every `every`-th of each range, from its `offset` on. */
typedef struct stm__set_some {
    stm_list *ranges; /* NULL: all */
    int64_t every, offset;
} stm__set_some;

/* A line: a name, or heads of layers, and a spec. */
typedef struct stm__set_line {
    char *name; /* NULL: heads */
    stm__set_some layers, heads;
    char *spec;
    int64_t number; /* of the line in the file, from 1 */
} stm__set_line;

/* A name, and the index of its line. */
typedef struct stm__set_name {
    const char *name;
    int32_t line;
} stm__set_name;

struct stm_set {
    char *path;
    stm__set_line *lines;
    int64_t num, capacity;
    int64_t layers, heads;
    stm__set_name *names; /* sorted */
    int64_t num_names;
    int32_t *owner; /* the line of each head of each layer */
};

/* Frees what a line has. */
void stm__set_line_clear(stm__set_line *line);

/* Reads the lines of a text, `length` bytes of it, into a set that has its path. */
stm_status stm__set_parse(stm_set *set, const char *text, size_t length, stm_error *error);

/* Sorts the names of the lines that were read. STM_EINVAL where two lines have one. O(n log n). */
stm_status stm__set_sort_names(stm_set *set, stm_error *error);

/* The index of the line of that name, or -1. O(log n). */
int64_t stm__set_find_name(const stm_set *set, stm_text name);

/* Finds the numbers of layers and heads, and the line of each head. STM_EINVAL where one has none,
 * or two. */
stm_status stm__set_find_owners(stm_set *set, stm_error *error);

#endif
