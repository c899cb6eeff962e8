/* Writes numbers as charts label them, in about four digits: with a unit of a power of 1000 or
 * 1024, or by a power of ten. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "figure/scale.h"

#define MINUS "\xe2\x88\x92"

/* The digits of a number, with a comma between every three. */
static void put_whole(int64_t number, char text[32])
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRId64, number), used = 0;
    for (int k = 0; k < length; k++) {
        if (k > 0 && (length - k) % 3 == 0)
            text[used++] = ',';
        text[used++] = digits[k];
    }
    text[used] = '\0';
}

void stm__number_fixed(double value, int decimals, const char *suffix, char text[32])
{
    int64_t ten = 1; /* to the power of the decimals */
    for (int k = 0; k < decimals; k++)
        ten *= 10;
    int64_t all = (int64_t)llround(fabs(value) * (double)ten);
    char whole[32], part[16] = "", longest[64];
    put_whole(all / ten, whole);
    if (decimals > 0)
        snprintf(part, sizeof part, ".%0*d", decimals, (int)(all % ten));
    snprintf(longest, sizeof longest, "%s%.20s%s%.4s", value < 0 && all > 0 ? MINUS : "", whole,
             part, suffix);
    longest[31] = '\0';
    memcpy(text, longest, 32);
}

/* Takes zeros off the end of the decimals. */
static int needed_decimals(int64_t thousandths)
{
    return thousandths % 1000 == 0 ? 0 : thousandths % 100 == 0 ? 1 : thousandths % 10 == 0 ? 2 : 3;
}

void stm__number_scientific(double value, char text[32])
{
    int power = value == 0 ? 0 : (int)floor(log10(fabs(value)));
    double mantissa = fabs(value) / pow(10, power);
    char number[32];
    int64_t thousandths = isfinite(mantissa) ? (int64_t)llround(mantissa * 1000) : 1000;
    if (thousandths >= 10000) {
        thousandths /= 10;
        power++;
    }
    stm__number_fixed((double)thousandths / 1000, needed_decimals(thousandths), "", number);
    snprintf(text, 32, "%s%.9se%s%d", value < 0 ? MINUS : "", number, power < 0 ? MINUS : "",
             (power < 0 ? -power : power) % 1000);
}

/* So many that there are four digits in all. */
static int significant_decimals(double size)
{
    int whole = size < 1e-6 ? -6 : (int)floor(log10(size) + 0.00002) + 1;
    return whole >= 4 ? 0 : whole <= -2 ? 6 : 4 - whole;
}

void stm__number_short(double value, bool binary, bool trim, char text[32])
{
    static const char *const thousands[] = {"", "k", "M", "G", "T", "P", "E"};
    static const char *const kibis[] = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    double size = fabs(value), base = binary ? 1024 : 1000;
    int unit = 0, decimals = 0;
    if (size != 0 && (size >= 1e21 || size < 1e-3)) {
        stm__number_scientific(value, text);
        return;
    }
    if (size >= (binary ? 16384 : 999999.5) || (trim && binary && fmod(size, 1024) == 0))
        while (size >= base * 0.9999995 && unit < 6) {
            size /= base;
            unit++;
        }
    if (size != floor(size) || (unit > 0 && !trim))
        decimals = significant_decimals(size);
    for (int64_t all = (int64_t)llround(size * pow(10, decimals));
         trim && decimals > 0 && all % 10 == 0; all /= 10)
        decimals--;
    stm__number_fixed(value < 0 ? -size : size, decimals, binary ? kibis[unit] : thousands[unit],
                      text);
}
