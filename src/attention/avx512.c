#if defined(__x86_64__)

#include "attention/avx512.h"
#include "attention/lanes.h"

const stm__kernels stm__kernels_avx512 = {
    .name = "avx512",
    .block = 96,
    .granule = 1,
    .lanes_of_key = 10,
    KERNELS_OF_LANES,
};

#else
typedef int stm__nothing; /* a file must not be empty */
#endif
