/* os: outputs stay where they are; of each product its two operands stream. */
#include "hardware/dataflow.h"

const stm__dataflow stm__dataflow_os = {
    .about = {.name = "os",
              .summary = "output stationary: a fold computes R x C cells",
              .source = "Samajdar et al. 2020, ISPASS, SCALE-Sim"},
    .scores = {.on_height = true,
               .blocks = true,
               .fill = 1,
               .lines = STM__QUERIES,
               .cross = STM__KEYS,
               .cells = STM__OUTPUTS},
    .outputs = {.on_height = true,
                .fill = 1,
                .lines = STM__OUTPUTS,
                .cross = STM__VALUES,
                .cells = STM__SCORES},
};
