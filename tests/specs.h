/* Random specs of every pattern, and of masks put together from them. */
#ifndef STMASK_TESTS_SPECS_H
#define STMASK_TESTS_SPECS_H

#include "support.h"

static inline void random_list(uint64_t *random, int64_t most, char *text, size_t capacity)
{
    size_t used = 0;
    int64_t num = random_between(random, 1, 4);
    for (int64_t k = 0; k < num; k++) {
        int64_t first = random_between(random, 0, most);
        used += (size_t)snprintf(text + used, capacity - used, "%s%jd", k == 0 ? "" : "/",
                                 (intmax_t)first);
        if (random_between(random, 0, 2) == 0)
            used += (size_t)snprintf(text + used, capacity - used, "-%jd",
                                     (intmax_t)(first + random_between(random, 0, 6)));
    }
}

/* Lengths of documents that a mask of `size` tokens has room for. */
static inline void random_lengths(uint64_t *random, int64_t size, char *text, size_t capacity)
{
    size_t used = 0;
    for (int64_t left = size, k = 0; left > 0 && k < 6; k++) {
        int64_t length = random_between(random, 1, left);
        used += (size_t)snprintf(text + used, capacity - used, "%s%jd", k == 0 ? "" : "/",
                                 (intmax_t)length);
        left -= length;
    }
}

static inline void random_value(uint64_t *random, const stm_parameter *p, int64_t most,
                                int64_t size, char *text, size_t capacity)
{
    int64_t high = p->maximum < most ? p->maximum : most;
    switch (p->type) {
    case STM_PARAMETER_INTEGER:
        snprintf(text, capacity, "%jd", (intmax_t)random_between(random, p->minimum, high));
        break;
    case STM_PARAMETER_CHOICE:
        snprintf(text, capacity, "%s", p->choices[random_between(random, 0, p->maximum)]);
        break;
    case STM_PARAMETER_PAIR:
        snprintf(text, capacity, "%jdx%jd", (intmax_t)random_between(random, 1, high),
                 (intmax_t)random_between(random, 1, high));
        break;
    case STM_PARAMETER_LIST:
        random_list(random, size + 3, text, capacity);
        break;
    case STM_PARAMETER_TEXT:
        random_lengths(random, size, text, capacity);
        break;
    case STM_PARAMETER_SPEC:
        snprintf(text, capacity, "(strided:window_size=%jd,stride=%jd)",
                 (intmax_t)random_between(random, 1, most),
                 (intmax_t)random_between(random, 1, most));
        break;
    }
}

/* Sides of one to three axes, the first ones small, whose product is the size. */
static inline int random_shape(uint64_t *random, int64_t size, char *text, size_t capacity)
{
    int num = (int)random_between(random, 1, 3);
    size_t used = 0;
    for (int k = 0; k < num; k++) {
        int64_t side = k == num - 1 ? size : random_between(random, 1, 6);
        while (size % side != 0)
            side--;
        size /= side;
        used += (size_t)snprintf(text + used, capacity - used, "%s%jd", k == 0 ? "" : "x",
                                 (intmax_t)side);
    }
    return num;
}

/* Spans that share no token. */
static inline void random_spans(uint64_t *random, char *text, size_t capacity)
{
    size_t used = 0;
    int64_t at = 0, num = random_between(random, 1, 4);
    for (int64_t k = 0; k < num; k++) {
        int64_t first = at + random_between(random, 0, 9),
                last = first + random_between(random, 0, 9);
        used += (size_t)snprintf(text + used, capacity - used, "%s%jd-%jd", k == 0 ? "" : "/",
                                 (intmax_t)first, (intmax_t)last);
        at = last + 1;
    }
}

/* A spec of a pattern whose parameters have to fit each other or the size; false for others. */
static inline bool fitting_spec(uint64_t *random, const char *name, int64_t size, char *text,
                                size_t capacity)
{
    char list[200];
    intmax_t a = random_between(random, 1, 5), b = random_between(random, 1, 5);
    if (strcmp(name, "neighborhood_2d") == 0) {
        int64_t height = random_between(random, 1, 6);
        while (size % height != 0)
            height--;
        snprintf(text, capacity, "neighborhood_2d:height=%jd,window=%jdx%jd,dilation=%jd,causal=%s",
                 (intmax_t)height, a, b, (intmax_t)random_between(random, 1, 3),
                 random_between(random, 0, 1) ? "yes" : "no");
    } else if (strcmp(name, "at") == 0) {
        int64_t query = random_between(random, 0, size - 1),
                key = random_between(random, 0, size - 1);
        snprintf(
            text, capacity,
            "at:of=(strided:window_size=%jd,stride=%jd),query=%jd,key=%jd,queries=%jd,keys=%jd", a,
            b, (intmax_t)query, (intmax_t)key, (intmax_t)random_between(random, 0, size - query),
            (intmax_t)random_between(random, 0, size - key));
    } else if (strcmp(name, "kron") == 0) {
        snprintf(text, capacity,
                 "kron:outer=(%s),inner=(strided:window_size=%jd,stride=%jd),size=%jd",
                 a % 2 ? "local:window_size=1" : "longnet:segment=3", a, b,
                 (intmax_t)random_between(random, 1, 7));
    } else if (strcmp(name, "permute") == 0) {
        static const char *const axes[] = {"both", "queries", "keys"};
        const char *axis = axes[random_between(random, 0, 2)];
        random_shape(random, size, list, sizeof list);
        snprintf(text, capacity,
                 "permute:of=(strided:window_size=%jd,stride=%jd),shape=%s,tile=%jd,"
                 "axis=%s",
                 a, b, list, (intmax_t)random_between(random, 1, 4), axis);
    } else if (strcmp(name, "tree") == 0) {
        size_t used = (size_t)snprintf(text, capacity, "tree:parents=-1");
        for (int64_t k = 1; k < size; k++)
            used += (size_t)snprintf(text + used, capacity - used, "/%jd",
                                     (intmax_t)random_between(random, k > a ? k - a : -1, k - 1));
    } else if (strcmp(name, "sliding_tile") == 0) {
        intmax_t words = random_between(random, 0, size - 1);
        random_shape(random, size - words, list, sizeof list);
        snprintf(text, capacity, "sliding_tile:shape=%s,tile=1,window=%jd,text=%jd", list, a,
                 words);
    } else if (strcmp(name, "document") == 0) {
        size_t used = (size_t)snprintf(text, capacity, "document:ids=0");
        random_lengths(random, size, list, sizeof list);
        if (a > 2)
            snprintf(text, capacity, "document:lengths=0/%s/0", list);
        for (int64_t k = 1; k < size && a <= 2; k++)
            used += (size_t)snprintf(text + used, capacity - used, "/%jd", (intmax_t)(k / b % 3));
    } else if (strcmp(name, "padding") == 0) {
        random_list(random, size + 3, list, sizeof list);
        snprintf(text, capacity, "padding:keys=%s,masked=%s", list, a % 2 ? "yes" : "no");
    } else if (strcmp(name, "spans") == 0) {
        random_spans(random, list, sizeof list);
        snprintf(text, capacity, "spans:tokens=%s,causal=%s", list, a % 2 ? "yes" : "no");
    } else if (strcmp(name, "neighborhood_nd") == 0) {
        random_shape(random, size, list, sizeof list);
        snprintf(text, capacity,
                 "neighborhood_nd:shape=%s,window=%jd,stride=%jd,dilation=%jd,causal=%s", list, a,
                 (intmax_t)random_between(random, 1, a), 1 + b % 3, a % 2 ? "yes" : "no");
    } else if (strcmp(name, "swin") == 0) {
        random_shape(random, size, list, sizeof list);
        snprintf(text, capacity, "swin:shape=%s,window=%jd,shift=%jd", list, a,
                 (intmax_t)random_between(random, 0, a - 1));
    } else if (strcmp(name, "axial") == 0) {
        static const char *const along[] = {"row", "column", "time"};
        int axes = random_shape(random, size, list, sizeof list);
        snprintf(text, capacity, "axial:shape=%s,along=%s", list,
                 along[random_between(random, 0, axes - 1)]);
    } else {
        return false;
    }
    return true;
}

/* Writes a spec of the pattern with small values for a mask of that size; false where the pattern
 * needs a file, or an even size. */
static inline bool random_spec(uint64_t *random, const stm_pattern *pattern, int64_t size,
                               char *text, size_t capacity)
{
    size_t used = (size_t)snprintf(text, capacity, "%s", pattern->name);
    if (strcmp(pattern->name, "file") == 0 || strcmp(pattern->name, "table") == 0 ||
        (strcmp(pattern->name, "block_diffusion") == 0 && size % 2 != 0))
        return false;
    if (fitting_spec(random, pattern->name, size, text, capacity))
        return true;
    for (int k = 0; k < pattern->parameters.num; k++) {
        char value[200];
        random_value(random, &pattern->parameters.items[k], 12, size, value, sizeof value);
        used += (size_t)snprintf(text + used, capacity - used, "%c%s=%s", k == 0 ? ':' : ',',
                                 pattern->parameters.items[k].name, value);
    }
    return true;
}

/* Writes a spec of up to 1 + 2^depth patterns. */
static inline void random_composition(uint64_t *random, int64_t size, int depth, char *text,
                                      size_t capacity)
{
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    if (depth == 0 || random_between(random, 0, 3) == 0) {
        while (!random_spec(random, patterns[random_between(random, 0, (int64_t)num - 1)], size,
                            text, capacity))
            continue;
        return;
    }
    static const char *const signs[] = {"+", " + ", "&", " & ", " - "};
    char left[3000], right[3000];
    random_composition(random, size, depth - 1, left, sizeof left);
    random_composition(random, size, depth - 1, right, sizeof right);
    bool around = random_between(random, 0, 1);
    assert_true(strlen(left) + strlen(right) + 10 < capacity);
    snprintf(text, capacity, around ? "(%s)%s( %s )" : "%s%s%s", left,
             signs[random_between(random, 0, 4)], right);
}

#endif
