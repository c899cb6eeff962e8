/* The first five masks by name, made from the three parameters that the older programs have. */
#include "five.h"

#include <string.h>

const stm_pattern *five_pattern(int k)
{
    static const char *const names[NUM_FIVE] = {"normal", "strided", "fixed", "sliding_window",
                                                "dilated_sliding_window"};
    return stm_pattern_find(names[k]);
}

stm_status five_mask(const stm_pattern *pattern, int64_t size, int64_t window_size, int64_t stride,
                     int64_t dilation, stm_mask **mask, stm_error *error)
{
    const struct {
        const char *name;
        int64_t value;
    } given[] = {{"window_size", window_size}, {"stride", stride}, {"dilation", dilation}};
    stm_arguments arguments = stm_pattern_defaults(pattern);
    for (size_t k = 0; k < sizeof given / sizeof *given; k++) {
        int at = stm_pattern_parameter(pattern, given[k].name);
        if (at >= 0)
            arguments.integer[at] = given[k].value;
    }
    return stm_mask_new(pattern, &arguments, size, mask, error);
}
