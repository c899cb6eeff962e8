/* Schedules the loads of vectors greedily, by weights (Merrett, Kambayashi and Yasuura 1981,
 * "Scheduling of page-fetches in join operations"; Chan and Ooi 1997, "Efficient scheduling of page
 * accesses in index-based join processing"): of the vectors outside the one of most worth comes in,
 * of those inside the one of least worth leaves. All in whole numbers, so that every machine finds
 * the same. */
#include <stdlib.h>

#include "base/fail.h"
#include "plan/fetch.h"

/* The other vector of a point, and the point. */
typedef struct link {
    int32_t other, point;
} link;

typedef struct schedule {
    const int64_t *weights;
    int64_t num, num_rows, num_points, left; /* vectors; rows of them; points, those not visited */
    int64_t *starts;                         /* of each vector's links; one more at the end */
    link *links;
    bool *done;           /* of each point */
    int64_t *lacks, *met; /* of each vector: points not visited, those of vectors inside */
    int64_t *loaded;      /* by which load it came last; 0: never */
    bool *inside;
    int32_t *in;
    int64_t num_in, loads, place; /* place: where loads have been lately, in 1024ths */
} schedule;

static void schedule_free(schedule *s)
{
    free(s->starts);
    free(s->links);
    free(s->done);
    free(s->lacks);
    free(s->met);
    free(s->loaded);
    free(s->inside);
    free(s->in);
}

/* Room for everything, once the points are counted. */
static bool make_room(schedule *s)
{
    size_t vectors = (size_t)s->num, points = (size_t)s->num_points;
    s->starts = calloc(vectors + 1, sizeof *s->starts);
    s->links = calloc(2 * points + 1, sizeof *s->links);
    s->done = calloc(points + 1, sizeof *s->done);
    s->lacks = calloc(vectors, sizeof *s->lacks);
    s->met = calloc(vectors, sizeof *s->met);
    s->loaded = calloc(vectors, sizeof *s->loaded);
    s->inside = calloc(vectors, sizeof *s->inside);
    s->in = calloc(vectors, sizeof *s->in);
    return s->starts != NULL && s->links != NULL && s->done != NULL && s->lacks != NULL &&
           s->met != NULL && s->loaded != NULL && s->inside != NULL && s->in != NULL;
}

/* Both vectors of every point, row by row: counted first, then linked. */
static stm_status walk(schedule *s, const stm_mask *mask, stm_reader *reader, bool linking)
{
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t point = 0;
    for (int64_t i = 0; i < b.num_queries; i++) {
        const stm_run *runs;
        int64_t num_runs;
        stm_status status = stm_reader_row_ordered(reader, b.first_query + i, &runs, &num_runs);
        if (status != STM_OK)
            return status;
        for (int64_t r = 0; r < num_runs; r++)
            for (int64_t k = 0; k < runs[r].count; k++, point++) {
                int64_t j = s->num_rows + runs[r].first + k * runs[r].step - b.first_key;
                if (linking) {
                    s->links[s->starts[i] + s->lacks[i]] = (link){(int32_t)j, (int32_t)point};
                    s->links[s->starts[j] + s->lacks[j]] = (link){(int32_t)i, (int32_t)point};
                }
                s->lacks[i]++;
                s->lacks[j]++;
            }
    }
    return STM_OK;
}

static stm_status read_links(schedule *s, const stm_mask *mask, stm_error *error)
{
    stm_reader *reader;
    stm_status status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        return status;
    status = walk(s, mask, reader, false);
    for (int64_t v = 0; v < s->num && status == STM_OK; v++) {
        s->starts[v + 1] = s->starts[v] + s->lacks[v];
        s->lacks[v] = 0;
    }
    if (status == STM_OK)
        status = walk(s, mask, reader, true);
    stm_reader_free(reader);
    return status == STM_OK ? status
                            : stm__fail(error, status, "fetch: %s", stm_status_text(status));
}

static int64_t index_of(const schedule *s, int64_t vector)
{
    return vector < s->num_rows ? vector : vector - s->num_rows;
}

/* The vector outside that is worth most; of equals the first. */
static int64_t choose(const schedule *s)
{
    const int64_t *w = s->weights;
    int64_t best = -1, most = 0;
    for (int64_t v = 0; v < s->num; v++) {
        if (s->inside[v] || s->lacks[v] == 0)
            continue;
        int64_t apart = 1024 * index_of(s, v) - s->place;
        int64_t worth = w[STM__FETCH_MET] * s->met[v] * 1024 +
                        w[STM__FETCH_SHARE] * (s->met[v] * 1024 / s->lacks[v]) -
                        w[STM__FETCH_NEAR] * (apart < 0 ? -apart : apart) / 32 +
                        w[STM__FETCH_AGAIN] * (s->loaded[v] > 0 ? 1024 : 0);
        if (best < 0 || worth > most) {
            best = v;
            most = worth;
        }
    }
    return best;
}

/* How complete the vectors are that one waits for, in 1024ths. */
static int64_t wanted(const schedule *s, int64_t vector)
{
    int64_t sum = 0, num = 0;
    for (int64_t k = s->starts[vector]; k < s->starts[vector + 1]; k++)
        if (!s->done[s->links[k].point]) {
            int64_t other = s->links[k].other;
            sum += s->met[other] * 1024 / s->lacks[other];
            num++;
        }
    return num == 0 ? 0 : sum / num;
}

static int64_t worth_keeping(const schedule *s, int64_t v)
{
    const int64_t *w = s->weights;
    int64_t worth = w[STM__FETCH_LEFT] * (s->lacks[v] * 1024 / (s->starts[v + 1] - s->starts[v])) +
                    w[STM__FETCH_AGE] * (s->loads - s->loaded[v]) * 16;
    return w[STM__FETCH_WANTED] == 0 ? worth : worth + w[STM__FETCH_WANTED] * wanted(s, v);
}

/* Takes the k-th vector out, which others then no longer meet. */
static void leave(schedule *s, int64_t k)
{
    int64_t v = s->in[k];
    s->inside[v] = false;
    s->in[k] = s->in[--s->num_in];
    for (int64_t l = s->starts[v]; l < s->starts[v + 1]; l++)
        if (!s->done[s->links[l].point])
            s->met[s->links[l].other]--;
}

/* Makes room for one: what lacks nothing leaves first. */
static void make_way(schedule *s)
{
    int64_t worst = 0, least = 0;
    for (int64_t k = s->num_in - 1; k >= 0; k--)
        if (s->lacks[s->in[k]] == 0)
            leave(s, k);
    if (s->num_in < s->weights[STM__FETCH_BUFFER])
        return;
    for (int64_t k = 0; k < s->num_in; k++) {
        int64_t worth = worth_keeping(s, s->in[k]);
        if (k == 0 || worth < least || (worth == least && s->in[k] < s->in[worst])) {
            worst = k;
            least = worth;
        }
    }
    leave(s, worst);
}

/* Brings a vector in, and visits the points that it makes possible. */
static bool come(schedule *s, int64_t v, const stm_rectangle *b, stm__points *points)
{
    s->inside[v] = true;
    s->in[s->num_in++] = (int32_t)v;
    s->loaded[v] = ++s->loads;
    s->place += (1024 * index_of(s, v) - s->place) * 3 / 10;
    for (int64_t k = s->starts[v]; k < s->starts[v + 1]; k++) {
        int64_t other = s->links[k].other, point = s->links[k].point;
        if (s->done[point])
            continue;
        if (!s->inside[other]) {
            s->met[other]++;
            continue;
        }
        int64_t row = v < s->num_rows ? v : other, column = v < s->num_rows ? other : v;
        s->done[point] = true;
        s->lacks[v]--;
        s->lacks[other]--;
        s->met[v]--;
        s->left--;
        if (!stm__points_add(points, b->first_query + row, b->first_key + column - s->num_rows))
            return false;
    }
    return true;
}

stm_status stm__fetch_schedule(const stm_mask *mask, const int64_t weights[STM__FETCH_NUM],
                               int64_t most_loads, stm__points *points, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t given[STM__FETCH_NUM];
    for (int k = 0; k < STM__FETCH_NUM; k++)
        given[k] = weights[k];
    if (given[STM__FETCH_BUFFER] < 2)
        given[STM__FETCH_BUFFER] = 2; /* nothing is visited in one place */
    schedule s = {.weights = given, .num = b.num_queries + b.num_keys, .num_rows = b.num_queries};
    stm_status status = stm_mask_count(mask, &s.num_points, error);
    s.left = s.num_points;
    if (status == STM_OK && !make_room(&s))
        status = stm__fail_memory(error, "fetch");
    if (status == STM_OK)
        status = read_links(&s, mask, error);
    /* Where worth brings nothing together, what is nearest to completion comes next: after as many
     * loads as there are points and vectors, which no sensible weights need. */
    while (status == STM_OK && s.left > 0 && (most_loads == 0 || s.loads < most_loads)) {
        if (s.num_in >= given[STM__FETCH_BUFFER])
            make_way(&s);
        if (s.loads > s.num_points + s.num) {
            given[STM__FETCH_MET] = 1000;
            given[STM__FETCH_NEAR] = given[STM__FETCH_AGAIN] = 0;
            given[STM__FETCH_AGE] = -1;
            given[STM__FETCH_LEFT] = given[STM__FETCH_WANTED] = given[STM__FETCH_SHARE] = 0;
        }
        if (!come(&s, choose(&s), &b, points))
            status = stm__fail_memory(error, "fetch");
    }
    schedule_free(&s);
    return status;
}
