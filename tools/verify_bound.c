/* The bound of a certificate, proved again: degrees and overlaps by looking at every cell, and the
 * sums of docs/orders.md by plain loops. */
#include <stdlib.h>

#include "verify.h"

#define MOST_SHARED 4096 /* rows or columns whose overlaps are counted */

typedef struct side {
    int64_t num, used, across; /* lines; those with a point; cells of a line */
    int64_t *degree;           /* descending */
    int64_t *shared;           /* [r]: the most that a line has in common with r others */
    unsigned char *cells;      /* a byte each */
} side;

static int descending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x > y ? -1 : x < y;
}

/* Overlaps of every line with all others, the largest first, added up. */
static bool share(side *s)
{
    int64_t *overlap = calloc((size_t)s->num, sizeof *overlap);
    s->shared = calloc((size_t)s->num + 1, sizeof *s->shared);
    for (int64_t a = 0; a < s->num && overlap != NULL && s->shared != NULL; a++) {
        int64_t sum = 0;
        for (int64_t b = 0; b < s->num; b++) {
            const unsigned char *x = s->cells + a * s->across, *y = s->cells + b * s->across;
            overlap[b] = 0;
            for (int64_t k = 0; k < s->across && a != b; k++)
                overlap[b] += x[k] & y[k];
        }
        qsort(overlap, (size_t)s->num, sizeof *overlap, descending);
        for (int64_t r = 1; r < s->num; r++) {
            sum += overlap[r - 1];
            if (sum > s->shared[r])
                s->shared[r] = sum;
        }
    }
    bool done = overlap != NULL && s->shared != NULL;
    free(overlap);
    return done;
}

static bool side_read(side *s, const certificate *c, bool columns, bool overlaps)
{
    const stm_rectangle *b = &c->rectangle;
    *s = (side){.num = columns ? b->num_keys : b->num_queries,
                .across = columns ? b->num_queries : b->num_keys};
    s->degree = calloc((size_t)s->num, sizeof *s->degree);
    s->cells = overlaps ? calloc((size_t)s->num, (size_t)s->across) : NULL;
    if (s->degree == NULL || (overlaps && s->cells == NULL))
        return false;
    for (int64_t k = 0; k < s->num; k++) {
        for (int64_t o = 0; o < s->across; o++) {
            int64_t i = b->first_query + (columns ? o : k), j = b->first_key + (columns ? k : o);
            bool seen = stm_mask_cell(c->mask, i, j) != 0;
            s->degree[k] += seen;
            if (overlaps)
                s->cells[k * s->across + o] = seen;
        }
        s->used += s->degree[k] > 0;
    }
    qsort(s->degree, (size_t)s->num, sizeof *s->degree, descending);
    return !overlaps || share(s);
}

static void side_free(side *s)
{
    free(s->degree);
    free(s->shared);
    free(s->cells);
}

/* The most points of n lines and m across them, by their degrees and by what they share. */
static int64_t cap(const side *s, int64_t n, int64_t m)
{
    int64_t sum = 0;
    for (int64_t k = 0; k < n && k < s->num; k++)
        sum += s->degree[k] < m ? s->degree[k] : m;
    n = n < s->num ? n : s->num;
    if (s->shared == NULL || n < 1)
        return sum;
    while (sum > 0 && sum * (sum - m) > m * n * s->shared[n - 1])
        sum--;
    return sum;
}

/* f of docs/orders.md: the most points of `size` vectors. */
static int64_t most_covered(const side *rows, const side *columns, int64_t points, int64_t size)
{
    int64_t most = 0;
    if (size >= rows->used + columns->used)
        return points;
    for (int64_t r = 1; r < size && r <= rows->used; r++) {
        if (size - r > columns->used)
            continue;
        int64_t a = cap(rows, r, size - r), b = cap(columns, size - r, r);
        a = a < b ? a : b;
        most = a > most ? a : most;
    }
    return most;
}

static const char *check_phases(const certificate *c, const side *rows, const side *columns)
{
    int64_t length = c->given[0], f = c->given[1], rest = c->given[2];
    if (length < 1 || f < 1 || rest < 1 || rest > length || length > rows->num + columns->num)
        return "ends an argument by phases that cannot be";
    int64_t phases = (c->points + f - 1) / f;
    int64_t most = most_covered(rows, columns, c->points, c->buffer + length);
    if (f < most || (rows->shared != NULL && f != most))
        return "ends an argument whose phases cover another number of points";
    /* What the whole phases leave is at least a point, which takes a load. */
    int64_t left = c->points - (phases - 1) * f;
    if (phases < 2 ||
        (rest > 1 && most_covered(rows, columns, c->points, c->buffer + rest - 1) >= left))
        return "ends an argument whose last phase needs fewer loads";
    return c->bound == c->buffer + (phases - 1) * length + rest
               ? NULL
               : "ends an argument whose phases prove another bound";
}

/* Vectors that so many loads find, added up. */
static int64_t pairs(int64_t loads, int64_t buffer)
{
    return loads <= buffer ? loads * (loads - 1) / 2
                           : buffer * (buffer - 1) / 2 + (loads - buffer) * (buffer - 1);
}

/* Whether so many loads can do, by the pairs that they make. */
static bool can_do(const certificate *c, int64_t loads, int64_t most)
{
    int64_t buffer = c->buffer < most ? c->buffer : most;
    if (c->argument == PAIRS)
        return pairs(loads, buffer) >= c->points;
    return 2 * pairs(loads, buffer) + loads >= 2 * c->points + pairs(c->given[0], buffer);
}

static const char *check(const certificate *c, const side *rows, const side *columns)
{
    int64_t used = rows->used + columns->used;
    switch (c->argument) {
    case COMPULSORY:
        return c->given[0] == rows->used && c->given[1] == columns->used && c->bound == used
                   ? NULL
                   : "ends an argument that counts other rows and columns";
    case PHASES:
        return check_phases(c, rows, columns);
    case PAIRS:
    case MATCHING:
        /* A larger buffer than holds all changes nothing. */
        return c->bound >= 1 && c->bound <= 2 * c->points + 2 && can_do(c, c->bound, used + 1) &&
                       !can_do(c, c->bound - 1, used + 1)
                   ? NULL
                   : "ends an argument whose pairs prove another bound";
    case NUM_ARGUMENTS:
        break;
    }
    return "ends no argument";
}

const char *verify_bound(const certificate *c)
{
    side rows = {.num = 0}, columns = {.num = 0};
    bool overlaps = c->argument == PHASES && c->rectangle.num_queries <= MOST_SHARED &&
                    c->rectangle.num_keys <= MOST_SHARED;
    const char *why = "has no memory to be verified in";
    if (side_read(&rows, c, false, overlaps) && side_read(&columns, c, true, overlaps))
        why = check(c, &rows, &columns);
    side_free(&rows);
    side_free(&columns);
    return why;
}
