/* Gathers the blocks that runs touch as bits of words; runs with a step that go on from row to row
 * are a family, and touched once. */
#include "measure/touch.h"

#include <stdlib.h>

#include "base/fail.h"
#include "base/grow.h"

bool stm__intervals_push(stm__intervals *list, int64_t first, int64_t last)
{
    if (!stm__grow(&list->items, &list->capacity, list->num + 1, sizeof *list->items))
        return false;
    list->items[list->num++] = (stm__interval){first, last};
    return true;
}

stm_status stm__touch_new(int64_t cells, int64_t block, stm__touch *touch, stm_error *error)
{
    *touch = (stm__touch){.block = block, .num_blocks = stm__ceil_div(cells, block), .shift = -1};
    for (int k = 0; k < 32; k++)
        if (INT64_C(1) << k == block)
            touch->shift = k;
    touch->words = calloc((size_t)touch->num_blocks / 64 + 1, sizeof *touch->words);
    touch->used = calloc((size_t)touch->num_blocks / 4096 + 1, sizeof *touch->used);
    if (touch->words == NULL || touch->used == NULL) {
        stm__touch_free(touch);
        *touch = (stm__touch){0};
        return stm__fail_memory(error, "blocks");
    }
    touch->low = INT64_MAX;
    touch->high = -1;
    return STM_OK;
}

void stm__touch_free(stm__touch *touch)
{
    free(touch->words);
    free(touch->used);
    free(touch->ranges.items);
    free(touch->bits.items);
    free(touch->all.items);
}

static int64_t block_of(const stm__touch *touch, int64_t cell)
{
    return touch->shift >= 0 ? cell >> touch->shift : cell / touch->block;
}

#define SHORT 128 /* ranges of fewer blocks are set in words */
#define RECENT 4  /* ranges that a new one may widen */

static void add_range(stm__touch *touch, int64_t first, int64_t last)
{
    stm__intervals *ranges = &touch->ranges;
    for (int64_t k = ranges->num; k > 0 && k > ranges->num - RECENT; k--) {
        stm__interval *r = &ranges->items[k - 1];
        if (first <= r->last + 1 && r->first <= last + 1) {
            r->first = stm__min(r->first, first);
            r->last = stm__max(r->last, last);
            return;
        }
    }
    if (!stm__intervals_push(ranges, first, last))
        touch->failed = true;
}

/* Marks that words may have bits. */
static void use_words(stm__touch *touch, int64_t low, int64_t high)
{
    touch->low = stm__min(touch->low, low);
    touch->high = stm__max(touch->high, high);
    for (int64_t u = low >> 6; u <= high >> 6; u++) {
        uint64_t bits = ~UINT64_C(0);
        if (u == low >> 6)
            bits &= ~UINT64_C(0) << (low & 63);
        if (u == high >> 6)
            bits &= ~UINT64_C(0) >> (63 - (high & 63));
        touch->used[u] |= bits;
    }
}

/* Takes the mark from the first marked word at or after w, and gives its number; high + 1 where
 * there is none. */
static int64_t next_used(stm__touch *touch, int64_t w)
{
    uint64_t *used = touch->used;
    if (w > touch->high)
        return touch->high + 1;
    int64_t u = w >> 6, last = touch->high >> 6;
    uint64_t bits = used[u] >> (w & 63) << (w & 63);
    while (bits == 0 && u < last)
        bits = used[++u];
    if (bits == 0)
        return touch->high + 1;
    used[u] &= ~(bits & -bits);
    return (u << 6) + __builtin_ctzll(bits);
}

static void set_bits(stm__touch *touch, int64_t first, int64_t last)
{
    int64_t low = first >> 6, high = last >> 6;
    use_words(touch, low, high);
    for (int64_t w = low; w <= high; w++) {
        uint64_t bits = ~UINT64_C(0);
        if (w == low)
            bits &= ~UINT64_C(0) << (first & 63);
        if (w == high)
            bits &= ~UINT64_C(0) >> (63 - (last & 63));
        touch->words[w] |= bits;
    }
}

void stm__touch_range(stm__touch *touch, int64_t first, int64_t last)
{
    first = block_of(touch, first);
    last = block_of(touch, last);
    if (last - first < SHORT)
        set_bits(touch, first, last);
    else
        add_range(touch, first, last);
}

/* Sets the bits last, last - step, ... (count of them), step <= 32, a word at a time. */
static void set_pattern(stm__touch *touch, int64_t last, int64_t count, int64_t step)
{
    int64_t first = last - (count - 1) * step, low = first >> 6, high = last >> 6;
    use_words(touch, low, high);
    uint64_t every = 0; /* step-th bit, from the lowest on */
    for (int64_t k = 0; k < 64; k += step)
        every |= UINT64_C(1) << k;
    int64_t phase = (first & 63) % step, by = 64 % step;
    for (int64_t w = low; w <= high; w++) {
        uint64_t bits = every << phase;
        if (w == low)
            bits &= ~UINT64_C(0) << (first & 63);
        if (w == high)
            bits &= ~UINT64_C(0) >> (63 - (last & 63));
        touch->words[w] |= bits;
        phase -= by;
        phase += phase < 0 ? step : 0;
    }
}

static void touch_family(stm__touch *touch, const stm__family *f)
{
    int64_t step = f->step / touch->block;
    if (f->step % touch->block == 0 && step <= 32) {
        int64_t end = block_of(touch, f->last + f->width - 1);
        for (int64_t last = block_of(touch, f->last); last <= end; last++)
            set_pattern(touch, last, f->count, step);
        return;
    }
    for (int64_t k = 0, cell = f->last; k < f->count; k++, cell -= f->step)
        stm__touch_range(touch, cell, cell + f->width - 1);
}

/* Whether the run belongs to the family, which then has it. Those of its first cells that stand
 * out, there or in the family, are touched at once. */
static bool join(stm__touch *touch, stm__family *f, int64_t last, int64_t count, int64_t step)
{
    int64_t next = f->last + f->width;
    if (f->step != step || (last != next && last != next - 1) || count < f->count - 1 ||
        count > f->count + 1)
        return false;
    if (count > f->count) {
        int64_t first = last - (count - 1) * step;
        stm__touch_range(touch, first, first);
    } else if (count < f->count) {
        f->count = count;
        int64_t first = f->last - count * step;
        stm__touch_range(touch, first, first + f->width - 1);
    }
    f->width += last == next;
    return true;
}

void stm__touch_run(stm__touch *touch, int64_t first, int64_t count, int64_t step)
{
    int64_t last = first + (count - 1) * step;
    if (count == 1 || step <= touch->block) {
        stm__touch_range(touch, first, last);
        return;
    }
    for (int k = 0; k < touch->num_families; k++)
        if (join(touch, &touch->families[k], last, count, step))
            return;
    if (touch->num_families == STM__FAMILIES) {
        touch_family(touch, &touch->families[0]);
        memmove(touch->families, touch->families + 1,
                (STM__FAMILIES - 1) * sizeof *touch->families);
        touch->num_families--;
    }
    touch->families[touch->num_families++] =
        (stm__family){.last = last, .width = 1, .count = count, .step = step};
}

/* The set bits as intervals; clears them. */
static bool take_bits(stm__touch *touch)
{
    stm__intervals *bits = &touch->bits;
    bits->num = 0;
    int64_t first = -1, before = touch->low - 1; /* the interval that is open; the word before */
    for (int64_t w = next_used(touch, touch->low); w <= touch->high; w = next_used(touch, w + 1)) {
        if (first >= 0 && w > before + 1) {
            if (!stm__intervals_push(bits, first, before * 64 + 63))
                return false;
            first = -1;
        }
        before = w;
        uint64_t word = touch->words[w];
        touch->words[w] = 0;
        for (int at = 0; at < 64;) {
            uint64_t rest = (first < 0 ? word : ~word) >> at;
            if (rest == 0)
                break;
            at += __builtin_ctzll(rest);
            if (first < 0) {
                first = w * 64 + at;
            } else {
                if (!stm__intervals_push(bits, first, w * 64 + at - 1))
                    return false;
                first = -1;
            }
        }
    }
    int64_t end = before * 64 + 63;
    touch->low = INT64_MAX;
    touch->high = -1;
    return first < 0 || stm__intervals_push(bits, first, end);
}

static int by_first(const void *a, const void *b)
{
    int64_t x = ((const stm__interval *)a)->first, y = ((const stm__interval *)b)->first;
    return (x > y) - (x < y);
}

/* Appends the next interval, whose first is not below the last one's. */
static bool append(stm__intervals *all, const stm__interval *next)
{
    if (all->num > 0 && next->first <= all->items[all->num - 1].last + 1) {
        stm__interval *last = &all->items[all->num - 1];
        last->last = stm__max(last->last, next->last);
        return true;
    }
    return stm__intervals_push(all, next->first, next->last);
}

static void touch_families(stm__touch *touch)
{
    for (int k = 0; k < touch->num_families; k++)
        touch_family(touch, &touch->families[k]);
    touch->num_families = 0;
}

bool stm__touch_count(stm__touch *touch, int64_t *num, bool *last)
{
    touch_families(touch);
    if (touch->high < 0 || touch->failed) {
        const stm__intervals *all = stm__touch_finish(touch);
        *num = 0;
        for (int64_t k = 0; all != NULL && k < all->num; k++)
            *num += all->items[k].last - all->items[k].first + 1;
        *last = *num > 0 && all->items[all->num - 1].last == touch->num_blocks - 1;
        return all != NULL;
    }
    for (int64_t k = 0; k < touch->ranges.num; k++)
        set_bits(touch, touch->ranges.items[k].first, touch->ranges.items[k].last);
    touch->ranges.num = 0;
    int64_t end = touch->num_blocks - 1;
    *last = (touch->words[end >> 6] >> (end & 63) & 1) != 0;
    *num = 0;
    for (int64_t w = next_used(touch, touch->low); w <= touch->high; w = next_used(touch, w + 1)) {
        *num += __builtin_popcountll(touch->words[w]);
        touch->words[w] = 0;
    }
    touch->low = INT64_MAX;
    touch->high = -1;
    return true;
}

const stm__intervals *stm__touch_finish(stm__touch *touch)
{
    touch_families(touch);
    stm__intervals *ranges = &touch->ranges, *bits = &touch->bits, *all = &touch->all;
    bool good = take_bits(touch) && !touch->failed;
    if (ranges->num > 1)
        qsort(ranges->items, (size_t)ranges->num, sizeof *ranges->items, by_first);
    all->num = 0;
    for (int64_t r = 0, b = 0; good && (r < ranges->num || b < bits->num);) {
        bool range =
            b == bits->num || (r < ranges->num && ranges->items[r].first <= bits->items[b].first);
        good = append(all, range ? &ranges->items[r] : &bits->items[b]);
        r += range;
        b += !range;
    }
    ranges->num = 0;
    touch->failed = false;
    return good ? all : NULL;
}
