/* Masks of images, videos, trees and pages: each against its definition, and against another spec
 * that says the same. */
#include "support.h"

#include <unistd.h>

static stm_mask *of_spec(const char *spec, int64_t size)
{
    stm_mask *mask = NULL;
    stm_error error = {.message = ""};
    if (stm_mask_from_spec(spec, size, &mask, &error) != STM_OK)
        fail_msg("%s: %s", spec, error.message);
    return mask;
}

static void assert_alike(const char *spec, const char *other, int64_t size)
{
    stm_mask *a = of_spec(spec, size), *b = of_spec(other, size);
    stm_diff diff;
    ASSERT_OK(stm_mask_diff(a, b, &diff, NULL, NULL));
    if (diff.differing != 0)
        fail_msg("%s and %s differ at (%jd, %jd)", spec, other, (intmax_t)diff.first_query,
                 (intmax_t)diff.first_key);
    stm_mask_free(a);
    stm_mask_free(b);
}

static void specs_that_say_the_same(void **state)
{
    static const struct {
        const char *spec, *other;
        int64_t size;
    } alike[] = {
        {"chunked:chunk_size=5", "fixed_child:block=5,part=1", 33},
        {"chunked:chunk_size=5", "kron:outer=(local:window_size=1),inner=(causal),size=5", 33},
        {"stair:rate=1", "causal", 20},
        {"blocks:of=(strided),block=4",
         "kron:outer=(blocks:of=(causal),block=1),inner=(dense),size=4", 32},
        {"neighborhood_nd:shape=40,window=5,stride=3,dilation=2",
         "neighborhood:window=5,stride=3,"
         "dilation=2",
         40},
        {"neighborhood_nd:shape=6x8,window=3x5,dilation=1x2,causal=yes",
         "neighborhood_2d:height=6,width=8,window=3x5,dilation=1x2,causal=yes", 48},
        {"neighborhood_nd:shape=3x6x8,window=3x7x7",
         "kron:outer=(dense),inner=(neighborhood_2d:height="
         "6,width=8,window=7x7),size=48",
         144},
        {"swin:shape=8x8,window=4",
         "permute:of=(permute:of=(kron:outer=(local:window_size=1),inner=("
         "dense),size=16),order=tiles.txt),shape=8x8,tile=8",
         64},
        {"document:cu_seqlens=0/4/4/6", "document:lengths=4/2", 6},
        {"document:cu_seqlens=0/4/4/6", "document:ids=7/7/7/7/-1/-1", 6},
        {"document:lengths=3/0/2", "document:cu_seqlens=cu.json", 5},
        {"document:ids=0/0/1/0/2/1/1",
         "at:of=(dense),size=2 + at:of=(dense),key=3,queries=2,keys=1 + "
         "at:of=(dense),query=3,queries=1,keys=2 + at:of=(dense),query=3,key=3,size=1 + "
         "at:of=(dense),query=2,key=2,size=1 + at:of=(dense),query=2,key=5,queries=1,keys=2 + "
         "at:of=(dense),query=5,key=2,queries=2,keys=1 + at:of=(dense),query=5,key=5,size=2 + "
         "at:of=(dense),query=4,key=4,size=1",
         7},
        {"axial:shape=4x6,along=row", "document:lengths=6/6/6/6", 24},
        {"axial:shape=4x6,along=column", "kron:outer=(dense),inner=(local:window_size=1),size=6",
         24},
        {"axial:shape=3x4x6,along=time", "kron:outer=(dense),inner=(local:window_size=1),size=24",
         72},
        {"radial:frame_size=8,width=1,sink=no",
         "kron:outer=(sliding_window:window_size=2),inner=(dense),size=8", 64},
        {"spans:tokens=4-9",
         "causal + document:lengths=4/6/10 & at:of=(dense),query=4,key=4,size=6", 20},
        {"spans:tokens=4-9/10-12,causal=no",
         "at:of=(dense),query=4,key=4,size=6 + at:of=(dense),query=10,key=10,size=3", 20},
        {"block_diffusion:block=4",
         "at:of=(kron:outer=(local:window_size=1),inner=(dense),size=4),size=16"
         " + at:of=(kron:outer=(causal - local:window_size=1),inner=(dense),size=4),key=16,size=16"
         " + at:of=(blocks:of=(causal),block=4),query=16,key=16,size=16",
         32},
        {"tree:parents=-1/0/1/2/3", "causal", 5},
        {"tree:parents=-1/-1/-1", "local:window_size=1", 3},
        {"shift:of=(local:window_size=3),by=2", "at:of=(local:window_size=3),key=2", 20},
        {"shift:of=(causal),by=-1", "causal - local:window_size=1", 20},
        {"permute:of=(causal),order=3/1/0/2", "permute:of=(causal),order=order.txt", 4},
        {"permute:of=(local:window_size=1),order=3/1/0/2", "local:window_size=1", 4},
        {"sliding_tile:shape=4x8,tile=2x4,window=3", "permute:of=(dense),shape=4x8,tile=2x4", 32},
    };
    (void)state;
    FILE *file = fopen("order.txt", "wb");
    assert_non_null(file);
    assert_true(fputs("[3, 1,\n 0, 2]\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    file = fopen("cu.json", "wb");
    assert_non_null(file);
    assert_true(fputs("[0, 3, 3, 5]", file) >= 0);
    assert_int_equal(fclose(file), 0);
    file = fopen("tiles.txt", "wb");
    assert_non_null(file);
    for (int k = 0; k < 64; k++) { /* where the token k of an image lies, tile by tile */
        int y = k / 8, x = k % 8;
        assert_true(fprintf(file, "%d ", (y / 4 * 2 + x / 4) * 16 + y % 4 * 4 + x % 4) > 0);
    }
    assert_int_equal(fclose(file), 0);
    for (size_t k = 0; k < sizeof alike / sizeof *alike; k++)
        assert_alike(alike[k].spec, alike[k].other, alike[k].size);
}

/* Tokens of 6x8x10 in tiles of 2x4x5, a window of 3x1x1 tiles, and 5 words. */
static void sliding_tiles_by_their_definition(void **state)
{
    stm_mask *mask = of_spec("sliding_tile:shape=6x8x10,tile=2x4x5,window=3x1x1,text=5", 485);
    (void)state;
    for (int64_t i = 0; i < 485; i++)
        for (int64_t j = 0; j < 485; j++) {
            int64_t a = i / 40, b = j / 40; /* tiles of 3 x 2 x 2, each of 40 tokens */
            bool seen = i >= 480 || j >= 480 || a % 4 == b % 4;
            assert_int_equal(stm_mask_cell(mask, i, j) != 0, seen);
        }
    stm_mask_free(mask);
}

static void pages_hold_tokens(void **state)
{
    static const int64_t table[] = {2, 0, 3}; /* 10 tokens in pages of 4; page 1 is free */
    stm_mask *mask = of_spec("permute:of=(causal),order=2/0/3,page=4,axis=keys", 16);
    int64_t nonzeros;
    (void)state;
    for (int64_t i = 0; i < 16; i++)
        for (int64_t key = 0; key < 12; key++)
            assert_int_equal(stm_mask_cell(mask, i, table[key / 4] * 4 + key % 4) != 0, key <= i);
    ASSERT_OK(stm_mask_count(mask, &nonzeros, NULL));
    assert_int_equal(nonzeros, 12 * 13 / 2 + 4 * 12);
    stm_mask_free(mask);
}

static void what_has_a_size_of_its_own(void **state)
{
    static const struct {
        const char *spec;
        int64_t size;
    } sizes[] = {
        {"causal", 0},
        {"tree:parents=-1/0/0", 3},
        {"at:of=(tree:parents=-1/0/0),query=5,key=7", 10},
        {"at:of=(causal),query=5,key=7", 0},
        {"at:of=(causal),query=5,key=7,size=4", 11},
        {"swin:shape=4x5 & causal", 20},
        {"neighborhood_nd:shape=2x3x4", 24},
        {"at:of=(axial:shape=2x3),query=1 + tree:parents=-1/0/0/0/0/0/0", 7},
        {"kron:outer=(swin:shape=2x3),inner=(tree:parents=-1/0)", 12},
        {"permute:of=(causal),order=1/0/2", 3},
        {"permute:of=(causal),shape=4x4,tile=2", 16},
        {"permute:of=(swin:shape=6),order=1/0,page=3", 6},
        {"sliding_tile:shape=4x4,tile=2,text=3", 19},
        {"shift:of=(swin:shape=6),by=2", 6},
        {"document:lengths=4/2/3", 9},
        {"document:cu_seqlens=0/4/9 & causal", 9},
        {"document:ids=0/0/1", 3},
        {"transpose:of=(blocks:of=(swin:shape=6),block=2)", 6},
    };
    int64_t size;
    (void)state;
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        ASSERT_OK(stm_spec_own_size(sizes[k].spec, &size, NULL));
        if (size != sizes[k].size)
            fail_msg("%s: %jd", sizes[k].spec, (intmax_t)size);
        if (size > 0)
            stm_mask_free(of_spec(sizes[k].spec, size));
    }
}

static void what_cannot_be_is_named(void **state)
{
    static const struct {
        const char *spec, *message;
    } bad[] = {
        {"at:of=(causal),query=8", "at: query 8 and key 0: must be below the size, 8"},
        {"at:of=(tree:parents=-1/0/0),query=6",
         "at: its queries end at 9, 3 of them from 6 on: must be at most the size, 8"},
        {"at:of=(causal),size=2,keys=3",
         "at: queries 2 and keys 3: must be at most the size of the mask to be placed, 2"},
        {"kron:outer=(causal),inner=(dense)",
         "kron: size has to be given, the side of the inner mask, as in size=64"},
        {"permute:of=(causal)",
         "permute: needs order=FILE or a list, or shape and tile, and not both"},
        {"permute:of=(causal),shape=2x4", "permute: shape needs a tile, as in tile=6x8x8"},
        {"permute:of=(causal),order=0/1", "order: has 2 places: must have as many as the size, 8"},
        {"permute:of=(causal),order=0/1/2/3/4/5/6/8", "order 8: must be from 0 to 7"},
        {"permute:of=(causal),order=0/1/2/3/4/5/6/6",
         "query order, place 7: token 6 stands at place 6 already"},
        {"permute:of=(causal),order=1/1,page=3",
         "order: page 1 holds two pages of tokens, 0 and 1"},
        {"tree:parents=-1/1/0/0/0/0/0/0",
         "parents: node 1 has the parent 1: must come before it, or be -1"},
        {"tree:parents=-1/0",
         "parents: the tree has 2 nodes: must be the size, 8; at:of=(...) puts "
         "it behind other tokens"},
        {"tree:parents=none.txt", "none.txt: cannot be read: No such file or directory"},
        {"swin:shape=3x3", "shape: has 9 tokens: must be the size, 8; at:of=(...) puts them among "
                           "others"},
        {"swin:shape=2x4,window=2,shift=2", "shift 2: must be from 0 to 1"},
        {"swin:shape=1x2x2x2", "shape 1x2x2x2: must be one to 3 numbers, as in 4x16x16"},
        {"neighborhood_nd:shape=2x4,window=3x3x3",
         "window 3x3x3: must be one number, or one for each of the 2 axes of shape"},
        {"neighborhood_nd:shape=2x4,causal=no/maybe",
         "causal no/maybe: must be no or yes, or one of them for each of the 2 axes of shape, as "
         "in "
         "no/no/yes"},
        {"axial:shape=2x4,along=time", "along=time: needs a shape of 3 axes at least"},
        {"sliding_tile:shape=2x4,tile=3",
         "tile: 3 tokens of an axis of 2: must divide it, as tiles are whole"},
        {"spans:tokens=0-3/2-5", "tokens: the spans 0-3 and 2-5 must not share a token"},
        {"shift:of=(causal),by=-2147483649",
         "by -2147483649: must be from -2147483648 to 2147483648"},
    };
    (void)state;
    stm_error error;
    stm_mask *mask = NULL;
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        ASSERT_FAILS(stm_mask_from_spec(bad[k].spec, 8, &mask, &error), STM_EINVAL, error,
                     bad[k].message);
    assert_null(mask);
    ASSERT_FAILS(stm_mask_from_spec("block_diffusion", 7, &mask, &error), STM_EINVAL, error,
                 "size 7: must be even, half of it noisy tokens and half clean ones");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(specs_that_say_the_same),
        cmocka_unit_test(sliding_tiles_by_their_definition),
        cmocka_unit_test(pages_hold_tokens),
        cmocka_unit_test(what_has_a_size_of_its_own),
        cmocka_unit_test(what_cannot_be_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
