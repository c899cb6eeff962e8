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

struct stm_set {
    char *path;
    stm__set_line *lines;
    int64_t num, capacity;
    int64_t layers, heads;
    int32_t *owner; /* the line of each head of each layer */
};

/* Frees what a line has. */
void stm__set_line_clear(stm__set_line *line);

/* Reads the lines of a text, `length` bytes of it, into a set that has its path. */
stm_status stm__set_parse(stm_set *set, const char *text, size_t length, stm_error *error);

#endif
