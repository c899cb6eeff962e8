/* Belady's rule (1966): a heap of the vectors that may leave, the one that is read farthest in the
 * future on top. */
#include "plan/opt.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

bool stm__history_add(stm__history *history, int32_t vector)
{
    if (!stm__grow(&history->vectors, &history->capacity, history->num + 1,
                   sizeof *history->vectors))
        return false;
    history->vectors[history->num++] = vector;
    return true;
}

bool stm__history_end_step(stm__history *history)
{
    if (!stm__grow(&history->ends, &history->step_capacity, history->num_steps + 1,
                   sizeof *history->ends))
        return false;
    history->ends[history->num_steps++] = history->num;
    return true;
}

void stm__history_free(stm__history *history)
{
    free(history->vectors);
    free(history->ends);
    *history = (stm__history){0};
}

/* The step that reads a vector next; NEVER where none does. */
#define NEVER INT32_MAX

/* For every entry of the history, the step of the vector's next entry. */
static int32_t *next_steps(const stm__history *history, int64_t num_vectors)
{
    int32_t *next = malloc((size_t)stm__max(history->num, 1) * sizeof *next);
    int32_t *seen = malloc((size_t)num_vectors * sizeof *seen);
    if (next == NULL || seen == NULL) {
        free(next);
        free(seen);
        return NULL;
    }
    for (int64_t v = 0; v < num_vectors; v++)
        seen[v] = NEVER;
    for (int64_t t = history->num_steps - 1, k = history->num - 1; t >= 0; t--)
        for (; k >= (t == 0 ? 0 : history->ends[t - 1]); k--) {
            int32_t v = history->vectors[k];
            next[k] = seen[v];
            seen[v] = (int32_t)stm__min(t, NEVER - 1);
        }
    free(seen);
    return next;
}

/* A heap of what may leave, that which is read farthest in the future on top. An entry whose
 * vector has been read since, or has left, is stale, and is dropped when it comes up. */
typedef struct entry {
    int32_t next, vector;
} entry;

typedef struct buffer_state {
    entry *heap;
    int64_t num;
    int32_t *next_of; /* of every vector in the buffer; -1: it is not in */
    int64_t num_in;
} buffer_state;

/* Of equals the higher vector leaves first: columns before rows. */
static bool leaves_before(entry a, entry b)
{
    return a.next != b.next ? a.next > b.next : a.vector > b.vector;
}

static void push(buffer_state *s, entry e)
{
    int64_t k = s->num++;
    while (k > 0 && leaves_before(e, s->heap[(k - 1) / 2])) {
        s->heap[k] = s->heap[(k - 1) / 2];
        k = (k - 1) / 2;
    }
    s->heap[k] = e;
}

static entry pop(buffer_state *s)
{
    entry top = s->heap[0], last = s->heap[--s->num];
    int64_t k = 0;
    for (;;) {
        int64_t child = 2 * k + 1;
        if (child >= s->num)
            break;
        if (child + 1 < s->num && leaves_before(s->heap[child + 1], s->heap[child]))
            child++;
        if (!leaves_before(s->heap[child], last))
            break;
        s->heap[k] = s->heap[child];
        k = child;
    }
    s->heap[k] = last;
    return top;
}

/* Throws the stale entries out, which gather at the bottom. */
static void rebuild(buffer_state *s, int64_t num_vectors)
{
    s->num = 0;
    for (int64_t v = 0; v < num_vectors; v++)
        if (s->next_of[v] >= 0)
            push(s, (entry){s->next_of[v], (int32_t)v});
}

static void evict(buffer_state *s, int64_t buffer)
{
    while (s->num_in > buffer) {
        entry e = pop(s);
        if (s->next_of[e.vector] != e.next)
            continue;
        s->next_of[e.vector] = -1;
        s->num_in--;
    }
}

bool stm__opt_walk(const stm__history *history, int64_t num_vectors, int64_t first_column,
                   int64_t buffer, void (*step)(void *context, int64_t low, int64_t high),
                   void *context)
{
    /* Room for every vector twice, and for the vectors of a step. */
    int64_t capacity = 4 * num_vectors;
    buffer_state s = {0};
    int32_t *next = next_steps(history, num_vectors);
    s.heap = malloc((size_t)capacity * sizeof *s.heap);
    s.next_of = malloc((size_t)num_vectors * sizeof *s.next_of);
    bool done = next != NULL && s.heap != NULL && s.next_of != NULL;
    if (done)
        memset(s.next_of, -1, (size_t)num_vectors * sizeof *s.next_of);
    for (int64_t t = 0, k = 0; done && t < history->num_steps; t++) {
        int64_t begin = k, low = 0, high = 0;
        if (s.num + (history->ends[t] - begin) > capacity)
            rebuild(&s, num_vectors);
        for (; k < history->ends[t]; k++) {
            int32_t v = history->vectors[k];
            if (s.next_of[v] < 0) {
                ++*(v < first_column ? &low : &high);
                s.num_in++;
            }
            s.next_of[v] = (int32_t)stm__min(t, NEVER - 1); /* not to leave during the step */
        }
        evict(&s, buffer);
        for (k = begin; k < history->ends[t]; k++) {
            int32_t v = history->vectors[k];
            s.next_of[v] = next[k];
            push(&s, (entry){next[k], v});
        }
        step(context, low, high);
    }
    free(s.heap);
    free(s.next_of);
    free(next);
    return done;
}

static void add_up(void *context, int64_t low, int64_t high)
{
    int64_t **sums = context;
    *sums[0] += low;
    *sums[1] += high;
}

bool stm__opt_count(const stm__history *history, int64_t num_vectors, int64_t first_column,
                    int64_t buffer, int64_t *low, int64_t *high)
{
    int64_t *sums[] = {low, high};
    *low = *high = 0;
    return stm__opt_walk(history, num_vectors, first_column, buffer, add_up, sums);
}
