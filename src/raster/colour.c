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

stm_colour stm_value_colour(int32_t value)
{
    return colours[value < 0 || value >= STM_NUM_COLOURS ? STM_NUM_COLOURS - 1 : value];
}

int stm_density_step(int64_t seen, int64_t cells)
{
    if (seen <= 0)
        return 0;
    double share = (double)seen / (double)cells;
    int step = (int)(cbrt(share) * (STM_DENSITY_STEPS - 1) + 0.5);
    return step == 0 ? 1 : step;
}

static uint8_t mix(uint8_t from, uint8_t to, int step)
{
    int last = STM_DENSITY_STEPS - 1;
    return (uint8_t)((from * (last - step) + to * step + last / 2) / last);
}

stm_colour stm_density_colour(int step)
{
    stm_colour from = colours[0], to = colours[1];
    return (stm_colour){mix(from.red, to.red, step), mix(from.green, to.green, step),
                        mix(from.blue, to.blue, step)};
}
