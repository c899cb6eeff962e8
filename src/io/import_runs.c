/* The JSON lines of the format runs. */
#include "io/import.h"

#include <stdlib.h>

#include "base/arithmetic.h"
#include "base/fail.h"

/* "[a, b, ...]", of exactly that many numbers. */
static bool take_list(stm__text *text, int64_t *numbers, int num)
{
    bool good = stm__text_word(text, " [ ");
    for (int k = 0; k < num && good; k++)
        good = stm__text_number(text, &numbers[k]) &&
               stm__text_word(text, k + 1 < num ? " , " : " ] ");
    return good;
}

static stm_status read_query(stm__text *text, const int64_t *queries, const int64_t *keys,
                             stm_builder *builder, stm_error *error)
{
    int64_t i, run[4];
    if (!stm__text_word(text, " { \"query\" : ") || !stm__text_number(text, &i) ||
        !stm__text_word(text, " , \"runs\" : [ "))
        return stm__text_fail(text, "a query and its runs, as {\"query\": 0, \"runs\": []}", error);
    if (i < queries[0] || i - queries[0] >= queries[1])
        return stm__text_fail(text, "a query of the mask", error);
    while (stm__text_peek(text) == '[') {
        if (!take_list(text, run, 4))
            return stm__text_fail(text, "a run, [first, count, step, value]", error);
        int64_t length;
        if (run[1] < 1 || run[2] < 1 || !stm__multiply(run[1] - 1, run[2], &length) ||
            run[0] < keys[0] || length >= keys[1] || run[0] - keys[0] >= keys[1] - length ||
            run[3] < 1 || run[3] > INT32_MAX)
            return stm__text_fail(text, "a run of keys of the mask, with a value", error);
        stm_run new = {run[0], run[1], run[2], (int32_t)run[3]};
        stm_status status = stm_builder_run(builder, i, &new, error);
        if (status != STM_OK)
            return status;
        if (!stm__text_word(text, ","))
            break;
        stm__text_blanks(text);
    }
    if (!stm__text_word(text, " ] } ") ||
        (stm__text_peek(text) != '\n' && stm__text_peek(text) != STM__END))
        return stm__text_fail(text, "the end of the runs and of the line", error);
    stm__text_take(text);
    return STM_OK;
}

stm_status stm__import_runs(stm__import *import, stm_error *error)
{
    int64_t size, queries[2], keys[2];
    stm_builder *builder = NULL;
    stm_mask *whole = NULL, **mask = import->mask;
    stm__text *text = stm__text_new(import);
    stm_status status = STM_OK;
    if (text == NULL)
        return stm__fail_memory(error, import->input->path);
    if (!stm__text_word(text, "{ \"format\" : \"stmask-runs\" , \"size\" : ") ||
        !stm__text_number(text, &size) || !stm__text_word(text, " , \"queries\" : ") ||
        !take_list(text, queries, 2) || !stm__text_word(text, ", \"keys\" : ") ||
        !take_list(text, keys, 2) || !stm__text_word(text, "} ") || stm__text_take(text) != '\n')
        status = stm__text_fail(text, "the header of a file of runs", error);
    else if (queries[1] < 1 || keys[1] < 1 || queries[0] > STM_MAX_SIZE - queries[1] ||
             keys[0] > STM_MAX_SIZE - keys[1])
        status = stm__text_fail(text, "queries and keys from 1 to 2147483648", error);
    if (status == STM_OK)
        status =
            stm__import_begin(import, queries[0] + queries[1], keys[0] + keys[1], &builder, error);
    while (status == STM_OK && stm__text_peek(text) != STM__END)
        status = read_query(text, queries, keys, builder, error);
    if (status == STM_OK)
        status = stm__input_status(import->input, error);
    import->mask = &whole;
    if (status == STM_OK)
        status = stm__import_finish(import, builder, error);
    import->mask = mask;
    stm_rectangle part = {queries[0], queries[1], keys[0], keys[1]};
    if (status == STM_OK)
        status = stm_mask_rectangle(whole, &part, mask, error);
    stm_mask_free(whole);
    stm_builder_free(builder);
    free(text);
    return status;
}
