/* is: queries, then scores, stay where they are; keys, then values, stream past them. */
#include "hardware/dataflow.h"

const stm__dataflow stm__dataflow_is = {
    .about = {.name = "is",
              .summary = "input stationary: a fold holds queries or scores",
              .source = "Samajdar et al. 2020, ISPASS, SCALE-Sim"},
    .scores = {.fill = 2, .lines = STM__QUERIES, .cross = STM__KEYS, .cells = STM__OUTPUTS},
    .outputs = {.blocks = true,
                .fill = 2,
                .lines = STM__OUTPUTS,
                .cross = STM__VALUES,
                .cells = STM__SCORES},
};
