/* The inside of a front: its points, and the rows that it was read from. */
#ifndef STM__SWEEP_FRONT_H
#define STM__SWEEP_FRONT_H

#include "sweep/database.h"

enum { STM__FRONT_KEY = 40, STM__FRONT_TITLE = 100 };

/* A row with both numbers. */
typedef struct stm__row {
    double x, y;
    char key[STM__FRONT_KEY];
    int64_t designs; /* of a point: how many have these numbers */
} stm__row;

struct stm_front {
    stm_front_summary summary;
    char *x, *y;
    char titles[2][STM__FRONT_TITLE];
    stm__row *rows; /* the front's first, then none */
    int64_t num_rows, capacity;
    double *others; /* x of all, then y of all */
    char **parameters;
    char **values; /* a point's after the other's */
};

/* The column that a name means; the caller's to free. `option` is what messages call it. */
stm_status stm__front_column(const stm__database *database, const char *option, const char *name,
                             char **column, char title[STM__FRONT_TITLE], stm_error *error);

/* Lets every statement of a connection read only. */
void stm__front_protect(const stm__database *database);

/* STM_EINVAL where a text is no expression on the view of results. */
stm_status stm__front_check_where(const stm__database *database, const char *where,
                                  stm_error *error);

/* Reads which parameters tell the rows apart, and their values at the points of the front. */
stm_status stm__front_parameters(const stm__database *database, stm_front *front, const char *where,
                                 stm_error *error);

#endif
