/* How tables of parameters are written down. */
#ifndef STM__PARAMETER_TABLE_H
#define STM__PARAMETER_TABLE_H

#include <stmask/parameter.h>

/* The table of an array of parameters. */
#define STM__PARAMETERS(name, array)                                                               \
    {                                                                                              \
        .owner = name, .items = array, .num = (int)(sizeof array / sizeof *array)                  \
    }
#define STM__NO_PARAMETERS(name)                                                                   \
    {                                                                                              \
        .owner = name                                                                              \
    }

#define STM__PARAMETER_INTEGER(words, usual, least, most, text)                                    \
    {                                                                                              \
        .name = words, .type = STM_PARAMETER_INTEGER, .default_value = usual, .minimum = least,    \
        .maximum = most, .help = text                                                              \
    }

/* A choice, and its words; the first is the default. */
#define STM__CHOICE(words, list, text)                                                             \
    {                                                                                              \
        .name = words, .type = STM_PARAMETER_CHOICE,                                               \
        .maximum = (int64_t)(sizeof list / sizeof *list) - 2, .choices = list, .help = text        \
    }
extern const char *const stm__no_yes[3];
extern const char *const stm__yes_no[3];

#endif
