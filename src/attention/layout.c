/* Arrays one after the other, each on a line of the cache of its own. */
#include "attention/layout.h"

#include "base/arithmetic.h"

enum { LINE = 64 };

void *stm__layout_take(stm__layout *l, int64_t num, size_t size)
{
    size_t bytes;
    void *at = l->at == NULL ? NULL : l->at + l->used;
    if (!stm__multiply_size((size_t)num, size, &bytes) || bytes > SIZE_MAX / 4 ||
        l->used > SIZE_MAX / 4)
        l->fits = false;
    else
        l->used += (bytes + LINE - 1) / LINE * LINE;
    return at;
}

float *stm__layout_floats(stm__layout *l, int64_t num)
{
    return stm__layout_take(l, num, sizeof(float));
}
