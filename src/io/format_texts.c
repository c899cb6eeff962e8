/* Formats of text that others write, and that are read only. */
#include "io/import.h"
#include "io/job.h"

const stm__format_class stm__format_smtx = {
    .about = {.name = "smtx",
              .extension = ".smtx",
              .summary = "the Deep Learning Matrix Collection: rows' starts and columns",
              .reads = true},
    .read = stm__import_smtx,
    .looks_like = {stm__import_numbers, stm__import_points}};

const stm__format_class stm__format_edges = {
    .about = {.name = "edges",
              .extension = ".txt",
              .summary = "a query, a key and perhaps a weight a line, counted from 0",
              .reads = true},
    .read = stm__import_edges,
    .looks_like = {stm__import_numbers, stm__import_points}};

const stm__format_class stm__format_csv = {
    .about = {.name = "csv",
              .extension = ".csv",
              .summary = "rows of cells a line, apart by commas, tabs or blanks",
              .reads = true},
    .read = stm__import_csv,
    .looks_like = {stm__import_numbers, stm__import_points}};

const stm__format_class stm__format_json_cells = {.about = {.name = "json-cells",
                                                            .extension = ".json",
                                                            .summary = "a list of rows of cells",
                                                            .reads = true},
                                                  .read = stm__import_json_cells,
                                                  .looks_like = {stm__import_json}};

const stm__format_class stm__format_json_lists = {
    .about = {.name = "json-lists",
              .extension = ".json",
              .summary = "a list with the keys that each query sees",
              .reads = true},
    .read = stm__import_json_lists,
    .looks_like = {stm__import_json}};
