/* What the tests of machines share: machines from a few keys, and their simulations. */
#ifndef STMASK_TESTS_MACHINES_H
#define STMASK_TESTS_MACHINES_H

#include "support.h"

static inline stm_machine *machine_of(const char *text)
{
    stm_machine *machine = NULL;
    stm_error error = {.message = ""};
    if (stm_machine_parse(text, strlen(text), "a.ini", &machine, &error, NULL) != STM_OK)
        fail_msg("%s: %s", text, error.message);
    return machine;
}

static inline stm_simulation *simulate(const stm_mask *mask, const char *text,
                                       const stm_simulation_options *options)
{
    stm_machine *machine = machine_of(text);
    stm_simulation *simulation = NULL;
    stm_error error = {.message = ""};
    if (stm_simulation_new(mask, machine, &simulation, &error, options) != STM_OK)
        fail_msg("%s: %s", text, error.message);
    stm_machine_free(machine);
    return simulation;
}

static inline void assert_near(double value, double wanted, double within)
{
    double off = value < wanted ? wanted - value : value - wanted;
    if (!(off <= within))
        fail_msg("%.17g is not %.17g", value, wanted);
}

#endif
