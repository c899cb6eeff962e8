/* The option --colours: the colours that values have in pictures. */
#ifndef STMASK_TOOLS_COLOURS_H
#define STMASK_TOOLS_COLOURS_H

#include <stmask/stmask.h>

/* The names of the sets; NULL at the end. */
extern const char *const colours_names[];

/* Reads `default`, `colour-blind`, `print`, or a list of colours with `/` between them, names of
 * CSS or #rrggbb, for the values 0, 1, ...: as many as the legend's greatest value needs. */
stm_status colours_read(const char *text, const stm_legend *legend,
                        stm_colour colours[STM_NUM_COLOURS], stm_error *error);

#endif
