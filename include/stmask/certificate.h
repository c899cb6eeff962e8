/* Certificates: an order of a mask's points with its loads, and the argument that no order can do
 * with fewer than its bound, as text that `stmask verify` checks without the planner.
 *
 * Its first line is `stmask certificate 1`; lines that begin with `#` say what the rest is; then a
 * line a field, in this order, numbers apart by spaces:
 *
 *     mask SPEC
 *     size N
 *     queries FIRST COUNT
 *     keys FIRST COUNT
 *     multiplications P
 *     limits R ROWS COLUMNS        0: no limit
 *     buffer B
 *     points, steps, lru, opt      a line each: their numbers
 *     argument NAME NUMBER...      compulsory ROWS COLUMNS; pairs; matching M; phases T F REST
 *     bound LOADS
 *     match I J                    M lines, of the matching alone
 *     step T: SIDE LINE FIRST COUNT STEP, ...
 *     end
 *
 * A step's pieces are as stm_piece has them: SIDE is `r` where the line is a row, `c` where it is a
 * column. The numbers of an argument are those of stm_bounds.
 */
#ifndef STMASK_CERTIFICATE_H
#define STMASK_CERTIFICATE_H

#include <stmask/output.h>
#include <stmask/plan.h>

/* Writes the certificate of a plan and a buffer of that many vectors, streamed; the output stays
 * the caller's to close. STM_EINVAL where the mask's rule has no spec, or a step of the plan reads
 * more than the buffer. Cost: that of its loads and bounds, and of its steps. */
STM_CHECKED stm_status stm_certificate_write(const stm_plan *plan, int64_t buffer,
                                             stm_output *output, stm_error *error,
                                             const stm_progress *progress);

#endif
