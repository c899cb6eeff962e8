/* Files of any bytes: refused with a sentence, or a mask whose rows, columns and count agree. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stmask/stmask.h>

static void require(int holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "%s\n", what);
    abort();
}

static int64_t count_lines(const stm_mask *mask, int columns)
{
    stm_rectangle b = stm_mask_bounds(mask);
    stm_reader *reader;
    int64_t total = 0, lines = columns ? b.num_keys : b.num_queries;
    int64_t first = columns ? b.first_key : b.first_query;
    int64_t cross = columns ? b.first_query : b.first_key;
    int64_t end = cross + (columns ? b.num_queries : b.num_keys);
    if (stm_reader_new(mask, &reader, NULL) != STM_OK)
        return -1;
    for (int64_t k = 0; k < lines; k++) {
        const stm_run *runs;
        int64_t num;
        if ((columns ? stm_reader_column : stm_reader_row)(reader, first + k, &runs, &num) !=
            STM_OK) {
            total = -1;
            break;
        }
        for (int64_t r = 0; r < num; r++) {
            require(runs[r].count >= 1 && runs[r].step >= 1, "a run is empty");
            require(runs[r].first >= cross && stm_run_last(&runs[r]) < end,
                    "a run leaves the mask");
            total += runs[r].count;
        }
    }
    stm_reader_free(reader);
    return total;
}

/* What the caller says of the file: the last two bytes, which most kinds of files do not look at.
 */
static stm_import_options options_of(const uint8_t *data, size_t length)
{
    stm_import_options options = {.head = 0};
    size_t num;
    const stm_format *const *formats = stm_format_list(&num);
    if (length < 2 || (data[length - 1] & 1) == 0)
        return options;
    const stm_format *format = formats[(size_t)(data[length - 1] >> 1) % num];
    options.format = format->reads ? format : NULL;
    options.masked = (data[length - 2] & 1) != 0;
    options.head = data[length - 2] >> 1 & 3;
    options.block = (data[length - 2] >> 3 & 7) * 5;
    options.causal = (data[length - 2] >> 6) % 3;
    return options;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    char path[64];
    stm_mask *mask = NULL;
    stm_error error = {.message = ""};
    snprintf(path, sizeof path, "fuzzed-%ld", (long)getpid());
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(data, 1, length, file) != length || fclose(file) != 0)
        return 0;
    stm_import_options options = options_of(data, length);
    stm_status status = stm_mask_read(path, &mask, &error, &options);
    remove(path);
    if (status != STM_OK) {
        require(error.message[0] != '\0', "a failure without a sentence");
        require(status == STM_EINVAL || status == STM_ENOMEM, "a failure of another kind");
        return 0;
    }
    stm_rectangle b = stm_mask_bounds(mask);
    int64_t nonzeros;
    if (b.num_queries < 100000 && b.num_keys < 100000 &&
        stm_mask_count(mask, &nonzeros, &error) == STM_OK) {
        int64_t rows = count_lines(mask, 0), columns = count_lines(mask, 1);
        require(rows < 0 || rows == nonzeros, "rows have other cells than the count");
        require(columns < 0 || columns == nonzeros, "columns have other cells than the count");
    }
    stm_mask_free(mask);
    return 0;
}
