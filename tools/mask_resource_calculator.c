/* mask_resource_calculator: what P simultaneous multiplications read, step by step, for each of the
 * first five masks: a points file and its analysis. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "calculator_options.h"
#include "five.h"
#include "order.h"
#include "run.h"

static const option *const table = calculator_options;

/* All of one mask. */
typedef struct job {
    const stm_pattern *pattern;
    stm_mask *mask;
    stm_plan *plan;
    stm_analysis *analysis;
    char *points_path, *analysis_path;
    stm_output *points, *report;
    stm_points_options options;
    int64_t bytes;
} job;

static void jobs_free(job *jobs, int num)
{
    for (int k = 0; k < num; k++) {
        stm_output_discard(jobs[k].points);
        stm_output_discard(jobs[k].report);
        stm_analysis_free(jobs[k].analysis);
        stm_plan_free(jobs[k].plan);
        stm_mask_free(jobs[k].mask);
        free(jobs[k].points_path);
        free(jobs[k].analysis_path);
    }
}

/* One of the five, by the first `length` characters of a text; NULL where it is none. */
static const stm_pattern *find_five(const char *text, size_t length)
{
    for (int k = 0; k < NUM_FIVE; k++) {
        const char *name = five_pattern(k)->name;
        if (strlen(name) == length && memcmp(name, text, length) == 0)
            return five_pattern(k);
    }
    return NULL;
}

static stm_status unknown_mask(const char *at, size_t length, stm_error *error)
{
    stm_guess guess = {.text = at, .length = length};
    for (int k = 0; k < NUM_FIVE; k++)
        stm_guess_offer(&guess, five_pattern(k)->name);
    return options_refuse(error,
                          "--masks '%.*s': must be normal, strided, fixed, sliding_window or "
                          "dilated_sliding_window%s%s%s",
                          stm_words_cut(at, length, 60), at,
                          guess.word == NULL ? "" : "; did you mean ",
                          guess.word == NULL ? "" : guess.word, guess.word == NULL ? "" : "?");
}

/* The patterns named by --masks, or all five. */
static stm_status choose(job *jobs, int *num, stm_error *error)
{
    const char *at = table[MASKS].text;
    for (int k = 0; at == NULL && k < NUM_FIVE; k++)
        jobs[(*num)++].pattern = five_pattern(k);
    while (at != NULL) {
        size_t length = strcspn(at, ",");
        const stm_pattern *pattern = find_five(at, length);
        if (pattern == NULL)
            return unknown_mask(at, length, error);
        for (int k = 0; k < *num; k++)
            if (jobs[k].pattern == pattern)
                return options_refuse(error, "--masks: %s is given twice", pattern->name);
        jobs[(*num)++].pattern = pattern;
        at = at[length] == '\0' ? NULL : at + length + 1;
    }
    return STM_OK;
}

/* The order that file names leave out: that of a plan which is not told one. */
static const stm_order *usual_order(void)
{
    size_t num;
    return stm_order_list(&num)[0];
}

static stm_status make_paths(job *j, stm_error *error)
{
    char name[320];
    char order[128] = "";
    if (stm_plan_settings(j->plan)->order != usual_order()) {
        order[0] = '_';
        order_file_name(stm_plan_settings(j->plan), order + 1, sizeof order - 1);
    }
    int length = snprintf(name, sizeof name, "%s_mask_%" PRId64 "_read_limit_%" PRId64 "%s",
                          j->pattern->name, table[NUM_MULTIPLICATIONS].integer,
                          table[READ_LIMIT].integer, order);
    snprintf(name + length, sizeof name - (size_t)length, ".txt");
    j->points_path = run_path(table[OUTPUT_DIR].text, name);
    snprintf(name + length, sizeof name - (size_t)length, "_analysis.txt");
    j->analysis_path = run_path(table[OUTPUT_DIR].text, name);
    if (j->points_path != NULL && j->analysis_path != NULL)
        return STM_OK;
    return run_no_memory(error);
}

/* Of all plans; set from the options. */
static stm_arguments order_arguments;
static stm_plan_options plan_options = {.order_arguments = &order_arguments};

static stm_status choose_order(call *c)
{
    const char *text = table[ZIGZAG].given ? "zigzag" : table[ORDER].text;
    if (table[ZIGZAG].given && table[ORDER].given)
        return options_refuse(&c->error, "--zigzag: is --order zigzag; give one of the two");
    if (strcmp(text, "auto") == 0)
        return options_refuse(&c->error,
                              "--order auto: is what stmask plan searches for; give what it finds");
    plan_options.num_multiplications = table[NUM_MULTIPLICATIONS].integer;
    plan_options.read_limit = table[READ_LIMIT].integer;
    return order_check(c, text, &plan_options.order, &order_arguments);
}

/* Makes the mask and its plan, and opens its files. */
static stm_status prepare(job *j, stm_error *error)
{
    stm_plan_options options = plan_options;
    j->options = (stm_points_options){.type = j->pattern->name,
                                      .window_size = table[WINDOW_SIZE].integer,
                                      .stride = table[STRIDE].integer};
    stm_status status = five_mask(j->pattern, table[MASK_SIZE].integer, table[WINDOW_SIZE].integer,
                                  table[STRIDE].integer, table[DILATION].integer, &j->mask, error);
    if (status == STM_OK)
        status = stm_plan_new(j->mask, &j->plan, error, &options);
    if (status == STM_OK)
        status = make_paths(j, error);
    if (status == STM_OK)
        status = stm_output_open(j->analysis_path, &j->report, error);
    if (status == STM_OK && !table[NO_POINTS].given)
        status = stm_output_open(j->points_path, &j->points, error);
    return status;
}

static stm_status analyse(job *j, stm_error *error)
{
    run_bar bar;
    run_bar_start(&bar, j->pattern->title, table[QUIET].given);
    stm_status status = stm_analysis_new(j->plan, &j->analysis, error, &bar.progress);
    run_bar_end(&bar);
    if (status == STM_OK && j->points != NULL)
        status = stm_points_bytes(j->plan, stm_analysis_summary(j->analysis)->steps, &j->bytes,
                                  error, &j->options);
    return status;
}

/* Refuses what the disk has no room for. */
static stm_status check_room(const job *jobs, int num, stm_error *error)
{
    int64_t total = 0;
    for (int k = 0; k < num; k++)
        if (__builtin_add_overflow(total, jobs[k].bytes, &total))
            total = INT64_MAX;
    stm_error cause;
    if (num == 0 || jobs[0].points == NULL ||
        stm_output_room(jobs[0].points, total, &cause) == STM_OK)
        return STM_OK;
    snprintf(error->message, sizeof error->message,
             "the points files: %.400s; --no_points writes the analyses alone",
             strstr(cause.message, ": ") + 2);
    return STM_EINVAL;
}

/* The fewest bytes a point takes: "(0, 0)" and what follows it. */
#define LEAST_POINT 7

/* Refuses at once what can be seen to be too much before anything is counted. */
static stm_status check_least_room(job *jobs, int num, stm_error *error)
{
    for (int k = 0; k < num; k++) {
        int64_t points;
        stm_status status = stm_mask_count(jobs[k].mask, &points, error);
        if (status != STM_OK)
            return status;
        if (__builtin_mul_overflow(points, LEAST_POINT, &jobs[k].bytes))
            jobs[k].bytes = INT64_MAX;
    }
    return check_room(jobs, num, error);
}

/* Ends an output that writing has left in `status`. */
static stm_status end_output(stm_output **output, stm_status status, const char *path,
                             stm_error *error)
{
    status = run_close(output, status, error);
    if (status == STM_OK)
        run_say(table[QUIET].given, "saved as %s", path);
    return status;
}

static stm_status write_job(job *j, stm_output *standard, stm_error *error)
{
    stm_status status = STM_OK;
    if (j->points != NULL) {
        run_bar bar;
        run_bar_start(&bar, j->points_path, table[QUIET].given);
        j->options.progress = &bar.progress;
        status = stm_points_write(j->plan, j->points, error, &j->options);
        run_bar_end(&bar);
        status = end_output(&j->points, status, j->points_path, error);
    }
    if (status == STM_OK) {
        status = stm_analysis_write(j->analysis, j->points_path, j->report, error);
        status = end_output(&j->report, status, j->analysis_path, error);
    }
    if (status != STM_OK)
        return status;
    stm_output_printf(standard, "%s Mask\n", j->pattern->title);
    return stm_analysis_write(j->analysis, j->points_path, standard, error);
}

/* Makes all that the jobs need, and refuses them where the disk has no room for their files. */
static stm_status prepare_all(job *jobs, int num, bool *made, stm_error *error)
{
    stm_status status = run_make_folder(table[OUTPUT_DIR].text, made, error);
    for (int k = 0; k < num && status == STM_OK; k++)
        status = prepare(&jobs[k], error);
    if (status == STM_OK)
        status = check_least_room(jobs, num, error);
    for (int k = 0; k < num && status == STM_OK; k++)
        status = analyse(&jobs[k], error);
    if (status == STM_OK)
        status = check_room(jobs, num, error);
    return status;
}

static stm_status run(call *c)
{
    job jobs[NUM_FIVE] = {{0}};
    int num = 0, written = 0;
    bool made = false;
    stm_output *standard = NULL;
    stm_error *error = &c->error;
    stm_status status = choose(jobs, &num, error);
    if (status == STM_OK)
        status = choose_order(c);
    if (status == STM_OK)
        status = run_stdout(&standard, error);
    if (status == STM_OK)
        status = prepare_all(jobs, num, &made, error);
    for (int k = 0; k < num && status == STM_OK && jobs[k].points != NULL; k++)
        run_say(table[QUIET].given, "%s: %" PRId64 " bytes to be written", jobs[k].points_path,
                jobs[k].bytes);
    while (written < num && status == STM_OK)
        status = write_job(&jobs[written++], standard, error);
    if (standard != NULL && (status == STM_OK || status == STM_EIO)) {
        /* What was printed of finished files is kept, whatever failed behind them. */
        bool blamed = status == STM_OK || stm_output_status(standard) != STM_OK;
        stm_status ended = stm_output_close(standard, blamed ? error : NULL);
        status = status == STM_OK ? ended : status;
        standard = NULL;
    }
    stm_output_discard(standard);
    jobs_free(jobs, num);
    if (made && status != STM_OK && written == 0)
        rmdir(table[OUTPUT_DIR].text);
    return status;
}

int main(int argc, char **argv)
{
    run_start();
    return run_program(&calculator_program, argc, argv, 1, run);
}
