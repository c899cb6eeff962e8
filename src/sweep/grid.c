/* Reads a grid: every entry of its file becomes an axis, or adds its values to one. */
#include "sweep/grid.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <stmask/words.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "base/input.h"
#include "hardware/ini.h"

static const char of_machine[] = "machine", of_designs[] = "parameters";

stm_status stm__axes_fail(const stm_grid *grid, int line, stm_error *error, const char *sentence)
{
    if (line > 0)
        return stm__fail(error, STM_EINVAL, "%.200s line %d: %s", grid->name, line, sentence);
    return stm__fail(error, STM_EINVAL, "%.200s: %s", grid->name, sentence);
}

const stm__axis *stm__axes_find(const stm_grid *grid, int key)
{
    for (int64_t a = 0; a < grid->num_axes; a++)
        if (grid->axes[a].key == key)
            return &grid->axes[a];
    return NULL;
}

const stm__axis *stm__axes_parameter(const stm_grid *grid, const char *name, size_t length)
{
    for (int64_t a = 0; a < grid->num_axes; a++) {
        const stm__axis *axis = &grid->axes[a];
        if (axis->key == STM__OF_DESIGN && strlen(axis->name) == length &&
            memcmp(axis->name, name, length) == 0)
            return axis;
    }
    return NULL;
}

static stm_status fail_section(const stm_grid *grid, const stm__ini_entry *entry, stm_error *error)
{
    char sentence[200];
    stm_guess guess = {.text = entry->section, .length = strlen(entry->section)};
    for (int s = 0; s < STM__NUM_SECTIONS; s++)
        stm_guess_offer(&guess, stm__axes_tables[s]->owner);
    stm_guess_offer(&guess, of_machine);
    stm_guess_offer(&guess, of_designs);
    if (entry->section[0] == '\0')
        snprintf(sentence, sizeof sentence, "%s: stands before the first [section]", entry->key);
    else if (guess.word != NULL)
        snprintf(sentence, sizeof sentence, "[%s]: is no section; did you mean [%s]?",
                 entry->section, guess.word);
    else
        snprintf(sentence, sizeof sentence,
                 "[%s]: is no section; there are [masks], [plan], [simulation], [machine] and "
                 "[parameters]",
                 entry->section);
    return stm__axes_fail(grid, entry->line, error, sentence);
}

/* Of a key that the tables have not, what may have been meant. */
static stm_status fail_key(const stm_grid *grid, const stm__ini_entry *entry, stm_error *error)
{
    char sentence[300];
    stm_guess guess = {.text = entry->key, .length = strlen(entry->key)};
    const char *owner = NULL;
    for (int k = 0; k < STM__NUM_KEYS; k++) {
        stm__key key = stm__key_at(k);
        if (strcmp(key.table->owner, entry->section) == 0)
            stm_guess_offer(&guess, key.parameter->name);
        else if (strcmp(key.parameter->name, entry->key) == 0)
            owner = key.table->owner;
    }
    if (owner != NULL)
        snprintf(sentence, sizeof sentence, "%s: belongs to [%s], not to [%s]", entry->key, owner,
                 entry->section);
    else if (guess.word != NULL)
        snprintf(sentence, sizeof sentence, "'%s' is no key of [%s]; did you mean %s?", entry->key,
                 entry->section, guess.word);
    else
        snprintf(sentence, sizeof sentence,
                 "'%s' is no key of [%s]; a name of one's own stands in [parameters]", entry->key,
                 entry->section);
    return stm__axes_fail(grid, entry->line, error, sentence);
}

/* The key of an entry, as an axis has it. */
static stm_status find_key(const stm_grid *grid, const stm__ini_entry *entry, int *found,
                           stm_error *error)
{
    bool section = false;
    *found = -1;
    if (strcmp(entry->section, of_machine) == 0)
        *found = STM__OF_MACHINE;
    if (strcmp(entry->section, of_designs) == 0)
        *found = STM__OF_DESIGN;
    for (int k = 0; k < STM__NUM_KEYS && *found < 0; k++) {
        stm__key key = stm__key_at(k);
        bool here = strcmp(key.table->owner, entry->section) == 0;
        section = section || here;
        if (here && strcmp(key.parameter->name, entry->key) == 0)
            *found = k;
    }
    if (*found >= 0)
        return STM_OK;
    return section ? fail_key(grid, entry, error) : fail_section(grid, entry, error);
}

static stm_status new_axis(stm_grid *grid, const stm__ini_entry *entry, int key, stm_error *error)
{
    char column[80];
    if (grid->num_axes == STM_GRID_MAX_AXES)
        return stm__axes_fail(grid, entry->line, error, "a grid has at most 64 keys");
    snprintf(column, sizeof column, "%s%s", key == STM__OF_MACHINE ? "machine_" : "",
             key < STM__NUM_KEYS ? stm__key_at(key).column : entry->key);
    stm__axis *axis = &grid->axes[grid->num_axes];
    *axis = (stm__axis){.key = key, .line = entry->line};
    axis->name = strdup(entry->key);
    axis->column = strdup(column);
    grid->num_axes++;
    return axis->name == NULL || axis->column == NULL ? stm__fail_memory(error, grid->name)
                                                      : STM_OK;
}

/* A key that comes again has more values. */
static stm_status add_entry(stm_grid *grid, const stm__ini_entry *entry, stm_error *error)
{
    char sentence[400];
    stm_error inner = {.message = ""};
    int key;
    int64_t a = 0;
    stm_status status = find_key(grid, entry, &key, error);
    if (status != STM_OK)
        return status;
    while (a < grid->num_axes &&
           (grid->axes[a].key != key || strcasecmp(grid->axes[a].name, entry->key) != 0))
        a++;
    if (a == grid->num_axes)
        status = new_axis(grid, entry, key, error);
    if (status != STM_OK)
        return status;
    status = stm__values_add(&grid->axes[a].values, entry->value, &inner);
    if (status == STM_OK)
        status = stm__values_check(&grid->axes[a].values, &inner);
    if (status != STM_EINVAL)
        return status == STM_OK ? STM_OK : stm__fail_memory(error, grid->name);
    snprintf(sentence, sizeof sentence, "%s %.300s", entry->key, inner.message);
    return stm__axes_fail(grid, entry->line, error, sentence);
}

static stm_status fill(stm_grid *grid, const char *text, size_t length, stm_error *error)
{
    stm__ini ini = {0};
    stm_status status = stm__ini_read(text, length, grid->name, &ini, error);
    for (int64_t k = 0; k < ini.num && status == STM_OK; k++)
        status = add_entry(grid, &ini.entries[k], error);
    stm__ini_free(&ini);
    if (status != STM_OK)
        return status;
    grid->designs = 1;
    for (int64_t a = 0; a < grid->num_axes; a++)
        if (!stm__multiply(grid->designs, grid->axes[a].values.num, &grid->designs) ||
            grid->designs > STM_GRID_MAX_DESIGNS)
            return stm__fail(error, STM_EINVAL, "%.200s: has more than 16777216 designs",
                             grid->name);
    return stm__axes_check(grid, error);
}

stm_status stm_grid_parse(const char *text, size_t length, const char *name, stm_grid **grid,
                          stm_error *error)
{
    if (length > STM_GRID_MAX_BYTES)
        return stm__fail(error, STM_EINVAL, "%.200s: must have at most %d bytes", name,
                         STM_GRID_MAX_BYTES);
    stm_grid *new = calloc(1, sizeof *new);
    if (new == NULL || (new->name = strdup(name)) == NULL) {
        stm_grid_free(new);
        return stm__fail_memory(error, name);
    }
    stm_status status = fill(new, text, length, error);
    if (status != STM_OK)
        stm_grid_free(new);
    else
        *grid = new;
    return status;
}

stm_status stm_grid_read(const char *path, stm_grid **grid, stm_error *error)
{
    char *text;
    size_t length;
    stm_status status = stm__input_text(path, STM_GRID_MAX_BYTES, &text, &length, error);
    if (status != STM_OK)
        return status;
    status = stm_grid_parse(text, length, path, grid, error);
    free(text);
    return status;
}

void stm_grid_free(stm_grid *grid)
{
    if (grid == NULL)
        return;
    for (int64_t a = 0; a < grid->num_axes; a++) {
        stm__values_free(&grid->axes[a].values);
        free(grid->axes[a].column);
        free(grid->axes[a].name);
    }
    free(grid->name);
    free(grid);
}

int64_t stm_grid_designs(const stm_grid *grid)
{
    return grid->designs;
}

bool stm_grid_simulates(const stm_grid *grid)
{
    return grid->simulates;
}

int64_t stm_grid_axes(const stm_grid *grid)
{
    return grid->num_axes;
}

stm_grid_axis stm_grid_axis_at(const stm_grid *grid, int64_t k)
{
    const stm__axis *a = &grid->axes[k];
    const char *section = a->key == STM__OF_MACHINE  ? of_machine
                          : a->key == STM__OF_DESIGN ? of_designs
                                                     : stm__key_at(a->key).table->owner;
    return (stm_grid_axis){a->column, section, a->name, (const char *const *)a->values.items,
                           a->values.num};
}
