/* Masks made of masks go as deep as they may, are read there, and go no deeper. */
#include "support.h"

/* A row and the bands of `mask`, which walk all of its depth. Frees it. */
static void walk_deep(stm_mask *mask)
{
    const stm_run *runs;
    int64_t num;
    stm_reader *reader;
    stm_bands bands;
    ASSERT_OK(stm_reader_new(mask, &reader, NULL));
    ASSERT_OK(stm_reader_row(reader, 5, &runs, &num));
    assert_true(num > 0);
    stm_reader_free(reader);
    ASSERT_OK(stm_mask_bands(mask, &bands, NULL));
    stm_bands_free(&bands);
    stm_mask_free(mask);
}

static void transposed_masks_may_be_deep(void **state)
{
    stm_mask *mask = new_mask("local", 3, 0, 8), *next = NULL;
    stm_error error;
    (void)state;
    for (int depth = 1; depth < STM_MASK_MAX_DEPTH; depth++) {
        /* The parts of a union double, so that only the first few are made of two. */
        if (depth > 12 || depth % 2 == 0)
            ASSERT_OK(stm_mask_transpose(mask, &next, NULL));
        else
            ASSERT_OK(stm_mask_compose(STM_UNION, mask, mask, &next, NULL));
        stm_mask_free(mask);
        mask = next;
    }
    ASSERT_FAILS(stm_mask_transpose(mask, &next, &error), STM_EINVAL, error,
                 "masks made of masks: must be at most 2048 deep");
    walk_deep(mask);
}

static void every_operation_may_be_deep(void **state)
{
    (void)state;
    for (int operation = STM_UNION; operation <= STM_DIFFERENCE; operation++) {
        stm_mask *mask = new_mask("strided", 2, 2, 8), *other, *next;
        other = new_mask("local", operation == STM_DIFFERENCE ? 1 : 3, 0, 8);
        for (int depth = 1; depth < STM_MASK_MAX_DEPTH; depth++) {
            ASSERT_OK(stm_mask_compose((stm_operation)operation, mask, other, &next, NULL));
            stm_mask_free(mask);
            mask = next;
        }
        stm_mask_free(other);
        walk_deep(mask);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transposed_masks_may_be_deep),
        cmocka_unit_test(every_operation_may_be_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
