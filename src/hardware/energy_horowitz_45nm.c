/* horowitz_45nm: operations by their type, buffers by their size, DRAM by the bits. */
#include "hardware/energy.h"

/* A multiplication and an addition, by the bytes of an element; of fp16 at two bytes, int8 at one.
 */
static double mac_of(int64_t bytes)
{
    return bytes == 1 ? 0.2 + 0.03 : bytes == 2 ? 1.1 + 0.4 : 3.7 + 0.9;
}

/* An access of 64 bits to a memory of that size, the next larger one that is listed. */
static double access_of(int64_t bytes)
{
    return bytes == 0 ? 100 : bytes <= 8192 ? 10 : bytes <= 32768 ? 20 : 100;
}

static const char *costs(const stm_machine_settings *s, stm__costs *c)
{
    double share = (double)s->element_bytes / 8;
    double access = (access_of(s->query_buffer) + access_of(s->key_buffer)) / 2;
    *c = (stm__costs){.mac = mac_of(s->element_bytes),
                      .buffer_read = access * share,
                      .buffer_write = access * share,
                      .dram = 640 * (double)s->element_bytes / 4};
    return NULL;
}

const stm__energy_class stm__energy_horowitz_45nm = {
    .about = {.name = "horowitz_45nm",
              .summary = "45 nm at 0.9 V: operations by type, buffers by size; no registers",
              .source = "Horowitz 2014, ISSCC, \"Computing's energy problem (and what we can do "
                        "about it)\", figure 1.1.9"},
    .unit = "pJ",
    .costs = costs,
};
