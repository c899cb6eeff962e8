/* The version, as version.h has it. */
#include <stmask/version.h>

const char *stm_version(void)
{
    return STM_VERSION;
}
