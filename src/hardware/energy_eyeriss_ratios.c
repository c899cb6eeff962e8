/* eyeriss_ratios: accesses as multiples of a multiplication and addition of 16 bits. */
#include "hardware/energy.h"

static const char *costs(const stm_machine_settings *s, stm__costs *c)
{
    (void)s;
    *c = (stm__costs){.mac = 1,
                      .query_read = 1,
                      .query_write = 1,
                      .key_read = 1,
                      .key_write = 1,
                      .sum_read = 1,
                      .sum_write = 1,
                      .neighbour = 2,
                      .buffer_read = 6,
                      .buffer_write = 6,
                      .dram = 200};
    return NULL;
}

const stm__energy_class stm__energy_eyeriss_ratios = {
    .about = {.name = "eyeriss_ratios",
              .summary = "register 1, neighbour 2, buffer 6, DRAM 200 times a MAC of 16 bits",
              .source = "Chen, Emer and Sze 2016, ISCA, \"Eyeriss: a spatial architecture for "
                        "energy-efficient dataflow\", table IV"},
    .unit = "MAC",
    .costs = costs,
};
