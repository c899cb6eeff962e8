/* Lays full pictures out: how many cells a pixel stands for, and where each panel begins. */
#include <stmask/raster.h>

#include "base/arithmetic.h"
#include "base/fail.h"

/* A sixteenth of a panel between panels: seen from afar still a gap. */
static int64_t gap(int64_t panel_width)
{
    return stm__max(8, panel_width / 16);
}

stm_status stm_full_layout_make(const stm_mask *const *masks, size_t num, stm_full_layout *layout,
                                stm_full_panel *panels, stm_error *error,
                                const stm_full_options *options)
{
    int64_t limit = options == NULL ? 0 : options->full_limit;
    if (limit == 0)
        limit = STM_FULL_LIMIT;
    stm_status status = stm__check_range("full_limit", limit, 1, STM_FULL_LIMIT_MAX, error);
    if (status != STM_OK)
        return status;
    if (num == 0)
        return stm__fail(error, STM_EINVAL, "picture of no masks: must have one or more");
    int64_t longest = 0, widest = 0;
    for (size_t k = 0; k < num; k++) {
        stm_rectangle b = stm_mask_bounds(masks[k]);
        longest = stm__max(longest, stm__max(b.num_queries, b.num_keys));
        widest = stm__max(widest, b.num_keys);
    }
    stm_full_layout new = {.square = 1, .density = longest > limit};
    if (new.density)
        new.square = stm__ceil_div(longest, stm__max(1, limit / 4));
    int64_t between = gap(stm__ceil_div(widest, new.square));
    for (size_t k = 0; k < num; k++) {
        stm_rectangle b = stm_mask_bounds(masks[k]);
        stm_full_panel panel = {.x = new.width + (k == 0 ? 0 : between),
                                .width = stm__ceil_div(b.num_keys, new.square),
                                .height = stm__ceil_div(b.num_queries, new.square)};
        new.width = panel.x + panel.width;
        new.height = stm__max(new.height, panel.height);
        if (panels != NULL)
            panels[k] = panel;
    }
    *layout = new;
    return STM_OK;
}
