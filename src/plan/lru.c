/* Stack distances (Mattson et al. 1970): every vector has a slot in the order of touching, and the
 * live slots behind it are counted in a tree of sums. */
#include "plan/lru.h"

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"

#define WORDS 16 /* of a block: two cache lines */
#define SLOTS (WORDS * 64)

bool stm__lru_open(stm__lru *lru, int64_t num_vectors)
{
    *lru = (stm__lru){.num_vectors = num_vectors, .num_slots = 4 * SLOTS};
    /* With four slots a vector, moving them together costs little a touch. */
    while (lru->num_slots < 4 * num_vectors)
        lru->num_slots *= 2;
    lru->slot = malloc((size_t)num_vectors * sizeof *lru->slot);
    lru->vector = malloc((size_t)lru->num_slots * sizeof *lru->vector);
    lru->live = calloc((size_t)lru->num_slots / 64, sizeof *lru->live);
    lru->blocks = calloc((size_t)(lru->num_slots / SLOTS + 1), sizeof *lru->blocks);
    if (lru->slot == NULL || lru->vector == NULL || lru->live == NULL || lru->blocks == NULL) {
        stm__lru_close(lru);
        return false;
    }
    memset(lru->slot, -1, (size_t)num_vectors * sizeof *lru->slot);
    return true;
}

void stm__lru_close(stm__lru *lru)
{
    free(lru->slot);
    free(lru->vector);
    free(lru->live);
    free(lru->blocks);
    *lru = (stm__lru){0};
}

static void add_to_block(stm__lru *lru, int64_t block, int32_t change)
{
    int64_t num = lru->num_slots / SLOTS;
    for (int64_t k = block + 1; k <= num; k += k & -k)
        lru->blocks[k] += change;
}

static int64_t live_before_block(const stm__lru *lru, int64_t block)
{
    int64_t total = 0;
    for (int64_t k = block; k > 0; k -= k & -k)
        total += lru->blocks[k];
    return total;
}

int64_t stm__lru_distance(const stm__lru *lru, int64_t vector)
{
    int64_t slot = lru->slot[vector];
    if (slot < 0)
        return 0;
    int64_t block = slot / SLOTS, word = slot / 64;
    int64_t before = live_before_block(lru, block);
    for (int64_t k = block * WORDS; k < word; k++)
        before += __builtin_popcountll(lru->live[k]);
    before += __builtin_popcountll(lru->live[word] & ((UINT64_C(1) << slot % 64) - 1));
    return lru->num_live - before;
}

static void set_live(stm__lru *lru, int64_t slot)
{
    lru->live[slot / 64] |= UINT64_C(1) << slot % 64;
    add_to_block(lru, slot / SLOTS, 1);
}

/* Moves the live slots together, in their order. */
static void compact(stm__lru *lru)
{
    int64_t next = 0;
    for (int64_t word = 0; word < lru->num_slots / 64; word++)
        for (uint64_t bits = lru->live[word]; bits != 0; bits &= bits - 1) {
            int32_t vector = lru->vector[word * 64 + __builtin_ctzll(bits)];
            lru->vector[next] = vector;
            lru->slot[vector] = next++;
        }
    memset(lru->live, 0, (size_t)lru->num_slots / 8);
    memset(lru->blocks, 0, (size_t)(lru->num_slots / SLOTS + 1) * sizeof *lru->blocks);
    for (int64_t slot = 0; slot < next; slot++)
        set_live(lru, slot);
    lru->next = next;
}

void stm__lru_touch(stm__lru *lru, int64_t vector)
{
    if (lru->next == lru->num_slots)
        compact(lru);
    int64_t old = lru->slot[vector];
    if (old >= 0) {
        lru->live[old / 64] &= ~(UINT64_C(1) << old % 64);
        if (old / SLOTS != lru->next / SLOTS)
            add_to_block(lru, old / SLOTS, -1);
    } else {
        lru->num_live++;
    }
    if (old < 0 || old / SLOTS != lru->next / SLOTS)
        add_to_block(lru, lru->next / SLOTS, 1);
    lru->live[lru->next / 64] |= UINT64_C(1) << lru->next % 64;
    lru->vector[lru->next] = (int32_t)vector;
    lru->slot[vector] = lru->next++;
}
