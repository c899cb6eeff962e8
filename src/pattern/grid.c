/* Grids of tokens: sides from text, places of tokens, and the product of one part of each axis. */
#include "pattern/grid.h"

#include <inttypes.h>
#include <string.h>

#include <stmask/number.h>

#include "base/fail.h"
#include "parameter/text_slice.h"

/* Reads numbers with an `x` between them; returns how many, or -1. */
static int read_numbers(const char *name, stm_text text, int64_t *numbers, stm_error *error)
{
    const char *at = text.at, *end = text.at + text.length;
    for (int num = 0; num < STM__GRID_AXES; num++) {
        const char *x = memchr(at, 'x', (size_t)(end - at));
        size_t length = (size_t)((x == NULL ? end : x) - at);
        if (stm_number_parse(name, at, length, 1, STM_MAX_SIZE, NULL, &numbers[num], error) !=
            STM_OK)
            return -1;
        if (x == NULL)
            return num + 1;
        at = x + 1;
    }
    stm__fail(error, STM_EINVAL, "%s %.*s: must be one to %d numbers, as in 4x16x16", name,
              stm__shown(text), text.at, STM__GRID_AXES);
    return -1;
}

stm_status stm__grid_read(const char *name, stm_text text, stm__grid *grid, stm_error *error)
{
    stm__grid new = {0};
    int64_t tokens = 1;
    new.num_axes = read_numbers(name, text, new.sides, error);
    if (new.num_axes < 0)
        return STM_EINVAL;
    for (int k = 0; k < new.num_axes; k++)
        if (!stm__multiply(tokens, new.sides[k], &tokens) || tokens > STM_MAX_SIZE)
            return stm__fail(error, STM_EINVAL, "%s %.*s: must have at most %" PRId64 " tokens",
                             name, stm__shown(text), text.at, STM_MAX_SIZE);
    *grid = new;
    return STM_OK;
}

stm_status stm__grid_numbers(const char *name, stm_text text, int num, int64_t *numbers,
                             stm_error *error)
{
    int64_t read[STM__GRID_AXES];
    int given = read_numbers(name, text, read, error);
    if (given < 0)
        return STM_EINVAL;
    if (given != 1 && given != num)
        return stm__fail(error, STM_EINVAL,
                         "%s %.*s: must be one number, or one for each of the %d axes of shape",
                         name, stm__shown(text), text.at, num);
    for (int k = 0; k < num; k++)
        numbers[k] = read[given == 1 ? 0 : k];
    return STM_OK;
}

int64_t stm__grid_tokens(const stm__grid *grid)
{
    int64_t tokens = 1;
    for (int k = 0; k < grid->num_axes; k++)
        tokens *= grid->sides[k];
    return tokens;
}

stm_status stm__grid_own_size(stm_text shape, int64_t *size, stm_error *error)
{
    stm__grid grid;
    stm_status status = stm__grid_read("shape", shape, &grid, error);
    if (status == STM_OK)
        *size = stm__grid_tokens(&grid);
    return status;
}

stm_status stm__grid_check(const stm__grid *grid, int64_t size, stm_error *error)
{
    int64_t tokens = stm__grid_tokens(grid);
    if (tokens == size)
        return STM_OK;
    return stm__fail(error, STM_EINVAL,
                     "shape: has %" PRId64 " tokens: must be the size, %" PRId64
                     "; at:of=(...) puts them among others",
                     tokens, size);
}

void stm__grid_place(const stm__grid *grid, int64_t token, int64_t *place)
{
    for (int k = grid->num_axes - 1; k >= 0; k--) {
        place[k] = token % grid->sides[k];
        token /= grid->sides[k];
    }
}

/* A part of all of them as one axis: the last axes that are seen whole, side by side, join the one
 * before them. `axes` takes how many stay. */
static stm__grid_part join(const stm__grid *grid, const stm__grid_part *parts, int *axes)
{
    int last = grid->num_axes - 1;
    int64_t side = 1;
    stm__grid_part part = parts[last];
    while (last > 0 && part.step == 1 && part.count == grid->sides[last] * side) {
        side *= grid->sides[last];
        const stm__grid_part *outer = &parts[--last];
        if (outer->step != 1 && outer->count > 1) {
            last++;
            break;
        }
        part = (stm__grid_part){outer->first * side, outer->count * side, 1};
    }
    *axes = last;
    return part;
}

int64_t stm__grid_bound(const stm__grid *grid, const stm__grid_part *parts)
{
    int axes;
    join(grid, parts, &axes);
    int64_t bound = 1;
    for (int k = 0; k < axes; k++)
        bound *= parts[k].count;
    return bound + 2;
}

int64_t stm__grid_give(const stm__grid *grid, const stm__grid_part *parts, int64_t index,
                       stm_run *runs)
{
    int axes;
    int64_t n = 0, at[STM__GRID_AXES] = {0}, inner = 1;
    stm__grid_part last = join(grid, parts, &axes);
    for (int k = axes; k < grid->num_axes; k++)
        inner *= grid->sides[k];
    for (int k = 0; k < axes; k++)
        if (parts[k].count == 0)
            return 0;
    for (;;) {
        int64_t start = 0;
        for (int k = 0; k < axes; k++)
            start = start * grid->sides[k] + parts[k].first + at[k] * parts[k].step;
        n = stm__give_around(runs, n, start * inner + last.first, last.count, last.step, index,
                             STM_LOCAL);
        int k = axes - 1;
        while (k >= 0 && ++at[k] == parts[k].count)
            at[k--] = 0;
        if (k < 0)
            return n;
    }
}
