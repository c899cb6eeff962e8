/* Masks and listings, cell by cell and byte by byte, against the golden files. */
#include "support.h"

#include "sha256.h"

typedef struct golden {
    char pattern[40], order[20], hash[65];
    long long size, window_size, stride, dilation, number; /* number: of nonzeros, or of bytes */
} golden;

static void sha256_knows_its_answers(void **state)
{
    (void)state;
    static const char *const known[][2] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"}};
    sha256 hash;
    char hex[65];
    for (size_t k = 0; k < 3; k++) {
        sha256_begin(&hash);
        sha256_add(&hash, known[k][0], strlen(known[k][0]));
        sha256_end(&hash, hex);
        assert_string_equal(hex, known[k][1]);
    }
    sha256_begin(&hash);
    for (int k = 0; k < 1000000; k++)
        sha256_add(&hash, "a", 1);
    sha256_end(&hash, hex);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static stm_mask *mask_of(const golden *line)
{
    const stm_pattern *pattern = stm_pattern_find(line->pattern);
    assert_non_null(pattern);
    stm_arguments arguments = stm_pattern_defaults(pattern);
    const char *const names[] = {"window_size", "stride", "dilation"};
    const long long values[] = {line->window_size, line->stride, line->dilation};
    for (int k = 0; k < 3; k++) {
        int at = stm_pattern_parameter(pattern, names[k]);
        if (at >= 0)
            arguments.integer[at] = values[k];
    }
    stm_mask *mask = NULL;
    ASSERT_OK(stm_mask_new(pattern, &arguments, line->size, &mask, NULL));
    return mask;
}

static void check_mask(const golden *line)
{
    stm_mask *mask = mask_of(line);
    int64_t nonzeros = 0;
    sha256 hash;
    char hex[65];
    uint8_t *cells = malloc((size_t)(line->size * line->size));
    assert_non_null(cells);
    stm_dense dense = {cells, STM_U8, line->size, line->size, 0};
    ASSERT_OK(stm_mask_count(mask, &nonzeros, NULL));
    assert_int_equal(nonzeros, line->number);
    ASSERT_OK(stm_dense_fill(mask, &dense, NULL));
    sha256_begin(&hash);
    sha256_add(&hash, cells, (size_t)(line->size * line->size));
    sha256_end(&hash, hex);
    assert_string_equal(hex, line->hash);
    free(cells);
    stm_mask_free(mask);
}

static int add_to_hash(void *context, const void *data, size_t size)
{
    sha256_add(context, data, size);
    return 0;
}

static void check_listing(const golden *line)
{
    stm_mask *mask = mask_of(line);
    sha256 hash;
    char hex[65];
    stm_output *output = NULL;
    stm_listing_options options = {
        .order = strcmp(line->order, "column_first") == 0 ? STM_LIST_COLUMNS : STM_LIST_ROWS};
    sha256_begin(&hash);
    ASSERT_OK(stm_output_callback(add_to_hash, &hash, &output, NULL));
    ASSERT_OK(stm_listing_write(mask, output, NULL, &options));
    ASSERT_OK(stm_output_close(output, NULL));
    assert_int_equal(hash.bytes, line->number);
    sha256_end(&hash, hex);
    assert_string_equal(hex, line->hash);
    stm_mask_free(mask);
}

static void each_line(const char *name, const char *format, bool with_order,
                      void (*check)(const golden *line))
{
    char path[1000], text[1000];
    int lines = 0;
    snprintf(path, sizeof path, "%s/%s", STMASK_TEST_DATA, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(text, sizeof text, file));
    assert_true(strncmp(text, format, strlen(format)) == 0);
    while (fgets(text, sizeof text, file) != NULL) {
        golden line = {.order = ""};
        int used = 0;
        assert_int_equal(sscanf(text, "%39s %lld %lld %lld %lld %n", line.pattern, &line.size,
                                &line.window_size, &line.stride, &line.dilation, &used),
                         5);
        if (with_order)
            assert_int_equal(
                sscanf(text + used, "%19s %lld %64s", line.order, &line.number, line.hash), 3);
        else
            assert_int_equal(sscanf(text + used, "%lld %64s", &line.number, line.hash), 2);
        check(&line);
        lines++;
    }
    fclose(file);
    assert_int_equal(lines, 65);
}

static void masks_are_the_golden_ones(void **state)
{
    (void)state;
    each_line("masks.tsv", "pattern\tsize\twindow_size\tstride\tdilation\tnonzeros\tsha256", false,
              check_mask);
}

static void listings_are_the_golden_ones(void **state)
{
    (void)state;
    each_line("prints.tsv", "pattern\tsize\twindow_size\tstride\tdilation\torder\tbytes\tsha256",
              true, check_listing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_knows_its_answers),
        cmocka_unit_test(masks_are_the_golden_ones),
        cmocka_unit_test(listings_are_the_golden_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
