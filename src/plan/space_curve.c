/* morton, hilbert: tiles along a curve over the smallest power of two that covers the mask.
 *
 * Sources: Morton 1966, "A Computer Oriented Geodetic Data Base"; Hilbert 1891, "Ueber die stetige
 * Abbildung einer Linie auf ein Flaechenstueck". The first axis is the query. */
#include <stdlib.h>
#include <string.h>

#include "base/clip.h"
#include "base/fail.h"
#include "base/grow.h"
#include "mask/mask.h"
#include "plan/orders.h"
#include "plan/plan.h"
#include "plan/stream.h"

/* A square is turned in one of four ways: as it is, transposed, about the other diagonal, both.
 * Turning twice is the exclusive or. */
enum { AS_IS = 0, TRANSPOSED = 1, OTHER_DIAGONAL = 2 };

/* Squares of at most this side (in cells) whose tiles are cells are read off a bit mask. */
#define BLOCK 8

/* From squares of this side on, the runs of a square are handed down to its quarters; larger ones
 * are not looked at as a whole. */
#define HELD ((int64_t)1024)

/* Cells of one row within a square. */
typedef struct piece {
    int64_t row;
    stm_run run;
} piece;

/* A square still to be visited, with its pieces, which lie at the end of the store. */
typedef struct square {
    int64_t row, column, side;
    int turn;
    bool held; /* it has its pieces: those from `begin` to `end` */
    int64_t begin, end;
} square;

/* Each level leaves at most 3 squares waiting. */
#define MOST_SQUARES 128

typedef struct curve_stream {
    stm_reader *reader;
    stm_rectangle bounds;
    int64_t tile;
    bool turned; /* quarters are, as Hilbert's */
    square waiting[MOST_SQUARES];
    int num_waiting;
    piece *pieces;
    int64_t num_pieces, capacity;
    uint8_t block[4][4][BLOCK * BLOCK]; /* cells of a block of side 1, 2, 4, 8 by turn, in order */
} curve_stream;

/* Quarter `q` of a square: its place, row by row, and how it is turned. */
static void quarter_of(const curve_stream *s, int turn, int q, int64_t *row, int64_t *column,
                       int *its_turn)
{
    static const int rows[4] = {0, 0, 1, 1}, columns[4] = {0, 1, 1, 0};
    static const int turns[4] = {TRANSPOSED, AS_IS, AS_IS, OTHER_DIAGONAL};
    if (!s->turned) {
        *row = q / 2;
        *column = q % 2;
        *its_turn = AS_IS;
        return;
    }
    int r = rows[q], c = columns[q];
    if (turn & TRANSPOSED) {
        int kept = r;
        r = c;
        c = kept;
    }
    if (turn & OTHER_DIAGONAL) {
        int kept = r;
        r = 1 - c;
        c = 1 - kept;
    }
    *row = r;
    *column = c;
    *its_turn = turn ^ turns[q];
}

/* Lists the cells of a block, of side 2^level at (row, column), in the order of the curve. */
static void list_block(curve_stream *s, uint8_t *list, int *num, int turn, int level, int64_t row,
                       int64_t column)
{
    if (level == 0) {
        list[(*num)++] = (uint8_t)(row * BLOCK + column);
        return;
    }
    for (int q = 0; q < 4; q++) {
        int64_t r, c, half = (int64_t)1 << (level - 1);
        int its_turn;
        quarter_of(s, turn, q, &r, &c, &its_turn);
        list_block(s, list, num, its_turn, level - 1, row + r * half, column + c * half);
    }
}

static void curve_close(void *state)
{
    curve_stream *s = state;
    stm_reader_free(s->reader);
    free(s->pieces);
    free(s);
}

static stm_status curve_open(const stm_plan *plan, void **state, stm_error *error)
{
    curve_stream *s = calloc(1, sizeof *s);
    if (s == NULL)
        return stm__fail_memory(error, "plan");
    stm_status status = stm_reader_new(plan->mask, &s->reader, error);
    if (status != STM_OK) {
        free(s);
        return status;
    }
    s->bounds = stm_mask_bounds(plan->mask);
    s->tile = stm__plan_order(plan)->tile(plan->settings.order_arguments).height;
    s->turned = stm__plan_order(plan)->turned;
    for (int level = 0; level < 4; level++)
        for (int turn = 0; turn < 4; turn++) {
            int num = 0;
            list_block(s, s->block[level][turn], &num, turn, level, 0, 0);
        }
    /* The curve covers the whole square the mask is cut from, so that parts keep their places. */
    int64_t side = s->tile;
    while (side < stm_mask_size(plan->mask))
        side *= 2;
    s->waiting[s->num_waiting++] = (square){0, 0, side, AS_IS, false, 0, 0};
    *state = s;
    return STM_OK;
}

static bool add_piece(curve_stream *s, int64_t row, const stm_run *run, int64_t low, int64_t high)
{
    stm_run part = stm__run_clip(run, low, high);
    if (part.count == 0)
        return true;
    if (!stm__grow(&s->pieces, &s->capacity, s->num_pieces + 1, sizeof *s->pieces))
        return false;
    s->pieces[s->num_pieces++] = (piece){row, part};
    return true;
}

/* Reads the pieces of a square from the mask. */
static stm_status hold(curve_stream *s, square *at)
{
    const stm_rectangle *b = &s->bounds;
    int64_t end = stm__min(at->row + at->side, b->first_query + b->num_queries);
    at->begin = s->num_pieces;
    for (int64_t row = stm__max(at->row, b->first_query); row < end; row++) {
        const stm_run *runs;
        int64_t num_runs;
        stm_status status = stm__reader_ordered(s->reader, STM__ROWS, row, &runs, &num_runs);
        if (status != STM_OK)
            return status;
        for (int64_t k = 0; k < num_runs; k++)
            if (!add_piece(s, row, &runs[k], at->column, at->column + at->side - 1))
                return STM_ENOMEM;
    }
    at->end = s->num_pieces;
    at->held = true;
    return STM_OK;
}

/* Whether the mask's rectangle has any of a square. */
static bool is_outside(const curve_stream *s, const square *at)
{
    const stm_rectangle *b = &s->bounds;
    return at->row >= b->first_query + b->num_queries || at->row + at->side <= b->first_query ||
           at->column >= b->first_key + b->num_keys || at->column + at->side <= b->first_key;
}

/* Pushes the quarters of a square, the first to be visited last. The pieces of a square go when
 * its last quarter is made, for which they are no longer needed: each quarter copies its own. */
static stm_status split(curve_stream *s, const square *at)
{
    int64_t half = at->side / 2;
    for (int q = 3; q >= 0; q--) {
        int64_t row, column;
        int turn;
        quarter_of(s, at->turn, q, &row, &column, &turn);
        square part = {
            at->row + row * half, at->column + column * half, half, turn, at->held, 0, 0};
        if (is_outside(s, &part))
            continue;
        part.begin = s->num_pieces;
        for (int64_t k = at->begin; at->held && k < at->end; k++) {
            int64_t r = s->pieces[k].row;
            stm_run run = s->pieces[k].run;
            if (r >= part.row && r < part.row + half &&
                !add_piece(s, r, &run, part.column, part.column + half - 1))
                return STM_ENOMEM;
        }
        part.end = s->num_pieces;
        if (!part.held || part.end > part.begin)
            s->waiting[s->num_waiting++] = part;
    }
    return STM_OK;
}

/* A tile: its points row by row, as its pieces stand. */
static bool put_tile(const curve_stream *s, const square *at, stm__points *points)
{
    for (int64_t k = at->begin; k < at->end; k++) {
        const stm_run *run = &s->pieces[k].run;
        if (!stm__points_reserve(points, points->num + run->count))
            return false;
        for (int64_t c = 0; c < run->count; c++)
            points->at[points->num++] =
                (stm__point){(int32_t)s->pieces[k].row, (int32_t)(run->first + c * run->step)};
    }
    return true;
}

/* A block of cells: in the order of the curve, those that its bit mask has. */
static bool put_block(const curve_stream *s, const square *at, stm__points *points)
{
    uint64_t cells = 0;
    for (int64_t k = at->begin; k < at->end; k++) {
        const stm_run *run = &s->pieces[k].run;
        int64_t from = (s->pieces[k].row - at->row) * BLOCK - at->column;
        for (int64_t c = 0; c < run->count; c++)
            cells |= UINT64_C(1) << (from + run->first + c * run->step);
    }
    int level = at->side == 8 ? 3 : at->side == 4 ? 2 : at->side == 2 ? 1 : 0;
    const uint8_t *list = s->block[level][at->turn];
    if (!stm__points_reserve(points, points->num + BLOCK * BLOCK))
        return false;
    stm__point *to = points->at + points->num;
    for (int64_t k = 0; k < at->side * at->side; k++) {
        *to =
            (stm__point){(int32_t)at->row + list[k] / BLOCK, (int32_t)at->column + list[k] % BLOCK};
        to += cells >> list[k] & 1;
    }
    points->num = to - points->at;
    return true;
}

static stm_status curve_next(void *state, stm__points *points)
{
    curve_stream *s = state;
    while (points->num < STM__STREAM_POINTS && s->num_waiting > 0) {
        square at = s->waiting[--s->num_waiting];
        stm_status status = STM_OK;
        /* Whatever stands behind its pieces belonged to squares that are done. */
        if (at.held)
            s->num_pieces = at.end;
        else if (at.side <= HELD || at.side == s->tile)
            status = hold(s, &at);
        if (status != STM_OK)
            return status;
        bool cells = s->tile == 1 && at.side <= BLOCK;
        if (at.held && at.begin == at.end)
            continue;
        if (at.side == s->tile || cells) {
            if (!(cells ? put_block : put_tile)(s, &at, points))
                return STM_ENOMEM;
        } else {
            status = split(s, &at);
            if (status != STM_OK)
                return status;
        }
    }
    return STM_OK;
}

const stm__stream_class stm__curve_stream = {
    .open = curve_open, .next = curve_next, .close = curve_close};

static stm__tile square_of(const stm_arguments *arguments)
{
    return (stm__tile){arguments->integer[0], arguments->integer[0]};
}

static const stm_parameter parameters[] = {STM__ORDER_SIDE("tile", 1, "side of a tile")};

const stm__order_class stm__order_morton = {
    .about =
        {
            .name = "morton",
            .summary = "square tiles along the Z of Morton; within a tile row by row",
            .parameters = STM__PARAMETERS("morton", parameters),
        },
    .stream = &stm__curve_stream,
    .tile = square_of,
};

const stm__order_class stm__order_hilbert = {
    .about =
        {
            .name = "hilbert",
            .summary = "square tiles along Hilbert's curve; within a tile row by row",
            .parameters = STM__PARAMETERS("hilbert", parameters),
        },
    .stream = &stm__curve_stream,
    .tile = square_of,
    .turned = true,
};
