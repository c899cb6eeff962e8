/* Turns values into places on a linear or a logarithmic axis, and chooses ticks of 1, 2 or 5 times
 * a power of ten whose labels keep apart. */
#include "figure/scale.h"

#include <math.h>
#include <stdio.h>

#include "figure/lettering.h"

#define MOST_LINEAR 8 /* parts of a linear axis, at most */

static double base_of(stm_scale kind)
{
    return kind == STM_SCALE_LOG2 ? 2 : 10;
}

double stm__scale_at(const stm__scale *scale, double value)
{
    if (scale->kind == STM_SCALE_LINEAR)
        return (value - scale->low) / (scale->high - scale->low);
    return log(value / scale->low) / log(scale->high / scale->low);
}

/* The least of 1, 2, 5, 10, ... times a power of ten that is not below x. */
static double nice_step(double x)
{
    double ten = pow(10, floor(log10(x)));
    double times = x / ten;
    return (times <= 1.0000001 ? 1 : times <= 2.0000001 ? 2 : times <= 5.0000001 ? 5 : 10) * ten;
}

/* Labels of a linear axis have one unit and as many decimals as the step needs. */
static void label_linear(stm__scale *s, double step)
{
    static const struct {
        double from, unit;
        const char *suffix;
    } units[] = {{1e18, 1e18, "E"}, {1e15, 1e15, "P"}, {1e12, 1e12, "T"},
                 {1e9, 1e9, "G"},   {1e6, 1e6, "M"},   {1e5, 1e3, "k"}};
    double most = fmax(fabs(s->low), fabs(s->high)), unit = 1;
    const char *suffix = "";
    for (int k = 5; k >= 0; k--)
        if (most >= units[k].from * 0.9999999) {
            unit = units[k].unit;
            suffix = units[k].suffix;
        }
    int decimals = (int)fmax(0, -floor(log10(step / unit) + 0.0000001));
    for (int k = 0; k < s->num; k++)
        if (most >= 1e21 || decimals > 6)
            stm__number_scientific(s->ticks[k], s->labels[k]);
        else
            stm__number_fixed(s->ticks[k] / unit, s->ticks[k] == 0 && unit > 1 ? 0 : decimals,
                              s->ticks[k] == 0 ? "" : suffix, s->labels[k]);
}

static void measure(cairo_t *cairo, double size, stm__scale *s)
{
    s->width = 0;
    for (int k = 0; k < s->num; k++)
        s->width = fmax(s->width, stm__text_width(cairo, size, s->labels[k]));
}

/* Whether neighbouring labels keep apart. */
static bool keeps_apart(cairo_t *cairo, const stm__scale *s, bool horizontal, double length,
                        double size)
{
    for (int k = 1; k < s->num; k++) {
        double apart = length * (stm__scale_at(s, s->ticks[k]) - stm__scale_at(s, s->ticks[k - 1]));
        double needed = 1.8 * size;
        if (horizontal)
            needed = size + (stm__text_width(cairo, size, s->labels[k - 1]) +
                             stm__text_width(cairo, size, s->labels[k])) /
                                2;
        if (apart < needed)
            return false;
    }
    return true;
}

/* Ticks at multiples of `step` within the range, which ends at such where `round`. */
static void tick_linear(stm__scale *s, stm__scale_range range, bool round, double step)
{
    double first = ceil(range.low / step - 0.0000001), last = floor(range.high / step + 0.0000001);
    if (round) {
        first = floor(range.low / step + 0.0000001);
        last = fmax(first + 1, ceil(range.high / step - 0.0000001));
    }
    s->low = round ? first * step : range.low;
    s->high = round ? last * step : range.high;
    s->num = 0;
    for (double k = first; k <= last && s->num < STM__MOST_TICKS; k++)
        s->ticks[s->num++] = k * step;
    label_linear(s, step);
}

static void make_linear(cairo_t *cairo, const stm_chart_axis *axis, stm__scale_range range,
                        bool round, bool horizontal, double length, double size, stm__scale *s)
{
    double step = nice_step((range.high - range.low) / MOST_LINEAR);
    if (axis->whole && (round || range.high - range.low >= 1)) /* else it has no whole number */
        step = fmax(step, 1);
    tick_linear(s, range, round, step);
    while (!keeps_apart(cairo, s, horizontal, length, size)) {
        step = nice_step(step * 1.5);
        tick_linear(s, range, round, step);
    }
}

static void label_log(stm__scale *s)
{
    for (int k = 0; k < s->num; k++)
        stm__number_short(s->ticks[k], s->kind == STM_SCALE_LOG2, true, s->labels[k]);
}

/* Ticks at every `stride`-th power of the base. */
static void tick_powers(stm__scale *s, int first, int last, int stride)
{
    double base = base_of(s->kind);
    s->num = 0;
    for (int k = first; k <= last && s->num < STM__MOST_TICKS; k++)
        if (k % stride == 0)
            s->ticks[s->num++] = pow(base, k);
    label_log(s);
}

/* Ticks at 1, 2 and 5 times powers of ten. */
static void tick_decades(stm__scale *s)
{
    static const double times[] = {1, 2, 5};
    s->num = 0;
    for (int k = (int)floor(log10(s->low)); s->num < STM__MOST_TICKS; k++)
        for (int t = 0; t < 3 && s->num < STM__MOST_TICKS; t++) {
            double tick = times[t] * pow(10, k);
            if (tick > s->high * 1.0000001)
                return;
            if (tick > s->low * 0.9999999)
                s->ticks[s->num++] = tick;
        }
}

static void add_minor(stm__scale *s, int first, int last)
{
    int times = s->kind == STM_SCALE_LOG2 ? 2 : 10;
    s->num_minor = 0;
    if (last - first > STM__MOST_MINOR / times)
        return;
    for (int k = first - 1; k <= last; k++)
        for (int t = 1; t < times && s->num_minor < STM__MOST_MINOR; t++) {
            double tick = t * pow(base_of(s->kind), k);
            if (tick >= s->low && tick <= s->high)
                s->minor[s->num_minor++] = tick;
        }
}

static void make_log(cairo_t *cairo, stm__scale_range range, bool round, bool horizontal,
                     double length, double size, stm__scale *s)
{
    double by = log(base_of(s->kind));
    double low = log(range.low) / by, high = log(range.high) / by;
    if (round) {
        low = floor(low + 0.0000001);
        high = ceil(high - 0.0000001);
    }
    s->low = round ? pow(base_of(s->kind), low) : range.low;
    s->high = round ? pow(base_of(s->kind), high) : range.high;
    int first = (int)ceil(low - 0.0000001), last = (int)floor(high + 0.0000001), stride = 1;
    while ((last - first) / stride >= STM__MOST_TICKS)
        stride++;
    add_minor(s, first, last);
    if (last - first < 2 && s->kind == STM_SCALE_LOG10) {
        tick_decades(s);
        label_log(s);
        if (s->num >= 2 && keeps_apart(cairo, s, horizontal, length, size))
            return;
    }
    tick_powers(s, first, last, stride);
    while (!keeps_apart(cairo, s, horizontal, length, size))
        tick_powers(s, first, last, ++stride);
    if (s->num < 2) { /* a narrow range: as a linear axis has them */
        const stm_chart_axis plain = {.scale = s->kind};
        make_linear(cairo, &plain, (stm__scale_range){s->low, s->high}, false, horizontal, length,
                    size, s);
    }
}

/* A range that is a single value gets room on both sides. */
static stm__scale_range widen(const stm_chart_axis *axis, stm__scale_range range)
{
    if (range.high - range.low > fabs(range.high) * 1e-9)
        return range;
    if (axis->scale != STM_SCALE_LINEAR) {
        double base = base_of(axis->scale);
        return (stm__scale_range){range.low / base, range.high * base};
    }
    double room = range.high == 0 ? 1 : fabs(range.high) / 2;
    if (axis->whole)
        room = ceil(room);
    return (stm__scale_range){range.low - room, range.high + room};
}

void stm__scale_make(cairo_t *cairo, const stm_chart_axis *axis, stm__scale_range range, bool round,
                     bool horizontal, double length, double size, stm__scale *scale)
{
    *scale = (stm__scale){.kind = axis->scale};
    if (axis->low != 0 || axis->high != 0) {
        stm__range_add(&range, axis->low);
        stm__range_add(&range, axis->high);
    }
    if (axis->scale != STM_SCALE_LINEAR) {
        make_log(cairo, widen(axis, range), round, horizontal, length, size, scale);
    } else {
        if (axis->zero)
            stm__range_add(&range, 0);
        make_linear(cairo, axis, widen(axis, range), round, horizontal, length, size, scale);
    }
    measure(cairo, size, scale);
}
