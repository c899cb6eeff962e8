#if defined(__x86_64__)

#include "attention/avx512.h"
#include "attention/lanes.h"

const stm__kernels stm__kernels_avx512 = {
    .name = "avx512",
    .block = 96,
    .granule = 1,
    .lanes_of_key = 10,
    .load = load,
    .store = store,
    .block_add = block_add,
    .finish = finish,
    .row_add = row_add,
    .gradient_add = gradient_add,
    .gradient_spread = gradient_spread,
    .gradient_row = gradient_row,
};

#else
typedef int stm__nothing; /* a file must not be empty */
#endif
