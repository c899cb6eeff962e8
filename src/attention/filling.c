/* Keys are kept in order; those that come twice have the lanes of both. */
#include "attention/filling.h"

bool stm__filling_add(stm__filling *f, int most, int64_t key, uint64_t lanes)
{
    int at = f->num;
    while (at > 0 && f->keys[at - 1] > key)
        at--;
    if (at > 0 && f->keys[at - 1] == key) {
        f->lanes[at - 1] |= lanes;
        return true;
    }
    if (f->num == most)
        return false;
    for (int b = f->num; b > at; b--) {
        f->keys[b] = f->keys[b - 1];
        f->lanes[b] = f->lanes[b - 1];
    }
    f->keys[at] = key;
    f->lanes[at] = lanes;
    f->num++;
    return true;
}
