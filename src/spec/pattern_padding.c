/* padding: keys that every query sees, from a list or from a file with a row of them. */
#include <inttypes.h>
#include <stdlib.h>

#include <stmask/band.h>
#include <stmask/builder.h>
#include <stmask/import.h>
#include <stmask/rearrange.h>
#include <stmask/spec.h>

#include "base/band.h"
#include "base/fail.h"
#include "parameter/list.h"
#include "parameter/numbers.h"
#include "parameter/text_slice.h"
#include "pattern/contract.h"
#include "spec/parser.h"
#include "spec/registry.h"

enum { KEYS, BATCH, MASKED };

/* The row of a file that is meant: of the only array of rows, or of the array with one row. */
static stm_status read_file(const stm_arguments *arguments, stm_mask **row, stm_error *error)
{
    int64_t batch = arguments->integer[BATCH];
    stm_import_options options = {.masked = arguments->integer[MASKED] != 0};
    char *path = stm__text_copy(arguments->text[KEYS]);
    stm_mask *mask = NULL;
    if (path == NULL)
        return stm__fail_memory(error, "padding");
    stm_status status = stm_mask_read(path, &mask, error, &options);
    stm_rectangle b = {0, 1, 0, 1};
    if (status == STM_OK)
        b = stm_mask_bounds(mask);
    if (status == STM_OK && b.num_queries == 1 && batch > 0) {
        stm_mask_free(mask);
        mask = NULL;
        options.head = batch;
        status = stm_mask_read(path, &mask, error, &options);
        batch = 0;
    }
    if (status == STM_OK && batch >= b.num_queries)
        status =
            stm__fail(error, STM_EINVAL, "%.200s: batch %" PRId64 ": must be from 0 to %" PRId64,
                      path, batch, b.num_queries - 1);
    stm_rectangle one = {b.first_query + batch, 1, b.first_key, b.num_keys};
    if (status == STM_OK)
        status = stm_mask_rectangle(mask, &one, row, error);
    stm_mask_free(mask);
    free(path);
    return status;
}

/* The row of `keys` keys, of a list. */
static stm_status read_list(const stm_arguments *arguments, int64_t keys, stm_mask **row,
                            stm_error *error)
{
    stm_list *list = NULL, *set = NULL;
    stm_builder *builder = NULL;
    stm_status status =
        stm__list_read("keys", arguments->text[KEYS], 0, STM_MAX_SIZE - 1, &list, error);
    if (status == STM_OK)
        status = stm__list_set("keys", list, keys, &set, error);
    if (status == STM_OK)
        status = stm_builder_new(1, keys, &builder, error);
    for (int64_t k = 0; status == STM_OK && k < set->num; k++) {
        stm_run run = {set->ranges[k].first, set->ranges[k].last - set->ranges[k].first + 1, 1,
                       STM_LOCAL};
        status = stm_builder_run(builder, 0, &run, error);
    }
    if (status == STM_OK)
        status = stm_builder_finish(builder, arguments->integer[MASKED] != 0, row, error);
    stm_builder_free(builder);
    free(set);
    free(list);
    return status;
}

/* Every query of a size x size mask sees what the row has: as bands where it has few runs. */
static stm_status repeat(const stm_mask *row, int64_t size, stm_mask **mask, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(row);
    stm_reader *reader;
    const stm_run *runs = NULL;
    int64_t num = 0;
    stm_band bands[STM_MAX_BANDS];
    stm_status status = stm_reader_new(row, &reader, error);
    if (status != STM_OK)
        return status;
    status = stm_reader_row(reader, b.first_query, &runs, &num);
    for (int64_t k = 0; status == STM_OK && num <= STM_MAX_BANDS && k < num; k++) {
        bands[k] = stm__band(stm__at_key(runs[k].first), stm__at_key(stm_run_last(&runs[k])));
        bands[k] = stm__band_of_keys(bands[k], runs[k].step, runs[k].first, false);
    }
    stm_reader_free(reader);
    if (status != STM_OK)
        return stm__fail_memory(error, "padding");
    if (num <= STM_MAX_BANDS)
        return stm_mask_of_bands(bands, (int)num, size, mask, error);
    stm_mask *all = NULL, *column = NULL;
    status = stm_mask_new(&stm__pattern_dense, NULL, size, &all, error);
    if (status == STM_OK)
        status = stm_mask_rectangle(all, &(stm_rectangle){0, size, 0, 1}, &column, error);
    if (status == STM_OK)
        status = stm_mask_kron(column, row, size, size, mask, error);
    stm_mask_free(column);
    stm_mask_free(all);
    return status;
}

static stm_status make(const stm_arguments *arguments, stm_maker *maker, stm_mask **mask,
                       stm_error *error)
{
    bool listed = stm__numbers_are_listed(arguments->text[KEYS]);
    stm_mask *row = NULL, *new = NULL;
    stm_status status = STM_OK;
    if (maker->probe && listed)
        return stm__spec_placeholder(mask, error);
    status =
        listed ? read_list(arguments, maker->size, &row, error) : read_file(arguments, &row, error);
    int64_t keys = status == STM_OK ? stm_mask_bounds(row).num_keys : 0;
    if (status == STM_OK && maker->probe) {
        maker->size = stm__max(maker->size, keys);
        status = stm__spec_placeholder(&new, error);
    } else if (status == STM_OK && keys != maker->size) {
        status = stm__fail(error, STM_EINVAL,
                           "keys: the file has %" PRId64 " of them: must be as many as the size, "
                           "%" PRId64,
                           keys, maker->size);
    } else if (status == STM_OK) {
        status = repeat(row, maker->size, &new, error);
    }
    if (status == STM_OK && !maker->probe)
        status = stm__spec_name(new, &stm__pattern_padding, arguments, NULL, error);
    stm_mask_free(row);
    if (status == STM_OK)
        *mask = new;
    else
        stm_mask_free(new);
    return status;
}

static const stm_parameter parameters[] = {
    {.name = "keys",
     .type = STM_PARAMETER_TEXT,
     .example = "0-99",
     .help = "the keys that are no padding: a list, or a file of [K], [batch, K] or [batch, 1, 1, "
             "K]"},
    STM__INTEGER("batch", 0, 0, "which sequence of the file"),
    STM__CHOICE("masked", stm__no_yes, "whether the keys are the padding"),
};

const stm_pattern stm__pattern_padding = {
    .name = "padding",
    .title = "Padding",
    .figure_title = "Padding Mask",
    .panel_title = "Padding",
    .summary = "every query sees the same keys: those that are no padding",
    .source = "transformers, attention_mask; PyTorch, key_padding_mask (masked=yes)",
    .parameters = STM__PARAMETERS("padding", parameters),
    .value_names = {"No Attention", NULL, "Local"},
    .make = make,
};
