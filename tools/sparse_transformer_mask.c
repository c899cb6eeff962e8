/* sparse_transformer_mask: the first five masks, their sparsity, listings and pictures. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "draw.h"
#include "five.h"
#include "run.h"
#include "sparse_options.h"

static const option *const table = sparse_options;

#define NUM_PICTURES (NUM_FIVE + 1) /* the last is the comparison */

typedef struct state {
    stm_mask *whole[NUM_FIVE];
    stm_mask *drawn[NUM_FIVE]; /* the top-left square, or the whole mask */
    double sparsity[NUM_FIVE];
    int64_t side; /* of the square that is listed */
    stm_output *standard;
    char *paths[NUM_PICTURES];
    stm_output *pictures[NUM_PICTURES];
    bool made_folder;
    int num_saved;
} state;

static stm_status make_masks(state *s, stm_error *error)
{
    int64_t size = table[SIZE].integer;
    stm_status status = STM_OK;
    s->side = table[SAMPLE_SIZE].integer < size ? table[SAMPLE_SIZE].integer : size;
    for (int k = 0; k < NUM_FIVE && status == STM_OK; k++) {
        stm_rectangle square = {0, s->side, 0, s->side};
        status = five_mask(five_pattern(k), size, table[WINDOW_SIZE].integer, table[STRIDE].integer,
                           table[DILATION].integer, &s->whole[k], error);
        if (status == STM_OK)
            status = stm_mask_sparsity(s->whole[k], &s->sparsity[k], error);
        if (status != STM_OK)
            return status;
        if (table[FULL_PNG].given)
            s->drawn[k] = stm_mask_retain(s->whole[k]);
        else
            status = stm_mask_rectangle(s->whole[k], &square, &s->drawn[k], error);
    }
    return status;
}

/* Opens all files before any work is done, so that what cannot be written is told at once. */
static stm_status open_pictures(state *s, stm_error *error)
{
    if (table[NO_GRAPHIC].given)
        return STM_OK;
    stm_status status = run_make_folder(table[OUTPUT_DIR].text, &s->made_folder, error);
    for (int k = 0; k < NUM_PICTURES && status == STM_OK; k++) {
        char suffix[48] = "full", name[128];
        if (!table[FULL_PNG].given)
            snprintf(suffix, sizeof suffix, "%" PRId64 "x%" PRId64, s->side, s->side);
        snprintf(name, sizeof name, "%s%s_%s.%s", k < NUM_FIVE ? five_pattern(k)->name : "",
                 k < NUM_FIVE ? "_mask" : "mask_comparison", suffix,
                 table[FORMAT].choices[table[FORMAT].integer]);
        s->paths[k] = run_path(table[OUTPUT_DIR].text, name);
        if (s->paths[k] == NULL)
            return run_no_memory(error);
        status = stm_output_open(s->paths[k], &s->pictures[k], error);
    }
    return status;
}

static stm_status print_masks(state *s, stm_error *error)
{
    stm_output *out = s->standard;
    stm_status status = STM_OK;
    stm_output_printf(out, "Sparsity of each mask:\n");
    for (int k = 0; k < NUM_FIVE; k++)
        stm_output_printf(out, "%s Mask Sparsity: %.4f%%\n", five_pattern(k)->title,
                          s->sparsity[k] * 100);
    if (table[SKIP_PATTERN_PRINT].given)
        return STM_OK;
    stm_output_printf(out, "\nSparsity Patterns:\n");
    for (int k = 0; k < NUM_FIVE && status == STM_OK; k++) {
        run_bar bar;
        stm_mask *square;
        stm_rectangle rectangle = {0, s->side, 0, s->side};
        stm_listing_options options = {.order = table[ORDER].integer == 1 ? STM_LIST_COLUMNS
                                                                          : STM_LIST_ROWS,
                                       .progress = &bar.progress};
        status = stm_mask_rectangle(s->whole[k], &rectangle, &square, error);
        if (status != STM_OK)
            return status;
        stm_output_printf(out, "%s Mask\n", five_pattern(k)->title);
        /* Where the listing goes to the same terminal, it is its own progress. */
        run_bar_start(&bar, five_pattern(k)->title, table[QUIET].given || isatty(STDOUT_FILENO));
        status = stm_listing_write(square, out, error, &options);
        run_bar_end(&bar);
        stm_mask_free(square);
    }
    return status;
}

/* One picture: of mask k, or of all five. */
static stm_status draw_one(state *s, int k, stm_error *error)
{
    bool full = table[FULL_PNG].given, all = k == NUM_FIVE;
    int64_t side = full ? table[SIZE].integer : s->side;
    const char *titles[NUM_FIVE];
    char title[160];
    run_bar bar;
    drawing d = {.masks = (const stm_mask *const *)s->drawn,
                 .titles = titles,
                 .sparsity = s->sparsity,
                 .num = NUM_FIVE,
                 .title = title,
                 .progress = &bar.progress};
    snprintf(title, sizeof title, "%s (%" PRId64 "x%" PRId64 "%s)",
             all ? "Mask Comparison" : five_pattern(k)->figure_title, side, side,
             full  ? ""
             : all ? " samples"
                   : " sample");
    for (int l = 0; l < NUM_FIVE; l++)
        titles[l] = five_pattern(l)->panel_title;
    if (!all) {
        titles[0] = title;
        d.masks += k;
        d.sparsity += k;
        d.num = 1;
    }
    run_bar_start(&bar, title, table[QUIET].given);
    stm_status status =
        full ? draw_full(&d, STM_FULL_LIMIT, false, s->pictures[k], error)
             : draw_figure(&d, (stm_figure_format)table[FORMAT].integer, s->pictures[k], error);
    run_bar_end(&bar);
    return status;
}

static stm_status save_pictures(state *s, stm_error *error)
{
    for (int k = 0; k < NUM_PICTURES && !table[NO_GRAPHIC].given; k++) {
        stm_status status = draw_one(s, k, error);
        status = run_close(&s->pictures[k], status, error);
        if (status != STM_OK)
            return status;
        s->num_saved++;
        run_say(table[QUIET].given, "saved as %s", s->paths[k]);
    }
    return STM_OK;
}

static stm_status preview(state *s, stm_error *error)
{
    const char *titles[NUM_FIVE];
    drawing d = {.masks = (const stm_mask *const *)s->drawn,
                 .titles = titles,
                 .sparsity = s->sparsity,
                 .num = NUM_FIVE};
    for (int k = 0; k < NUM_FIVE; k++)
        titles[k] = five_pattern(k)->title;
    if (table[NO_GRAPHIC].given || !isatty(STDOUT_FILENO))
        return STM_OK;
    stm_output_printf(s->standard, "\n");
    return draw_preview(&d, 0, false, s->standard, error);
}

static void state_free(state *s)
{
    stm_output_discard(s->standard);
    for (int k = 0; k < NUM_PICTURES; k++) {
        stm_output_discard(s->pictures[k]);
        free(s->paths[k]);
    }
    for (int k = 0; k < NUM_FIVE; k++) {
        stm_mask_free(s->drawn[k]);
        stm_mask_free(s->whole[k]);
    }
}

static stm_status check_options(stm_error *error)
{
    const option *format = &table[FORMAT];
    int64_t size = table[SIZE].integer, sample = table[SAMPLE_SIZE].integer;
    if (table[FULL_PNG].given && format->integer != STM_FIGURE_PNG)
        return options_refuse(error, "--format %s: a full picture is a png only",
                              format->choices[format->integer]);
    if (!table[NO_GRAPHIC].given && !table[FULL_PNG].given && sample > STM_RASTER_MAX &&
        size > STM_RASTER_MAX)
        return options_refuse(error,
                              "--sample_size %" PRId64 ": a labelled picture shows at most %d "
                              "tokens a side; --full_png draws more",
                              sample, STM_RASTER_MAX);
    return STM_OK;
}

static stm_status run(call *c)
{
    state s = {.num_saved = 0};
    stm_error *error = &c->error;
    stm_status status = check_options(error);
    if (status == STM_OK)
        status = make_masks(&s, error);
    if (status == STM_OK)
        status = run_stdout(&s.standard, error);
    if (status == STM_OK)
        status = open_pictures(&s, error);
    if (status == STM_OK)
        status = print_masks(&s, error);
    if (status == STM_OK && stm_output_flush(s.standard) == STM_OK)
        status = save_pictures(&s, error);
    if (status == STM_OK)
        status = preview(&s, error);
    if (s.standard != NULL && (status == STM_OK || stm_output_status(s.standard) != STM_OK)) {
        status = stm_output_close(s.standard, error);
        s.standard = NULL;
    }
    state_free(&s);
    if (s.made_folder && s.num_saved == 0 && status != STM_OK)
        rmdir(table[OUTPUT_DIR].text);
    return status;
}

int main(int argc, char **argv)
{
    run_start();
    return run_program(&sparse_program, argc, argv, 1, run);
}
