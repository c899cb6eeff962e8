/* Makes a design of a grid: its number's digits, one an axis, choose the values, and placeholders
 * are filled in with those of the parameters. */
#include <stdio.h>
#include <string.h>

#include <stmask/number.h>

#include "base/fail.h"
#include "parameter/arguments.h"
#include "parameter/kind.h"
#include "parameter/text_slice.h"
#include "sweep/grid.h"

static bool put(stm__design *design, const char *text, size_t length)
{
    if (length >= STM__DESIGN_BYTES - design->used)
        return false;
    memcpy(design->bytes + design->used, text, length);
    design->used += length;
    design->bytes[design->used] = '\0';
    return true;
}

/* Writes a value with its placeholders filled in, and a NUL. */
static bool fill(const stm_grid *grid, stm__design *design, const char *value)
{
    bool room = true;
    while (*value != '\0' && room) {
        size_t plain = strcspn(value, "{");
        room = put(design, value, plain);
        value += plain;
        if (*value != '{')
            continue;
        size_t length = strcspn(value, "}") - 1;
        const stm__axis *axis = stm__axes_parameter(grid, value + 1, length);
        const char *filled = design->axis[axis - grid->axes];
        room = room && put(design, filled, strlen(filled));
        value += length + 2;
    }
    design->used++; /* the NUL */
    return room && design->used < STM__DESIGN_BYTES;
}

/* Reads a value into the place of its key. */
static stm_status take(stm__design *design, const stm__axis *axis, const char *value,
                       stm_error *error)
{
    stm_arguments arguments = {.prepared = NULL};
    if (axis->key == STM__OF_MACHINE)
        return STM_OK;
    stm__key key = stm__key_at(axis->key);
    if (stm__parameter_is_text(key.parameter)) {
        design->text[axis->key] = value;
        return STM_OK;
    }
    stm_status status = stm__argument_read(key.table, key.at, stm__text(value), &arguments, error);
    design->integer[axis->key] = arguments.integer[key.at];
    return status;
}

static void set_defaults(stm__design *design)
{
    for (int k = 0; k < STM__NUM_KEYS; k++) {
        const stm_parameter *p = stm__key_at(k).parameter;
        design->text[k] = stm__parameter_is_text(p) ? p->default_text : NULL;
        design->integer[k] = p->default_value;
    }
    design->num_set = 0;
    design->used = 0;
}

/* Fills in one axis; parameters have no placeholders. */
static stm_status fill_axis(const stm_grid *grid, int64_t a, stm__design *design, stm_error *error)
{
    const stm__axis *axis = &grid->axes[a];
    const char *begin = design->bytes + design->used;
    bool of_machine = axis->key == STM__OF_MACHINE;
    bool room = !of_machine || (put(design, axis->name, strlen(axis->name)) && put(design, "=", 1));
    const char *value = design->bytes + design->used;
    if (!room || !fill(grid, design, design->axis[a]))
        return stm__fail(error, STM_EINVAL, "values: have %d bytes or more together",
                         STM__DESIGN_BYTES);
    design->axis[a] = value;
    if (of_machine)
        design->set[design->num_set++] = begin;
    return take(design, axis, value, error);
}

stm_status stm__design_make(const stm_grid *grid, int64_t k, stm__design *design, stm_error *error)
{
    stm_status status = STM_OK;
    set_defaults(design);
    for (int64_t a = grid->num_axes - 1; a >= 0; a--) {
        const stm__values *values = &grid->axes[a].values;
        design->axis[a] = values->items[k % values->num];
        k /= values->num;
    }
    for (int64_t a = 0; a < grid->num_axes && status == STM_OK; a++)
        if (grid->axes[a].key != STM__OF_DESIGN)
            status = fill_axis(grid, a, design, error);
    return status;
}

stm_status stm__design_cut(const char *name, const char *text, int64_t *first, int64_t *count,
                           stm_error *error)
{
    char what[32];
    const char *colon = strchr(text, ':');
    if (colon == NULL)
        return stm__fail(error, STM_EINVAL, "%s %.60s: must be FIRST:COUNT, as in 512:128", name,
                         text);
    snprintf(what, sizeof what, "%s first", name);
    stm_status status = stm_number_parse(what, text, (size_t)(colon - text), 0, STM_MAX_SIZE - 1,
                                         NULL, first, error);
    snprintf(what, sizeof what, "%s count", name);
    if (status == STM_OK)
        status = stm_number_parse(what, colon + 1, strlen(colon + 1), 1, STM_MAX_SIZE, NULL, count,
                                  error);
    return status;
}
