/* The version of the library and of its programs. It stands here and nowhere else. */
#ifndef STMASK_VERSION_H
#define STMASK_VERSION_H

#include <stmask/export.h>

#define STM_VERSION "0.1.0"

/* The version of the library at run time, such as "0.1.0"; compare with STM_VERSION. */
STM_API const char *stm_version(void);

#endif
