/* Checks a grid before anything runs: placeholders, values that stand for themselves, and that its
 * masks and machines are there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/spec.h>
#include <stmask/words.h>

#include "base/fail.h"
#include "hardware/find.h"
#include "hardware/limits.h"
#include "parameter/arguments.h"
#include "parameter/kind.h"
#include "parameter/text_slice.h"
#include "sweep/grid.h"

static stm_status fail_placeholder(const stm_grid *grid, const stm__axis *axis, const char *value,
                                   const char *name, size_t length, stm_error *error)
{
    char sentence[300];
    stm_guess guess = {.text = name, .length = length};
    for (int64_t a = 0; a < grid->num_axes; a++)
        if (grid->axes[a].key == STM__OF_DESIGN)
            stm_guess_offer(&guess, grid->axes[a].name);
    if (axis->key == STM__OF_DESIGN)
        snprintf(sentence, sizeof sentence, "%s %.100s: a parameter's values have no placeholders",
                 axis->name, value);
    else if (name[length] != '}')
        snprintf(sentence, sizeof sentence, "%s %.100s: a placeholder is {name}", axis->name,
                 value);
    else if (guess.word != NULL)
        snprintf(sentence, sizeof sentence, "{%.*s}: is no key of [parameters]; did you mean {%s}?",
                 (int)length, name, guess.word);
    else
        snprintf(sentence, sizeof sentence, "{%.60s: is no key of [parameters]", name);
    return stm__axes_fail(grid, axis->line, error, sentence);
}

/* Every placeholder has its parameter, which is noted as used. */
static stm_status check_placeholders(stm_grid *grid, stm__axis *axis, const char *value,
                                     uint64_t *used, stm_error *error)
{
    for (const char *at = strchr(value, '{'); at != NULL; at = strchr(at + 1, '{')) {
        size_t length = strcspn(at + 1, "}{");
        const stm__axis *parameter = stm__axes_parameter(grid, at + 1, length);
        if (axis->key == STM__OF_DESIGN || at[1 + length] != '}' || parameter == NULL)
            return fail_placeholder(grid, axis, value, at + 1, length, error);
        *used |= UINT64_C(1) << (parameter - grid->axes);
        axis->made = true;
    }
    return STM_OK;
}

/* Checks a value that stands for itself. */
static stm_status check_value(const stm_grid *grid, const stm__axis *axis, const char *value,
                              stm_error *error)
{
    stm_error inner = {.message = ""};
    stm_arguments arguments = {.prepared = NULL};
    stm__limits limits;
    const stm_order *order;
    stm_status status = STM_OK;
    if (axis->key == STM__READ_LIMIT)
        status = stm__limits_read(axis->name, value, &limits, &inner);
    else if (axis->key == STM__ORDER)
        status = stm_order_parse(value, &order, &arguments, &inner);
    else if (axis->key == STM__QUERIES || axis->key == STM__KEYS)
        status = stm__design_cut(axis->name, value, &(int64_t){0}, &(int64_t){0}, &inner);
    else if (axis->key == STM__MACHINE)
        status = stm__machine_find(value, NULL, &inner);
    else if (axis->key < STM__NUM_KEYS) {
        stm__key key = stm__key_at(axis->key);
        if (stm__parameter_is_text(key.parameter))
            return STM_OK;
        status = stm__argument_read(key.table, key.at, stm__text(value), &arguments, &inner);
    }
    if (status == STM_EINVAL)
        return stm__axes_fail(grid, axis->line, error, inner.message);
    return status == STM_OK ? STM_OK : stm__fail(error, status, "%s", inner.message);
}

static stm_status check_axis(stm_grid *grid, stm__axis *axis, uint64_t *used, stm_error *error)
{
    stm_status status = STM_OK;
    for (int64_t k = 0; k < axis->values.num && status == STM_OK; k++) {
        const char *value = axis->values.items[k];
        status = check_placeholders(grid, axis, value, used, error);
        if (status == STM_OK && strchr(value, '{') == NULL)
            status = check_value(grid, axis, value, error);
    }
    return status;
}

/* How far apart designs are that differ in an axis alone. */
static int64_t distance(const stm_grid *grid, const stm__axis *axis)
{
    int64_t each = 1;
    for (const stm__axis *a = axis + 1; a < grid->axes + grid->num_axes; a++)
        each *= a->values.num;
    return each;
}

static stm_status make_mask(const stm__design *design, stm_error *error)
{
    stm_mask *mask = NULL;
    int64_t size = design->integer[STM__SIZE];
    stm_status status =
        stm_mask_from_spec(design->text[STM__SPEC], size > 0 ? size : 1024, &mask, error);
    if (status == STM_OK)
        stm_mask_free(mask);
    return status;
}

/* A spec has to give a mask in one of its designs at least, where these are few enough to try. */
static stm_status check_spec(const stm_grid *grid, const stm__axis *axis, int64_t k,
                             stm__design *design, stm_error *error)
{
    enum { MOST = 512 };
    stm_error first = {.message = ""}, inner = {.message = ""};
    int64_t each = distance(grid, axis), others = grid->designs / axis->values.num;
    stm_status status = STM_EINVAL;
    if (others > MOST && strchr(axis->values.items[k], '{') != NULL)
        return STM_OK;
    for (int64_t o = 0; o < others && o < MOST && status == STM_EINVAL; o++) {
        int64_t at = o / each * each * axis->values.num + k * each + o % each;
        status = stm__design_make(grid, at, design, &inner);
        if (status == STM_OK)
            status = make_mask(design, &inner);
        if (o == 0)
            first = inner;
    }
    if (status == STM_EINVAL)
        return stm__axes_fail(grid, axis->line, error, first.message);
    return status == STM_OK ? STM_OK : stm__fail(error, status, "%s", inner.message);
}

static stm_status check_specs(const stm_grid *grid, stm_error *error)
{
    enum { MOST = 256 }; /* the others are found out by their designs */
    const stm__axis *spec = stm__axes_find(grid, STM__SPEC);
    stm__design *design = spec == NULL ? NULL : malloc(sizeof *design);
    stm_status status = STM_OK;
    if (spec == NULL)
        return STM_OK;
    if (design == NULL)
        return stm__fail_memory(error, grid->name);
    for (int64_t k = 0; k < spec->values.num && k < MOST && status == STM_OK; k++)
        status = check_spec(grid, spec, k, design, error);
    free(design);
    return status;
}

stm_status stm__axes_check(stm_grid *grid, stm_error *error)
{
    uint64_t used = 0;
    stm_status status = stm__axes_check_keys(grid, error);
    for (int64_t a = 0; a < grid->num_axes && status == STM_OK; a++)
        status = check_axis(grid, &grid->axes[a], &used, error);
    if (status == STM_OK)
        status = stm__axes_check_names(grid, used, error);
    if (status == STM_OK)
        status = check_specs(grid, error);
    return status;
}
