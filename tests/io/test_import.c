/* What is exported is read back as the same mask; hostile files give a sentence. */
#include "support.h"
#include "tangle.h"

#include <float.h>
#include <math.h>
#include <unistd.h>

static void assert_same(const stm_mask *a, const stm_mask *b, bool values, const char *what)
{
    stm_rectangle x = stm_mask_bounds(a), y = stm_mask_bounds(b);
    if (x.num_queries != y.num_queries || x.num_keys != y.num_keys)
        fail_msg("%s: another shape", what);
    for (int64_t i = 0; i < x.num_queries; i++)
        for (int64_t j = 0; j < x.num_keys; j++) {
            int32_t v = stm_mask_cell(a, x.first_query + i, x.first_key + j);
            int32_t w = stm_mask_cell(b, y.first_query + i, y.first_key + j);
            if (values ? v != w : (v != 0) != (w != 0))
                fail_msg("%s: cell (%d, %d) is %d, not %d", what, (int)i, (int)j, (int)w, (int)v);
        }
}

/* Rows, columns and counts of a stored mask agree. */
static void assert_consistent(const stm_mask *mask)
{
    stm_rectangle b = stm_mask_bounds(mask);
    stm_reader *reader = NULL;
    int64_t count = 0, by_columns = 0, by_rows = 0;
    ASSERT_OK(stm_mask_count(mask, &count, NULL));
    ASSERT_OK(stm_reader_new(mask, &reader, NULL));
    for (int64_t line = 0; line < b.num_queries + b.num_keys; line++) {
        const stm_run *runs = NULL;
        int64_t num_runs = 0;
        bool row = line < b.num_queries;
        if (row)
            ASSERT_OK(stm_reader_row(reader, b.first_query + line, &runs, &num_runs));
        else
            ASSERT_OK(
                stm_reader_column(reader, b.first_key + line - b.num_queries, &runs, &num_runs));
        for (int64_t k = 0; k < num_runs; k++)
            *(row ? &by_rows : &by_columns) += runs[k].count;
    }
    stm_reader_free(reader);
    assert_int_equal(by_rows, count);
    assert_int_equal(by_columns, count);
}

/* Whether what is read has the values, or 1 in their place. */
static bool keeps_values(const char *name)
{
    if (strcmp(name, "deepspeed") == 0) /* a layout has no values */
        return false;
    return strcmp(name, "npy") == 0 || strcmp(name, "scipy-csr") == 0 ||
           strcmp(name, "scipy-bsr") == 0 || strcmp(name, "mtx") == 0 ||
           strcmp(name, "runs") == 0 || stm_format_find(name)->block > 0 ||
           strcmp(stm_format_find(name)->extension, ".npz") == 0;
}

static void there_and_back(const stm_mask *mask, int64_t block)
{
    size_t num;
    const stm_format *const *formats = stm_format_list(&num);
    for (size_t k = 0; k < num; k++) {
        const stm_format *f = formats[k];
        if (!f->writes || !f->reads)
            continue;
        stm_exchange_options options = {.block = block};
        if (strcmp(f->name, "mit-block-sparse") == 0)
            options.block = 0;
        stm_exchange_result result;
        stm_error error;
        stm_mask *back = NULL;
        stm_status status = stm_exchange_save(f, &mask, 1, "file", &result, &error, &options);
        if (status == STM_EINVAL) {
            assert_true(f->block > 0 || strcmp(f->name, "flashmask") == 0 ||
                        strcmp(f->name, "vertical-slash") == 0);
            assert_int_equal(access("file", F_OK), -1);
            continue;
        }
        assert_int_equal(status, STM_OK);
        FILE *file = fopen("file", "rb");
        assert_non_null(file);
        fseek(file, 0, SEEK_END);
        if (strcmp(f->name, "flex") != 0)
            assert_int_equal(ftell(file), result.bytes);
        fclose(file);
        status = stm_mask_read("file", &back, &error,
                               &(stm_import_options){.format = f, .block = options.block});
        if (status != STM_OK)
            fail_msg("%s: %s", f->name, error.message);
        assert_same(mask, back, keeps_values(f->name), f->name);
        assert_consistent(back);
        stm_mask_free(back);
        unlink("file");
    }
    unlink("file.py");
}

static void every_format_comes_back(void **state)
{
    (void)state;
    static const int64_t blocks[] = {1, 3, 8, 16};
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t p = 0; p < num; p++)
        for (int64_t size = 1; size <= 70; size += 1 + size / 2) {
            stm_mask *mask = new_mask(patterns[p]->name, patterns[p]->parameters.num > 0 ? 5 : 0,
                                      patterns[p]->parameters.num > 1 ? 3 : 0, size);
            there_and_back(mask, blocks[(size_t)size % 4]);
            stm_mask_free(mask);
        }
}

static void parts_and_tangles_come_back(void **state)
{
    (void)state;
    stm_mask *whole = new_mask("strided", 7, 5, 90), *part = NULL, *tangled = NULL, *back = NULL;
    ASSERT_OK(stm_mask_rectangle(whole, &(stm_rectangle){41, 33, 5, 66}, &part, NULL));
    there_and_back(part, 8);
    stm_exchange_options options = {.block = 4};
    const stm_mask *one = part;
    ASSERT_OK(stm_exchange_save(stm_format_find("flash4"), &one, 1, "file", NULL, NULL, &options));
    ASSERT_OK(stm_mask_read("file", &back, NULL, NULL));
    stm_rectangle bounds = stm_mask_bounds(back), wanted = {41, 33, 5, 66};
    assert_memory_equal(&bounds, &wanted, sizeof wanted);
    stm_mask_free(back);
    stm_mask_free(part);
    stm_mask_free(whole);
    ASSERT_OK(stm_mask_new(&tangle, NULL, 41, &tangled, NULL));
    there_and_back(tangled, 8);
    stm_mask_free(tangled);
    unlink("file");
}

static void heads_are_told_apart(void **state)
{
    (void)state;
    stm_mask *a = new_mask("normal", 0, 0, 20), *b = new_mask("strided", 3, 4, 20), *back = NULL;
    const stm_mask *masks[] = {a, b};
    stm_error error;
    static const char *const names[] = {"npy", "flex", "flash4", "npy-bool"};
    for (size_t k = 0; k < 4; k++) {
        ASSERT_OK(stm_exchange_save(stm_format_find(names[k]), masks, 2, "file", NULL, NULL, NULL));
        for (int64_t head = 0; head < 2; head++) {
            ASSERT_OK(stm_mask_read("file", &back, NULL, &(stm_import_options){.head = head}));
            assert_same(masks[head], back, false, names[k]);
            stm_mask_free(back);
        }
        ASSERT_FAILS(stm_mask_read("file", &back, &error, &(stm_import_options){.head = 2}),
                     STM_EINVAL, error, "file: head 2: must be from 0 to 1");
    }
    ASSERT_FAILS(stm_exchange_save(stm_format_find("pbm"), masks, 2, "none", NULL, &error, NULL),
                 STM_EINVAL, error, "pbm: 2 heads: it holds one");
    stm_mask_free(a);
    stm_mask_free(b);
    unlink("file");
    unlink("file.py");
}

static void put_file(const void *data, size_t size)
{
    FILE *file = fopen("file", "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    fclose(file);
}

static void put_text(const char *text)
{
    put_file(text, strlen(text));
}

/* A .npy file of version 1.0. */
static void put_npy(const char *header, const void *cells, size_t size)
{
    static char bytes[40000] = "\x93NUMPY\x01\x00";
    size_t length = strlen(header);
    bytes[8] = (char)length;
    memcpy(bytes + 10, header, length);
    memcpy(bytes + 10 + length, cells, size);
    put_file(bytes, 10 + length + size);
}

#define NPY(descr, order, shape)                                                                   \
    "{'descr': '" descr "', 'fortran_order': " order ", 'shape': " shape ", }\n"

static void assert_reads(const char *rows)
{
    stm_mask *mask = NULL;
    stm_error error;
    if (stm_mask_read("file", &mask, &error, NULL) != STM_OK)
        fail_msg("%s", error.message);
    stm_rectangle b = stm_mask_bounds(mask);
    for (int64_t i = 0; i < b.num_queries; i++, rows++)
        for (int64_t j = 0; j < b.num_keys; j++)
            assert_int_equal('0' + stm_mask_cell(mask, i, j), *rows++);
    assert_true(rows[-1] == '\0');
    stm_mask_free(mask);
}

static void others_files_are_read(void **state)
{
    (void)state;
    const float additive[] = {0, -(float)INFINITY, 0, 0, 0, -(float)INFINITY};
    const float weights[] = {0.5f, 0, 0, 0, -2, 0};
    const unsigned char big[] = {0, 5, 0, 0, 0, 1, 0, 2};
    const unsigned char halves[] = {0, 0xfc, 0, 0, 0, 0x80, 0, 0xfc};
    put_npy(NPY(NATIVE "f4", "False", "(2, 3)"), additive, sizeof additive);
    assert_reads("101 110");
    put_npy(NPY(NATIVE "f4", "False", "(2, 3)"), weights, sizeof weights);
    assert_reads("100 010");
    put_npy(NPY(">i2", "False", "(2, 2)"), big, sizeof big);
    assert_reads("50 12");
    put_npy(NPY(">u2", "True", "(2, 2)"), big, sizeof big);
    assert_reads("51 02");
    put_npy(NPY("<f2", "False", "(1, 1, 2, 2)"), halves, sizeof halves);
    assert_reads("01 10");
    /* bfloat16, of which 0x3f80 is 1, 0xff80 is -inf and 0xff7f the least number. */
    const unsigned char brain[] = {0x80, 0x3f, 0, 0, 0, 0x80, 0x80, 0xbf};
    const unsigned char brain_big[] = {0x3f, 0x80, 0, 0, 0x80, 0, 0xbf, 0x80};
    const unsigned char brain_added[] = {0, 0, 0x80, 0xff, 0x7f, 0xff, 0, 0};
    put_npy(NPY("<V2", "False", "(2, 2)"), brain, sizeof brain);
    assert_reads("10 01");
    /* Without an order, it is the machine's. */
    put_npy(NPY("bfloat16", "False", "(2, 2)"), HIGHEST_FIRST ? brain_big : brain, sizeof brain);
    assert_reads("10 01");
    put_npy(NPY(">V2", "True", "(2, 2)"), brain_big, sizeof brain_big);
    assert_reads("10 01");
    put_npy(NPY("<V2", "False", "(2, 2)"), brain_added, sizeof brain_added);
    assert_reads("10 01");
    put_text("%%MatrixMarket matrix coordinate pattern symmetric\n% x\n3 3 2\n2 1\n3 3\n");
    assert_reads("010 100 001");
    put_text("%%MatrixMarket matrix coordinate real general\n1 3 2\n1 3 -0.5\n1 1 1e3\n");
    assert_reads("101");
    put_text("%%MatrixMarket matrix coordinate real general\n%c\n\n2 2 3\n\n1 1 0.5\n  \n1 1 "
             "-0.5\n2 2 1e-999\n");
    assert_reads("00 01");
    put_text("%%MatrixMarket matrix coordinate complex hermitian\n2 2 2\n2 1 0 1.5\n2 2 0.0 0\n");
    assert_reads("01 10");
    put_text("%%MatrixMarket matrix coordinate integer skew-symmetric\n2 2 1\n2 1 -3\n");
    assert_reads("03 10");
    put_text("%%MatrixMarket matrix coordinate unsigned-integer general\n1 2 2\n1 2 4\n1 1 255\n");
    assert_reads("14");
    put_text("%%MatrixMarket matrix array real general\n2 3\n1\n0\n0\n2.5\n\n0\n-1\n");
    assert_reads("100 011");
    put_text("%%MatrixMarket matrix array integer symmetric\n2 2\n2\n1\n0\n");
    assert_reads("21 10");
    put_text("%%MatrixMarket matrix array real skew-symmetric\n2 2\n7\n");
    assert_reads("01 10");
    put_text("3, 4, 4\n0 2 2 4 \n3 0 1 2\n");
    assert_reads("1001 0000 0110");
    put_text("1,0,0,2\n\n0,5,0,0\n# end\n");
    assert_reads("1002 0500");
    put_text("True\tFalse\tTRUE\ttrue\nfalse\tFalse\tFALSE\tTrue");
    assert_reads("1011 0001");
    put_text("[[true, false], [false, true]]");
    assert_reads("10 01");
    put_text(" [[0], [0, 1],\n [], [3]]\n");
    assert_reads("1000 1100 0000 0001");
    put_text("[[0, 1, 1], [0, 0.5, 0]]");
    assert_reads("011 010");
    put_npy(NPY("|b1", "False", "(3,)"), "\1\0\1", 3);
    assert_reads("101");
    /* Two heads in Fortran order: head 0 is every second cell. */
    put_npy(NPY("|u1", "True", "(2, 2, 3)"), "\1\0\0\2\2\0\0\3\3\0\4\5", 12);
    assert_reads("123 004");
    put_text("P1\n# a picture\n3 2\n1 0 1\n011\n");
    assert_reads("101 011");
    put_text("# Type: any\n# Mask Size: 2\nat time 0: (1, 0), (0, 0)\nat time 1: (1, 1)\n");
    assert_reads("10 11");
}

static void other_meanings_are_read(void **state)
{
    (void)state;
    stm_mask *mask = NULL;
    put_npy(NPY("|b1", "False", "(2, 2)"), "\0\1\0\0", 4);
    ASSERT_OK(stm_mask_read("file", &mask, NULL,
                            &(stm_import_options){.format = stm_format_find("npy-masked")}));
    assert_int_equal(stm_mask_cell(mask, 0, 1), 0);
    assert_int_equal(stm_mask_cell(mask, 1, 1), 1);
    stm_mask_free(mask);
    ASSERT_OK(stm_mask_read("file", &mask, NULL, &(stm_import_options){.masked = true}));
    assert_int_equal(stm_mask_cell(mask, 0, 1), 0);
    assert_consistent(mask);
    stm_mask_free(mask);
}

/* Reads floats as a file of one row. With `wanted`, what they are; else the beginning of the
 * sentence that follows `has `. */
static void assert_row(const char *format, const double *row, int num, const char *wanted)
{
    char header[200];
    stm_mask *mask = NULL;
    stm_error error = {.message = ""};
    stm_import_options options = {.format = format == NULL ? NULL : stm_format_find(format)};
    snprintf(header, sizeof header, NPY(NATIVE "f8", "False", "(1, %d)"), num);
    put_npy(header, row, (size_t)num * sizeof *row);
    stm_status status = stm_mask_read("file", &mask, &error, &options);
    if (status != STM_OK) {
        char begin[300];
        snprintf(begin, sizeof begin, "file: has %s", wanted);
        if (strncmp(error.message, begin, strlen(begin)) != 0)
            fail_msg("'%s', not '%s'", error.message, begin);
        assert_non_null(strstr(error.message, "say format npy-additive"));
        return;
    }
    assert_int_equal(strlen(wanted), num);
    for (int j = 0; j < num; j++)
        if ('0' + stm_mask_cell(mask, 0, j) != wanted[j])
            fail_msg("%s: cell %d of %g ...", wanted, j, row[j]);
    stm_mask_free(mask);
}

#define ROW(format, wanted, ...)                                                                   \
    assert_row(format, (double[]){__VA_ARGS__},                                                    \
               (int)(sizeof((double[]){__VA_ARGS__}) / sizeof(double)), wanted)

#define LEAST32 (-3.4028234663852886e38)
#define LEAST_BF16 (-3.3895313892515355e38)

static void additive_masks_are_told_by_their_values(void **state)
{
    (void)state;
    static const double hidden[] = {-1e4,    -1e5,       -1e6,     -1e9, -1e30, -65504, -65472,
                                    LEAST32, LEAST_BF16, -DBL_MAX, -100, -1000, -50000, -INFINITY};
    for (size_t k = 0; k < sizeof hidden / sizeof *hidden; k++) {
        double m = hidden[k], row[] = {0, m, 0, m, -0.0, m};
        assert_row(NULL, row, 6, "101010");
        assert_row("npy-additive", row, 6, "101010");
        assert_row("npy", row, 6, "101010");
        assert_row("npy-bool", row, 6, "010101");
        assert_row("npy-masked", row, 6, "101010");
        /* Biases beside them: ALiBi, and learnt ones on either side of 0. */
        double alibi[] = {0, -0.5, -1, m * 1.0001 < -DBL_MAX ? m : m * 1.0001, -1.5, m};
        assert_row(NULL, alibi, 6, "111010");
        double learnt[] = {0.25, -3, 7, m, -1e-9, m};
        assert_row(NULL, learnt, 6, "111010");
        /* Two masks that were added. */
        double twice[] = {0, m, m <= -DBL_MAX / 2 ? -INFINITY : 2 * m, 0};
        assert_row(NULL, twice, 4, "1001");
        double all[] = {m, m};
        assert_row(NULL, all, 2, "00");
    }
    ROW(NULL, "1000", 0, -INFINITY, LEAST32, LEAST_BF16);
    ROW(NULL, "1000", 0, -INFINITY, -65504, -1e9);
    ROW(NULL, "1100", 0, -20, -100, -200);
    ROW(NULL, "11", 0.5, 1);
    ROW(NULL, "01", 0, 1);
    ROW(NULL, "101", 0.5, 0, -2);
    double far[4002]; /* biases of many tokens reach below what hides elsewhere */
    for (int k = 0; k < 4000; k++)
        far[k] = -0.5 * k;
    far[4000] = LEAST32;
    far[4001] = -INFINITY;
    char wanted[4003];
    memset(wanted, '1', 4000);
    memcpy(wanted + 4000, "00", 3);
    assert_row(NULL, far, 4002, wanted);
}

static void what_values_do_not_tell_is_asked_for(void **state)
{
    (void)state;
    ROW(NULL, "cells that are all 0.0, seen by none, or, if added to scores, by all", 0, -0.0);
    ROW("npy-additive", "11", 0, -0.0);
    ROW("npy-bool", "00", 0, -0.0);
    ROW(NULL, "cells from 0 down that are all above -100", 0, -5, -5);
    ROW("npy-additive", "100", 0, -5, -5);
    ROW("npy-additive", "111", 0, -5, -6); /* biases */
    ROW("npy-bool", "011", 0, -5, -6);
    ROW(NULL, "cells of -100 and less, of which none stands apart", -50, -150, 3);
    ROW("npy-additive", "111", -50, -150, 3);
    ROW(NULL, "cells that hide keys, and others of -100 or less that may be biases", 0, -1e4,
        -INFINITY);
    ROW("npy-additive", "100", 0, -1e4, -INFINITY);
    stm_mask *mask = NULL;
    stm_error error;
    const float nothing[] = {0, (float)NAN};
    put_npy(NPY(NATIVE "f4", "False", "(1, 2)"), nothing, sizeof nothing);
    ASSERT_FAILS(stm_mask_read("file", &mask, &error, NULL), STM_EINVAL, error,
                 "file: cell (0, 1) is no number");
    put_npy(NPY("<i2", "False", "(1, 2)"), "\0\0\0\x80", 4);
    ASSERT_FAILS(stm_mask_read("file", &mask, &error, NULL), STM_EINVAL, error,
                 "file: has integers of -100 and less beside none above 0: say format npy-additive "
                 "where they are added to scores, npy-bool where what is not 0 is seen");
    ASSERT_OK(stm_mask_read("file", &mask, NULL,
                            &(stm_import_options){.format = stm_format_find("npy-additive")}));
    assert_int_equal(stm_mask_cell(mask, 0, 0), 1);
    assert_int_equal(stm_mask_cell(mask, 0, 1), 0);
    stm_mask_free(mask);
    put_npy(NPY("|b1", "False", "(1, 2)"), "\0\1", 2);
    ASSERT_FAILS(stm_mask_read("file", &mask, &error,
                               &(stm_import_options){.format = stm_format_find("npy-additive")}),
                 STM_EINVAL, error,
                 "file: cells of type '|b1': of npy-additive must be float or integer");
}

/* Every export of npy-additive is told by itself, but for the one that hides nothing. */
static void exported_additive_masks_come_back(void **state)
{
    (void)state;
    static const char *const specs[] = {"dense", "causal", "strided:window_size=2,stride=3"};
    for (size_t k = 0; k < 3; k++)
        for (int dtype = 0; dtype < 2; dtype++) {
            stm_mask *mask = NULL, *back = NULL;
            stm_error error;
            ASSERT_OK(stm_mask_from_spec(specs[k], 12, &mask, NULL));
            const stm_mask *one = mask;
            stm_exchange_options options = {.dtype = dtype == 0 ? STM_FLOAT32 : STM_FLOAT16};
            const stm_format *additive = stm_format_find("npy-additive");
            ASSERT_OK(stm_exchange_save(additive, &one, 1, "file", NULL, NULL, &options));
            ASSERT_OK(
                stm_mask_read("file", &back, NULL, &(stm_import_options){.format = additive}));
            assert_same(mask, back, false, specs[k]);
            stm_mask_free(back);
            stm_import_notes notes = {.additive = false};
            stm_import_options told = {.notes = &notes};
            if (k == 0) {
                assert_int_equal(stm_mask_read("file", &back, &error, NULL), STM_EINVAL);
                ASSERT_OK(
                    stm_mask_from_spec("file:path=file,format=npy-additive", 12, &back, NULL));
            } else {
                ASSERT_OK(stm_mask_read("file", &back, NULL, &told));
                assert_true(notes.additive && isinf(notes.hidden));
            }
            assert_same(mask, back, false, specs[k]);
            stm_mask_free(back);
            stm_mask_free(mask);
        }
}

/* What is not 0 is seen, whatever the number. */
static void other_integers_are_seen(void **state)
{
    (void)state;
    static const int64_t wide[] = {INT64_MIN, -1, 0, 5, 6, INT64_MAX};
    stm_mask *mask = NULL;
    stm_import_notes notes = {.changed = -1};
    put_npy(NPY("|u1", "False", "(2, 3)"), "\xff\0\xff\3\6\1", 6);
    assert_reads("101 311");
    put_npy(NPY("|i1", "False", "(2, 2)"), "\xff\0\0\xff", 4);
    assert_reads("10 01");
    put_npy(NPY(NATIVE "i8", "False", "(2, 3)"), wide, sizeof wide);
    assert_reads("110 511");
    ASSERT_OK(stm_mask_read("file", &mask, NULL, &(stm_import_options){.notes = &notes}));
    assert_int_equal(notes.changed, 4);
    assert_false(notes.additive);
    stm_mask_free(mask);
    put_text("%%MatrixMarket matrix coordinate integer general\n1 6 5\n1 1 -3\n1 2 5\n"
             "1 4 6\n1 5 99999999999999999999\n1 6 0\n");
    assert_reads("150110");
    put_text("%%MatrixMarket matrix coordinate real general\n1 3 2\n1 1 -1e9\n1 3 0.0\n");
    assert_reads("100");
}

#define REFUSED(sentence)                                                                          \
    ASSERT_FAILS(stm_mask_read("file", &mask, &error, NULL), STM_EINVAL, error, sentence)

static void hostile_files_are_refused(void **state)
{
    (void)state;
    stm_mask *mask = NULL;
    stm_error error;
    unlink("file");
    REFUSED("file: cannot be read: No such file or directory");
    put_text("");
    REFUSED("file: is empty, or no regular file");
    put_text("hello");
    REFUSED("file: is no mask: its beginning is of no known format");
    put_text("0 1\n1 2\n");
    REFUSED("file: lines of 2 numbers may be edges or rows of cells: say format edges or csv");
    put_text("[[0, 1], [2, 3]]");
    REFUSED("file: may be rows of cells or the keys of each query: say format json-cells or "
            "json-lists");
    put_text("[[1, 1], [1]]");
    REFUSED("file: rows of cells: must all have as many, from 1 on");
    put_text("[1, 2]");
    REFUSED("file:1: must be a list of lists, such as [[0], [0, 1]]");
    put_text("[[1, 2");
    REFUSED("file:1: must be a comma, or the end of the row, and the file ends");
    put_text("1 1 1 1\n1 1 1\n");
    REFUSED("file: row 1 has 3 cells: must have 4, as the first one");
    put_text("1 1 1 1\n1 1 -1e9 0\n");
    REFUSED("file: cell (1, 2) is -1e+09: what is added to scores is read from .npy");
    put_text("3\x1d.4, 4.0 2 2\n");
    REFUSED("file:1: must be a number, true or false");
    put_text("1 1 1 x\n");
    REFUSED("file:1: must be a number, true or false");
    put_text("3, 4, 4\n0 2 2 4 \n3 0 1 4\n");
    REFUSED("file:3: must be a column within the matrix, counted from 0");
    put_text("3, 4, 4\n0 2 1 4 \n3 0 1 2\n");
    REFUSED("file:2: must be where the next row begins, never before the last one");
    put_text("%%MatrixMarket matrix array pattern general\n1 1\n1\n");
    REFUSED("file:1: must be matrix coordinate or array, real, integer, complex or pattern, "
            "general, symmetric, skew-symmetric or hermitian");
    put_text("%%MatrixMarket matrix array real general\n1 2\n1\n");
    REFUSED("file:4: must be a number, and the file ends");
    put_npy(NPY("|u1", "False", "(2, 3)"), "12345", 5);
    REFUSED("file: has fewer bytes than its shape says");
    put_npy(NPY("|u1", "False", "(2000000000, 2000000000)"), "12345", 5);
    REFUSED("file: has fewer bytes than its shape says");
    put_npy(NPY("|u1", "False", "(4000000000, 40000000000)"), "12345", 5);
    REFUSED("file: has a damaged header");
    put_npy(NPY("|u1", "False", "()"), "1", 1);
    REFUSED("file: an array of 0 dimensions: must have two, or heads before them");
    put_npy(NPY("|u1", "True", "(0, 2, 3)"), "", 0);
    REFUSED("file: has no heads");
    put_npy(NPY("|u1", "False", "(9223372036854775809,)"), "1", 1);
    REFUSED("file: has a damaged header");
    put_npy(NPY("<c8", "False", "(1, 1)"), "12345678", 8);
    REFUSED("file: cells of type '<c8': must be bool, integer or float");
    put_npy(NPY("|V2", "False", "(1, 1)"), "12", 2);
    REFUSED("file: cells of type '|V2', raw bytes of which nothing says what they are: must be "
            "bool, integer or float");
    put_npy(NPY("<V4", "False", "(1, 1)"), "1234", 4);
    REFUSED("file: cells of type '<V4': must be bool, integer or float");
    put_npy(NPY("|u1", "False", "(0, 2)"), "", 0);
    REFUSED("mask of 0 x 2 cells: must have from 1 to 2147483648 rows and columns");
    put_npy("{'descr': '|u1'}", "", 0);
    REFUSED("file: has a damaged header");
    put_text("%%MatrixMarket matrix coordinate integer general\n2 2 1\n3 1 1\n");
    REFUSED("file:3: must be a row and a column within the matrix, counted from 1");
    put_text("%%MatrixMarket matrix coordinate integer general\n2 2 2\n1 1 1\n");
    REFUSED("file: 1 nonzeros: must be 2, as its header says");
    put_text("%%MatrixMarket matrix coordinate integer general\n2 2 1\n1 1 1\n1 2 1\n");
    REFUSED("file:4: must be the end of the file, after all its nonzeros");
    put_text("%%MatrixMarket matrix coordinate integer general\n2 2 2\n1 1 1\n1 1 1\n");
    assert_reads("20 00");
    put_text("%%MatrixMarket matrix coordinate integer general\n2 2 1\n1 1 9.5\n");
    REFUSED("file:3: must be an integer");
    put_text("%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1 nan\n");
    REFUSED("file:3: must be a number");
    put_text("%%MatrixMarket matrix coordinate pattern general\n2147483648 2 0\n");
    REFUSED("file: 2147483648 x 2 cells in a file of 64 bytes: must be plausible");
    put_text("P4\n1000000 1000000\nx");
    REFUSED("file: has fewer pixels than its header says");
    put_text("P1\n2 2\n10 21");
    REFUSED("file:3: must be a pixel, 0 or 1");
    put_text("at time 0: (0, 0)\n");
    REFUSED("file:1: must be a line `# Mask Size: N` before the points");
    put_text("# Mask Size: 4\nat time 0: (0, 4)\n");
    REFUSED("file:2: must be a point within the mask");
    put_text("{\"format\": \"stmask-runs\", \"size\": 4, \"queries\": [0, 4], \"keys\": [0, 4]}\n"
             "{\"query\": 0, \"runs\": [[0, 5, 1, 2]]}\n");
    REFUSED("file:2: must be a run of keys of the mask, with a value");
    put_text("{\"format\": \"stmask-runs\", \"size\": 4, \"queries\": [0, 4], \"keys\": [0, 4]}\n"
             "{\"query\": 0, \"runs\": [[2, 1, 1, 2], [1, 1, 1, 2]]}\n");
    REFUSED("cell (0, 1): must come after (0, 2), the one before it");
    put_text("PK\3\4 and no more");
    REFUSED("file: is no zip archive, or is cut short");
    assert_null(mask);
    unlink("file");
}

/* A file cut anywhere, and with any byte changed, is read or refused, but nothing worse. */
static void damaged_files_do_no_harm(void **state)
{
    (void)state;
    static const char *const names[] = {"npy", "scipy-csr", "scipy-bsr", "mtx",
                                        "pbm", "runs",      "flash4"};
    stm_mask *whole = new_mask("strided", 3, 4, 16), *mask = NULL;
    uint64_t random = 77;
    const stm_mask *one = whole;
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        static char bytes[20000], damaged[20000];
        stm_exchange_options options = {.block = 4};
        ASSERT_OK(stm_exchange_save(stm_format_find(names[n]), &one, 1, "whole", NULL, NULL,
                                    stm_format_find(names[n])->block > 0 ? &options : NULL));
        FILE *file = fopen("whole", "rb");
        assert_non_null(file);
        size_t size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        assert_true(size < sizeof bytes);
        for (int round = 0; round < 400; round++) {
            memcpy(damaged, bytes, size);
            size_t length = size;
            if (round % 4 == 0)
                length = (size_t)random_between(&random, 0, (int64_t)size - 1);
            for (int64_t k = random_between(&random, 0, 3); k > 0; k--)
                damaged[random_between(&random, 0, (int64_t)size - 1)] ^=
                    (char)random_between(&random, 1, 255);
            put_file(damaged, length);
            stm_error error = {.message = ""};
            stm_status status = stm_mask_read("file", &mask, &error, NULL);
            assert_true(status == STM_OK || status == STM_EINVAL);
            if (status == STM_OK)
                stm_mask_free(mask);
            else
                assert_true(strlen(error.message) > 10);
        }
    }
    stm_mask_free(whole);
    unlink("whole");
    unlink("file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_comes_back),
        cmocka_unit_test(parts_and_tangles_come_back),
        cmocka_unit_test(heads_are_told_apart),
        cmocka_unit_test(others_files_are_read),
        cmocka_unit_test(other_meanings_are_read),
        cmocka_unit_test(hostile_files_are_refused),
        cmocka_unit_test(damaged_files_do_no_harm),
        cmocka_unit_test(additive_masks_are_told_by_their_values),
        cmocka_unit_test(what_values_do_not_tell_is_asked_for),
        cmocka_unit_test(exported_additive_masks_come_back),
        cmocka_unit_test(other_integers_are_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
