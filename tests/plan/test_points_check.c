/* Points files read back: those of plans hold and have the plan's analysis; all others are judged
 * as an oracle reads them, which takes lines by regular expressions. */
#include "simple_plan.h"
#include "tangle.h"

#include <inttypes.h>
#include <regex.h>
#include <unistd.h>

#define PATH "points.txt"

static void save(const char *text, size_t length)
{
    FILE *file = fopen(PATH, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static captured points_of(const stm_plan *plan)
{
    captured text = {0};
    stm_output *output = NULL;
    ASSERT_OK(stm_output_callback(capture, &text, &output, NULL));
    ASSERT_OK(stm_points_write(plan, output, NULL, NULL));
    ASSERT_OK(stm_output_close(output, NULL));
    return text;
}

static captured analysis_text(const stm_analysis *analysis)
{
    captured text = {0};
    stm_output *output = NULL;
    ASSERT_OK(stm_output_callback(capture, &text, &output, NULL));
    ASSERT_OK(stm_analysis_write(analysis, PATH, output, NULL));
    ASSERT_OK(stm_output_close(output, NULL));
    return text;
}

/* What the oracle makes of a file. */
typedef struct reading {
    int64_t bad_line; /* the first that is none of a points file; 0: none */
    simple_plan plan;
    int64_t *lines; /* of each step */
    stm_points_verdict verdict;
} reading;

#define B "[ \t]*"
#define POINT "\\(" B "[0-9]+" B "," B "[0-9]+" B "\\)"

static regex_t step_form, remark_form;

static int compile_forms(void **state)
{
    (void)state;
    return regcomp(&step_form, "^" B "at time [0-9]+:" B POINT "(" B "," B POINT ")*" B "\r?$",
                   REG_EXTENDED | REG_NOSUB) != 0 ||
           regcomp(&remark_form, "^" B "(#.*|\r?)$", REG_EXTENDED | REG_NOSUB) != 0;
}

static int free_forms(void **state)
{
    (void)state;
    regfree(&step_form);
    regfree(&remark_form);
    unlink(PATH);
    return 0;
}

/* The next number of a text of that form; INT64_MAX where it is beyond all. */
static int64_t next_number(const char **at)
{
    *at += strcspn(*at, "0123456789");
    char *end;
    unsigned long long number = strtoull(*at, &end, 10);
    *at = end;
    return number > INT64_MAX ? INT64_MAX : (int64_t)number;
}

/* Adds a line as a step; false where it is none. */
static bool read_line(reading *r, const stm_rectangle *b, const char *line)
{
    simple_plan *p = &r->plan;
    if (regexec(&step_form, line, 0, NULL, 0) != 0)
        return false;
    if (next_number(&line) != p->num_steps)
        return false;
    simple_step *step = &p->steps[p->num_steps];
    *step = (simple_step){.first = p->num_points};
    while (strpbrk(line, "0123456789") != NULL) {
        int64_t i = next_number(&line), j = next_number(&line);
        if (i < b->first_query || i >= b->first_query + b->num_queries || j < b->first_key ||
            j >= b->first_key + b->num_keys)
            return false;
        p->points[p->num_points++] = (simple_point){i, j};
        step->points++;
    }
    p->num_steps++;
    return true;
}

static void note(reading *r, stm_points_rule rule, stm_points_fault fault, bool *any)
{
    stm_points_fault *kept = &r->verdict.faults[rule];
    int64_t num = kept->num + 1;
    if (kept->num == 0)
        *kept = fault;
    kept->num = num;
    if (!*any)
        r->verdict.first = rule;
    *any = true;
}

static void judge(reading *r, const stm_mask *mask, int64_t p, int64_t limit)
{
    stm_rectangle b = stm_mask_bounds(mask);
    char *seen = calloc((size_t)(b.num_queries * b.num_keys), 1);
    bool any = false;
    r->verdict = (stm_points_verdict){.num_multiplications = p, .read_limit = limit};
    for (int64_t t = 0; t < r->plan.num_steps; t++) {
        simple_step *step = &r->plan.steps[t];
        for (int64_t k = 0; k < step->points; k++) {
            simple_point at = r->plan.points[step->first + k];
            char *cell = &seen[(at.i - b.first_query) * b.num_keys + at.j - b.first_key];
            stm_points_fault fault = {.line = r->lines[t], .time = t, .row = at.i, .column = at.j};
            if (stm_mask_cell(mask, at.i, at.j) == 0)
                note(r, STM_POINTS_OUTSIDE, fault, &any);
            else if (*cell)
                note(r, STM_POINTS_REPEATED, fault, &any);
            *cell = 1;
        }
        simple_count(&r->plan, step, t == 0 ? NULL : step - 1, stm_mask_size(mask));
        stm_points_fault fault = {.line = r->lines[t],
                                  .time = t,
                                  .points = step->points,
                                  .rows = step->rows,
                                  .columns = step->columns};
        if (p != 0 && step->points > p)
            note(r, STM_POINTS_MULTIPLICATIONS, fault, &any);
        if (limit != 0 && step->rows + step->columns > limit)
            note(r, STM_POINTS_READS, fault, &any);
    }
    for (int64_t i = 0; i < b.num_queries; i++)
        for (int64_t j = 0; j < b.num_keys; j++) {
            stm_points_fault fault = {.row = b.first_query + i, .column = b.first_key + j};
            if (stm_mask_cell(mask, fault.row, fault.column) != 0 && !seen[i * b.num_keys + j])
                note(r, STM_POINTS_MISSING, fault, &any);
        }
    r->verdict.covers = r->verdict.faults[STM_POINTS_OUTSIDE].num == 0 &&
                        r->verdict.faults[STM_POINTS_REPEATED].num == 0 &&
                        r->verdict.faults[STM_POINTS_MISSING].num == 0;
    r->verdict.holds = !any;
    free(seen);
}

static reading read_slowly(const char *text, size_t length, const stm_mask *mask, int64_t p,
                           int64_t limit)
{
    reading r = {0};
    stm_rectangle b = stm_mask_bounds(mask);
    char *copy = malloc(length + 1);
    r.plan.points = malloc((length + 1) * sizeof *r.plan.points);
    r.plan.steps = malloc((length + 2) * sizeof *r.plan.steps);
    r.lines = malloc((length + 2) * sizeof *r.lines);
    memcpy(copy, text, length);
    copy[length] = '\n';
    char *line = copy, *end = copy + length;
    for (int64_t num = 1; line <= end && r.bad_line == 0; num++) {
        char *newline = memchr(line, '\n', (size_t)(end + 1 - line));
        bool remark = line[strspn(line, " \t")] == '#';
        *newline = '\0';
        bool whole = remark || strlen(line) == (size_t)(newline - line); /* no NUL within */
        r.lines[r.plan.num_steps] = num;
        if (!whole ||
            (!remark && regexec(&remark_form, line, 0, NULL, 0) != 0 && !read_line(&r, &b, line)))
            r.bad_line = num;
        line = newline + 1;
    }
    free(copy);
    if (r.bad_line == 0)
        judge(&r, mask, p, limit);
    return r;
}

static void reading_free(reading *r)
{
    simple_plan_free(&r->plan);
    free(r->lines);
}

static void assert_verdict(const stm_points_verdict *a, const stm_points_verdict *b)
{
    assert_int_equal(a->covers, b->covers);
    assert_int_equal(a->holds, b->holds);
    if (!a->holds)
        assert_int_equal(a->first, b->first);
    for (int rule = 0; rule < STM_POINTS_NUM_RULES; rule++)
        assert_memory_equal(&a->faults[rule], &b->faults[rule], sizeof a->faults[rule]);
    assert_int_equal(a->num_multiplications, b->num_multiplications);
    assert_int_equal(a->read_limit, b->read_limit);
}

/* The library reads a text as the oracle does; whether it holds. */
static bool compare(const char *text, size_t length, const stm_mask *mask, int64_t p, int64_t limit)
{
    reading wanted = read_slowly(text, length, mask, p, limit);
    stm_points_check_options options = {.num_multiplications = p, .read_limit = limit};
    stm_points_verdict verdict = {0};
    stm_analysis *analysis = NULL;
    stm_error error;
    save(text, length);
    stm_status status = stm_points_check(PATH, mask, &verdict, &analysis, &error, &options);
    if (wanted.bad_line != 0) {
        char place[64];
        snprintf(place, sizeof place, "%s:%" PRId64 ": ", PATH, wanted.bad_line);
        assert_int_equal(status, STM_EINVAL);
        if (strncmp(error.message, place, strlen(place)) != 0)
            fail_msg("'%s' is not about '%s'", error.message, place);
        assert_null(analysis);
    } else {
        ASSERT_OK(status);
        assert_verdict(&verdict, &wanted.verdict);
        stm_plan_summary summary = simple_summary(&wanted.plan);
        simple_assert_summary(stm_analysis_summary(analysis), &summary);
        simple_assert_lists(analysis, &wanted.plan, stm_mask_size(mask));
    }
    stm_analysis_free(analysis);
    reading_free(&wanted);
    return status == STM_OK && verdict.holds;
}

static stm_plan *random_plan(const stm_mask *mask, size_t which, uint64_t *state)
{
    static const int64_t limits[] = {0, 2, 5, 12, 40};
    static const int64_t multiplications[] = {1, 5, 16, 64, 100000};
    size_t num;
    const stm_order *const *orders = stm_order_list(&num);
    stm_plan_options options = {.order = orders[which % num],
                                .num_multiplications = multiplications[random_between(state, 0, 4)],
                                .read_limit = limits[random_between(state, 0, 4)]};
    stm_arguments arguments = stm_order_defaults(options.order);
    options.order_arguments = &arguments;
    for (int k = 0; k < options.order->parameters.num; k++)
        arguments.integer[k] =
            random_between(state, 1, stm_mask_size(mask) < 9 ? stm_mask_size(mask) : 9);
    stm_plan *plan = NULL;
    ASSERT_OK(stm_plan_new(mask, &plan, NULL, &options));
    return plan;
}

static stm_mask *random_mask(size_t which, int64_t most, uint64_t *state)
{
    size_t num;
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    int64_t size = random_between(state, 2, most);
    stm_mask *whole = NULL, *mask = NULL;
    if (which % (num + 1) == num)
        ASSERT_OK(stm_mask_new(&tangle, NULL, size, &whole, NULL));
    else
        whole = new_mask(patterns[which % (num + 1)]->name, random_between(state, 1, 9),
                         random_between(state, 1, 9), size);
    if (random_between(state, 0, 2) > 0)
        return whole;
    stm_rectangle part = {.first_query = random_between(state, 0, size - 1),
                          .first_key = random_between(state, 0, size - 1)};
    part.num_queries = random_between(state, 1, size - part.first_query);
    part.num_keys = random_between(state, 1, size - part.first_key);
    ASSERT_OK(stm_mask_rectangle(whole, &part, &mask, NULL));
    stm_mask_free(whole);
    return mask;
}

/* The files of plans hold, and their analysis is the plan's, byte for byte. */
static void test_plans(void **unused)
{
    (void)unused;
    uint64_t state = 21;
    for (size_t repeat = 0; repeat < 600; repeat++) {
        stm_mask *mask = random_mask(repeat / 13, repeat % 100 == 0 ? 300 : 40, &state);
        stm_plan *plan = random_plan(mask, repeat, &state);
        const stm_plan_options *s = stm_plan_settings(plan);
        stm_points_check_options options = {.num_multiplications = s->num_multiplications,
                                            .read_limit = s->read_limit};
        stm_points_verdict verdict;
        stm_analysis *planned = NULL, *read = NULL;
        captured points = points_of(plan);
        save(points.text, points.length);
        ASSERT_OK(stm_points_check(PATH, mask, &verdict, &read, NULL, &options));
        assert_true(verdict.covers && verdict.holds);
        ASSERT_OK(stm_analysis_new(plan, &planned, NULL, NULL));
        captured text = analysis_text(planned), again = analysis_text(read);
        assert_string_equal(text.text, again.text);
        simple_assert_summary(stm_analysis_summary(planned), stm_analysis_summary(read));
        free(text.text);
        free(again.text);
        free(points.text);
        stm_analysis_free(planned);
        stm_analysis_free(read);
        stm_plan_free(plan);
        stm_mask_free(mask);
    }
}

/* Replaces text[at .. at + removed - 1] by other bytes. */
static void splice(captured *text, size_t at, size_t removed, const char *by, size_t length)
{
    captured new = {0};
    assert_int_equal(capture(&new, text->text, at), 0);
    assert_int_equal(capture(&new, by, length), 0);
    assert_int_equal(capture(&new, text->text + at + removed, text->length - at - removed), 0);
    free(text->text);
    *text = new;
}

/* Where a random stretch from one character to the next such character begins and ends. */
static bool find_stretch(const captured *text, char from, char to, uint64_t *state, size_t *at,
                         size_t *length)
{
    size_t start = (size_t)random_between(state, 0, (int64_t)text->length - 1);
    const char *begin = memchr(text->text + start, from, text->length - start);
    if (begin == NULL)
        return false;
    const char *end = memchr(begin + 1, to, (size_t)(text->text + text->length - begin - 1));
    if (end == NULL)
        return false;
    *at = (size_t)(begin - text->text);
    *length = (size_t)(end + 1 - begin);
    return true;
}

static void mutate(captured *text, uint64_t *state)
{
    static const char bytes[] = "0123456789(),: \t\r\n#atime\0\xff-+.";
    char kept[4096];
    size_t at, length;
    int64_t kind = random_between(state, 0, 9);
    if (text->length == 0)
        return;
    char byte = bytes[random_between(state, 0, sizeof bytes - 2)];
    at = (size_t)random_between(state, 0, (int64_t)text->length - 1);
    if (kind == 0) {
        splice(text, at, 1, "", 0);
    } else if (kind == 1) {
        splice(text, at, 0, &byte, 1);
    } else if (kind == 2) {
        splice(text, at, 1, &byte, 1);
    } else if (kind == 3 && random_between(state, 0, 3) == 0) {
        splice(text, at, text->length - at, "", 0);
    } else if (kind == 4) {
        splice(text, at, 0, "99999999999999999999", (size_t)random_between(state, 1, 20));
    } else if (kind <= 6 && find_stretch(text, '(', ')', state, &at, &length)) {
        if (kind == 5 && at + length + 2 < text->length && text->text[at + length] == ',')
            splice(text, at, length + 2, "", 0); /* a point and its comma go */
        else
            splice(text, at, length, "(1, 1)", 6);
    } else if (kind == 7 && find_stretch(text, '(', ' ', state, &at, &length) && length < 64) {
        const char *blanks[] = {" ", "  ", "\t", " \t "};
        const char *by = blanks[random_between(state, 0, 3)];
        splice(text, at + 1, 0, by, strlen(by));
    } else if (kind == 8 && find_stretch(text, '\n', '\n', state, &at, &length) &&
               length < sizeof kept) { /* a line is there twice, or goes, or ends otherwise */
        memcpy(kept, text->text + at, length);
        int64_t what = random_between(state, 0, 2);
        if (what == 0)
            splice(text, at + length, 0, kept + 1, length - 1);
        else if (what == 1)
            splice(text, at + 1, length - 1, "", 0);
        else
            splice(text, at, 1, "\r\n\n# \r\n", 7);
    } else if (kind == 9 && find_stretch(text, '(', ')', state, &at, &length) && length < 64) {
        memcpy(kept, text->text + at, length); /* a point goes to the front of another */
        memcpy(kept + length, ", ", 2);
        size_t to, ignored;
        if (find_stretch(text, '(', ')', state, &to, &ignored))
            splice(text, to, 0, kept, length + 2);
    }
}

static void test_mutations(void **unused)
{
    (void)unused;
    uint64_t state = 22;
    int held = 0, broken = 0;
    for (size_t repeat = 0; repeat < 6000; repeat++) {
        stm_mask *mask = random_mask(repeat, 14, &state);
        stm_plan *plan = random_plan(mask, (size_t)random_between(&state, 0, 11), &state);
        const stm_plan_options *s = stm_plan_settings(plan);
        captured text = points_of(plan);
        for (int64_t k = random_between(&state, 1, 3); k > 0; k--)
            mutate(&text, &state);
        int64_t p = random_between(&state, 0, 3) == 0 ? 3 : s->num_multiplications;
        int64_t limit = random_between(&state, 0, 3) == 0 ? 4 : s->read_limit;
        if (compare(text.text, text.length, mask, p, limit))
            held++;
        else
            broken++;
        free(text.text);
        stm_plan_free(plan);
        stm_mask_free(mask);
    }
    assert_true(held > 500 && broken > 3000);
}

static stm_mask *triangle; /* normal of 3 */

static void assert_judged(const char *text, int64_t p, int64_t limit, const char *sentence)
{
    stm_points_check_options options = {.num_multiplications = p, .read_limit = limit};
    stm_points_verdict verdict;
    char said[256];
    compare(text, strlen(text), triangle, p, limit);
    ASSERT_OK(stm_points_check(PATH, triangle, &verdict, NULL, NULL, &options));
    int length = stm_points_fault_format(&verdict, verdict.first, said, sizeof said);
    assert_string_equal(said, sentence);
    assert_int_equal(length, strlen(sentence));
    assert_int_equal(stm_points_fault_format(&verdict, verdict.first, NULL, 0), length);
}

static void assert_refused(const char *text, const char *sentence)
{
    stm_points_verdict verdict;
    stm_error error;
    compare(text, strlen(text), triangle, 0, 0);
    ASSERT_FAILS(stm_points_check(PATH, triangle, &verdict, NULL, &error, NULL), STM_EINVAL, error,
                 sentence);
}

#define ALL "at time 0: (0, 0), (1, 0), (1, 1)\nat time 1: (2, 0), (2, 1), (2, 2)\n"

static void test_sentences(void **unused)
{
    (void)unused;
    triangle = new_mask("normal", 0, 0, 3);
    assert_judged(ALL, 3, 4, "");
    assert_judged("", 0, 0, "point (0, 0): is missing, the first of 6 such points");
    assert_judged(ALL "at time 2: (1, 1)", 0, 0, "point (1, 1): is there twice");
    assert_judged(ALL "at time 2: (1, 2)", 0, 0, "point (1, 2): is not seen by the mask");
    assert_judged("at time 0: (0, 0), (1, 0), (1, 1), (2, 0)\r\nat time 1: (2, 2)\r\n", 0, 0,
                  "point (2, 1): is missing");
    assert_judged(ALL, 2, 0, "time 0 has 3 points: must have at most 2, the first of 2 such steps");
    assert_judged(ALL, 0, 3,
                  "time 0 reads 2 rows and 2 columns: must read at most 3 together, the first of 2 "
                  "such steps");
    assert_refused("at time 1: (0, 0)", PATH ":1: time 1: must be 0, the first");
    assert_refused(ALL "\nat time 3: (0, 0)",
                   PATH ":4: time 3: must be 2, the one after the step before");
    assert_refused("at time 99999999999999999999999999: (0, 0)",
                   PATH ":1: time 999999999999999999999999...: must be 0, the first");
    assert_refused(ALL "at time 2: (3, 0)", PATH ":3: query 3: must be from 0 to 2");
    assert_refused(ALL "at time 2: (0, 18446744073709551616)",
                   PATH ":3: key 18446744073709551616: must be from 0 to 2");
    assert_refused("at time 0: (0, -1)",
                   PATH ":1: '-' at character 16: must be a digit of a point's index");
    assert_refused("# points\n\nat time 0:\n",
                   PATH ":3: the end of the line at character 11: must be the bracket that opens a "
                        "point");
    assert_refused("at time 0: (0, 0", PATH ":1: the end of the file at character 17: must be the "
                                            "bracket that closes a point");
    assert_refused("at time 0: (0, 0);", PATH ":1: ';' at character 18: must be a comma, or the "
                                              "end of the line");
    assert_refused("\x7f"
                   "ELF",
                   PATH
                   ":1: byte 0x7f at character 1: must be the beginning of a step, such as `at "
                   "time 0: (0, 0)`");
    stm_mask_free(triangle);
}

static void test_remarks_longer_than_the_buffer(void **unused)
{
    (void)unused;
    stm_mask *mask = new_mask("normal", 0, 0, 3);
    captured text = {0};
    assert_int_equal(capture(&text, "#", 1), 0);
    for (int k = 0; k < 70000; k++)
        assert_int_equal(capture(&text, "x (", 3), 0);
    assert_int_equal(capture(&text, "\n" ALL, strlen("\n" ALL)), 0);
    assert_true(compare(text.text, text.length, mask, 3, 4));
    text.length -= 1;
    assert_true(compare(text.text, text.length, mask, 3, 4));
    free(text.text);
    stm_mask_free(mask);
}

static int stop(void *context, int64_t done, int64_t total)
{
    int64_t *reports = context;
    assert_true(done > 0 && done <= total);
    return ++*reports == 3;
}

static void test_what_cannot_be_checked(void **unused)
{
    (void)unused;
    stm_mask *large = new_mask("normal", 0, 0, 1 << 20), *mask = new_mask("normal", 0, 0, 1000);
    stm_points_verdict verdict;
    stm_error error;
    save(ALL, strlen(ALL));
    ASSERT_FAILS(stm_points_check(PATH, large, &verdict, NULL, &error, NULL), STM_EINVAL, error,
                 "mask of 549756338176 nonzeros: must have at most 137438953472 to be checked "
                 "against");
    ASSERT_FAILS(stm_points_check("none.txt", mask, &verdict, NULL, &error, NULL), STM_EINVAL,
                 error, "none.txt: cannot be read: No such file or directory");
    ASSERT_FAILS(stm_points_check(".", mask, &verdict, NULL, &error, NULL), STM_EINVAL, error,
                 ".: is a folder, not a file to read");
    /* Its first page cannot be read. */
    ASSERT_FAILS(stm_points_check("/proc/self/mem", mask, &verdict, NULL, &error, NULL), STM_EIO,
                 error, "/proc/self/mem: Input/output error");
    stm_points_check_options options = {.read_limit = 1};
    ASSERT_FAILS(stm_points_check(PATH, mask, &verdict, NULL, &error, &options), STM_EINVAL, error,
                 "read_limit 1: must be from 2 to 4294967296");
    options = (stm_points_check_options){.num_multiplications = -1};
    ASSERT_FAILS(stm_points_check(PATH, mask, &verdict, NULL, &error, &options), STM_EINVAL, error,
                 "num_multiplications -1: must be from 1 to 2147483648");
    stm_plan *plan = NULL;
    ASSERT_OK(stm_plan_new(mask, &plan, NULL, NULL));
    captured text = points_of(plan);
    save(text.text, text.length);
    int64_t reports = 0;
    stm_progress progress = {stop, &reports};
    options = (stm_points_check_options){.progress = &progress};
    ASSERT_FAILS(stm_points_check(PATH, mask, &verdict, NULL, &error, &options), STM_ESTOPPED,
                 error, "stopped");
    free(text.text);
    stm_plan_free(plan);
    stm_mask_free(mask);
    stm_mask_free(large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plans),
        cmocka_unit_test(test_mutations),
        cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_remarks_longer_than_the_buffer),
        cmocka_unit_test(test_what_cannot_be_checked),
    };
    return cmocka_run_group_tests(tests, compile_forms, free_forms);
}
