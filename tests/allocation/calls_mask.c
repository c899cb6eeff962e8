/* Calls that allocate: masks, specs, sets and readers. */
#include "allocation.h"

static stm_status call_mask_new(void)
{
    stm_mask *mask = UNTOUCHED;
    stm_status status = stm_mask_new(&tangle, NULL, 100, &mask, NULL);
    assert_true((status == STM_OK) == (mask != UNTOUCHED));
    if (status == STM_OK)
        stm_mask_free(mask);
    return status;
}

static stm_status call_mask_from_spec(void)
{
    stm_mask *mask = UNTOUCHED;
    stm_status status = stm_mask_from_spec("strided:stride=4", 100, &mask, NULL);
    assert_true((status == STM_OK) == (mask != UNTOUCHED));
    if (status == STM_OK)
        stm_mask_free(mask);
    return status;
}

static stm_status call_mask_rectangle(void)
{
    stm_mask *mask = UNTOUCHED;
    stm_status status = stm_mask_rectangle(whole, &(stm_rectangle){3, 9, 4, 9}, &mask, NULL);
    assert_true((status == STM_OK) == (mask != UNTOUCHED));
    if (status == STM_OK)
        stm_mask_free(mask);
    return status;
}

static stm_status call_mask_count(void)
{
    int64_t count = -1;
    stm_status status = stm_mask_count(part, &count, NULL);
    assert_true((status == STM_OK) == (count != -1));
    return status;
}

static stm_status call_mask_statistics(void)
{
    stm_statistics statistics = {.nonzeros = -1};
    stm_status status = stm_mask_statistics(stored, &statistics, NULL, NULL);
    assert_true((status == STM_OK) == (statistics.nonzeros != -1));
    return status;
}

/* After a failure a reader still reads: the same line, in order, is right the next time. */
static stm_status call_reader(void)
{
    stm_reader *reader = UNTOUCHED;
    stm_status status = stm_reader_new(tangled, &reader, NULL);
    if (status != STM_OK) {
        assert_ptr_equal(reader, UNTOUCHED);
        return status;
    }
    for (int64_t i = 0; i < 64; i++) {
        const stm_run *runs = UNTOUCHED;
        int64_t num_runs = -1, cells_seen = 0;
        stm_status here = stm_reader_row_ordered(reader, i, &runs, &num_runs);
        if (here != STM_OK) {
            assert_ptr_equal(runs, UNTOUCHED);
            status = here;
            here = stm_reader_row_ordered(reader, i, &runs, &num_runs);
        }
        assert_int_equal(here, STM_OK);
        for (int64_t k = 0; k < num_runs; k++)
            cells_seen += runs[k].count;
        for (int64_t j = 0; j < 64; j++)
            cells_seen -= tangle_sees(NULL, 64, i, j) != 0;
        assert_int_equal(cells_seen, 0);
    }
    stm_reader_free(reader);
    return status;
}

static stm_status call_builder(void)
{
    stm_builder *builder = UNTOUCHED;
    stm_mask *mask = UNTOUCHED;
    stm_status status = stm_builder_new(9, 9, &builder, NULL);
    if (status != STM_OK) {
        assert_ptr_equal(builder, UNTOUCHED);
        return status;
    }
    for (int64_t i = 0; i < 9 && status == STM_OK; i++)
        status = stm_builder_run(builder, i, &(stm_run){i % 2, 4, 2, 1}, NULL);
    if (status == STM_OK)
        status = stm_builder_finish(builder, true, &mask, NULL);
    assert_true((status == STM_OK) == (mask != UNTOUCHED));
    if (status == STM_OK)
        stm_mask_free(mask);
    stm_builder_free(builder);
    return status;
}

/* Every pattern by its spec, in compositions of every kind: made, and rows and columns read. */
static stm_status call_spec(void)
{
    static const char *const specs[] = {
        "(longformer:window_size=3,dilation=2,tokens=0/9 - bigbird:block=3,random=2) & "
        "random:per_row=4,block=2,causal=yes",
        "vertical_slash:vertical=3,slash=0-2/9 + document:lengths=9/9 & "
        "neighborhood_2d:height=4,window=3x3 + global:tokens=5",
        "blocks:of=(fixed_child:block=7,summary=3 - strided:window_size=2,stride=3),block=4",
        "@allocated.set:both", "file:path=allocated.npy & causal"};
    stm_status status = STM_OK;
    for (size_t k = 0; k < sizeof specs / sizeof *specs && status == STM_OK; k++) {
        stm_mask *mask = UNTOUCHED;
        stm_reader *reader = NULL;
        stm_error error;
        status = stm_mask_from_spec(specs[k], 64, &mask, &error);
        assert_true((status == STM_OK) == (mask != UNTOUCHED));
        if (status != STM_OK)
            return status;
        status = stm_reader_new(mask, &reader, NULL);
        for (int64_t i = 0; i < 64 && status == STM_OK; i++) {
            const stm_run *runs = UNTOUCHED;
            int64_t num = -1;
            status = stm_reader_row(reader, i, &runs, &num);
            assert_true((status == STM_OK) == (num != -1));
            if (status == STM_OK)
                status = stm_reader_column(reader, i, &runs, &num);
        }
        stm_reader_free(reader);
        stm_mask_free(mask);
    }
    return status;
}

static stm_status call_blocks_of_mask(void)
{
    stm_mask *mask = UNTOUCHED;
    int64_t nonzeros = -1;
    stm_status status = stm_mask_blocks(tangled, 5, &mask, NULL);
    if (status == STM_OK) {
        status = stm_mask_count(mask, &nonzeros, NULL);
        stm_mask_free(mask);
    }
    assert_true((status == STM_OK) == (nonzeros != -1));
    return status;
}

static stm_status call_set(void)
{
    stm_set *set = UNTOUCHED;
    stm_mask *mask = UNTOUCHED;
    stm_status status = stm_set_read("allocated.set", &set, NULL);
    if (status != STM_OK) {
        assert_ptr_equal(set, UNTOUCHED);
        return status;
    }
    status = stm_set_mask(set, 0, 1, 64, &mask, NULL);
    assert_true((status == STM_OK) == (mask != UNTOUCHED));
    if (status == STM_OK)
        stm_mask_free(mask);
    int64_t size = -1;
    if (status == STM_OK) {
        status = stm_set_own_size(set, &size, NULL);
        assert_true((status == STM_OK) == (size != -1));
    }
    stm_set_free(set);
    return status;
}

/* Bands, and a rest that is put together of three masks. */
static stm_status call_bands(void)
{
    stm_mask *left = NULL, *right = NULL, *both = NULL, *made = UNTOUCHED;
    stm_bands bands;
    stm_status status = stm_mask_compose(STM_UNION, whole, stored, &left, NULL);
    if (status == STM_OK)
        status = stm_mask_compose(STM_UNION, united, stored, &right, NULL);
    if (status == STM_OK)
        status = stm_mask_compose(STM_INTERSECTION, left, right, &both, NULL);
    if (status == STM_OK)
        status = stm_mask_bands(both, &bands, NULL);
    if (status == STM_OK) {
        assert_true(bands.num > 0 && bands.rest != NULL);
        status = stm_mask_of_bands(bands.bands, bands.num, 64, &made, NULL);
        assert_true((status == STM_OK) == (made != UNTOUCHED));
        stm_bands_free(&bands);
    }
    if (made != UNTOUCHED)
        stm_mask_free(made);
    stm_mask_free(both);
    stm_mask_free(right);
    stm_mask_free(left);
    return status;
}

static stm_status call_transpose(void)
{
    stm_mask *mask = UNTOUCHED;
    stm_bands bands;
    stm_status status = stm_mask_transpose(whole, &mask, NULL);
    assert_true((status == STM_OK) == (mask != UNTOUCHED));
    if (status != STM_OK)
        return status;
    status = stm_mask_bands(mask, &bands, NULL);
    if (status == STM_OK)
        stm_bands_free(&bands);
    stm_mask_free(mask);
    return status;
}

/* Makes a mask of others, reads its bands, and a row and a column of it. */
static stm_status use_made(stm_status made, stm_mask *mask)
{
    stm_bands bands;
    stm_reader *reader;
    const stm_run *runs;
    int64_t num;
    assert_true((made == STM_OK) == (mask != UNTOUCHED));
    if (made != STM_OK)
        return made;
    stm_status status = stm_mask_bands(mask, &bands, NULL);
    if (status == STM_OK) {
        stm_bands_free(&bands);
        status = stm_reader_new(mask, &reader, NULL);
    }
    if (status == STM_OK) {
        status = stm_reader_row(reader, 20, &runs, &num);
        if (status == STM_OK)
            status = stm_reader_column(reader, 3, &runs, &num);
        stm_reader_free(reader);
    }
    stm_mask_free(mask);
    return status;
}

static stm_status call_place(void)
{
    stm_mask *mask = UNTOUCHED;
    stm_status status = stm_mask_place(united, 80, 80, 3, 5, &mask, NULL);
    return use_made(status, mask);
}

static stm_status call_kron(void)
{
    stm_mask *mask = UNTOUCHED;
    stm_status status = stm_mask_kron(whole, tangled, 80, 80, &mask, NULL);
    return use_made(status, mask);
}

static stm_status call_permute(void)
{
    static int64_t order[64];
    stm_mask *mask = UNTOUCHED;
    for (int64_t k = 0; k < 64; k++)
        order[k] = k * 5 % 64;
    stm_status status = stm_mask_permute(whole, order, 40, order, 50, &mask, NULL);
    return use_made(status, mask);
}

const allocation_call calls_mask[] = {
    {"mask_new", call_mask_new},
    {"mask_from_spec", call_mask_from_spec},
    {"mask_rectangle", call_mask_rectangle},
    {"mask_count", call_mask_count},
    {"mask_statistics", call_mask_statistics},
    {"reader", call_reader},
    {"builder", call_builder},
    {"mask_from_spec, every kind", call_spec},
    {"mask_blocks", call_blocks_of_mask},
    {"set", call_set},
    {"mask_bands and mask_of_bands", call_bands},
    {"mask_transpose", call_transpose},
    {"place", call_place},
    {"kron", call_kron},
    {"permute", call_permute},
    {NULL, NULL},
};
