/* file: a mask read from a file. */
#include <inttypes.h>
#include <stdlib.h>

#include <stmask/import.h>
#include <stmask/rearrange.h>
#include <stmask/spec.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "mask/mask.h"
#include "parameter/text_slice.h"
#include "pattern/contract.h"
#include "spec/parser.h"
#include "spec/registry.h"

enum { PATH, MASKED, HEAD, FORMAT, QUERY, KEY, BLOCK, CAUSAL };

static const char *const causal_words[] = {"unsaid", "no", "yes", NULL};

static stm_status unknown_format(stm_text name, stm_error *error)
{
    size_t num;
    const stm_format *const *formats = stm_format_list(&num);
    stm_guess guess = {.text = name.at, .length = name.length};
    for (size_t k = 0; k < num; k++)
        if (formats[k]->reads)
            stm_guess_offer(&guess, formats[k]->name);
    if (guess.word != NULL)
        return stm__fail(error, STM_EINVAL, "format=%.*s: is no format to read; did you mean %s?",
                         stm__shown(name), name.at, guess.word);
    return stm__fail(error, STM_EINVAL,
                     "format=%.*s: is no format to read; stmask formats lists them",
                     stm__shown(name), name.at);
}

/* The format that is named, or NULL where none is. */
static stm_status find_format(const stm_arguments *arguments, const stm_format **format,
                              stm_error *error)
{
    char *name = stm__text_copy(arguments->text[FORMAT]);
    if (name == NULL)
        return stm__fail_memory(error, "mask");
    *format = name[0] == '\0' ? NULL : stm_format_find(name);
    bool good = name[0] == '\0' || (*format != NULL && (*format)->reads);
    stm_status status = good ? STM_OK : unknown_format(arguments->text[FORMAT], error);
    free(name);
    return status;
}

static stm_status read_mask(const stm_arguments *arguments, stm_mask **mask, stm_error *error)
{
    stm_import_options options = {.masked = arguments->integer[MASKED] != 0,
                                  .head = arguments->integer[HEAD],
                                  .block = stm_pair_rows(arguments->integer[BLOCK]),
                                  .block_keys = stm_pair_columns(arguments->integer[BLOCK]),
                                  .causal = (int)arguments->integer[CAUSAL]};
    stm_status status = find_format(arguments, &options.format, error);
    if (status != STM_OK)
        return status;
    char *path = stm__text_copy(arguments->text[PATH]);
    if (path == NULL)
        return stm__fail_memory(error, "mask");
    status = stm_mask_read(path, mask, error, &options);
    free(path);
    return status;
}

/* Where the file's first cell stands in a mask of `size`: where the spec says; where the file says
 * itself, whose indices do not count from 0; or, of a file whose longer side is the size, at the
 * end of the queries, as kernels align them, or at the beginning where there are more queries than
 * keys. */
static stm_status find_place(const stm_arguments *arguments, const stm_mask *mask, int64_t size,
                             int64_t *query, int64_t *key, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t longer = stm__max(b.num_queries, b.num_keys);
    bool said = arguments->integer[QUERY] >= 0 || arguments->integer[KEY] >= 0;
    *query = said ? stm__max(arguments->integer[QUERY], 0) : b.first_query;
    *key = said ? stm__max(arguments->integer[KEY], 0) : b.first_key;
    if (!said && stm_mask_size(mask) == longer) {
        if (size != longer)
            return stm__fail(error, STM_EINVAL,
                             "the mask of the file has %" PRId64 " queries and %" PRId64
                             " keys, and the size is %" PRId64
                             ": say where it stands, as in query=0,key=0",
                             b.num_queries, b.num_keys, size);
        *query = b.num_queries < b.num_keys ? size - b.num_queries : 0;
        *key = 0;
    }
    if (*query + b.num_queries <= size && *key + b.num_keys <= size)
        return STM_OK;
    return stm__fail(error, STM_EINVAL,
                     "the mask of the file, %" PRId64 " queries from %" PRId64 " on and %" PRId64
                     " keys from %" PRId64 " on: must lie within the size, %" PRId64,
                     b.num_queries, *query, b.num_keys, *key, size);
}

/* The size that a file has itself: what its mask, in its place, needs. */
static int64_t own_size(const stm_arguments *arguments, const stm_mask *mask)
{
    stm_rectangle b = stm_mask_bounds(mask);
    const int64_t *given = arguments->integer;
    if (given[QUERY] < 0 && given[KEY] < 0)
        return stm_mask_size(mask);
    return stm__max(stm__max(given[QUERY], 0) + b.num_queries,
                    stm__max(given[KEY], 0) + b.num_keys);
}

/* Puts a mask into its place of the whole, and leaves it alone where it is the whole. */
static stm_status place(const stm_arguments *arguments, stm_maker *maker, stm_mask **mask,
                        stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(*mask);
    int64_t query = 0, key = 0, size = maker->size;
    stm_mask *placed = NULL;
    stm_status status = find_place(arguments, *mask, size, &query, &key, error);
    if (status != STM_OK || (b.num_queries == size && b.num_keys == size))
        return status;
    maker->own = (stm_rectangle){query, b.num_queries, key, b.num_keys};
    status = stm_mask_place(*mask, size, size, query, key, &placed, error);
    if (status == STM_OK) {
        stm_mask_free(*mask);
        *mask = placed;
    }
    return status;
}

static stm_status make(const stm_arguments *arguments, stm_maker *maker, stm_mask **mask,
                       stm_error *error)
{
    stm_mask *new = NULL;
    stm_status status = read_mask(arguments, &new, error);
    if (status != STM_OK)
        return status;
    if (maker->probe) {
        maker->size = stm__max(maker->size, own_size(arguments, new));
        stm_mask_free(new);
        return stm__spec_placeholder(mask, error);
    }
    status = place(arguments, maker, &new, error);
    if (status == STM_OK)
        status = stm__spec_name(new, &stm__pattern_file, arguments, NULL, error);
    if (status != STM_OK) {
        stm_mask_free(new);
        return status;
    }
    *mask = new;
    return STM_OK;
}

static const stm_parameter parameters[] = {
    {.name = "path",
     .type = STM_PARAMETER_TEXT,
     .example = "mask.npy",
     .help = "a .npy, SciPy .npz, Matrix Market, PBM, points or runs file"},
    STM__CHOICE("masked", stm__no_yes, "whether true means masked out"),
    STM__INTEGER("head", 0, 0, "which of several heads"),
    {.name = "format",
     .type = STM_PARAMETER_TEXT,
     .default_text = "",
     .example = "npy-additive",
     .help = "what kind of file it is, where it does not tell itself"},
    STM__INTEGER("query", -1, -1, "where its first query stands; -1: at the end, see the docs"),
    STM__INTEGER("key", -1, -1, "where its first key stands; -1: at the beginning"),
    {.name = "block",
     .type = STM_PARAMETER_PAIR,
     .maximum = INT64_C(1) << 30,
     .help = "queries and keys of a block, where the file has blocks and does not say; 0: it says"},
    STM__CHOICE("causal", causal_words, "whether FlashMask's two bounds are of a causal mask"),
};

const stm_pattern stm__pattern_file = {
    .name = "file",
    .title = "File",
    .figure_title = "Mask from a File",
    .panel_title = "File",
    .summary = "a mask read from a file",
    .source = "the file",
    .parameters = STM__PARAMETERS("file", parameters),
    .value_names = {"No Attention", "Value 1", "Value 2", "Value 3", "Value 4", "Value 5"},
    .make = make,
};
