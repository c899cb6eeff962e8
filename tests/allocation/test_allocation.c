/* The k-th allocation fails, for every k: each call then says so, or does without; its outputs are
 * untouched, nothing leaks, and no temporary file is left.
 *
 * The linker gives this program's calls of malloc and its kin to the functions below (--wrap); libc
 * keeps its own. A new call is a function and a line in the list of its part, calls_*.c.
 */
#include "allocation.h"

#include <dirent.h>
#include <unistd.h>

static int64_t until_failure; /* allocations left; 0: none fails */
static bool failed;           /* one did */
static int64_t live;          /* allocations not freed yet */

static bool fails(void)
{
    if (until_failure == 0 || --until_failure > 0)
        return false;
    failed = true;
    return true;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t num, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
char *__real_strdup(const char *text);
char *__real_realpath(const char *path, char *resolved);
void __real_free(void *old);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t num, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_realpath(const char *path, char *resolved);
void __wrap_free(void *old);

static void *counted(void *new)
{
    live += new != NULL;
    return new;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t num, size_t size)
{
    return fails() ? NULL : counted(__real_calloc(num, size));
}

void *__wrap_realloc(void *old, size_t size)
{
    if (fails())
        return NULL;
    return old == NULL ? counted(__real_realloc(old, size)) : __real_realloc(old, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return fails() ? NULL : counted(__real_aligned_alloc(alignment, size));
}

char *__wrap_strdup(const char *text)
{
    return fails() ? NULL : counted(__real_strdup(text));
}

char *__wrap_realpath(const char *path, char *resolved)
{
    return fails() ? NULL : counted(__real_realpath(path, resolved));
}

void __wrap_free(void *old)
{
    live -= old != NULL;
    __real_free(old);
}

stm_mask *whole, *part, *stored, *tangled, *united;
stm_plan *plan;
stm_raster *raster;
char untouchable;
static uint8_t cells[64 * 64];
const stm_dense dense = {cells, STM_U8, 64, 64, 0};

static const allocation_call *const lists[] = {calls_mask,      calls_measure,  calls_io,
                                               calls_attention, calls_plan,     calls_picture,
                                               calls_model,     calls_hardware, calls_sweep};

static int drop(void *context, const void *data, size_t size)
{
    (void)context, (void)data, (void)size;
    return 0;
}

/* Opens an output, lets `write` fill it, and closes it. */
stm_status with_callback(stm_status (*write)(stm_output *output))
{
    stm_output *output = UNTOUCHED;
    stm_status status = stm_output_callback(drop, NULL, &output, NULL);
    if (status != STM_OK) {
        assert_ptr_equal(output, UNTOUCHED);
        return status;
    }
    status = write(output);
    stm_status closed = stm_output_close(output, NULL);
    return status == STM_OK ? closed : status;
}

/* 64 x 64 weights of float32. */
static int write_weights(const char *path)
{
    static const char header[] = "{'descr': '<f4', 'fortran_order': False, 'shape': (64, 64), }";
    char padded[118];
    float weights[64 * 64];
    snprintf(padded, sizeof padded, "%-117s", header);
    padded[117] = '\n';
    for (int k = 0; k < 64 * 64; k++)
        weights[k] = (float)(k % 7);
    FILE *file = fopen(path, "wb");
    return file == NULL || fwrite("\x93NUMPY\x01\x00\x76\x00", 1, 10, file) != 10 ||
           fwrite(padded, 1, 118, file) != 118 ||
           fwrite(weights, sizeof *weights, 64 * 64, file) != 64 * 64 || fclose(file) != 0;
}

/* The files that the calls above read. */
static int make_files(void)
{
    FILE *set = fopen("allocated.set", "w");
    if (set == NULL ||
        fputs("band = local:window_size=3\nboth = band + global:tokens=1/5-6\n"
              "head 0-1 = both & causal\n",
              set) < 0 ||
        fclose(set) != 0)
        return 1;
    stm_exchange_options options = {.binary = true};
    const stm_mask *masks[] = {whole};
    return stm_exchange_save(stm_format_find("npy"), masks, 1, "allocated.npy", NULL, NULL,
                             &options) != STM_OK ||
           write_weights("allocated-weights.npy") != 0;
}

static void assert_no_temporary_files(void)
{
    DIR *here = opendir(".");
    assert_non_null(here);
    for (struct dirent *e = readdir(here); e != NULL; e = readdir(here))
        assert_null(strstr(e->d_name, ".tmp"));
    closedir(here);
}

static void fail_every_allocation(const allocation_call *c)
{
    assert_int_equal(c->call(), STM_OK);
    int64_t before = live;
    for (int64_t k = 1;; k++) {
        failed = false;
        until_failure = k;
        stm_status status = c->call();
        until_failure = 0;
        if (status != STM_OK && status != STM_ENOMEM)
            fail_msg("%s: allocation %d fails with %s", c->name, (int)k, stm_status_text(status));
        if (live != before)
            fail_msg("%s: allocation %d leaks", c->name, (int)k);
        assert_no_temporary_files();
        if (!failed) {
            assert_int_equal(status, STM_OK);
            assert_true(k > 1);
            break;
        }
    }
}

/* The names of temporary files are kept in entries that are reused and never freed; the first call
 * makes one. */
static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t n = 0; n < sizeof lists / sizeof *lists; n++)
        for (const allocation_call *c = lists[n]; c->name != NULL; c++)
            fail_every_allocation(c);
}

/* The message names what there was no memory for. */
static void failures_are_told(void **state)
{
    (void)state;
    stm_error error;
    stm_mask *mask = NULL;
    until_failure = 1;
    ASSERT_FAILS(stm_mask_new(&tangle, NULL, 9, &mask, &error), STM_ENOMEM, error,
                 "mask: out of memory");
    stm_output *output = NULL;
    until_failure = 1;
    ASSERT_FAILS(stm_output_open("new", &output, &error), STM_ENOMEM, error, "new: out of memory");
}

/* The points of `whole`, for call_points_check. */
static stm_status save_points(void)
{
    stm_plan_options options = {.num_multiplications = 400};
    stm_plan *of_whole = NULL;
    stm_output *output = NULL;
    stm_status status = stm_plan_new(whole, &of_whole, NULL, &options);
    if (status == STM_OK)
        status = stm_output_open("checked", &output, NULL);
    if (status == STM_OK)
        status = stm_points_write(of_whole, output, NULL, NULL);
    if (status == STM_OK)
        status = stm_output_close(output, NULL);
    stm_plan_free(of_whole);
    return status;
}

static int make_masks(void **state)
{
    (void)state;
    uint64_t random = 12;
    for (size_t k = 0; k < sizeof cells; k++)
        cells[k] = (uint8_t)random_between(&random, 0, 2);
    whole = new_mask("strided", 4, 4, 64);
    if (save_points() != STM_OK || make_files() != 0)
        return 1;
    stm_rectangle rectangle = {5, 30, 7, 40};
    return stm_mask_rectangle(whole, &rectangle, &part, NULL) != STM_OK ||
           stm_mask_from_spec("strided:window_size=4,stride=3 + random:per_row=2", 64, &united,
                              NULL) != STM_OK ||
           stm_mask_from_dense(&dense, &stored, NULL) != STM_OK ||
           stm_mask_new(&tangle, NULL, 64, &tangled, NULL) != STM_OK ||
           stm_raster_new(stored, &raster, NULL) != STM_OK ||
           stm_plan_new(tangled, &plan, NULL, &(stm_plan_options){.num_multiplications = 7}) !=
               STM_OK;
}

static int free_masks(void **state)
{
    (void)state;
    stm_mask_free(whole);
    stm_mask_free(part);
    stm_mask_free(stored);
    stm_mask_free(tangled);
    stm_mask_free(united);
    stm_plan_free(plan);
    stm_raster_free(raster);
    static const char *const files[] = {"new",           "existing",      "checked",
                                        "allocated.set", "allocated.npy", "allocated-weights.npy"};
    for (size_t k = 0; k < sizeof files / sizeof *files; k++)
        unlink(files[k]);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(failures_are_told),
    };
    return cmocka_run_group_tests(tests, make_masks, free_masks);
}
