/* The colours of values, from a table; those of densities are mixed between two of them, by the
 * cube root of the share. */
#include <stmask/raster.h>

#include <math.h>

static const stm_colour colours[STM_NUM_COLOURS] = {
    {0xd3, 0xd3, 0xd3}, /* lightgray */
    {0x00, 0x00, 0x8b}, /* darkblue */
    {0x41, 0x69, 0xe1}, /* royalblue */
    {0x87, 0xce, 0xeb}, /* skyblue */
    {0xff, 0xa5, 0x00}, /* orange */
    {0xb2, 0x22, 0x22}, /* firebrick */
    {0x69, 0x69, 0x69}, /* dimgray */
};

static const stm_colour fine_colours[STM_NUM_COLOURS] = {
    {0xd3, 0xd3, 0xd3}, /* 1 to 1, by the formula of WCAG 2, against the ground */
    {0x00, 0x00, 0x8b}, /* 10.2 */
    {0x29, 0x45, 0x99}, /* 5.8 */
    {0x1f, 0x7f, 0xa8}, /* 3.0 */
    {0x8c, 0x58, 0x00}, /* 4.0 */
    {0x71, 0x12, 0x12}, /* 7.8 */
    {0x57, 0x57, 0x57}, /* 4.8 */
};

/* The least share is this many steps away from none: 1.5 to 1 in contrast. */
#define FIRST_PARTS 60

static int entry(int32_t value)
{
    return value < 0 || value >= STM_NUM_COLOURS ? STM_NUM_COLOURS - 1 : value;
}

stm_colour stm_value_colour(int32_t value)
{
    return colours[entry(value)];
}

stm_colour stm_value_colour_fine(int32_t value)
{
    return fine_colours[entry(value)];
}

int stm_density_step(int64_t seen, int64_t cells)
{
    if (seen <= 0)
        return 0;
    double share = (double)seen / (double)cells;
    int step = (int)(cbrt(share) * (STM_DENSITY_STEPS - 1) + 0.5);
    return step == 0 ? 1 : step;
}

static uint8_t mix(uint8_t from, uint8_t to, int part, int parts)
{
    return (uint8_t)((from * (parts - part) + to * part + parts / 2) / parts);
}

stm_colour stm_density_colour(int step)
{
    stm_colour from = colours[0], to = colours[1];
    int parts = STM_DENSITY_STEPS - 2 + FIRST_PARTS, part = step == 0 ? 0 : step - 1 + FIRST_PARTS;
    return (stm_colour){mix(from.red, to.red, part, parts), mix(from.green, to.green, part, parts),
                        mix(from.blue, to.blue, part, parts)};
}
