/* Hashes the parameters of a design, whatever the order in which its grid has them, the files of
 * its machine and its model, and the version. */
#include "sweep/key.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/model.h>
#include <stmask/version.h>

#include "base/fail.h"
#include "base/grow.h"
#include "base/input.h"
#include "hardware/find.h"
#include "parameter/kind.h"

/* The hash of a file's bytes; of none where it cannot be read. */
static stm_status hash_file(const char *name, bool machine, stm__hash *hash, stm_error *error)
{
    char *path = NULL, *text;
    size_t length;
    stm_status status = STM_OK;
    *hash = stm__hash_begin();
    if (machine)
        status = stm__machine_find(name, &path, NULL);
    if (status == STM_OK)
        status = stm__input_text(machine ? path : name, STM_MODEL_MAX_BYTES, &text, &length, NULL);
    free(path);
    if (status == STM_OK) {
        stm__hash_add(hash, text, length);
        free(text);
    }
    return status == STM_ENOMEM ? stm__fail_memory(error, name) : STM_OK;
}

static stm_status add_file(stm__files *files, const char *name, bool machine, stm__hash *hash,
                           stm_error *error)
{
    stm__hash of_file;
    int64_t k = 0;
    while (k < files->num && strcmp(files->items[k].name, name) != 0)
        k++;
    if (k == files->num) {
        stm_status status = hash_file(name, machine, &of_file, error);
        if (status != STM_OK)
            return status;
        char *copy = strdup(name);
        if (copy == NULL ||
            !stm__grow(&files->items, &files->capacity, k + 1, sizeof *files->items)) {
            free(copy);
            return stm__fail_memory(error, name);
        }
        files->items[files->num++] = (struct stm__file){copy, of_file};
    }
    stm__hash_add(hash, &files->items[k].hash, sizeof files->items[k].hash);
    return STM_OK;
}

/* Adds `name=value`, with its NULs, so that no two lists of them are one text. */
static void add(stm__hash *hash, const char *name, const char *value)
{
    stm__hash_add(hash, name, strlen(name) + 1);
    stm__hash_add(hash, value, strlen(value) + 1);
}

static void add_key(stm__hash *hash, const stm__design *design, int k)
{
    char number[24];
    stm__key key = stm__key_at(k);
    bool text = stm__parameter_is_text(key.parameter);
    snprintf(number, sizeof number, "%" PRId64, design->integer[k]);
    if (!text || design->text[k] != NULL)
        add(hash, key.column, text ? design->text[k] : number);
}

/* Adds the axes of machines and parameters in the order of their columns. */
static void add_others(stm__hash *hash, const stm_grid *grid, const stm__design *design)
{
    const char *before = "";
    for (;;) {
        int64_t next = -1;
        for (int64_t a = 0; a < grid->num_axes; a++)
            if (grid->axes[a].key >= STM__NUM_KEYS && strcmp(grid->axes[a].column, before) > 0 &&
                (next < 0 || strcmp(grid->axes[a].column, grid->axes[next].column) < 0))
                next = a;
        if (next < 0)
            return;
        before = grid->axes[next].column;
        add(hash, before, design->axis[next]);
    }
}

stm_status stm__key_of(const stm_grid *grid, int64_t k, stm__design *design, stm__files *files,
                       char key[STM__HASH_TEXT], stm_error *error)
{
    stm__hash hash = stm__hash_begin();
    stm_status status = stm__design_make(grid, k, design, NULL);
    add(&hash, "version", stm_version());
    add(&hash, "kind", grid->simulates ? "simulation" : "plan");
    if (status != STM_OK) { /* all that is known of it */
        for (int64_t a = 0; a < grid->num_axes; a++)
            add(&hash, grid->axes[a].column, design->axis[a]);
        stm__hash_text(hash, key);
        return STM_OK;
    }
    for (int s = 0; s < STM__NUM_KEYS; s++) {
        int section = stm__key_at(s).section;
        if (section == STM__MASKS || (section == STM__SIMULATION) == grid->simulates)
            add_key(&hash, design, s);
    }
    add_others(&hash, grid, design);
    if (design->text[STM__MODEL] != NULL)
        status = add_file(files, design->text[STM__MODEL], false, &hash, error);
    if (status == STM_OK && design->text[STM__MACHINE] != NULL)
        status = add_file(files, design->text[STM__MACHINE], true, &hash, error);
    stm__hash_text(hash, key);
    return status;
}

void stm__files_free(stm__files *files)
{
    for (int64_t k = 0; k < files->num; k++)
        free(files->items[k].name);
    free(files->items);
    *files = (stm__files){0};
}
