/* Tables of parameters, with one that is neither a pattern's nor an order's. */
#include "parameter/arguments.h"
#include "parameter/list.h"
#include "parameter/table.h"
#include "parameter/text_slice.h"
#include "support.h"

enum { LANES, CLOCKED, GRID, BANKS, FILE_NAME, OF };

static const stm_parameter items[] = {
    STM__PARAMETER_INTEGER("lanes", 8, 1, 64, "of a machine"),
    STM__CHOICE("clocked", stm__no_yes, "whether it is"),
    {.name = "grid",
     .type = STM_PARAMETER_PAIR,
     .default_value = (INT64_C(4) << 32) + 2,
     .minimum = 1,
     .maximum = 16,
     .help = "rows by columns"},
    {.name = "banks",
     .type = STM_PARAMETER_LIST,
     .minimum = 2,
     .maximum = 99,
     .default_text = "",
     .example = "2/5-9",
     .help = "of memory"},
    {.name = "file",
     .type = STM_PARAMETER_TEXT,
     .default_text = "none",
     .example = "a.txt",
     .help = "a name"},
    {.name = "of",
     .type = STM_PARAMETER_SPEC,
     .default_text = "normal",
     .example = "strided",
     .help = "a mask"},
};

static const stm_parameters table = STM__PARAMETERS("machine", items);

/* Reads the whole of a text that begins with the owner's name. */
static stm_status parse(const char *text, stm_arguments *arguments, stm_error *error)
{
    *arguments = stm__arguments_defaults(&table);
    return stm__arguments_parse(text, stm__text(text + strlen(table.owner)), &table, arguments,
                                error);
}

static void texts_read_back_as_they_are_written(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"machine", "machine:lanes=8,clocked=no,grid=4x2,file=none,of=(normal)"},
        {"machine:grid=7,lanes=64", "machine:lanes=64,clocked=no,grid=7x7,file=none,of=(normal)"},
        {"machine:clocked=yes,banks=9/3-5",
         "machine:lanes=8,clocked=yes,grid=4x2,banks=9/3-5,file=none,of=(normal)"},
        {"machine:file='a, b:c',of=(x:y=(z),w=1)",
         "machine:lanes=8,clocked=no,grid=4x2,file=\"a, b:c\",of=(x:y=(z),w=1)"},
        {"machine:file='say \"a\"'",
         "machine:lanes=8,clocked=no,grid=4x2,file='say \"a\"',of=(normal)"},
    };
    for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
        for (int again = 0; again < 2; again++) {
            stm_arguments arguments;
            char text[120], part[20];
            int length = (int)strlen(pairs[k][1]);
            ASSERT_OK(parse(pairs[k][again], &arguments, NULL));
            ASSERT_OK(stm__arguments_check(&table, &arguments, NULL));
            assert_int_equal(stm__arguments_format(&table, &arguments, text, sizeof text), length);
            assert_string_equal(text, pairs[k][1]);
            assert_int_equal(stm__arguments_format(&table, &arguments, NULL, 0), length);
            assert_int_equal(stm__arguments_format(&table, &arguments, part, sizeof part), length);
            assert_memory_equal(part, text, sizeof part - 1);
            assert_int_equal(part[sizeof part - 1], '\0');
            stm__arguments_drop_lists(&table, &arguments);
            assert_null(arguments.list[BANKS]);
        }
}

static void what_is_wrong_is_said_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t position;
        const char *sentence;
    } bad[] = {
        {"machine:", 8,
         "machine: a key=value is missing at character 9; it has lanes, clocked, grid, banks, "
         "file, of"},
        {"machine:speed=3", 8,
         "machine: 'speed' at character 9 is no parameter of it; it has lanes, clocked, grid, "
         "banks, file, of"},
        {"machine:lanes", 13, "machine: lanes needs a value, as in lanes=8"},
        {"machine:grid", 12, "machine: grid needs a value, as in grid=4x2"},
        {"machine:of", 10, "machine: of needs a value, as in of=(strided)"},
        {"machine:lanes=1,lanes=2", 16, "machine: lanes is given twice, again at character 17"},
        {"machine:banks=3,lanes=65", 22, "lanes 65: must be from 1 to 64"},
        {"machine:clocked=maybe", 16, "clocked 'maybe': must be no or yes"},
        {"machine:grid=4x17", 13, "grid 17: must be from 1 to 16"},
        {"machine:banks=1", 14, "banks 1: must be from 2 to 99"},
        {"machine:banks=3/100", 14, "banks 100: must be from 2 to 99"},
        {"machine:banks=3/9-4", 14, "banks 9-4: the range must not end before it begins"},
        {"machine:banks=", 14, "banks: needs a whole number, and it is empty"},
        {"machine:file=", 13, "file: is empty; it needs a value, as in file=a.txt"},
        {"machine:of=normal", 11, "of: needs a mask in parentheses, as in of=(strided)"},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        stm_arguments arguments, before = stm__arguments_defaults(&table);
        stm_error error;
        ASSERT_FAILS(parse(bad[k].text, &arguments, &error), STM_EINVAL, error, bad[k].sentence);
        assert_int_equal(error.position, bad[k].position);
        assert_memory_equal(&arguments, &before, sizeof before);
    }
}

static void arguments_are_checked_by_their_types(void **state)
{
    (void)state;
    stm_arguments arguments = stm__arguments_defaults(&table);
    stm_error error;
    arguments.integer[GRID] = stm_pair(3, 17);
    ASSERT_FAILS(stm__arguments_check(&table, &arguments, &error), STM_EINVAL, error,
                 "grid 17: must be from 1 to 16");
    arguments.integer[CLOCKED] = 2;
    ASSERT_FAILS(stm__arguments_check(&table, &arguments, &error), STM_EINVAL, error,
                 "clocked 2: must be from 0 to 1");
    arguments = stm__arguments_defaults(&table);
    arguments.text[OF] = (stm_text){NULL, 0};
    ASSERT_FAILS(stm__arguments_check(&table, &arguments, &error), STM_EINVAL, error,
                 "of: has to be given, as in of=(strided)");
    assert_int_equal(stm__parameter_find(&table, stm__text("banks")), BANKS);
    assert_int_equal(stm__parameter_find(&table, (stm_text){"lanes=", 5}), LANES);
    assert_int_equal(stm__parameter_find(&table, (stm_text){"lanes=", 4}), -1);
    assert_int_equal(stm__parameter_find(&table, stm__text("")), -1);
}

/* A list that has been read is handed over; one that has not is read; an empty one stays none. */
static void kept_arguments_are_copies_with_their_lists(void **state)
{
    (void)state;
    for (int read = 0; read < 2; read++) {
        stm_arguments arguments, kept = {.prepared = NULL};
        ASSERT_OK(parse("machine:banks=9/3-5,file=x,lanes=3", &arguments, NULL));
        const stm_list *list = arguments.list[BANKS];
        assert_non_null(list);
        if (!read)
            stm__arguments_drop_lists(&table, &arguments);
        ASSERT_OK(stm__arguments_keep(&table, &arguments, &kept, NULL));
        assert_null(arguments.list[BANKS]);
        if (read)
            assert_ptr_equal(kept.list[BANKS], list);
        assert_int_equal(kept.list[BANKS]->num, 2);
        assert_int_equal(kept.list[BANKS]->ranges[0].first, 9);
        assert_int_equal(kept.list[BANKS]->ranges[0].last, 9);
        assert_int_equal(kept.list[BANKS]->ranges[1].first, 3);
        assert_int_equal(kept.list[BANKS]->ranges[1].last, 5);
        assert_int_equal(kept.integer[LANES], 3);
        assert_string_equal(kept.text[BANKS].at, "9/3-5");
        assert_string_equal(kept.text[FILE_NAME].at, "x");
        stm__arguments_drop(&table, &kept);
    }
    stm_arguments arguments = stm__arguments_defaults(&table), kept = {.prepared = NULL};
    ASSERT_OK(stm__arguments_keep(&table, &arguments, &kept, NULL));
    assert_null(kept.list[BANKS]);
    assert_string_equal(kept.text[BANKS].at, "");
    stm__arguments_drop(&table, &kept);
    stm_error error;
    arguments.text[BANKS] = stm__text("3/1");
    kept = (stm_arguments){.prepared = NULL};
    ASSERT_FAILS(stm__arguments_keep(&table, &arguments, &kept, &error), STM_EINVAL, error,
                 "banks 1: must be from 2 to 99");
    stm__arguments_drop(&table, &kept);
}

/* The set of a random list has what the list has below the size, in ranges apart from another. */
static void sets_have_what_their_lists_have(void **state)
{
    (void)state;
    uint64_t random = 5;
    for (int trial = 0; trial < 2000; trial++) {
        char text[200];
        bool has[60] = {false};
        size_t used = 0;
        int64_t size = random_between(&random, 1, 60), items_left = random_between(&random, 1, 8);
        while (items_left-- > 0) {
            int64_t first = random_between(&random, 0, 70), last = first;
            last += random_between(&random, 0, 1) * random_between(&random, 0, 9);
            used += (size_t)snprintf(text + used, sizeof text - used,
                                     last > first ? "%s%jd-%jd" : "%s%jd", used > 0 ? "/" : "",
                                     (intmax_t)first, (intmax_t)last);
            for (int64_t k = first; k <= last && k < size; k++)
                has[k] = true;
        }
        stm_list *list = NULL, *set = NULL;
        ASSERT_OK(stm__list_read("list", stm__text(text), 0, 1000, &list, NULL));
        ASSERT_OK(stm__list_set("list", list, size, &set, NULL));
        for (int64_t k = 0; k < size; k++)
            assert_int_equal(stm__list_has(set, k), has[k]);
        for (int64_t k = 0; k < set->num; k++)
            assert_true(set->ranges[k].last < size &&
                        (k == 0 || set->ranges[k].first > set->ranges[k - 1].last + 1));
        free(list);
        free(set);
    }
    stm_list *set = NULL;
    ASSERT_OK(stm__list_set("list", NULL, 5, &set, NULL));
    assert_int_equal(set->num, 0);
    assert_false(stm__list_has(set, 0));
    free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_read_back_as_they_are_written),
        cmocka_unit_test(what_is_wrong_is_said_with_its_place),
        cmocka_unit_test(arguments_are_checked_by_their_types),
        cmocka_unit_test(kept_arguments_are_copies_with_their_lists),
        cmocka_unit_test(sets_have_what_their_lists_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
