/* Sweeps: many designs, each of them one plan or one simulation, and a database of what they come
 * to. Links with libstmask_sweep, which needs SQLite.
 *
 * A grid is a file of `[section]` and `key = values`; its designs are the product of all values.
 * Sections, keys, and how several values are written stand in docs/sweeps.md. Grids with keys of
 * `[simulation]` or `[machine]` simulate a machine, others plan.
 *
 * A database is an SQLite file with a row a design, under a key: a hash of the design's parameters,
 * of the files of its machine and its model, and of the version. A sweep does what the database
 * does not have yet; killed at any moment it leaves a database that goes on. Several grids may
 * share one database; two sweeps at once may not.
 */
#ifndef STMASK_SWEEP_H
#define STMASK_SWEEP_H

#include <stddef.h>

#include <stmask/hardware.h>

#define STM_GRID_MAX_BYTES 1048576
#define STM_GRID_MAX_AXES 64
#define STM_GRID_MAX_DESIGNS INT64_C(16777216)

/* --------------------------------------------------------------------------------------- grids */

typedef struct stm_grid stm_grid;

/* Reads a grid's file. STM_EINVAL names the file, the line and the key: one that is not known, a
 * value that cannot be, a placeholder that no parameter fills. What only fails for some designs,
 * such as a window that a machine cannot hold, is found by these. */
STM_CHECKED stm_status stm_grid_read(const char *path, stm_grid **grid, stm_error *error);

/* The same of text in memory, `length` bytes; messages call it `name`. Paths in it are the
 * process's own. */
STM_CHECKED stm_status stm_grid_parse(const char *text, size_t length, const char *name,
                                      stm_grid **grid, stm_error *error);
STM_API void stm_grid_free(stm_grid *grid); /* NULL is fine */

/* How many designs it has, from 1 to STM_GRID_MAX_DESIGNS. */
STM_API int64_t stm_grid_designs(const stm_grid *grid);
STM_API bool stm_grid_simulates(const stm_grid *grid); /* else it plans */

/* A key of a grid, and its values. */
typedef struct stm_grid_axis {
    const char *column;        /* of the database */
    const char *section, *key; /* of the file */
    const char *const *values; /* as written; numbers in decimal digits */
    int64_t num;
} stm_grid_axis;

/* Valid as long as the grid. Of the designs, the last axis goes fastest. */
STM_API int64_t stm_grid_axes(const stm_grid *grid);
STM_API stm_grid_axis stm_grid_axis_at(const stm_grid *grid, int64_t k);

/* ------------------------------------------------------------------------------------- results */

/* A column of results in the database. */
typedef struct stm_sweep_column {
    const char *name; /* "total_cycles" */
    const char *unit; /* "cycles"; "" for none */
    const char *help; /* one line */
    const char *kind; /* "plan" or "simulation", which alone has it; "" for both */
    bool real;        /* else a whole number */
} stm_sweep_column;

#define STM_SWEEP_MAX_COLUMNS 64

/* All of them, in the order of the database. */
STM_API const stm_sweep_column *stm_sweep_columns(size_t *num);

/* What a design came to. It holds no pointers: it may be sent to another process. */
typedef struct stm_design_result {
    int64_t design;
    uint64_t given; /* bit k: column k has a value */
    union {
        int64_t integer;
        double real;
    } values[STM_SWEEP_MAX_COLUMNS];
    char failure[504]; /* why the design cannot be; "" where it has results */
} stm_design_result;

/* Plans or simulates design k of a grid. A design that cannot be is STM_OK, and its failure says
 * why; STM_ENOMEM, STM_EIO and STM_ESTOPPED say nothing about the design. For any number of
 * threads. */
STM_CHECKED stm_status stm_design_run(const stm_grid *grid, int64_t design,
                                      stm_design_result *result, stm_error *error,
                                      const stm_progress *progress);

/* ------------------------------------------------------------------------------------- a store */

typedef struct stm_store stm_store;

/* Opens a database for the designs of a grid, or makes one. STM_EINVAL, and nothing is changed,
 * for a file that is no database or another program's, for one of another version, where another
 * sweep is at work on it, and where nothing can be written. O(designs of the grid). The grid has
 * to outlive the store; one thread at a time uses it. */
STM_CHECKED stm_status stm_store_open(const char *path, const stm_grid *grid, stm_store **store,
                                      stm_error *error);

/* Designs of the grid that are still to be done, and of those that are done, how many failed. */
STM_API int64_t stm_store_left(const stm_store *store);
STM_API int64_t stm_store_failed(const stm_store *store);

/* Hands out a design that is to be done, each once; false where there is none. */
STM_API bool stm_store_next(stm_store *store, int64_t *design);

/* Puts in a result, one after the other in transactions that end after about ten times what ending
 * one takes: from a hundredth of a second to a second. STM_EIO: a full disk, a database that
 * another program keeps locked; what was in a transaction before stays. */
STM_CHECKED stm_status stm_store_put(stm_store *store, const stm_design_result *result,
                                     stm_error *error);

/* Ends a transaction that has lasted that long: to be called now and then where results are far
 * apart. Errors as above. */
STM_CHECKED stm_status stm_store_flush(stm_store *store, stm_error *error);

/* Ends a store, and frees it on failure too. NULL is fine. */
STM_CHECKED stm_status stm_store_close(stm_store *store, stm_error *error);

/* ------------------------------------------------------------------------------------- a sweep */

typedef struct stm_sweep_options {
    int threads; /* from 1 to STM_MAX_THREADS; 0: all that the machine runs at once */
    const stm_progress *progress; /* in designs, those that were done before included */
} stm_sweep_options;

typedef struct stm_sweep_summary {
    int64_t designs; /* of the grid */
    int64_t before;  /* were in the database before */
    int64_t done;    /* are in it now */
    int64_t failed;  /* of them, those that cannot be */
} stm_sweep_summary;

/* Does all designs of a grid that the database at `path` does not have. STM_ESTOPPED by its
 * progress function, and then what was done is in the database, as after any failure. `summary`
 * (NULL is fine) is filled in on failure, too, where the database could be opened. NULL options are
 * the defaults. */
STM_CHECKED stm_status stm_sweep_run(const stm_grid *grid, const char *path,
                                     stm_sweep_summary *summary, stm_error *error,
                                     const stm_sweep_options *options);

/* How far a sweep is, from a database that one may be at work on; nothing is changed. Where there
 * is no file yet, nothing is done. */
STM_CHECKED stm_status stm_sweep_status(const stm_grid *grid, const char *path,
                                        stm_sweep_summary *summary, stm_error *error);

/* ------------------------------------------------------------------------------------- a front */

typedef struct stm_front_options {
    const char *x, *y;         /* columns of the view `results`, with their units or without */
    const char *where;         /* an expression of SQL: only rows for which it is true; NULL: all */
    bool highest_x, highest_y; /* the higher the better; else the lower */
} stm_front_options;

/* The Pareto front of the designs in a database: those that no other one is better than in one
 * column and as good in the other. */
typedef struct stm_front stm_front;

/* Reads a front. STM_EINVAL names a column that is not there, or that may be two; `where` that is
 * no expression, or does anything but read; and says where no row is left. O(rows log rows). */
STM_CHECKED stm_status stm_front_read(const char *path, stm_front **front, stm_error *error,
                                      const stm_front_options *options);
STM_API void stm_front_free(stm_front *front); /* NULL is fine */

/* All that these give is valid as long as the front. */
typedef struct stm_front_summary {
    const char *x, *y;             /* the columns' names */
    const char *x_title, *y_title; /* with their units: "dram loads (vectors)" */
    int64_t designs;               /* rows with both numbers */
    int64_t without;               /* rows that lack one */
    int64_t num;        /* on the front, in rising x; designs with the same numbers are one */
    int64_t parameters; /* that tell the designs apart */
    const double *others_x, *others_y; /* the other designs */
    int64_t num_others;
} stm_front_summary;
STM_API const stm_front_summary *stm_front_summarise(const stm_front *front);

typedef struct stm_front_point {
    double x, y;
    const char *key; /* the first of those with the same numbers */
    int64_t designs; /* how many have them */
} stm_front_point;
STM_API stm_front_point stm_front_at(const stm_front *front, int64_t k);

/* The column of parameter p; its value at point k of the front, "" for none. */
STM_API const char *stm_front_parameter(const stm_front *front, int64_t p);
STM_API const char *stm_front_value(const stm_front *front, int64_t k, int64_t p);

#endif
