/* timeloop_eyeriss: the energies of Timeloop's Eyeriss-like design, words of 16 bits. */
#include "hardware/energy.h"

static const char *costs(const stm_machine_settings *s, stm__costs *c)
{
    *c = (stm__costs){.mac = 0.2077,
                      .query_read = 0.202,
                      .query_write = 0.177,
                      .key_read = 1.977,
                      .key_write = 1.882,
                      .sum_read = 0.251,
                      .sum_write = 0.219,
                      .buffer_read = 18.18,
                      .buffer_write = 14.14,
                      .dram = 512};
    return s->element_bytes == 2 ? NULL : "its energies are of words of 16 bits";
}

const stm__energy_class stm__energy_timeloop_eyeriss = {
    .about = {.name = "timeloop_eyeriss",
              .summary = "scratchpads of queries (ifmap), keys (weights) and sums, a buffer, DRAM",
              .source = "Timeloop and Accelergy (Parashar et al. 2019, ISPASS; Wu et al. 2019, "
                        "ICCAD), their Eyeriss-like design"},
    .unit = "pJ",
    .costs = costs,
};
