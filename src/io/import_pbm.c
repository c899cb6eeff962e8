/* PBM, plain and raw. */
#include "io/import.h"

#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"

/* A number of a PBM header, after blanks, newlines and remarks. */
static bool take_side(stm__text *text, int64_t *side)
{
    for (int c = stm__text_peek(text); c == '#' || c == '\n' || c == ' ' || c == '\t' || c == '\r';
         c = stm__text_peek(text)) {
        if (c == '#')
            stm__text_skip_line(text);
        else
            stm__text_take(text);
    }
    return stm__text_number(text, side) && *side >= 1 && *side <= STM_MAX_SIZE;
}

static stm_status read_pixels(stm__text *text, bool plain, int64_t rows, int64_t columns,
                              stm_builder *builder, stm_error *error)
{
    stm_status status = STM_OK;
    for (int64_t i = 0; i < rows && status == STM_OK; i++) {
        int byte = 0;
        for (int64_t j = 0; j < columns && status == STM_OK; j++) {
            bool black;
            if (plain) {
                do
                    byte = stm__text_take(text);
                while (byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t');
                if (byte != '0' && byte != '1')
                    return stm__text_fail(text, "a pixel, 0 or 1", error);
                black = byte == '1';
            } else {
                if (j % 8 == 0)
                    byte = stm__text_take(text);
                if (byte == STM__END)
                    return stm__text_fail(text, "as long as its header says", error);
                black = (byte >> (7 - j % 8) & 1) != 0;
            }
            if (black)
                status = stm_builder_cell(builder, i, j, 1, error);
        }
    }
    return status;
}

stm_status stm__import_pbm(stm__import *import, stm_error *error)
{
    int64_t rows = 0, columns = 0, bytes;
    stm_builder *builder = NULL;
    stm__text *text = stm__text_new(import);
    if (text == NULL)
        return stm__fail_memory(error, import->input->path);
    stm__text_take(text);
    bool plain = stm__text_take(text) == '1';
    stm_status status = STM_OK;
    if (!take_side(text, &columns) || !take_side(text, &rows))
        status = stm__text_fail(text, "columns and rows, from 1 to 2147483648", error);
    else if (!stm__multiply(rows, plain ? columns : stm__ceil_div(columns, 8), &bytes) ||
             bytes > import->input->size)
        status = stm__import_fail(import, error, "has fewer pixels than its header says");
    if (status == STM_OK) {
        stm__text_take(text);
        status = stm_builder_new(rows, columns, &builder, error);
    }
    if (status == STM_OK)
        status = read_pixels(text, plain, rows, columns, builder, error);
    if (status == STM_OK)
        status = stm__import_finish(import, builder, error);
    stm_builder_free(builder);
    free(text);
    return status;
}
