/* Where there are no threads, the caller's does all the work. */
#include "base/workers.h"

int stm__workers_most(void)
{
    return 1;
}

void stm__workers_run(int num, void (*work)(void *context, int k), void *context)
{
    (void)num;
    work(context, 0);
}
