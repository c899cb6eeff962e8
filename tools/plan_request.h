/* What stmask plan is asked for: its options, and what is read from them. */
#ifndef STMASK_TOOLS_PLAN_REQUEST_H
#define STMASK_TOOLS_PLAN_REQUEST_H

#include <stmask/figure.h>

#include "command.h"
#include "order.h"

#define PLAN_NUM_OPTIONS 23
#define PLAN_MOST_CURVE_AT 64

extern option plan_options[PLAN_NUM_OPTIONS];

/* The files it writes, in the order they are written. */
typedef enum plan_file {
    PLAN_POINTS,
    PLAN_ANALYSIS,
    PLAN_HISTOGRAM,
    PLAN_CERTIFICATE,
    PLAN_CURVE,
    PLAN_DRAW_CURVE,
    PLAN_DRAW_STEPS,
    PLAN_NUM_FILES
} plan_file;

typedef struct plan_request {
    int64_t num_multiplications, read_limit; /* 0: none */
    int64_t row_limit, column_limit;         /* 0: none */
    const char *order;
    int64_t buffer;                  /* 0: none */
    order_search search;             /* of --order auto, with the same buffer */
    int64_t head_dim, element_bytes; /* of a vector; head_dim 0: bytes are not told */
    bool loads;                      /* are to be told besides the analysis */
    bool curve;                      /* of the loads, as numbers or as a picture */
    bool json;
    const char *paths[PLAN_NUM_FILES]; /* NULL: not wanted */
    stm_figure_format curve_format, steps_format;
    int64_t curve_at[PLAN_MOST_CURVE_AT];
    int num_curve_at;
} plan_request;

/* Reads the options, and refuses those that do not go together. */
stm_status plan_request_read(plan_request *request, stm_error *error);

/* The same for a set, which has no files. */
stm_status plan_request_read_set(plan_request *request, stm_error *error);

#endif
