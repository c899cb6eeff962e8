/* What the lists of calls share: a call, what it works on, and an output that leads nowhere. */
#ifndef STMASK_TESTS_ALLOCATION_H
#define STMASK_TESTS_ALLOCATION_H

#include "support.h"
#include "tangle.h"

/* Does something, frees what it made, and asserts that a failure left its outputs untouched. */
typedef struct allocation_call {
    const char *name;
    stm_status (*call)(void);
} allocation_call;

/* One list a part, ended by a NULL name. */
extern const allocation_call calls_mask[], calls_measure[], calls_io[], calls_plan[],
    calls_picture[], calls_attention[], calls_model[], calls_hardware[], calls_sweep[];

/* What the calls work on, made while nothing fails. */
extern stm_mask *whole, *part, *stored, *tangled;
extern stm_mask *united;   /* a mask with a rest beside its parts */
extern stm_plan *plan;     /* of `tangled` */
extern stm_raster *raster; /* of `stored` */
extern const stm_dense dense;
extern char untouchable;
#define UNTOUCHED ((void *)&untouchable)

/* Opens an output, lets `write` fill it, and closes it. */
stm_status with_callback(stm_status (*write)(stm_output *output));

#endif
