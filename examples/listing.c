/* The nonzeros of a mask as text, on standard output and in a file. */
#include <stdio.h>

#include <stmask/stmask.h>

int main(void)
{
    stm_mask *mask;
    stm_output *output;
    stm_error error;
    stm_listing_options by_columns = {.order = STM_LIST_COLUMNS};
    if (stm_mask_from_spec("dilated_sliding_window:window_size=4,dilation=3", 10, &mask, &error) !=
        STM_OK)
        return 1;

    if (stm_output_descriptor(1, "standard output", &output, &error) != STM_OK)
        return 1;
    if (stm_listing_write(mask, output, &error, NULL) != STM_OK ||
        stm_output_close(output, &error) != STM_OK)
        return 1;

    /* A file appears whole, when it is closed, or not at all. */
    if (stm_output_open("listing.txt", &output, &error) != STM_OK ||
        stm_listing_write(mask, output, &error, &by_columns) != STM_OK ||
        stm_output_close(output, &error) != STM_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    stm_mask_free(mask);
    return 0;
}
