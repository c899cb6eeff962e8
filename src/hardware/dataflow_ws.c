/* ws: keys, then values, stay where they are; queries, then scores, stream past them. */
#include "hardware/dataflow.h"

const stm__dataflow stm__dataflow_ws = {
    .about = {.name = "ws",
              .summary = "weight stationary: a fold holds keys or values",
              .source = "Samajdar et al. 2020, ISPASS, SCALE-Sim"},
    .scores = {.by_columns = true,
               .fill = 2,
               .lines = STM__KEYS,
               .cross = STM__QUERIES,
               .cells = STM__OUTPUTS},
    .outputs = {.by_columns = true,
                .on_height = true,
                .fill = 2,
                .lines = STM__VALUES,
                .cross = STM__OUTPUTS,
                .cells = STM__SCORES},
};
