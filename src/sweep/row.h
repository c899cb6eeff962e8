/* The row of a design in the database. */
#ifndef STM__SWEEP_ROW_H
#define STM__SWEEP_ROW_H

#include "sweep/database.h"
#include "sweep/grid.h"

/* Prepares the statement that puts rows in. */
stm_status stm__row_prepare(const stm__database *database, const stm_grid *grid,
                            sqlite3_stmt **insert, stm_error *error);

/* Gives it the values of a design; the texts have to last until it is run. */
void stm__row_bind(sqlite3_stmt *insert, const stm_grid *grid, const stm__design *design,
                   const char *key, const stm_design_result *result);

#endif
