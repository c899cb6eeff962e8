/* The inside of a plan, and what one thread needs to carry it out. */
#ifndef STM__ATTENTION_PLAN_H
#define STM__ATTENTION_PLAN_H

#include <stdatomic.h>

#include <stmask/attention.h>

#include "attention/kernels/kernels.h"
#include "attention/recipe.h"

enum {
    STM__CHUNK = 8 * STM__LANES, /* queries of a class that gather their keys together */
    STM__FEW_QUERIES = 4,        /* so few are computed one by one */
    STM__ROWS_AHEAD = 5          /* that kernels fetch with each product */
};

struct stm_attention {
    stm__kernels table; /* which `kernels` is */
    const stm__kernels *kernels;
    int64_t batch, heads, kv_heads;
    int dim;
    float scale;            /* of logits in units of log2 */
    stm_element element;    /* of q, k and v */
    stm__shaping *shapings; /* of each head, or NULL */
    int threads;
    stm_rectangle bounds; /* of every mask */
    stm__recipe *recipes;
    int64_t num_recipes; /* 1, or as many as heads */
    /* What a thread has to have room for: keys that are gathered at once, by tiles, by units of
     * classes, and by backward passes, which gather whole classes; and whether masks are read run
     * by run. */
    int64_t gathered, gathered_by_class, gathered_backward;
    bool any_from_runs;
};

/* Rows of one head of one of the batch. */
typedef struct stm__rows {
    float *data;
    int64_t stride;
} stm__rows;

/* The same of inputs, which need not be float32. */
typedef struct stm__input_rows {
    const void *data;
    int64_t stride;
    stm_element element;
} stm__input_rows;

typedef struct stm__head {
    const stm__recipe *recipe;
    int64_t number;              /* among batch x heads */
    const stm__shaping *shaping; /* or NULL */
    stm__input_rows q, k, v;
    stm__rows out;
    stm__rows dout, dq, dk, dv; /* of a backward pass */
    float *lse;                 /* or NULL */
    /* What the part in classes leaves to the others; NULL where nothing follows it. */
    float *maximum, *total;
} stm__head;

/* The keys first, first + step, ... of a head, `num` of them, as rows. */
typedef struct stm__view {
    stm__input_rows keys, values;
    int64_t first, step, num;
    float *key_gradients, *value_gradients; /* of a backward pass; never gathered */
    int64_t key_gradient_stride, value_gradient_stride;
} stm__view;

/* The tensors of a pass, their strides filled in. */
typedef struct stm__pass {
    const stm_attention *plan;
    stm_tensor q, k, v, out, dout, dq, dk, dv;
    float *lse;
    float *state; /* maximum and total of every query, where classes leave any */
} stm__pass;

typedef struct stm__worker {
    const stm_attention *plan;
    stm__tile tile;
    stm__ahead ahead;
    stm__packed packed;
    uint64_t seen; /* lanes that have seen a key */
    uint64_t bits[STM__MAX_BLOCK];
    int64_t low[STM__LANES], high[STM__LANES]; /* of lanes: the keys of a view they see */
    float *keys, *values;                      /* gathered */
    float *room_queries[2], *room_keys[2], *room_values[2]; /* of classes, gathered */
    float *block_keys, *block_values;                       /* of one block, gathered or widened */
    float *row_room;                                        /* [64][dim] */
    float positions[STM__MAX_BLOCK]; /* of a block's keys, from the tile's first query */
    bool rises_by_one;               /* low and high, from lane to lane */
    int64_t first_query;             /* of the tile */
    int64_t summary_of;              /* the head whose summary is gathered, or -1 */
    float *row_query, *row_sum;      /* [64][dim] */
    float row_maximum[STM__LANES], row_total[STM__LANES];
    int64_t (*numbers)[STM__MAX_BLOCK]; /* keys that wait to be taken, of each lane */
    int waiting[STM__LANES];
    uint64_t *toggles, *dirty; /* by key, and a bit for each 64 keys */
    stm_reader *reader;
    const stm_mask *reader_of;
    bool backward; /* blocks are those of a backward pass */
    stm__gradient gradient;
    /* How far the keys of a backward pass are done, by the work before this and by this: see
     * gradient.c. */
    atomic_int_fast64_t *before, *mine;
    int64_t returns_to; /* the lowest key that a later part of the tile looks at */
    void *memory, *marks;
    stm_status status;
} stm__worker;

/* Queries first, first + step, ... of a head, at most STM__LANES. */
typedef struct stm__queries {
    int64_t first, step;
    int count;
} stm__queries;

/* pass.c */
/* Checks a tensor and fills in the strides that are left out. */
stm_status stm__tensor_check(const char *name, const stm_tensor *given, int64_t heads, int64_t rows,
                             int dim, stm_tensor *tensor, stm_error *error);
/* Checks what forward and backward passes share. */
stm_status stm__pass_start(stm__pass *pass, const stm_attention *plan,
                           const stm_attention_inputs *inputs, const stm_attention_outputs *outputs,
                           stm_error *error);
stm__head stm__head_of(const stm__pass *pass, int64_t number);
/* The part of a head's queries that item `item` of its tiles computes. */
stm__queries stm__queries_of_tile(const stm_attention *plan, int64_t item);
/* How many tiles a mask's queries make after its classes are done. */
int64_t stm__num_tiles(const stm_attention *plan, const stm__recipe *recipe);
/* Whether classes leave their state to tiles. */
bool stm__classes_leave(const stm__recipe *recipe);
int64_t stm__num_classes(const stm_attention *plan, const stm__recipe *recipe);
/* The lowest key that a part looks at for queries from `first` on; may be below all. */
int64_t stm__lowest_key(const stm__part *part, int64_t first);
/* Takes the parts of a head's tile, summaries gathered. */
void stm__parts_add(stm__worker *worker, const stm__head *head, const stm__queries *queries);

/* worker.c */
/* A worker that could not be started is to be ended, too. */
stm_status stm__worker_start(stm__worker *worker, const stm_attention *plan, bool backward);
void stm__worker_end(stm__worker *worker);

/* tile.c */
/* Reads the queries, from rows of their own where not NULL; the state is that of nothing seen, or
 * what the classes left. */
void stm__tile_start(stm__worker *worker, const stm__head *head, const stm__queries *queries,
                     const stm__input_rows *rows, bool go_on);
/* Makes the sums of an empty tile zeros. */
void stm__tile_settle(stm__tile *tile);
/* Takes the keys of a block, whose ranges are known, and which lie below `end`. */
void stm__tile_block(stm__worker *worker, stm__block *block, int64_t end);
/* Leaves the state in out, maximum and total. */
void stm__tile_leave(stm__worker *worker, const stm__head *head, const stm__queries *queries);
/* Writes outputs and lse. */
void stm__tile_finish(stm__worker *worker, const stm__head *head, const stm__queries *queries);

/* band.c: takes the keys that a part sees of a view. */
void stm__tile_add(stm__worker *worker, const stm__part *part, const stm__queries *queries,
                   const stm__view *view);

/* Adds rows to those that kernels fetch ahead, before the others. */
void stm__look_ahead(stm__worker *worker, const float *rows, int64_t stride, int64_t num);
void stm__look_ahead_of(stm__worker *worker, const stm__input_rows *rows, int64_t first,
                        int64_t step, int64_t num);

/* Lets kernels copy rows to to[num][dim], of which `rows` are from now on; those of 16 bits are
 * copied at once. */
void stm__copy_ahead(stm__worker *worker, stm__input_rows *rows, int64_t num, float *to);
/* Copies what is left, and forgets what was only to be fetched. */
void stm__copy_finish(stm__worker *worker);

/* classes.c: the items of a mask's classes, and one of them, forward. */
int64_t stm__class_items(const stm_attention *plan, const stm__recipe *recipe);
void stm__classes_compute(stm__worker *worker, const stm__head *head, int64_t item);

/* widen.c */
/* Row `number` as floats. */
void stm__row_widen(const stm__input_rows *rows, int64_t number, float *to, int dim);
/* Rows first, first + step, ...: where they stand, or widened in `room`. */
const float *stm__rows_floats(const stm__input_rows *rows, int64_t first, int64_t step, int64_t num,
                              int dim, float *room, int64_t *stride);
/* From row `first` on, every `step`-th. */
stm__input_rows stm__rows_from(const stm__input_rows *rows, int64_t first, int64_t step);

/* gradient.c: the same for a backward pass. */
void stm__gradient_start(stm__worker *worker, const stm__head *head, const stm__queries *queries);
void stm__gradient_block(stm__worker *worker, const stm__block *block, int64_t end);
/* Writes the gradients of the queries, or adds to what the classes left. */
void stm__gradient_finish(stm__worker *worker, const stm__head *head, const stm__queries *queries,
                          bool go_on);
/* Waits until the work before this is done with all keys below `end`; and lets the next know that
 * this is, too. */
void stm__gradient_wait(stm__worker *worker, int64_t end);
void stm__gradient_done(stm__worker *worker, int64_t end);
void stm__gradient_finish_tile(stm__worker *worker);

/* view.c: the keys that class c of a part looks at. */
stm__view stm__view_of(const stm__head *head, const stm_rectangle *bounds, const stm__part *part,
                       int64_t c);
/* Leaves out the keys that none of the queries from first to last sees. */
void stm__view_trim(stm__view *view, const stm__part *part, int64_t first, int64_t last);
/* The same keys, copied to keys[num][dim] and values[num][dim]. */
void stm__view_gather(stm__view *view, float *keys, float *values, int dim);

/* rows.c: outputs and lse of one query from its runs, by nothing but what it sees. */
void stm__row_compute(stm__worker *worker, const stm__head *head, int64_t query);
/* Takes keys, at most STM__MAX_BLOCK, into a row's state. */
void stm__row_add(stm__worker *worker, const stm__head *head, int64_t query, stm__row *row,
                  const int64_t *numbers, int num);
/* Tells a tile how its logits are shaped. */
void stm__tile_shape(stm__worker *worker, const stm__head *head, const stm__queries *queries);
/* The query's runs; STM_ENOMEM. */
stm_status stm__worker_read(stm__worker *worker, const stm_mask *mask, int64_t query,
                            const stm_run **runs, int64_t *num_runs);

/* runs.c: a tile of queries from their runs. */
void stm__runs_compute(stm__worker *worker, const stm__head *head, const stm__queries *queries);
/* Adds the runs of a mask, of which the parts see none, to a tile. */
void stm__runs_add(stm__worker *worker, const stm__head *head, const stm_mask *mask,
                   const stm__queries *queries);

#endif
