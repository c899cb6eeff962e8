/* Readers of masks and of rectangles of them, against single cells. */
#include "readers.h"
#include "specs.h"
#include "tangle.h"

static void rectangles_agree_with_their_cells(void **state)
{
    (void)state;
    uint64_t random = 1;
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t p = 0; p < num; p++)
        for (int trial = 0; trial < 400; trial++) {
            char spec[400];
            stm_mask *whole = NULL, *part = NULL;
            int64_t size = random_between(&random, 1, SIDE);
            if (!random_spec(&random, patterns[p], size, spec, sizeof spec))
                continue;
            ASSERT_OK(stm_mask_from_spec(spec, size, &whole, NULL));
            stm_rectangle r = {random_between(&random, 0, size - 1), 0,
                               random_between(&random, 0, size - 1), 0};
            r.num_queries = random_between(&random, 1, size - r.first_query);
            r.num_keys = random_between(&random, 1, size - r.first_key);
            ASSERT_OK(stm_mask_rectangle(whole, &r, &part, NULL));
            check_readers(trial % 8 == 0 ? whole : part);
            check_dense(part, (stm_dtype)(trial % 5), trial % 3 * 7);
            stm_mask_free(whole); /* the part lives on */
            check_readers(part);
            assert_ptr_equal(stm_mask_pattern(part), patterns[p]->row == NULL ? NULL : patterns[p]);
            assert_int_equal(stm_mask_size(part), size);
            /* A part of a part is in the indices of the whole, too. */
            stm_rectangle inner = {r.first_query + r.num_queries - 1, 1,
                                   r.first_key + r.num_keys - 1, 1};
            stm_mask *corner = NULL;
            ASSERT_OK(stm_mask_rectangle(part, &inner, &corner, NULL));
            assert_int_equal(stm_mask_cell(corner, inner.first_query, inner.first_key),
                             stm_mask_cell(part, inner.first_query, inner.first_key));
            check_readers(corner);
            stm_mask_free(corner);
            stm_mask_free(part);
        }
}

static void ordered_readers_untangle(void **state)
{
    (void)state;
    uint64_t random = 4;
    for (int trial = 0; trial < 300; trial++) {
        int64_t size = random_between(&random, 1, SIDE);
        stm_mask *mask = NULL, *part = NULL;
        ASSERT_OK(stm_mask_new(&tangle, NULL, size, &mask, NULL));
        check_readers(mask);
        stm_rectangle r = {random_between(&random, 0, size - 1), 0,
                           random_between(&random, 0, size - 1), 0};
        r.num_queries = random_between(&random, 1, size - r.first_query);
        r.num_keys = random_between(&random, 1, size - r.first_key);
        ASSERT_OK(stm_mask_rectangle(mask, &r, &part, NULL));
        check_readers(part);
        check_dense(part, STM_U8, 0);
        stm_mask_free(part);
        stm_mask_free(mask);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rectangles_agree_with_their_cells),
        cmocka_unit_test(ordered_readers_untangle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
