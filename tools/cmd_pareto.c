/* stmask pareto: the designs of a sweep that no other one beats in two columns. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/sweep.h>

#include "command.h"
#include "front_report.h"
#include "pictures.h"

enum { HELP, X, Y, WHERE, HIGHEST, CSV, OUTPUT, TITLE, SCALE, JSON };

enum { NEITHER, OF_X, OF_Y, BOTH };
static const char *const highest[] = {"neither", "x", "y", "both", NULL};
static const char *const scales[] = {"auto", "linear", "log", NULL};

#define OPTION_COLUMN(text, words)                                                                 \
    {                                                                                              \
        .name = text, .kind = OPTION_TEXT, .argument = "COLUMN", .help = words, .absent = "",      \
        .required = true                                                                           \
    }

static option table[] = {
    [HELP] = OPTION_HELP,
    [X] = OPTION_COLUMN("x", "a column of numbers; its unit may be left out"),
    [Y] = OPTION_COLUMN("y", "another one"),
    [WHERE] = {.name = "where",
               .kind = OPTION_TEXT,
               .argument = "SQL",
               .help = "only designs for which this expression is true",
               .more = "As `machine_pes <= 256 AND keeping = 'lru'`. It can read, and nothing "
                       "else.",
               .absent = "all"},
    [HIGHEST] = {.name = "highest",
                 .kind = OPTION_CHOICE,
                 .choices = highest,
                 .help = "of which column more is better, as of utilisation"},
    [CSV] = {.name = "csv",
             .kind = OPTION_TEXT,
             .argument = "FILE",
             .help = "write the front as CSV",
             .takes = TAKES_FILE},
    [OUTPUT] = OPTION_PICTURE("draw FILE.png, FILE.svg or FILE.pdf",
                              "All designs, and the front with labels."),
    [TITLE] = {.name = "title",
               .kind = OPTION_TEXT,
               .argument = "TEXT",
               .help = "what stands above the picture",
               .absent = "the columns"},
    [SCALE] = {.name = "scale",
               .kind = OPTION_CHOICE,
               .choices = scales,
               .help = "of the picture's axes",
               .more = "`auto` is logarithmic where the largest number is above 30 times the "
                       "smallest, and that above 0."},
    [JSON] = OPTION_JSON,
};

/* Everything that is opened before work starts. */
typedef struct work {
    stm_front *front;
    stm_output *standard, *csv, *picture;
    stm_figure_format format;
} work;

static stm_status open_outputs(work *w, stm_error *error)
{
    stm_status status = STM_OK;
    if (table[OUTPUT].given)
        status = pictures_format("-o", table[OUTPUT].text, &w->format, error);
    if (status == STM_OK)
        status = run_stdout(&w->standard, error);
    if (status == STM_OK && table[CSV].given)
        status = run_output(table[CSV].text, &w->csv, error);
    if (status == STM_OK && table[OUTPUT].given)
        status = run_output(table[OUTPUT].text, &w->picture, error);
    return status;
}

/* What the library calls x, y and where are options here. */
static stm_status read_front(const char *path, work *w, stm_error *error)
{
    int64_t more = table[HIGHEST].integer;
    stm_error cause = {.message = ""};
    stm_front_options options = {.x = table[X].text,
                                 .y = table[Y].text,
                                 .where = table[WHERE].text,
                                 .highest_x = more == OF_X || more == BOTH,
                                 .highest_y = more == OF_Y || more == BOTH};
    stm_status status = stm_front_read(path, &w->front, &cause, &options);
    bool of_option = strncmp(cause.message, "x ", 2) == 0 || strncmp(cause.message, "y ", 2) == 0 ||
                     strncmp(cause.message, "where ", 6) == 0;
    if (status != STM_OK)
        snprintf(error->message, sizeof error->message, "%s%.500s", of_option ? "--" : "",
                 cause.message);
    return status;
}

static stm_status put(work *w, stm_error *error)
{
    stm_status status = STM_OK;
    if (w->picture != NULL) {
        status = front_draw(w->front, table[TITLE].text, table[SCALE].integer == 1,
                            table[SCALE].integer == 2, w->format, w->picture, error);
        status = run_close(&w->picture, status, error);
    }
    if (status == STM_OK && w->csv != NULL) {
        front_put_csv(w->front, w->csv);
        status = run_close(&w->csv, STM_OK, error);
    }
    if (status != STM_OK)
        return status;
    (table[JSON].given ? front_put_json : front_put_text)(w->front, w->standard);
    return run_close(&w->standard, STM_OK, error);
}

static stm_status run(call *c)
{
    work w = {.front = NULL};
    for (int k = X; k <= Y; k++)
        if (!table[k].given)
            return options_refuse(&c->error, "--%s COLUMN is missing; see %s --help", table[k].name,
                                  c->program->name);
    if ((table[TITLE].given || table[SCALE].given) && !table[OUTPUT].given)
        return options_refuse(&c->error, "--%s: needs -o FILE",
                              table[TITLE].given ? "title" : "scale");
    stm_status status = read_front(c->operands[0], &w, &c->error);
    if (status == STM_OK)
        status = open_outputs(&w, &c->error);
    if (status == STM_OK)
        status = put(&w, &c->error);
    stm_output_discard(w.standard);
    stm_output_discard(w.csv);
    stm_output_discard(w.picture);
    stm_front_free(w.front);
    return status;
}

command cmd_pareto = {
    .program = {.name = "stmask pareto",
                .operands = "DB",
                .min_operands = 1,
                .max_operands = 1,
                .summary = "the designs of a sweep that none beats in two columns",
                .details =
                    "A design is on the front where no other one is better in one column and as "
                    "good in the other.\nDesigns with the same two numbers are one point. Rows "
                    "that lack a number are left out.\n"
                    "With --json: x, y, designs, without, parameters, front (a list of objects "
                    "with x, y, key,\ndesigns and the parameters).\n",
                OPTIONS(table)},
    .run = run,
};
