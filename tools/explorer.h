/* The explorer: a page of one file, which scripts/build_web.sh makes, with a mask in it. */
#ifndef STMASK_TOOLS_EXPLORER_H
#define STMASK_TOOLS_EXPLORER_H

#include <stmask/stmask.h>

/* Reads the page and puts the state into it: one spec, or two side by side, at a size. The caller
 * frees the page. STM_EINVAL where the page is not installed. It is looked for at the path that
 * STMASK_EXPLORER names, beside the running program, where stmask was to be installed, and where
 * build_web.sh puts it. */
stm_status explorer_page(const char *const *specs, int num, int64_t size, char **page,
                         size_t *length, stm_error *error);

#endif
