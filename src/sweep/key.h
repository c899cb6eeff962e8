/* The key of a design: a hash of all that its results depend on. */
#ifndef STM__SWEEP_KEY_H
#define STM__SWEEP_KEY_H

#include "sweep/grid.h"
#include "sweep/hash.h"

/* Hashes of the files that designs name, so that each is read once. Zero-initialise. */
typedef struct stm__files {
    struct stm__file {
        char *name;
        stm__hash hash;
    } * items;
    int64_t num, capacity;
} stm__files;

/* Writes the key of design k. A design whose values cannot be has a key, too. */
stm_status stm__key_of(const stm_grid *grid, int64_t k, stm__design *design, stm__files *files,
                       char key[STM__HASH_TEXT], stm_error *error);
void stm__files_free(stm__files *files);

#endif
