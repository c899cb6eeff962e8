#include <stmask/version.h>

const char *stm_version(void)
{
    return STM_VERSION;
}
