/* Documents one behind the other, as `document` has them. */
#ifndef STM__PATTERN_DOCUMENTS_H
#define STM__PATTERN_DOCUMENTS_H

#include "pattern/contract.h"

/* A stretch of tokens of one document, and those of the same one after and before it. */
typedef struct stm__piece {
    int64_t first, end, document; /* tokens first .. end - 1 */
    int64_t next;                 /* the next piece of the document, -1 behind the last */
    int64_t head;                 /* its first one */
} stm__piece;

typedef struct stm__documents {
    int64_t num, most; /* pieces, and the most that a document has */
    stm__piece pieces[];
} stm__documents;

/* The piece that a token lies in. O(log). */
int64_t stm__documents_find(const stm__documents *d, int64_t index);

/* The `own_size` and the `prepare` of a pattern whose first three parameters are lengths,
 * cu_seqlens and ids; the documents are freed with free. */
stm_status stm__documents_size(const stm_arguments *arguments, int64_t *size, stm_error *error);
stm_status stm__documents_prepare(const stm_arguments *arguments, int64_t size, void **prepared,
                                  stm_error *error);

#endif
