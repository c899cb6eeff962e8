/* Finding the file of a machine by its name. */
#ifndef STM__HARDWARE_FIND_H
#define STM__HARDWARE_FIND_H

#include <stmask/status.h>

/* The file that stm_machine_open reads for a name, the caller's to free; `path` may be NULL.
 * STM_EINVAL where there is none. */
STM_CHECKED stm_status stm__machine_find(const char *name, char **path, stm_error *error);

#endif
