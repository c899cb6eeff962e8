/* Makes the palettes of full pictures, and finds a colour's nearest entry. */
#include "raster/palette.h"

#define VALUE_GREYS 9
#define DENSITY_GREYS 16

static bool fits_two_bits(const stm_mask *mask)
{
    if (mask == NULL || stm_mask_pattern(mask) == NULL)
        return false;
    for (int32_t value = 4; value < STM_NUM_VALUES; value++)
        if (stm_mask_value_name(mask, value) != NULL)
            return false;
    return true;
}

stm__palette stm__palette_make(bool density, const stm_mask *alone, const stm_colour *colours)
{
    stm__palette new = {.bits = density ? 8 : 4};
    if (!density && fits_two_bits(alone)) {
        new.bits = 2;
        new.first_grey = 4;
    } else {
        new.first_grey = density ? STM_DENSITY_STEPS : STM_NUM_COLOURS;
        new.num_greys = density ? DENSITY_GREYS : VALUE_GREYS;
    }
    new.num = new.first_grey + new.num_greys;
    for (int k = 0; k < new.first_grey; k++)
        new.colours[k] = density           ? stm_density_colour(k)
                         : colours == NULL ? stm_value_colour(k)
                                           : colours[k];
    for (int k = 0; k < new.num_greys; k++) {
        uint8_t grey = (uint8_t)(255 - 255 * k / (new.num_greys - 1));
        new.colours[new.first_grey + k] = (stm_colour){grey, grey, grey};
    }
    return new;
}

unsigned stm__palette_nearest(const stm__palette *palette, const uint8_t *pixel)
{
    unsigned best = 0;
    int smallest = INT32_MAX;
    for (int k = 0; k < palette->num; k++) {
        int red = palette->colours[k].red - pixel[0], green = palette->colours[k].green - pixel[1],
            blue = palette->colours[k].blue - pixel[2];
        int distance = red * red + green * green + blue * blue;
        if (distance < smallest) {
            smallest = distance;
            best = (unsigned)k;
        }
    }
    return best;
}
