/* document: packed sequences, each of which sees itself only. */
#include <stdlib.h>

#include "pattern/documents.h"

static const stm__piece *piece_of(const stm__documents *d, int64_t index)
{
    for (int64_t k = 0; k < d->num; k++)
        if (d->pieces[k].first <= index && index < d->pieces[k].end)
            return &d->pieces[k];
    return NULL;
}

static int32_t sees(const stm_arguments *arguments, int64_t size, int64_t i, int64_t j)
{
    (void)size;
    const stm__piece *query = piece_of(arguments->prepared, i),
                     *key = piece_of(arguments->prepared, j);
    return query->document != key->document ? 0 : j == i ? STM_DIAGONAL : STM_LOCAL;
}

static int64_t bound(const stm_arguments *arguments, int64_t size, bool column, int64_t index)
{
    (void)size, (void)column, (void)index;
    return ((const stm__documents *)arguments->prepared)->most + 2;
}

/* The mask is symmetric: a row and a column of the same index have the same runs. */
static int64_t row(const stm_arguments *arguments, int64_t size, int64_t i, stm_run *runs)
{
    (void)size;
    const stm__documents *d = arguments->prepared;
    int64_t n = 0;
    for (int64_t k = d->pieces[stm__documents_find(d, i)].head; k >= 0; k = d->pieces[k].next)
        n = stm__give_around(runs, n, d->pieces[k].first, d->pieces[k].end - d->pieces[k].first, 1,
                             i, STM_LOCAL);
    return n;
}

static int64_t count(const stm_arguments *arguments, int64_t size)
{
    (void)size;
    const stm__documents *d = arguments->prepared;
    int64_t total = 0;
    for (int64_t k = 0; k < d->num; k++) {
        int64_t tokens = 0;
        for (int64_t n = d->pieces[k].head == k ? k : -1; n >= 0; n = d->pieces[n].next)
            tokens += d->pieces[n].end - d->pieces[n].first;
        total += tokens * tokens;
    }
    return total;
}

static int bands(const stm_arguments *arguments, int64_t size, const stm_rectangle *within,
                 stm_band *bands)
{
    (void)size;
    const stm__documents *d = arguments->prepared;
    stm__bands list = {bands, 0, STM_MAX_BANDS, false};
    int64_t end = within->first_query + within->num_queries;
    for (int64_t k = stm__documents_find(d, within->first_query);
         k < d->num && d->pieces[k].first < end && !list.over; k++) {
        const stm__piece *own = &d->pieces[k];
        for (int64_t n = own->head; n >= 0 && !list.over; n = d->pieces[n].next) {
            stm_band band =
                stm__band(stm__at_key(d->pieces[n].first), stm__at_key(d->pieces[n].end - 1));
            stm__give_band(&list, stm__band_of_queries(band, own->first, own->end));
        }
    }
    return list.over ? -1 : list.num;
}

static const stm_parameter parameters[] = {
    {.name = "lengths",
     .type = STM_PARAMETER_TEXT,
     .default_text = "",
     .example = "512/300/212",
     .help =
         "tokens of each document, or a text or JSON file of them; the size's rest is one more"},
    {.name = "cu_seqlens",
     .type = STM_PARAMETER_TEXT,
     .default_text = "",
     .example = "0/512/812/1024",
     .help = "where documents begin, and the last ends, or a text or JSON file of them"},
    {.name = "ids",
     .type = STM_PARAMETER_TEXT,
     .default_text = "",
     .example = "0/0/1/1/0",
     .help = "the document of each token, or a text or JSON file of them; one may go on behind"},
};

const stm_pattern stm__pattern_document = {
    .name = "document",
    .title = "Document",
    .figure_title = "Document Attention Mask",
    .panel_title = "Document",
    .summary = "the keys of the query's own document, both ways; & causal for the past only",
    .source = "Krell et al. 2021, arXiv:2107.02027, section 3.2 (packing)",
    .parameters = STM__PARAMETERS("document", parameters),
    .value_names = {"No Attention", "Diagonal", "Local"},
    .bound = bound,
    .sees = sees,
    .row = row,
    .column = row,
    .bands = bands,
    .count = count,
    .prepare = stm__documents_prepare,
    .release = free,
    .own_size = stm__documents_size,
};
