/* The k-th allocation fails, for every k: each call then says so, or does without; its outputs are
 * untouched, nothing leaks, and no temporary file is left.
 *
 * The linker gives this program's calls of malloc and its kin to the functions below (--wrap); libc
 * keeps its own. A new call is a function here and a line in `calls`.
 */
#include "support.h"
#include "tangle.h"

#include <dirent.h>
#include <unistd.h>

#include <stmask/chart.h>

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

/* What the calls work on, made while nothing fails. */
static stm_mask *whole, *part, *stored, *tangled;
static stm_mask *united;   /* a mask with a rest beside its parts */
static stm_plan *plan;     /* of `tangled` */
static stm_raster *raster; /* of `stored` */
static uint8_t cells[64 * 64];
static const stm_dense dense = {cells, STM_U8, 64, 64, 0};
static char untouchable;
#define UNTOUCHED ((void *)&untouchable)

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

static stm_status call_mask_from_dense(void)
{
    stm_mask *mask = UNTOUCHED;
    stm_status status = stm_mask_from_dense(&dense, &mask, NULL);
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
    stm_status status = stm_mask_statistics(stored, NULL, &statistics, NULL);
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

static stm_status call_dense_fill(void)
{
    static uint8_t to[64 * 64];
    return stm_dense_fill(stored, &(stm_dense){to, STM_U8, 64, 64, 0}, NULL);
}

static int drop(void *context, const void *data, size_t size)
{
    (void)context, (void)data, (void)size;
    return 0;
}

/* Opens an output, lets `write` fill it, and closes it. */
static stm_status with_callback(stm_status (*write)(stm_output *output))
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

static stm_status call_block_count(void)
{
    stm_block_counts counts = {.touched = -1};
    stm_status status = stm_block_count(stored, 8, 8, &counts, NULL, NULL);
    assert_true((status == STM_OK) == (counts.touched != -1));
    return status;
}

static stm_status call_block_reader(void)
{
    stm_block_reader *reader = UNTOUCHED;
    stm_status status = stm_block_reader_new(stored, 8, 4, &reader, NULL, NULL);
    if (status != STM_OK) {
        assert_ptr_equal(reader, UNTOUCHED);
        return status;
    }
    for (int64_t row = 0; row < 8; row++) {
        const stm_block_span *spans = UNTOUCHED;
        int64_t num_spans = -1;
        stm_status here = stm_block_reader_row(reader, row, &spans, &num_spans);
        if (here != STM_OK) {
            assert_ptr_equal(spans, UNTOUCHED);
            status = here;
        }
    }
    stm_block_reader_free(reader);
    return status;
}

static stm_status call_permutation_choose(void)
{
    stm_permutation permutation = {.modulus = -1};
    stm_status status = stm_permutation_choose(whole, 8, &permutation, NULL, NULL);
    assert_true((status == STM_OK) == (permutation.modulus != -1));
    return status;
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

static stm_status call_diff(void)
{
    stm_diff diff = {-5, -5, -5};
    stm_status status = stm_mask_diff(whole, tangled, &diff, NULL, NULL);
    assert_true((status == STM_OK) == (diff.differing != -5));
    return status;
}

static stm_status call_degrees(void)
{
    stm_degrees degrees = {.lines = -5};
    stm_status status = stm_mask_degrees(tangled, true, NULL, &degrees, NULL);
    assert_true((status == STM_OK) == (degrees.lines == 64));
    return status;
}

static stm_status call_reach(void)
{
    const stm_mask *layers[] = {whole, tangled, whole};
    stm_reach *reach = UNTOUCHED;
    stm_reach_options options = {.threads = 1};
    stm_status status = stm_reach_new(layers, 3, &reach, NULL, &options);
    assert_true((status == STM_OK) == (reach != UNTOUCHED));
    if (status == STM_OK)
        stm_reach_free(reach);
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
    stm_set_free(set);
    return status;
}

static stm_status call_score(void)
{
    const stm_mask *masks[] = {whole};
    stm_score *score = UNTOUCHED;
    stm_status status = stm_score_new("allocated-weights.npy", masks, 1, NULL, &score, NULL);
    assert_true((status == STM_OK) == (score != UNTOUCHED));
    if (status == STM_OK)
        stm_score_free(score);
    return status;
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

static stm_status call_plan_new(void)
{
    stm_plan *made = UNTOUCHED;
    stm_status status = stm_plan_new(whole, &made, NULL, NULL);
    assert_true((status == STM_OK) == (made != UNTOUCHED));
    if (status == STM_OK)
        stm_plan_free(made);
    return status;
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

static stm_status attention_new(const stm_mask *mask)
{
    stm_attention *made = UNTOUCHED;
    const stm_mask *masks[] = {mask};
    stm_attention_shape shape = {.head_dim = 8};
    stm_status status = stm_attention_new(masks, 1, &shape, &made, NULL, NULL);
    assert_true((status == STM_OK) == (made != UNTOUCHED));
    if (status == STM_OK)
        stm_attention_free(made);
    return status;
}

static stm_status call_attention_new(void)
{
    return attention_new(whole);
}

static stm_status call_attention_new_of_union(void)
{
    return attention_new(united);
}

static stm_status attention_passes(const stm_mask *mask)
{
    static float in[4096], out[4096], lse[512], changes[3][4096];
    const stm_mask *masks[] = {mask};
    stm_attention *made;
    stm_attention_shape shape = {.head_dim = 8};
    stm_attention_options options = {.threads = 1};
    stm_tensor inputs = {.data = in}, outputs = {.data = out};
    stm_tensor gradients[] = {{.data = changes[0]}, {.data = changes[1]}, {.data = changes[2]}};
    assert_true(stm_mask_bounds(mask).num_queries * 8 <= 4096);
    stm_status status = stm_attention_new(masks, 1, &shape, &made, NULL, &options);
    if (status != STM_OK)
        return status;
    status = stm_attention_forward(made, &inputs, &inputs, &inputs, &outputs, lse, NULL);
    if (status == STM_OK)
        status = stm_attention_backward(made, &inputs, &inputs, &inputs, &outputs, lse, &inputs,
                                        &gradients[0], &gradients[1], &gradients[2], NULL);
    stm_attention_free(made);
    return status;
}

static stm_status call_attention_passes(void)
{
    return attention_passes(whole);
}

static stm_status call_attention_passes_of_union(void)
{
    return attention_passes(united);
}

static stm_status call_steps(void)
{
    stm_steps *steps = UNTOUCHED;
    stm_status status = stm_steps_new(plan, &steps, NULL);
    if (status != STM_OK) {
        assert_ptr_equal(steps, UNTOUCHED);
        return status;
    }
    const stm_step *step = NULL;
    do
        status = stm_steps_next(steps, &step);
    while (status == STM_OK && step != NULL);
    stm_steps_free(steps);
    return status;
}

static stm_status call_analysis(void)
{
    stm_analysis *analysis = UNTOUCHED;
    stm_status status = stm_analysis_new(plan, NULL, &analysis, NULL);
    assert_true((status == STM_OK) == (analysis != UNTOUCHED));
    if (status == STM_OK)
        stm_analysis_free(analysis);
    return status;
}

static stm_status write_points(stm_output *output)
{
    return stm_points_write(plan, output, NULL, NULL);
}

static stm_status call_points(void)
{
    return with_callback(write_points);
}

static stm_status call_points_bytes(void)
{
    int64_t bytes = -1;
    stm_status status = stm_points_bytes(plan, 1000, &bytes, NULL, NULL);
    assert_true((status == STM_OK) == (bytes != -1));
    return status;
}

static stm_status call_points_check(void)
{
    stm_analysis *analysis = UNTOUCHED;
    stm_points_verdict verdict = {.holds = false};
    stm_status status = stm_points_check("checked", whole, &verdict, &analysis, NULL, NULL);
    assert_true((status == STM_OK) == (analysis != UNTOUCHED));
    assert_true((status == STM_OK) == verdict.holds);
    if (status == STM_OK)
        stm_analysis_free(analysis);
    return status;
}

static stm_status call_raster_new(void)
{
    stm_raster *made = UNTOUCHED;
    stm_status status = stm_raster_new(stored, &made, NULL);
    assert_true((status == STM_OK) == (made != UNTOUCHED));
    if (status == STM_OK)
        stm_raster_free(made);
    return status;
}

static int ignore_tile(void *context, const stm_tile *tile)
{
    (void)context, (void)tile;
    return 0;
}

static stm_status call_raster_tiles(void)
{
    return stm_raster_tiles(raster, ignore_tile, NULL, NULL);
}

static stm_status call_legend(void)
{
    stm_legend legend = {0};
    return stm_legend_add_mask(&legend, stored, NULL);
}

static stm_status write_full_picture(stm_output *output)
{
    const stm_mask *masks[] = {whole, stored};
    return stm_full_picture_write(masks, 2, output, NULL, NULL);
}

static stm_status call_full_picture(void)
{
    return with_callback(write_full_picture);
}

static stm_status write_density_picture(stm_output *output)
{
    const stm_mask *masks[] = {whole, stored};
    return stm_full_picture_write(masks, 2, output, NULL, &(stm_full_options){.full_limit = 32});
}

static stm_status call_density_picture(void)
{
    return with_callback(write_density_picture);
}

static stm_status write_preview(stm_output *output)
{
    const stm_mask *masks[] = {whole, stored};
    const char *titles[] = {"whole", "stored"};
    return stm_preview_write(masks, titles, 2, output, NULL, NULL);
}

static stm_status call_preview(void)
{
    return with_callback(write_preview);
}

static stm_status write_figure(stm_output *output)
{
    stm_panel panel = {.raster = raster, .title = "stored", .sparsity = 0.5};
    stm_figure_options options = {.format = STM_FIGURE_PNG, .title = "figure"};
    return stm_figure_draw(&panel, 1, output, NULL, &options);
}

static stm_status call_figure(void)
{
    return with_callback(write_figure);
}

/* Loads with both kinds of buffers, of every order. */
static stm_status call_loads(void)
{
    size_t num;
    const stm_order *const *orders = stm_order_list(&num);
    stm_status status = STM_OK;
    for (size_t k = 0; k < num && status == STM_OK; k++) {
        stm_arguments arguments = stm_order_defaults(orders[k]);
        stm_plan_options options = {.order = orders[k], .order_arguments = &arguments};
        stm_loads_options wanted = {.lru = true, .opt = true};
        stm_plan *ordered = UNTOUCHED;
        stm_loads *loads = UNTOUCHED;
        stm_load_counts counts;
        if (arguments.integer[0] == 32) /* a modulus that small masks have */
            arguments.integer[0] = 3;
        status = stm_plan_new(tangled, &ordered, NULL, &options);
        if (status != STM_OK)
            return status;
        status = stm_loads_new(ordered, &loads, NULL, &wanted);
        assert_true((status == STM_OK) == (loads != UNTOUCHED));
        if (status == STM_OK) {
            status = stm_loads_opt(loads, 1000, &counts, NULL);
            stm_loads_free(loads);
        }
        stm_plan_free(ordered);
    }
    return status;
}

static stm_status call_bounds(void)
{
    stm_bounds bounds = {.points = -1};
    stm_status status = stm_bounds_of(tangled, 64, 0, 20, &bounds, NULL);
    assert_true((status == STM_OK) == (bounds.points != -1));
    return status;
}

static stm_status call_choose_order(void)
{
    stm_chosen chosen = {.num_tried = -1};
    stm_choose_options options = {.num_multiplications = 4, .buffer = 9};
    stm_mask *small = UNTOUCHED;
    stm_status status = stm_mask_from_spec("fixed:window_size=2", 5, &small, NULL);
    if (status != STM_OK)
        return status;
    status = stm_choose_order(small, &chosen, NULL, &options);
    assert_true((status == STM_OK) == (chosen.num_tried != -1));
    stm_mask_free(small);
    return status;
}

static const double numbers[] = {1, 3, 2, 4};
static const char *const words[] = {"one", "two"};
static const stm_reference bound = {"bound", 2, false};

static stm_status write_chart(stm_output *output)
{
    stm_series series = {.name = "series", .y = numbers, .num = 4, .markers = true};
    stm_chart chart = {.x = {.title = "step"},
                       .series = &series,
                       .num_series = 1,
                       .references = &bound,
                       .num_references = 1};
    return stm_chart_draw(&chart, output, NULL, &(stm_figure_options){.title = "chart"});
}

static stm_status call_chart(void)
{
    return with_callback(write_chart);
}

static stm_status write_bar_chart(stm_output *output)
{
    stm_bar_chart chart = {.groups = words,
                           .num_groups = 2,
                           .series = words,
                           .num_series = 2,
                           .values = numbers,
                           .references = &bound,
                           .num_references = 1};
    return stm_bar_chart_draw(&chart, output, NULL, &(stm_figure_options){.title = "bars"});
}

static stm_status call_bar_chart(void)
{
    return with_callback(write_bar_chart);
}

static stm_status write_ramp(stm_output *output)
{
    static const double shares[] = {0, 0.5, 1, 1};
    stm_ramp ramp = {.cells = shares,
                     .rows = 2,
                     .columns = 2,
                     .bar_title = "step",
                     .bar_low = "0",
                     .bar_high = "9",
                     .none = "none"};
    return stm_ramp_draw(&ramp, output, NULL, &(stm_figure_options){.title = "ramp"});
}

static stm_status call_ramp(void)
{
    return with_callback(write_ramp);
}

static const struct {
    const char *name;
    stm_status (*call)(void);
} calls[] = {
    {"mask_new", call_mask_new},
    {"mask_from_spec", call_mask_from_spec},
    {"mask_from_dense", call_mask_from_dense},
    {"mask_rectangle", call_mask_rectangle},
    {"mask_count", call_mask_count},
    {"mask_statistics", call_mask_statistics},
    {"reader", call_reader},
    {"dense_fill", call_dense_fill},
    {"listing", call_listing},
    {"npy", call_npy},
    {"block_count", call_block_count},
    {"block_reader", call_block_reader},
    {"permutation_choose", call_permutation_choose},
    {"exchange_save and mask_read", call_exchange},
    {"exchange_save of vertical-slash", call_slashes},
    {"builder", call_builder},
    {"mask_from_spec, every kind", call_spec},
    {"mask_blocks", call_blocks_of_mask},
    {"mask_diff", call_diff},
    {"mask_degrees", call_degrees},
    {"reach", call_reach},
    {"set", call_set},
    {"score", call_score},
    {"output_printf", call_output_printf},
    {"output_descriptor", call_output_descriptor},
    {"output_open, new", call_output_open_new},
    {"output_open, existing", call_output_open_existing},
    {"array_read", call_array_read},
    {"attention_new", call_attention_new},
    {"attention_new of a union", call_attention_new_of_union},
    {"passes of a union", call_attention_passes_of_union},
    {"attention_forward and attention_backward", call_attention_passes},
    {"plan_new", call_plan_new},
    {"steps", call_steps},
    {"analysis", call_analysis},
    {"points", call_points},
    {"points_bytes", call_points_bytes},
    {"points_check", call_points_check},
    {"loads", call_loads},
    {"bounds_of", call_bounds},
    {"choose_order", call_choose_order},
    {"raster_new", call_raster_new},
    {"raster_tiles", call_raster_tiles},
    {"legend_add_mask", call_legend},
    {"full_picture_write", call_full_picture},
    {"full_picture_write, density", call_density_picture},
    {"preview_write", call_preview},
    {"figure_draw", call_figure},
    {"chart_draw", call_chart},
    {"bar_chart_draw", call_bar_chart},
    {"ramp_draw", call_ramp},
};

static void assert_no_temporary_files(void)
{
    DIR *here = opendir(".");
    assert_non_null(here);
    for (struct dirent *e = readdir(here); e != NULL; e = readdir(here))
        assert_null(strstr(e->d_name, ".tmp"));
    closedir(here);
}

/* The names of temporary files are kept in entries that are reused and never freed; the first call
 * makes one. */
static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof calls / sizeof *calls; c++) {
        assert_int_equal(calls[c].call(), STM_OK);
        int64_t before = live;
        for (int64_t k = 1;; k++) {
            failed = false;
            until_failure = k;
            stm_status status = calls[c].call();
            until_failure = 0;
            if (status != STM_OK && status != STM_ENOMEM)
                fail_msg("%s: allocation %d fails with %s", calls[c].name, (int)k,
                         stm_status_text(status));
            if (live != before)
                fail_msg("%s: allocation %d leaks", calls[c].name, (int)k);
            assert_no_temporary_files();
            if (!failed) {
                assert_int_equal(status, STM_OK);
                assert_true(k > 1);
                break;
            }
        }
    }
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
           stm_mask_from_spec("strided:window_size=4,stride=3 + global:tokens=1/9", 64, &united,
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
