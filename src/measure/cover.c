/* Finds the blocks that every row of a row of blocks covers whole: intervals of the runs are
 * intersected row by row. */
#include "measure/cover.h"

#include <stdlib.h>

#include "base/clip.h"
#include "base/grow.h"

bool stm__cover_start(stm__cover *cover, int64_t cells, int64_t block, bool cut_may_be_full)
{
    cover->cells = cells;
    cover->block = block;
    cover->cut_may_be_full = cut_may_be_full;
    cover->blocks.num = 0;
    int64_t whole = cut_may_be_full ? stm__ceil_div(cells, block) : cells / block;
    return whole == 0 || stm__intervals_push(&cover->blocks, 0, whole - 1);
}

void stm__cover_free(stm__cover *cover)
{
    free(cover->blocks.items);
    free(cover->row.items);
    free(cover->both.items);
    free(cover->words);
}

static bool is_stepped(const stm_run *run)
{
    return run->step > 1;
}

/* Whether runs with steps alone could cover a block. Of L cells in a row they cover at most
 * L * density + their number. */
static bool may_fill(const stm_run *runs, int64_t num_runs, int64_t block)
{
    double density = 0;
    int64_t stepped = 0;
    for (int64_t k = 0; k < num_runs; k++)
        if (is_stepped(&runs[k])) {
            density += 1 / (double)runs[k].step;
            stepped++;
        }
    return stepped > 0 && (double)stepped >= 0.999 * (1 - density) * (double)block;
}

static bool stepped_sees(const stm_run *runs, int64_t num_runs, int64_t cell)
{
    for (int64_t k = 0; k < num_runs; k++)
        if (is_stepped(&runs[k]) && runs[k].first <= cell && cell <= stm_run_last(&runs[k]) &&
            (cell - runs[k].first) % runs[k].step == 0)
            return true;
    return false;
}

/* The intervals of the runs without steps, and the few cells of the others that lengthen them. */
static bool cover_solid(stm__cover *cover, const stm_run *runs, int64_t num_runs, int64_t origin)
{
    stm__intervals *row = &cover->row;
    bool stepped = false;
    for (int64_t k = 0; k < num_runs && !stepped; k++)
        stepped = is_stepped(&runs[k]);
    for (int64_t k = 0; k < num_runs; k++) {
        if (is_stepped(&runs[k]))
            continue;
        int64_t first = runs[k].first, last = stm_run_last(&runs[k]);
        while (stepped && stepped_sees(runs, num_runs, first - 1))
            first--;
        while (stepped && stepped_sees(runs, num_runs, last + 1))
            last++;
        first -= origin;
        last -= origin;
        if (row->num > 0 && first <= row->items[row->num - 1].last + 1)
            row->items[row->num - 1].last = stm__max(row->items[row->num - 1].last, last);
        else if (!stm__intervals_push(row, first, last))
            return false;
    }
    return true;
}

static void set_cells(uint64_t *words, const stm_run *run, int64_t origin)
{
    for (int64_t k = 0, cell = run->first - origin; k < run->count; k++, cell += run->step)
        words[cell >> 6] |= UINT64_C(1) << (cell & 63);
}

/* The intervals of all runs, cell by cell, from the first to the last cell that matters. */
static bool cover_cells(stm__cover *cover, const stm_run *runs, int64_t num_runs, int64_t origin)
{
    stm__intervals *row = &cover->row;
    if (cover->words == NULL)
        cover->words = calloc((size_t)cover->cells / 64 + 1, sizeof *cover->words);
    if (cover->words == NULL)
        return false;
    int64_t low = cover->blocks.items[0].first * cover->block;
    int64_t high = (cover->blocks.items[cover->blocks.num - 1].last + 1) * cover->block - 1;
    high = stm__min(high, cover->cells - 1);
    int64_t least = INT64_MAX, most = -1;
    for (int64_t k = 0; k < num_runs; k++) {
        stm_run part = stm__run_clip(&runs[k], low + origin, high + origin);
        if (part.count == 0)
            continue;
        least = stm__min(least, part.first - origin);
        most = stm__max(most, stm_run_last(&part) - origin);
        set_cells(cover->words, &part, origin);
    }
    bool good = true;
    for (int64_t cell = least; good && cell <= most; cell++) {
        if (cover->words[cell >> 6] == 0) {
            cell |= 63;
            continue;
        }
        if ((cover->words[cell >> 6] >> (cell & 63) & 1) == 0)
            continue;
        if (row->num > 0 && row->items[row->num - 1].last + 1 == cell)
            row->items[row->num - 1].last = cell;
        else
            good = stm__intervals_push(row, cell, cell);
    }
    if (most >= 0)
        memset(cover->words + (least >> 6), 0,
               (size_t)((most >> 6) - (least >> 6) + 1) * sizeof *cover->words);
    return good;
}

/* Cells to the blocks they cover whole, in place. */
static void to_blocks(stm__cover *cover)
{
    stm__intervals *row = &cover->row;
    int64_t num = 0;
    for (int64_t k = 0; k < row->num; k++) {
        stm__interval cells = row->items[k];
        int64_t first = stm__ceil_div(cells.first, cover->block);
        int64_t last = (cells.last + 1) / cover->block - 1;
        if (cover->cut_may_be_full && cells.last + 1 == cover->cells)
            last = stm__ceil_div(cover->cells, cover->block) - 1;
        if (first <= last)
            row->items[num++] = (stm__interval){first, last};
    }
    row->num = num;
}

bool stm__cover_row(stm__cover *cover, const stm_run *runs, int64_t num_runs, int64_t origin)
{
    if (cover->blocks.num == 0)
        return true;
    cover->row.num = 0;
    /* The fewest cells that make a block. */
    int64_t least = cover->cut_may_be_full && cover->cells % cover->block > 0
                        ? cover->cells % cover->block
                        : cover->block;
    bool cells = may_fill(runs, num_runs, least);
    if (!(cells ? cover_cells : cover_solid)(cover, runs, num_runs, origin))
        return false;
    to_blocks(cover);
    const stm__intervals *a = &cover->blocks, *b = &cover->row;
    stm__intervals *both = &cover->both;
    both->num = 0;
    for (int64_t x = 0, y = 0; x < a->num && y < b->num;) {
        int64_t first = stm__max(a->items[x].first, b->items[y].first);
        int64_t last = stm__min(a->items[x].last, b->items[y].last);
        if (first <= last && !stm__intervals_push(both, first, last))
            return false;
        if (a->items[x].last < b->items[y].last)
            x++;
        else
            y++;
    }
    stm__intervals swap = cover->blocks;
    cover->blocks = cover->both;
    cover->both = swap;
    return true;
}
