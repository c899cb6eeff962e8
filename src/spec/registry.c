/* Puts the list of all patterns together from the two lists of the library. */
#include "spec/registry.h"

#include "parameter/text_slice.h"
#include "pattern/contract.h"

#define STM__PATTERN(name) &stm__pattern_##name,
static const stm_pattern *const patterns[] = {
#include "pattern/list.def"
#include "spec/made.def"
};
#undef STM__PATTERN

const stm_pattern *const *stm_pattern_list(size_t *num)
{
    *num = sizeof patterns / sizeof *patterns;
    return patterns;
}

const stm_pattern *stm__pattern_named(stm_text name)
{
    for (size_t k = 0; k < sizeof patterns / sizeof *patterns; k++)
        if (stm__text_is(name, patterns[k]->name))
            return patterns[k];
    return NULL;
}

const char *stm__pattern_near(stm_text name)
{
    stm_guess guess = {.text = name.at, .length = name.length};
    for (size_t k = 0; k < sizeof patterns / sizeof *patterns; k++)
        stm_guess_offer(&guess, patterns[k]->name);
    return guess.word;
}

const stm_pattern *stm_pattern_find(const char *name)
{
    return stm__pattern_named(stm__text(name));
}
