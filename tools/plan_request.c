/* The options of stmask plan, read into a request in which all of them are known to go together. */
#include "plan_request.h"

#include <inttypes.h>
#include <string.h>

#include "pictures.h"

enum {
    HELP,
    SIZE,
    QUERIES,
    KEYS,
    NUM_MULTIPLICATIONS,
    READ_LIMIT,
    ORDER,
    OBJECTIVE,
    TRIALS,
    SEED,
    TIME_LIMIT,
    BUFFER,
    POINTS,
    ANALYSIS,
    CURVE,
    CURVE_AT,
    HISTOGRAM,
    CERTIFICATE,
    DRAW_CURVE,
    DRAW_STEPS,
    HEAD_DIM,
    DTYPE,
    JSON
};

option plan_options[PLAN_NUM_OPTIONS] = {
    [HELP] = OPTION_HELP,
    OPTIONS_MASK,
    [NUM_MULTIPLICATIONS] = OPTION_MULTIPLICATIONS("points of a step, at most", .integer = 64),
    [READ_LIMIT] = {.name = "read_limit",
                    .kind = OPTION_TEXT,
                    .argument = "R",
                    .help = "unique rows and columns of a step, at most; 16x16: of either",
                    .more = "`16x8` is at most 16 rows and at most 8 columns, as of two memories.",
                    .absent = "none"},
    [ORDER] = {.name = "order",
               .kind = OPTION_TEXT,
               .argument = "ORDER",
               .help = "the order of visiting the points; auto searches for one",
               .takes = TAKES_ORDER_OR_AUTO,
               .more = "The search says on standard error what it tried and chose; it needs "
                       "`--buffer` unless the objective is `none` or `previous`.",
               .text = "row_first"},
    [OBJECTIVE] = {.name = "objective",
                   .kind = OPTION_CHOICE,
                   .choices = order_objectives,
                   .integer = 2,
                   .help = "the loads that --order auto makes small",
                   .more = "See the loads above."},
    [TRIALS] = {.name = "trials",
                .kind = OPTION_INTEGER,
                .argument = "N",
                .help = "weights of fetch that --order auto tries besides",
                .maximum = STM_MAX_TRIALS,
                .more = "They are drawn at random, then around the best. See the orders above."},
    [SEED] = {.name = "seed",
              .kind = OPTION_INTEGER,
              .argument = "S",
              .help = "the seed of the trials: the same one finds the same order",
              .maximum = INT32_MAX},
    [TIME_LIMIT] = {.name = "time_limit",
                    .kind = OPTION_INTEGER,
                    .argument = "SECONDS",
                    .help = "begin no trial after so many seconds of them",
                    .minimum = 1,
                    .maximum = 1000000,
                    .absent = "none"},
    [BUFFER] = {.name = "buffer",
                .kind = OPTION_TEXT,
                .argument = "B",
                .help = "vectors that lru and opt can keep; 64KB: as many as these hold",
                .more =
                    "It has to hold the largest step. `B`, `KB` and `MB`, of 1024, are bytes, and "
                    "need --head_dim.",
                .absent = "not counted"},
    [POINTS] = {.name = "points",
                .kind = OPTION_TEXT,
                .argument = "FILE",
                .help = "write the points here",
                .takes = TAKES_FILE},
    [ANALYSIS] = {.name = "analysis",
                  .kind = OPTION_TEXT,
                  .argument = "FILE",
                  .help = "write the analysis here too",
                  .takes = TAKES_FILE},
    [CURVE] = {.name = "curve",
               .kind = OPTION_TEXT,
               .argument = "FILE.csv",
               .help = "write the loads of lru and opt against the buffer",
               .takes = TAKES_FILE,
               .more = "Its columns are `buffer_vectors,lru_loads,opt_loads`."},
    [CURVE_AT] = {.name = "curve_at",
                  .kind = OPTION_TEXT,
                  .argument = "B,B",
                  .help = "buffers in the curve besides the powers of the square root of 2",
                  .more = "Up to 64; they need `--curve` or `--draw_curve`."},
    [HISTOGRAM] = {.name = "histogram",
                   .kind = OPTION_TEXT,
                   .argument = "FILE.csv",
                   .help = "write how many steps read how many vectors",
                   .takes = TAKES_FILE,
                   .more = "These are unique rows, columns and both, and those that are new."},
    [CERTIFICATE] = {.name = "certificate",
                     .kind = OPTION_TEXT,
                     .argument = "FILE",
                     .help = "write the order and the proof of its bound, for stmask verify",
                     .takes = TAKES_FILE,
                     .more = "It needs `--buffer`."},
    [DRAW_CURVE] = {.name = "draw_curve",
                    .kind = OPTION_TEXT,
                    .argument = "FILE",
                    .help =
                        "draw the loads against the buffer, with the bound: FILE.png, .svg or .pdf",
                    .takes = TAKES_PICTURE},
    [DRAW_STEPS] = {.name = "draw_steps",
                    .kind = OPTION_TEXT,
                    .argument = "FILE",
                    .help = "draw what every step reads: FILE.png, .svg or .pdf",
                    .takes = TAKES_PICTURE,
                    .more = "It shows what of it is new, too."},
    [HEAD_DIM] = {.name = "head_dim",
                  .kind = OPTION_INTEGER,
                  .argument = "D",
                  .help = "elements of a vector: tells bytes",
                  .minimum = 1,
                  .maximum = 1048576,
                  .absent = "not told"},
    [DTYPE] = OPTION_DTYPE,
    [JSON] = OPTION_JSON,
};

static const option *const files[PLAN_NUM_FILES] = {
    [PLAN_POINTS] = &plan_options[POINTS],           [PLAN_ANALYSIS] = &plan_options[ANALYSIS],
    [PLAN_HISTOGRAM] = &plan_options[HISTOGRAM],     [PLAN_CURVE] = &plan_options[CURVE],
    [PLAN_CERTIFICATE] = &plan_options[CERTIFICATE], [PLAN_DRAW_CURVE] = &plan_options[DRAW_CURVE],
    [PLAN_DRAW_STEPS] = &plan_options[DRAW_STEPS],
};

/* The buffers of --curve_at. */
static stm_status read_curve_at(plan_request *r, stm_error *error)
{
    const char *text = plan_options[CURVE_AT].text;
    while (text != NULL) {
        size_t length = strcspn(text, ",");
        if (r->num_curve_at == PLAN_MOST_CURVE_AT)
            return options_refuse(error, "--curve_at: takes at most %d buffers",
                                  PLAN_MOST_CURVE_AT);
        stm_status status = stm_number_parse("--curve_at", text, length, 2, STM_MAX_READ_LIMIT,
                                             NULL, &r->curve_at[r->num_curve_at++], error);
        if (status != STM_OK)
            return status;
        text = text[length] == '\0' ? NULL : text + length + 1;
    }
    return STM_OK;
}

/* Each file has a name of its own: of two with one name, one would be lost. */
static stm_status check_files(stm_error *error)
{
    static const int in_the_help[] = {POINTS,      ANALYSIS,   CURVE,     HISTOGRAM,
                                      CERTIFICATE, DRAW_CURVE, DRAW_STEPS};
    for (size_t k = 0; k < sizeof in_the_help / sizeof *in_the_help; k++) {
        const option *b = &plan_options[in_the_help[k]];
        if (b->given && strcmp(b->text, "-") == 0)
            return options_refuse(error, "--%s -: needs a file; standard output has the analysis",
                                  b->name);
        for (size_t l = 0; l < k; l++) {
            const option *a = &plan_options[in_the_help[l]];
            if (a->given && b->given && strcmp(a->text, b->text) == 0)
                return options_refuse(error, "--%s %.200s: is the file of --%s too", b->name,
                                      b->text, a->name);
        }
    }
    return STM_OK;
}

/* `1000`, of rows and columns together, or `16x8`, of rows and of columns. */
static stm_status read_limits(plan_request *r, stm_error *error)
{
    const char *text = plan_options[READ_LIMIT].text, *x = text == NULL ? NULL : strchr(text, 'x');
    if (text == NULL)
        return STM_OK;
    if (x == NULL)
        return stm_number_parse("--read_limit", text, strlen(text), 2, STM_MAX_READ_LIMIT,
                                "must be at least 2, one row and one column", &r->read_limit,
                                error);
    stm_status status = stm_number_parse("--read_limit rows", text, (size_t)(x - text), 1,
                                         STM_MAX_SIZE, NULL, &r->row_limit, error);
    if (status == STM_OK)
        status = stm_number_parse("--read_limit columns", x + 1, strlen(x + 1), 1, STM_MAX_SIZE,
                                  NULL, &r->column_limit, error);
    return status;
}

/* The bytes that a unit behind a number stands for, and where it begins; 0 for none. */
static int64_t unit_of(const char *text, size_t *length)
{
    static const struct {
        const char *name;
        int64_t bytes;
    } units[] = {{"KiB", 1024}, {"MiB", 1048576}, {"KB", 1024}, {"MB", 1048576}, {"B", 1}};
    for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
        size_t end = strlen(units[k].name);
        if (*length > end && strcmp(text + *length - end, units[k].name) == 0) {
            *length -= end;
            return units[k].bytes;
        }
    }
    return 0;
}

/* `128` vectors, or `64KB`, what vectors of head_dim elements they hold. */
static stm_status read_buffer(plan_request *r, stm_error *error)
{
    const char *text = plan_options[BUFFER].text;
    int64_t dim = plan_options[HEAD_DIM].integer, bytes = 0;
    size_t length = text == NULL ? 0 : strlen(text);
    if (text == NULL)
        return STM_OK;
    int64_t unit = unit_of(text, &length);
    if (unit == 0)
        return stm_number_parse("--buffer", text, length, 2, STM_MAX_READ_LIMIT,
                                "must be at least 2, one row and one column", &r->buffer, error);
    if (!plan_options[HEAD_DIM].given)
        return options_refuse(error, "--buffer %.60s: needs --head_dim, the elements of a vector",
                              text);
    stm_status status =
        stm_number_parse("--buffer", text, length, 1, STM_MAX_READ_LIMIT, NULL, &bytes, error);
    if (status != STM_OK)
        return status;
    int64_t vector = dim * command_dtype_bytes(plan_options[DTYPE].integer);
    r->buffer = bytes * unit / vector;
    if (r->buffer < 2)
        return options_refuse(error,
                              "--buffer %.60s: holds %" PRId64 " vectors of %" PRId64
                              " bytes: must be at least 2, one row and one column",
                              text, r->buffer, vector);
    if (r->buffer > STM_MAX_READ_LIMIT)
        r->buffer = STM_MAX_READ_LIMIT;
    return STM_OK;
}

/* What a plan of one mask and one of a set have both. */
static stm_status read_common(plan_request *r, stm_error *error)
{
    *r = (plan_request){.num_multiplications = plan_options[NUM_MULTIPLICATIONS].integer,
                        .order = plan_options[ORDER].text,
                        .search = {.objective = order_objective(plan_options[OBJECTIVE].integer),
                                   .trials = plan_options[TRIALS].integer,
                                   .seed = plan_options[SEED].integer,
                                   .seconds = plan_options[TIME_LIMIT].integer},
                        .json = plan_options[JSON].given};
    stm_status status = read_limits(r, error);
    if (status == STM_OK)
        status = read_buffer(r, error);
    r->search.buffer = r->buffer;
    if (status == STM_OK && plan_options[TRIALS].given && strcmp(r->order, "auto") != 0)
        status = options_refuse(error, "--trials: are of --order auto");
    return status;
}

stm_status plan_request_read(plan_request *r, stm_error *error)
{
    const option *draw_curve = &plan_options[DRAW_CURVE], *draw_steps = &plan_options[DRAW_STEPS];
    stm_status status = read_common(r, error);
    if (status != STM_OK)
        return status;
    r->head_dim = plan_options[HEAD_DIM].integer;
    r->element_bytes = command_dtype_bytes(plan_options[DTYPE].integer);
    r->curve = plan_options[CURVE].given || draw_curve->given;
    r->loads = plan_options[BUFFER].given || plan_options[OBJECTIVE].given || r->curve ||
               plan_options[HISTOGRAM].given || plan_options[HEAD_DIM].given ||
               plan_options[DTYPE].given || strchr(r->order, ':') != NULL ||
               strcmp(r->order, "auto") == 0;
    for (int k = 0; k < PLAN_NUM_FILES; k++)
        r->paths[k] = files[k]->text;
    if (plan_options[CURVE_AT].given && !r->curve)
        return options_refuse(error, "--curve_at: needs --curve FILE.csv");
    if (plan_options[CERTIFICATE].given && r->buffer == 0)
        return options_refuse(error, "--certificate: needs --buffer B, whose loads it proves");
    status = check_files(error);
    if (status == STM_OK && draw_curve->given)
        status = pictures_format("--draw_curve", draw_curve->text, &r->curve_format, error);
    if (status == STM_OK && draw_steps->given)
        status = pictures_format("--draw_steps", draw_steps->text, &r->steps_format, error);
    if (status == STM_OK)
        status = read_curve_at(r, error);
    return status;
}

stm_status plan_request_read_set(plan_request *r, stm_error *error)
{
    static const int single[] = {POINTS,     ANALYSIS,   CURVE,    HISTOGRAM, CERTIFICATE,
                                 DRAW_CURVE, DRAW_STEPS, HEAD_DIM, DTYPE};
    for (size_t k = 0; k < sizeof single / sizeof *single; k++)
        if (plan_options[single[k]].given)
            return options_refuse(error, "--%s: is of one mask, not of a set; give @FILE:NAME",
                                  plan_options[single[k]].name);
    return read_common(r, error);
}
