/* The options of stmask plan, read into a request in which all of them are known to go together. */
#include "plan_request.h"

#include <string.h>

#include "order.h"
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
    BUFFER,
    POINTS,
    ANALYSIS,
    CURVE,
    CURVE_AT,
    HISTOGRAM,
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
    [READ_LIMIT] = OPTION_READ_LIMIT(.absent = "none"),
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
    [BUFFER] = {.name = "buffer",
                .kind = OPTION_INTEGER,
                .argument = "B",
                .help = "vectors that lru and opt can keep",
                .more = "It has to hold the largest step.",
                .minimum = 2,
                .maximum = STM_MAX_READ_LIMIT,
                .rule = "must be at least 2, one row and one column",
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
    [PLAN_POINTS] = &plan_options[POINTS],         [PLAN_ANALYSIS] = &plan_options[ANALYSIS],
    [PLAN_HISTOGRAM] = &plan_options[HISTOGRAM],   [PLAN_CURVE] = &plan_options[CURVE],
    [PLAN_DRAW_CURVE] = &plan_options[DRAW_CURVE], [PLAN_DRAW_STEPS] = &plan_options[DRAW_STEPS],
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
    static const int in_the_help[] = {POINTS, ANALYSIS, CURVE, HISTOGRAM, DRAW_CURVE, DRAW_STEPS};
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

/* What a plan of one mask and one of a set have both. */
static void read_common(plan_request *r)
{
    *r = (plan_request){.num_multiplications = plan_options[NUM_MULTIPLICATIONS].integer,
                        .read_limit = plan_options[READ_LIMIT].integer,
                        .order = plan_options[ORDER].text,
                        .buffer = plan_options[BUFFER].integer,
                        .objective = order_objective(plan_options[OBJECTIVE].integer),
                        .json = plan_options[JSON].given};
}

stm_status plan_request_read(plan_request *r, stm_error *error)
{
    const option *draw_curve = &plan_options[DRAW_CURVE], *draw_steps = &plan_options[DRAW_STEPS];
    stm_status status = STM_OK;
    read_common(r);
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
    static const int single[] = {POINTS,     ANALYSIS,   CURVE,    HISTOGRAM,
                                 DRAW_CURVE, DRAW_STEPS, HEAD_DIM, DTYPE};
    for (size_t k = 0; k < sizeof single / sizeof *single; k++)
        if (plan_options[single[k]].given)
            return options_refuse(error, "--%s: is of one mask, not of a set; give @FILE:NAME",
                                  plan_options[single[k]].name);
    read_common(r);
    return STM_OK;
}
