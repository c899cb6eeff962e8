/* The kernels of lanes.h over vectors of 16 floats, with AVX-512. */
#if defined(__x86_64__)

#include "attention/kernels/avx512.h"
#include "attention/kernels/lanes.h"

const stm__kernels stm__kernels_avx512 = {
    .name = "avx512",
    KERNELS_OF_LANES,
};

#else
typedef int stm__nothing; /* a file must not be empty */
#endif
