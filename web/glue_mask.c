/* Masks by handle: made of specs and compared, described, drawn as rasters of any rectangle, read
 * by rows and columns, and exported. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "glue.h"

static int no_mask(void)
{
    return glue_refuse("mask: there is none of that handle");
}

/* Puts a new mask into the table; the reply is its handle. */
static int keep(stm_mask *mask, stm_status status, const stm_error *error)
{
    if (status != STM_OK)
        return glue_fail(status, error);
    int32_t handle = glue_keep(mask);
    if (handle == 0) {
        stm_mask_free(mask);
        return glue_refuse("masks: too many at once");
    }
    return glue_handle(handle);
}

int GLUE(stm_web_mask_new)(const char *spec, uint32_t length, double size)
{
    stm_error error = {.position = -1};
    stm_mask *mask = NULL;
    int64_t tokens = 0;
    char *text = glue_text(spec, length);
    if (text == NULL)
        return glue_refuse("spec: is no text of at most 1048576 bytes");
    stm_status status = STM_OK;
    if (size == 0) /* that of the spec's files */
        status = stm_spec_own_size(text, &tokens, &error);
    if (status == STM_OK && tokens == 0 && !glue_whole(size, 1, STM_MAX_SIZE, &tokens)) {
        free(text);
        return glue_refuse("size: must be from 1 to 2147483648");
    }
    if (status == STM_OK)
        status = stm_mask_from_spec(text, tokens, &mask, &error);
    free(text);
    return keep(mask, status, &error);
}

int GLUE(stm_web_compare)(int32_t first, int32_t second)
{
    stm_error error = {.position = -1};
    stm_mask *mask = NULL;
    if (glue_mask(first) == NULL || glue_mask(second) == NULL)
        return no_mask();
    stm_status status = stm_mask_compare(glue_mask(first), glue_mask(second), false, &mask, &error);
    return keep(mask, status, &error);
}

int GLUE(stm_web_about)(int32_t handle)
{
    const stm_mask *mask = glue_mask(handle);
    stm_statistics s;
    stm_error error = {.position = -1};
    if (mask == NULL)
        return no_mask();
    stm_status status = stm_mask_statistics(mask, &s, &error, NULL);
    stm_rectangle b = stm_mask_bounds(mask);
    stm_output *output = glue_begin();
    if (status == STM_OK && output != NULL) {
        stm_output_printf(output, "{\"spec\": ");
        glue_string(output, stm_mask_spec(mask));
        stm_output_printf(output,
                          ", \"size\": %" PRId64 ", \"bounds\": [%" PRId64 ",%" PRId64 ",%" PRId64
                          ",%" PRId64 "], \"nonzeros\": \"%" PRId64 "\", \"cells\": \"%" PRId64
                          "\", \"sparsity\": %.17g, \"row_min\": %" PRId64 ", \"row_max\": %" PRId64
                          ", \"row_mean\": %.17g, \"names\": [",
                          stm_mask_size(mask), b.first_query, b.num_queries, b.first_key,
                          b.num_keys, s.nonzeros, s.cells, s.sparsity, s.row_min, s.row_max,
                          s.row_mean);
        for (int32_t v = 0; v < STM_NUM_VALUES; v++) {
            stm_output_printf(output, v == 0 ? "" : ",");
            glue_string(output, stm_mask_value_name(mask, v));
        }
        stm_output_printf(output, "]}");
    }
    return glue_end(output, status, &error);
}

/* The mask of side x side squares of block x block cells from (query, key) on: cut out of the mask
 * and, at its edges, put into a larger one without cells, so that all pictures have one grid. */
static stm_status window(const stm_mask *mask, int64_t query, int64_t key, int64_t reach,
                         stm_mask **part, stm_error *error)
{
    stm_rectangle b = stm_mask_bounds(mask);
    stm_rectangle r = {query, b.first_query + b.num_queries - query, key,
                       b.first_key + b.num_keys - key};
    r.num_queries = r.num_queries < reach ? r.num_queries : reach;
    r.num_keys = r.num_keys < reach ? r.num_keys : reach;
    stm_mask *cut = NULL;
    stm_status status = stm_mask_rectangle(mask, &r, &cut, error);
    if (status != STM_OK || (r.num_queries == reach && r.num_keys == reach)) {
        *part = cut;
        return status;
    }
    status = stm_mask_place(cut, reach, reach, 0, 0, part, error);
    stm_mask_free(cut);
    return status;
}

/* A picture of side x side pixels, each block x block cells, from (query, key) on. The reply: a
 * byte a pixel, values where block is 1 and steps of a density where it is larger. */
int GLUE(stm_web_tile)(int32_t handle, double query, double key, double block, double side)
{
    const stm_mask *mask = glue_mask(handle);
    stm_error error = {.position = -1};
    int64_t i, j, each, pixels;
    if (mask == NULL)
        return no_mask();
    stm_rectangle b = stm_mask_bounds(mask);
    if (!glue_whole(query, b.first_query, b.first_query + b.num_queries - 1, &i) ||
        !glue_whole(key, b.first_key, b.first_key + b.num_keys - 1, &j))
        return glue_refuse("tile: must begin within the mask");
    if (!glue_whole(side, 1, 1024, &pixels) ||
        !glue_whole(block, 1, (double)STM_MAX_SIZE / (double)pixels, &each))
        return glue_refuse("tile: must have a side from 1 to 1024 and lie within 2147483648 cells");
    stm_mask *part = NULL;
    stm_raster *raster = NULL;
    stm_status status = window(mask, i, j, each * pixels, &part, &error);
    if (status == STM_OK)
        status = each == 1 ? stm_raster_new(part, &raster, &error)
                           : stm_raster_of_shares(part, pixels, 0, &raster, &error, NULL);
    stm_mask_free(part);
    if (status != STM_OK)
        return glue_fail(status, &error);
    uint8_t *to = glue_room((size_t)(pixels * pixels));
    for (int64_t row = 0; to != NULL && row < pixels; row++)
        memcpy(to + row * pixels, stm_raster_row(raster, row), (size_t)pixels);
    stm_raster_free(raster);
    return to == NULL ? glue_fail(STM_ENOMEM, &error) : STM_OK;
}

/* A row (a column) as runs: the reply is doubles, four a run: first, count, step, value. */
int GLUE(stm_web_line)(int32_t handle, int32_t column, double index)
{
    const stm_mask *mask = glue_mask(handle);
    stm_error error = {.position = -1};
    stm_reader *reader = NULL;
    const stm_run *runs;
    int64_t at, num = 0;
    if (mask == NULL)
        return no_mask();
    if (!glue_whole(index, 0, STM_MAX_SIZE - 1, &at))
        return glue_refuse("line: must be a whole number within the mask");
    stm_status status = stm_reader_new(mask, &reader, &error);
    if (status == STM_OK)
        status = (column != 0 ? stm_reader_column : stm_reader_row)(reader, at, &runs, &num);
    double *to = status == STM_OK ? glue_room((size_t)num * 4 * sizeof *to) : NULL;
    for (int64_t k = 0; to != NULL && k < num; k++) {
        to[4 * k] = (double)runs[k].first;
        to[4 * k + 1] = (double)runs[k].count;
        to[4 * k + 2] = (double)runs[k].step;
        to[4 * k + 3] = runs[k].value;
    }
    stm_reader_free(reader);
    if (status == STM_OK && to == NULL && num > 0)
        status = STM_ENOMEM;
    return status == STM_OK ? STM_OK : glue_fail(status, &error);
}

/* How many cells each of `num` lines, evenly spread from `first` to before `end`, has: doubles. */
int GLUE(stm_web_profile)(int32_t handle, int32_t column, double first, double end, double num)
{
    const stm_mask *mask = glue_mask(handle);
    stm_error error = {.position = -1};
    stm_reader *reader = NULL;
    int64_t from, to, lines;
    if (mask == NULL)
        return no_mask();
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t least = column != 0 ? b.first_key : b.first_query;
    int64_t most = least + (column != 0 ? b.num_keys : b.num_queries);
    if (!glue_whole(first, least, most - 1, &from) || !glue_whole(end, from + 1, most, &to) ||
        !glue_whole(num, 1, 4096, &lines))
        return glue_refuse("profile: must be of at most 4096 lines within the mask");
    stm_status status = stm_reader_new(mask, &reader, &error);
    double *counts = status == STM_OK ? glue_room((size_t)lines * sizeof *counts) : NULL;
    for (int64_t k = 0; counts != NULL && status == STM_OK && k < lines; k++) {
        const stm_run *runs;
        int64_t runs_num, cells = 0, line = from + (to - from) * k / lines;
        status = (column != 0 ? stm_reader_column : stm_reader_row)(reader, line, &runs, &runs_num);
        for (int64_t r = 0; status == STM_OK && r < runs_num; r++)
            cells += runs[r].count;
        counts[k] = (double)cells;
    }
    stm_reader_free(reader);
    if (status == STM_OK && counts == NULL)
        status = STM_ENOMEM;
    return status == STM_OK ? STM_OK : glue_fail(status, &error);
}

int GLUE(stm_web_export)(int32_t handle, const char *format, uint32_t length)
{
    const stm_mask *mask = glue_mask(handle);
    stm_error error = {.position = -1};
    char *name = glue_text(format, length);
    const stm_format *found = name == NULL ? NULL : stm_format_find(name);
    free(name);
    if (mask == NULL)
        return no_mask();
    if (found == NULL || !found->writes)
        return glue_refuse("format: is none that is written; stmask formats lists them");
    stm_output *output = glue_begin();
    stm_status status = output == NULL ? STM_ENOMEM
                                       : stm_exchange_write(found, (const stm_mask *const *)&mask,
                                                            1, output, NULL, &error, NULL);
    return glue_end(output, status, &error);
}

/* What blocks of so many queries and keys compute of a mask. */
int GLUE(stm_web_blocks)(int32_t handle, double queries, double keys)
{
    const stm_mask *mask = glue_mask(handle);
    stm_error error = {.position = -1};
    stm_block_counts c;
    int64_t rows, columns;
    if (mask == NULL)
        return no_mask();
    if (!glue_whole(queries, 1, STM_MAX_SIZE, &rows) ||
        !glue_whole(keys, 1, STM_MAX_SIZE, &columns))
        return glue_refuse("block: must be from 1 to 2147483648");
    stm_status status = stm_block_count(mask, rows, columns, &c, &error, NULL);
    stm_output *output = glue_begin();
    if (status == STM_OK && output != NULL)
        stm_output_printf(output,
                          "{\"touched\": %" PRId64 ", \"full\": %" PRId64 ", \"cells\": \"%" PRId64
                          "\", \"blocks\": %.17g}",
                          c.touched, c.full, c.cells,
                          (double)c.query_blocks * (double)c.key_blocks);
    return glue_end(output, status, &error);
}
