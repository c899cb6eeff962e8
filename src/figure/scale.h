/* The scale of a chart's axis: from values to places, with ticks and their labels. */
#ifndef STM__FIGURE_SCALE_H
#define STM__FIGURE_SCALE_H

#include <cairo.h>
#include <stdbool.h>

#include <stmask/chart.h>

#define STM__MOST_TICKS 32
#define STM__MOST_MINOR 128

typedef struct stm__scale {
    stm_scale kind;
    double low, high; /* of what is shown, low < high */
    int num, num_minor;
    double ticks[STM__MOST_TICKS];
    char labels[STM__MOST_TICKS][32];
    double minor[STM__MOST_MINOR]; /* ticks without labels, between those of a logarithmic scale */
    double width;                  /* of the widest label */
} stm__scale;

/* What there is to show. Begin with low = INFINITY, high = -INFINITY. */
typedef struct stm__scale_range {
    double low, high;
} stm__scale_range;

static inline void stm__range_add(stm__scale_range *range, double value)
{
    range->low = value < range->low ? value : range->low;
    range->high = value > range->high ? value : range->high;
}

/* Makes the scale of an axis that is `length` pixels long, for a range of finite numbers (above 0
 * where the axis is logarithmic). It ends at ticks where `round`; labels of `size` pixels never
 * touch. */
void stm__scale_make(cairo_t *cairo, const stm_chart_axis *axis, stm__scale_range range, bool round,
                     bool horizontal, double length, double size, stm__scale *scale);

/* Where a value stands: 0 at the low end, 1 at the high one. */
double stm__scale_at(const stm__scale *scale, double value);

/* Numbers as text, in the C locale. `decimals` up to 6. */
void stm__number_fixed(double value, int decimals, const char *suffix, char text[32]);
void stm__number_scientific(double value, char text[32]);

/* A number by itself, such as the value of a bar: whole ones with all their digits up to 999,999,
 * others with four significant ones, without zeros at their end where `trim`. */
void stm__number_short(double value, bool binary, bool trim, char text[32]);

#endif
