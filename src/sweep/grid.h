/* The inside of a grid: its axes, and the designs that they make. */
#ifndef STM__SWEEP_GRID_H
#define STM__SWEEP_GRID_H

#include <stmask/sweep.h>

#include "sweep/keys.h"
#include "sweep/values.h"

/* What an axis sets, besides the keys that are known beforehand. */
enum { STM__OF_MACHINE = STM__NUM_KEYS, STM__OF_DESIGN };

typedef struct stm__axis {
    int key;      /* one of STM__SPEC ..., or of the two above */
    char *name;   /* of the key */
    char *column; /* of the database */
    int line;     /* of its first value */
    stm__values values;
    bool made; /* some values have placeholders */
} stm__axis;

struct stm_grid {
    char *name; /* of the file */
    stm__axis axes[STM_GRID_MAX_AXES];
    int64_t num_axes, designs;
    bool simulates;
};

/* The axis that sets a key, or NULL; the parameter of that name, or NULL. */
const stm__axis *stm__axes_find(const stm_grid *grid, int key);
const stm__axis *stm__axes_parameter(const stm_grid *grid, const char *name, size_t length);

/* STM_EINVAL with the file and the line of an axis before the sentence. */
stm_status stm__axes_fail(const stm_grid *grid, int line, stm_error *error, const char *sentence);

/* Checks what does not depend on the design. */
stm_status stm__axes_check(stm_grid *grid, stm_error *error);

/* Parts of it: keys that go together; names, and parameters that are `used`, a bit an axis. */
stm_status stm__axes_check_keys(stm_grid *grid, stm_error *error);
stm_status stm__axes_check_names(const stm_grid *grid, uint64_t used, stm_error *error);

enum { STM__DESIGN_BYTES = 32768 };

/* A design, with its placeholders filled in. */
typedef struct stm__design {
    const char *axis[STM_GRID_MAX_AXES]; /* the value of each axis */
    const char *text[STM__NUM_KEYS];     /* NULL: not given; texts have their defaults */
    int64_t integer[STM__NUM_KEYS];      /* of keys that are no texts, with their defaults */
    const char *set[STM_GRID_MAX_AXES];  /* `key=value` of the machine */
    int num_set;
    size_t used;
    char bytes[STM__DESIGN_BYTES]; /* what the texts point into */
} stm__design;

/* Makes design k. STM_EINVAL says which value cannot be. */
stm_status stm__design_make(const stm_grid *grid, int64_t k, stm__design *design, stm_error *error);

/* Reads FIRST:COUNT, of queries or keys; `name` is the key. */
stm_status stm__design_cut(const char *name, const char *text, int64_t *first, int64_t *count,
                           stm_error *error);

#endif
