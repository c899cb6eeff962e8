/* Calls that allocate: arrays, files and outputs. */
#include "allocation.h"

#include <unistd.h>

static stm_status call_mask_from_dense(void)
{
    stm_mask *mask = UNTOUCHED;
    stm_status status = stm_mask_from_dense(&dense, &mask, NULL);
    assert_true((status == STM_OK) == (mask != UNTOUCHED));
    if (status == STM_OK)
        stm_mask_free(mask);
    return status;
}

static stm_status call_dense_fill(void)
{
    static uint8_t to[64 * 64];
    return stm_dense_fill(stored, &(stm_dense){to, STM_U8, 64, 64, 0}, NULL);
}

static stm_status write_listing(stm_output *output)
{
    return stm_listing_write(tangled, output, NULL, NULL);
}

static stm_status call_listing(void)
{
    return with_callback(write_listing);
}

static stm_status write_npy(stm_output *output)
{
    return stm_npy_write(part, output, NULL, NULL);
}

static stm_status call_npy(void)
{
    return with_callback(write_npy);
}

static int64_t length_of(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return -1;
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    int64_t length = ftell(file);
    fclose(file);
    return length;
}

/* Every format, as far as it holds the masks, and reading it back. */
static stm_status call_exchange(void)
{
    size_t num;
    stm_status status = STM_OK;
    const stm_format *const *formats = stm_format_list(&num);
    for (size_t k = 0; k < num && status == STM_OK; k++) {
        const stm_mask *masks[] = {
            formats[k]->block > 0 || strcmp(formats[k]->name, "magi") == 0 ? whole : stored};
        stm_exchange_options options = {.widen = true};
        if (!formats[k]->writes || strcmp(formats[k]->name, "vertical-slash") == 0)
            continue;
        unlink("exchanged.npz");
        unlink("exchanged.py");
        status = stm_exchange_save(formats[k], masks, 1, "exchanged.npz", NULL, NULL, &options);
        assert_true((status == STM_OK) == (length_of("exchanged.npz") >= 0));
        if (status != STM_OK || !formats[k]->reads)
            continue;
        stm_mask *mask = UNTOUCHED;
        status = stm_mask_read("exchanged.npz", &mask, NULL, NULL);
        assert_true((status == STM_OK) == (mask != UNTOUCHED));
        if (status == STM_OK)
            stm_mask_free(mask);
    }
    unlink("exchanged.npz");
    unlink("exchanged.py");
    return status;
}

/* Refused where it may not widen, by a cell that has to be looked for. */
static stm_status call_slashes(void)
{
    stm_status status = STM_OK;
    for (int widen = 0; widen < 2 && status == STM_OK; widen++) {
        const stm_mask *masks[] = {whole};
        stm_exchange_options options = {.widen = widen};
        unlink("exchanged.npz");
        status = stm_exchange_save(stm_format_find("vertical-slash"), masks, 1, "exchanged.npz",
                                   NULL, NULL, &options);
        assert_true((status == STM_OK) == (length_of("exchanged.npz") >= 0));
        assert_true(status != STM_EINVAL || !widen);
        status = status == STM_EINVAL ? STM_OK : status;
    }
    unlink("exchanged.npz");
    return status;
}

static stm_status write_long_text(stm_output *output)
{
    static char word[20000];
    memset(word, 'w', sizeof word - 1);
    return stm_output_printf(output, "%s", word);
}

static stm_status call_output_printf(void)
{
    return with_callback(write_long_text);
}

static stm_status call_output_descriptor(void)
{
    stm_output *output = UNTOUCHED;
    stm_status status = stm_output_descriptor(2, "standard error", &output, NULL);
    if (status == STM_OK)
        return stm_output_close(output, NULL);
    assert_ptr_equal(output, UNTOUCHED);
    return status;
}

/* A new file, and one that exists, of a length that is written by a thread. */
static stm_status write_file(const char *path, int64_t blocks)
{
    static char block[100000];
    int64_t before = length_of(path);
    stm_output *output = UNTOUCHED;
    stm_status status = stm_output_open(path, &output, NULL);
    if (status == STM_OK) {
        for (int64_t k = 0; k < blocks; k++)
            stm_output_write(output, block, sizeof block);
        status = stm_output_close(output, NULL);
    } else {
        assert_ptr_equal(output, UNTOUCHED);
    }
    assert_int_equal(length_of(path), status == STM_OK ? blocks * 100000 : before);
    return status;
}

static stm_status call_output_open_new(void)
{
    unlink("new");
    return write_file("new", 1);
}

static stm_status call_output_open_existing(void)
{
    return write_file("existing", 60);
}

static stm_status call_array_read(void)
{
    stm_array array = {.num_dims = -1};
    stm_status status = stm_array_read("allocated-weights.npy", &array, NULL);
    assert_true((status == STM_OK) == (array.num_dims >= 0));
    if (status == STM_OK)
        stm_array_free(&array);
    return status;
}

const allocation_call calls_io[] = {
    {"mask_from_dense", call_mask_from_dense},
    {"dense_fill", call_dense_fill},
    {"listing", call_listing},
    {"npy", call_npy},
    {"exchange_save and mask_read", call_exchange},
    {"exchange_save of vertical-slash", call_slashes},
    {"output_printf", call_output_printf},
    {"output_descriptor", call_output_descriptor},
    {"output_open, new", call_output_open_new},
    {"output_open, existing", call_output_open_existing},
    {"array_read", call_array_read},
    {NULL, NULL},
};
