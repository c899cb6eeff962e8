/* Specs of any text: refused with a sentence, or a mask whose rows, columns and cells agree and
 * which its own spec makes again. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stmask/stmask.h>

static void require(int holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "%s\n", what);
    abort();
}

/* The cells of one line, and that they are what stm_mask_cell says. */
static void check_line(const stm_mask *mask, stm_reader *reader, int64_t index, int64_t size)
{
    const stm_run *runs;
    int64_t num, seen = 0, cells = 0;
    if (stm_reader_row(reader, index, &runs, &num) != STM_OK)
        return; /* no memory */
    for (int64_t k = 0; k < num; k++) {
        require(runs[k].count >= 1 && runs[k].step >= 1, "a run is empty");
        require(runs[k].first >= 0 && stm_run_last(&runs[k]) < size, "a run leaves the mask");
        require(k == 0 || runs[k - 1].first < runs[k].first, "runs do not ascend");
        require(stm_mask_cell(mask, index, runs[k].first) == runs[k].value, "a value differs");
        cells += runs[k].count;
    }
    for (int64_t j = 0; j < size; j++)
        seen += stm_mask_cell(mask, index, j) != 0;
    require(seen == cells, "a row has other cells");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    if (length < 1 || length > 400 || memchr(data + 1, '\0', length - 1) != NULL)
        return 0;
    char spec[400];
    stm_error error = {.message = ""};
    stm_mask *mask = NULL, *again = NULL;
    stm_reader *reader;
    int64_t size = 1 + data[0] % 48;
    memcpy(spec, data + 1, length - 1);
    spec[length - 1] = '\0';
    if (strchr(spec, '@') != NULL || strstr(spec, "file") != NULL || strchr(spec, '/') != NULL ||
        strstr(spec, "document") != NULL)
        return 0; /* nothing of the machine's files is read */
    stm_status status = stm_mask_from_spec(spec, size, &mask, &error);
    if (status != STM_OK) {
        require(error.message[0] != '\0', "a failure without a sentence");
        require(status != STM_EINVAL || error.position <= (int64_t)length,
                "a place beyond the spec");
        return 0;
    }
    if (stm_reader_new(mask, &reader, &error) == STM_OK) {
        for (int64_t i = 0; i < size; i += 1 + size / 8)
            check_line(mask, reader, i, size);
        stm_reader_free(reader);
    }
    require(stm_mask_spec(mask) != NULL, "a mask without a spec");
    if (strlen(stm_mask_spec(mask)) < 2000) {
        status = stm_mask_from_spec(stm_mask_spec(mask), size, &again, &error);
        require(status == STM_OK, "a mask's own spec is refused");
        require(strcmp(stm_mask_spec(again), stm_mask_spec(mask)) == 0, "its spec changes");
        stm_mask_free(again);
    }
    stm_mask_free(mask);
    return 0;
}
