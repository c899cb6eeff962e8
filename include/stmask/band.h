/* Bands: what all queries of a mask see, in a few lines.
 *
 * A run says what one query sees; a band says what many do. Of the queries that it speaks of, each
 * sees the keys between two bounds, all of them or those of one residue class:
 *
 * - normal: one band, from the edge to the query.
 * - strided: every s-th key from the edge to w before the query, counted from the query; and
 *   every key from w - 1 before the query to the query.
 * - fixed: the last key of every block, from the edge to the beginning of the query's block; and
 *   every key from there to the query.
 *
 * A picture stands in docs/bands.md. The bands of a mask are disjoint, and all that is fast reads
 * them: attention, token orders, the search for an order of points.
 */
#ifndef STMASK_BAND_H
#define STMASK_BAND_H

#include <stdbool.h>
#include <stdint.h>

#include <stmask/run.h>
#include <stmask/status.h>

struct stm_mask;

/* num_queries queries from first_query on, by num_keys keys from first_key on. */
typedef struct stm_rectangle {
    int64_t first_query, num_queries, first_key, num_keys;
} stm_rectangle;

/* What a bound is counted from. */
typedef enum stm_bound_kind {
    STM_BOUND_NONE,  /* the edge of the mask */
    STM_BOUND_KEY,   /* the key `offset` */
    STM_BOUND_QUERY, /* query i: the key i + offset */
    STM_BOUND_BLOCK  /* the beginning of i's block: the key i - i % block + offset */
} stm_bound_kind;

/* A bound of the keys that query i sees; the key that it names is one of them. */
typedef struct stm_bound {
    stm_bound_kind kind;
    int64_t offset;
    int64_t block; /* at least 1; of STM_BOUND_BLOCK, else 1 */
} stm_bound;

/* The cells (i, j) with
 *   first_query <= i < end_query and phase_first <= i % period < phase_end,
 *   low <= j <= high, and
 *   j = key_shift (mod key_step), or, where it follows the query, j = i + key_shift (mod key_step)
 * that lie within the mask. Where every query takes part, period is 1 and the phases are 0 to 1;
 * where every key does, key_step is 1, key_shift 0, and nothing follows. 0 <= key_shift < key_step;
 * offsets, blocks, periods and steps lie within 2^60.
 */
typedef struct stm_band {
    int64_t first_query, end_query;
    int64_t period, phase_first, phase_end;
    int64_t key_step, key_shift;
    bool follows;
    stm_bound low, high;
} stm_band;

#define STM_MAX_BANDS 64 /* what is still a handful */

/* A mask as bands. */
typedef struct stm_bands {
    int num;
    stm_band bands[STM_MAX_BANDS];
    struct stm_mask *rest; /* a mask of the cells that no band has, or NULL */
} stm_bands;

/* The bands of a mask: no two share a cell, and together with the rest they are exactly its cells.
 * They have to be read within the mask's bounds, beyond which they may go on. A mask that is no
 * handful of bands (random draws, files, long lists of tokens) has none, and is its own rest. Of a
 * rectangle only the bands that meet it are given, so that a part can have bands where the whole
 * has not. O(1) for most patterns, whatever their size. STM_ENOMEM where there is a rest and no
 * memory for it; else it does not fail. The caller frees them with stm_bands_free. */
STM_CHECKED stm_status stm_mask_bands(const struct stm_mask *mask, stm_bands *bands,
                                      stm_error *error);

/* Frees the rest. */
STM_API void stm_bands_free(stm_bands *bands);

/* Makes the mask of num bands, from 0 to STM_MAX_BANDS, which may not share a cell, within the
 * size x size square; all its cells have value 2. STM_EINVAL names a field out of range. O(num). */
STM_CHECKED stm_status stm_mask_of_bands(const stm_band *bands, int num, int64_t size,
                                         struct stm_mask **mask, stm_error *error);

/* Whether a band has the cell (i, j). */
STM_API bool stm_band_sees(const stm_band *band, int64_t i, int64_t j);

/* The keys from first to last, both within 2^60, that query i sees in a band: a run of value 2, of
 * count 0 where there are none. */
STM_API stm_run stm_band_row(const stm_band *band, int64_t i, int64_t first, int64_t last);

#endif
