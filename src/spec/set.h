/* The inside of a set: its lines. */
#ifndef STM__SPEC_SET_H
#define STM__SPEC_SET_H

#include <stmask/set.h>

/* A line: a name, or heads of layers, and a spec. */
typedef struct stm__set_line {
    char *name;                                             /* NULL: heads */
    int64_t first_layer, last_layer, first_head, last_head; /* -1: all */
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

/* Reads the lines of a text, `length` bytes of it, into a set that has its path. */
stm_status stm__set_parse(stm_set *set, const char *text, size_t length, stm_error *error);

#endif
