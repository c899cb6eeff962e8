/* Temporary files, known to the process so that a signal handler can remove them. */
#ifndef STM__BASE_TEMPORARY_H
#define STM__BASE_TEMPORARY_H

#include <sys/types.h>

#include <stmask/status.h>

struct stm__temporary;

/* Makes a new file in the folder of `target`, of that mode but for the umask. Gives its descriptor
 * and, in `*temporary`, its entry. STM_EINVAL where the folder takes no file. */
stm_status stm__temporary_open(const char *target, mode_t mode, int *descriptor,
                               struct stm__temporary **temporary, stm_error *error);

/* Renames the file to `target`; 0, or an errno with the file removed. The entry is given back. */
int stm__temporary_keep(struct stm__temporary *temporary, const char *target);

/* Removes the file. The entry is given back. */
void stm__temporary_remove(struct stm__temporary *temporary);

#endif
