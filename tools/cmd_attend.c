/* stmask attend: attention of arrays from files under a mask. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "heads.h"

enum { HELP, Q, K, V, OUTPUT, LSE, QUERIES, KEYS, SCALE, SINKS, LAYER, THREADS, PRECISION };

static option table[] = {
    [HELP] = OPTION_HELP,
    [Q] = {.name = "q",
           .kind = OPTION_TEXT,
           .argument = "FILE",
           .help = "the queries",
           .takes = TAKES_FILE,
           .required = true,
           .more =
               "Fewer queries than keys are the last ones, a step of decoding, unless --queries "
               "says which."},
    [K] = {.name = "k",
           .kind = OPTION_TEXT,
           .argument = "FILE",
           .help = "the keys",
           .takes = TAKES_FILE,
           .required = true,
           .more = "Fewer heads of keys than of queries are shared."},
    [V] = {.name = "v",
           .kind = OPTION_TEXT,
           .argument = "FILE",
           .help = "the values",
           .takes = TAKES_FILE,
           .required = true,
           .more = "Their last side may be another than that of queries and keys."},
    [OUTPUT] = OPTION_RESULT("the file to write; - is standard output",
                             "It is float32, in the shape of the queries, its last side that of "
                             "the values."),
    [LSE] = {.name = "lse",
             .kind = OPTION_TEXT,
             .argument = "FILE",
             .help = "write the logarithms of the sums of exponentials, too",
             .takes = TAKES_FILE},
    [QUERIES] = {.name = "queries",
                 .kind = OPTION_TEXT,
                 .argument = "FIRST:COUNT",
                 .help = "which queries of the mask those of the file are",
                 .absent = "the last ones; the first, where there are more than keys"},
    [KEYS] = {.name = "keys",
              .kind = OPTION_TEXT,
              .argument = "FIRST:COUNT",
              .help = "which keys of the mask those of the file are",
              .absent = "the first ones"},
    [SCALE] = {.name = "scale",
               .kind = OPTION_TEXT,
               .argument = "X",
               .help = "times which logits are taken",
               .absent = "1 / sqrt(head_dim)"},
    [SINKS] = {.name = "sinks",
               .kind = OPTION_TEXT,
               .argument = "FILE",
               .help = "one more logit for each head, of no key and no value",
               .takes = TAKES_FILE,
               .absent = "",
               .more = "Float32, [heads], as gpt-oss learns them; it is not scaled."},
    [LAYER] = {.name = "layer",
               .kind = OPTION_INTEGER,
               .argument = "L",
               .help =
                   "of a set, the layer whose heads have their masks; needed where it has several",
               .maximum = 65535},
    [THREADS] = OPTION_THREADS,
    [PRECISION] = OPTION_PRECISION,
};

typedef struct arrays {
    stm_array q, k, v, sinks, out, lse;
} arrays;

static int64_t side(const stm_array *a, int from_last)
{
    return a->num_dims < from_last ? 1 : a->shape[a->num_dims - from_last];
}

/* [size, head_dim] or [heads, size, head_dim]. */
static stm_status read_array(int which, stm_array *array, stm_error *error)
{
    stm_status status = stm_array_read(table[which].text, array, error);
    if (status != STM_OK)
        return status;
    if (array->num_dims != 2 && array->num_dims != 3)
        return options_refuse(
            error, "%.300s: has %d dimensions: must have 2 or 3, [heads,] size, head_dim",
            table[which].text, array->num_dims);
    if (stm_array_cells(array) == 0)
        return options_refuse(error, "%.300s: is empty", table[which].text);
    return STM_OK;
}

static stm_status read_sinks(arrays *a, stm_error *error)
{
    const char *path = table[SINKS].text;
    if (path == NULL)
        return STM_OK;
    stm_status status = stm_array_read(path, &a->sinks, error);
    if (status != STM_OK)
        return status;
    if (a->sinks.element != STM_ELEMENT_F32)
        return options_refuse(error, "%.300s is of %s: must be of float32", path,
                              stm_element_name(a->sinks.element));
    if (a->sinks.num_dims != 1 || a->sinks.shape[0] != side(&a->q, 3))
        return options_refuse(
            error, "%.300s: must have one dimension and one sink for each of %" PRId64 " heads",
            path, side(&a->q, 3));
    return STM_OK;
}

static stm_status check_arrays(const arrays *a, stm_error *error)
{
    const stm_array *others[] = {&a->k, &a->v};
    for (int n = 0; n < 2; n++)
        if (others[n]->element != a->q.element)
            return options_refuse(error,
                                  "%.200s is of %s and %.200s of %s: must be of the same type",
                                  table[Q].text, stm_element_name(a->q.element), table[K + n].text,
                                  stm_element_name(others[n]->element));
    for (int n = 2; n <= 3; n++)
        if (side(&a->k, n) != side(&a->v, n))
            return options_refuse(
                error, "%.200s and %.200s: must have the same shape but for the last side",
                table[K].text, table[V].text);
    if (side(&a->q, 1) != side(&a->k, 1))
        return options_refuse(error,
                              "head_dim %" PRId64 " of the queries and %" PRId64
                              " of the keys: must be the same",
                              side(&a->q, 1), side(&a->k, 1));
    return STM_OK;
}

static stm_status parse_scale(float *scale, stm_error *error)
{
    char *end;
    if (table[SCALE].text == NULL)
        return STM_OK;
    *scale = strtof(table[SCALE].text, &end);
    if (*end != '\0' || end == table[SCALE].text || !(*scale > 0 && *scale < 1e30F))
        return options_refuse(error, "--scale %.60s: must be a number above 0", table[SCALE].text);
    return STM_OK;
}

/* The part of the mask that the arrays are of. */
static stm_status find_part(call *c, const arrays *a, stm_rectangle *part)
{
    int64_t num_queries = side(&a->q, 2), num_keys = side(&a->k, 2);
    stm_rectangle r = {-1, num_queries, 0, num_keys};
    stm_status status =
        command_range(c->program, "queries", &r.first_query, &r.num_queries, &c->error);
    if (status == STM_OK)
        status = command_range(c->program, "keys", &r.first_key, &r.num_keys, &c->error);
    if (status == STM_OK && r.num_queries != num_queries)
        status =
            options_refuse(&c->error, "--queries %.60s: must be as many as %.200s has, %" PRId64,
                           table[QUERIES].text, table[Q].text, num_queries);
    if (status == STM_OK && r.num_keys != num_keys)
        status = options_refuse(&c->error, "--keys %.60s: must be as many as %.200s has, %" PRId64,
                                table[KEYS].text, table[K].text, num_keys);
    if (r.first_query < 0) {
        int64_t end = r.first_key + r.num_keys;
        r.first_query = num_queries <= end ? end - num_queries : 0;
    }
    *part = r;
    return status;
}

/* Makes of each whole mask the part of the arrays. */
static stm_status take_part(head_masks *all, const stm_rectangle *part, stm_error *error)
{
    for (int64_t k = 0; k < all->num_distinct; k++) {
        stm_mask *mask = NULL;
        stm_status status = stm_mask_rectangle(all->distinct[k].mask, part, &mask, error);
        if (status != STM_OK)
            return status;
        stm_mask_free(all->distinct[k].mask);
        all->distinct[k].mask = mask;
    }
    return STM_OK;
}

static int64_t size_for(const stm_rectangle *part)
{
    int64_t queries = part->first_query + part->num_queries,
            keys = part->first_key + part->num_keys;
    return queries > keys ? queries : keys;
}

static stm_status make_plan(call *c, const char *operand, const arrays *a, stm_attention **plan)
{
    head_masks all = {.set = NULL};
    const stm_mask **masks = NULL;
    stm_attention_shape shape = {1, side(&a->q, 3), side(&a->k, 3), side(&a->q, 1), side(&a->v, 1)};
    stm_attention_options options = {.threads = (int)table[THREADS].integer,
                                     .precision = (stm_precision)table[PRECISION].integer,
                                     .element = a->q.element,
                                     .sinks = a->sinks.cells};
    stm_rectangle part;
    stm_status status = parse_scale(&options.scale, &c->error);
    if (status == STM_OK)
        status = find_part(c, a, &part);
    if (status == STM_OK)
        status = heads_read_whole(c, operand, size_for(&part), &all);
    if (status == STM_OK && all.set != NULL && all.heads != shape.heads)
        status = options_refuse(
            &c->error, "%.200s has %" PRId64 " heads and %.200s %" PRId64 ": must be as many",
            operand, all.heads, table[Q].text, shape.heads);
    if (status == STM_OK)
        status = take_part(&all, &part, &c->error);
    if (status == STM_OK)
        status = heads_of_layer(c, operand, &all, &masks);
    if (status == STM_OK)
        status = stm_attention_new(masks, all.heads, &shape, plan, &c->error, &options);
    free(masks);
    heads_free(&all);
    return status;
}

/* Arrays of the outputs, of float32: the queries' shape with the values' last side, and that
 * without it. */
static bool make_outputs(arrays *a)
{
    a->out = a->q;
    a->out.element = STM_ELEMENT_F32;
    a->out.shape[a->out.num_dims - 1] = side(&a->v, 1);
    a->lse = a->out;
    a->lse.num_dims--;
    a->out.cells = malloc((size_t)stm_array_cells(&a->out) * sizeof(float));
    a->lse.cells = malloc((size_t)stm_array_cells(&a->lse) * sizeof(float));
    return a->out.cells != NULL && a->lse.cells != NULL;
}

static stm_status open_output(const char *path, stm_output **output, stm_error *error)
{
    if (path == NULL)
        return STM_OK;
    return strcmp(path, "-") == 0 ? run_stdout(output, error) : run_output(path, output, error);
}

static stm_status write_output(stm_output *output, const stm_array *array, stm_error *error)
{
    if (output == NULL)
        return STM_OK;
    stm_status status = stm_array_write(array, output, error);
    /* Of a failed write, the output knows the reason. */
    return status == STM_OK || status == STM_EIO ? stm_output_finish(output, error) : status;
}

static stm_status attend(const stm_attention *plan, arrays *a, stm_error *error)
{
    stm_output *out = NULL, *lse = NULL;
    if (!make_outputs(a))
        return run_no_memory(error);
    stm_attention_inputs inputs = {
        {.data = a->q.cells}, {.data = a->k.cells}, {.data = a->v.cells}};
    stm_attention_outputs outputs = {{.data = a->out.cells}, a->lse.cells};
    stm_status status = open_output(table[OUTPUT].text, &out, error);
    if (status == STM_OK)
        status = open_output(table[LSE].text, &lse, error);
    if (status == STM_OK)
        status = stm_attention_forward(plan, &inputs, &outputs, error);
    /* Both are whole before the first has its name: of two files, never one alone. */
    if (status == STM_OK)
        status = write_output(out, &a->out, error);
    if (status == STM_OK)
        status = write_output(lse, &a->lse, error);
    stm_output *const both[] = {out, lse};
    for (int k = 0; k < 2; k++)
        if (status == STM_OK)
            status = stm_output_close(both[k], error);
        else
            stm_output_discard(both[k]);
    return status;
}

static stm_status run(call *c)
{
    for (int n = Q; n <= V; n++)
        if (table[n].text == NULL)
            return options_refuse(&c->error, "--%s FILE is missing", table[n].name);
    if (table[OUTPUT].text == NULL)
        return options_refuse(&c->error, "-o FILE is missing; - is standard output");
    if (table[LSE].text != NULL && strcmp(table[LSE].text, table[OUTPUT].text) == 0)
        return options_refuse(&c->error, "--lse %.200s: is the file of --output too",
                              table[LSE].text);
    arrays a = {.q = {.cells = NULL}};
    stm_attention *plan = NULL;
    stm_status status = read_array(Q, &a.q, &c->error);
    if (status == STM_OK)
        status = read_array(K, &a.k, &c->error);
    if (status == STM_OK)
        status = read_array(V, &a.v, &c->error);
    if (status == STM_OK)
        status = check_arrays(&a, &c->error);
    if (status == STM_OK)
        status = read_sinks(&a, &c->error);
    if (status == STM_OK)
        status = make_plan(c, c->operands[0], &a, &plan);
    if (status == STM_OK)
        status = attend(plan, &a, &c->error);
    stm_attention_free(plan);
    stm_array *all[] = {&a.q, &a.k, &a.v, &a.sinks, &a.out, &a.lse};
    for (size_t n = 0; n < sizeof all / sizeof *all; n++)
        stm_array_free(all[n]);
    return status;
}

command cmd_attend = {
    .program =
        {.name = "stmask attend",
         .operands = "SPEC",
         .min_operands = 1,
         .max_operands = 1,
         .summary = "compute attention of arrays under the mask",
         .details =
             "Arrays are .npy files of float32, float16 or bfloat16 (as ml_dtypes writes it), all "
             "of\n"
             "one type, [size, head_dim] or [heads, size, head_dim]; values may have another last\n"
             "side, and outputs have it, too, in float32. Fewer heads of keys than of queries are\n"
             "shared. Fewer queries than keys are the last ones: a step of decoding. The mask is "
             "as\n"
             "large as they need. A set, @FILE, gives each head its own mask.\n",
         OPTIONS(table)},
    .run = run,
};
