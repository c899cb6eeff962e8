/* Machines against the known answers: PE arrays, SCALE-Sim, ViTCoD, SALO. */
#include "machines.h"

static FILE *open_table(const char *name)
{
    char line[512];
    FILE *file = fopen(name, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    return file;
}

static void pe_arrays_have_their_cycles(void **state)
{
    (void)state;
    char pattern[32], partition[32], spec[100], text[400];
    long size, window, stride, head_dim, pes, latency, wide, total, dram, pe;
    double first, last, overall;
    int rows = 0;
    FILE *file = open_table(STMASK_TEST_DATA "/pe_array.tsv");
    while (fscanf(file, "%31s %ld %ld %ld %31s %ld %ld %ld %ld %ld %ld %ld %lf %lf %lf", pattern,
                  &size, &window, &stride, partition, &head_dim, &pes, &latency, &wide, &total,
                  &dram, &pe, &first, &last, &overall) == 15) {
        stm_mask *mask = NULL;
        if (strcmp(pattern, "strided") == 0)
            snprintf(spec, sizeof spec, "strided:window_size=%ld,stride=%ld", window, stride);
        else
            snprintf(spec, sizeof spec, "%s:window_size=%ld", pattern, window);
        ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
        snprintf(text, sizeof text,
                 "[stmask]\npartition = %s\npes = %ld\nhead_dim = %ld\ndram_read_latency = %ld\n"
                 "dram_words_per_cycle = %ld\nlatency_model = per_chunk\noverlap = serial\n"
                 "ports = private\n",
                 partition, pes, head_dim, latency, wide);
        stm_simulation *simulation = simulate(mask, text, NULL);
        const stm_simulation_summary *s = stm_simulation_summarise(simulation);
        const int64_t *busy = stm_simulation_busy(simulation);
        assert_int_equal(s->total_cycles, total);
        assert_int_equal(s->load_cycles, dram);
        assert_int_equal(s->compute_cycles, pe);
        assert_int_equal(s->stall_cycles, dram);
        assert_near((double)busy[0] / (double)total, first, 1e-8);
        assert_near((double)busy[pes - 1] / (double)total, last, 1e-8);
        assert_near(s->utilisation_overall, overall, 1e-8);
        assert_int_equal(s->dram_reads.queries + s->dram_reads.keys,
                         (size + s->nonzeros) * head_dim);
        stm_simulation_free(simulation);
        stm_mask_free(mask);
        rows++;
    }
    fclose(file);
    assert_int_equal(rows, 20);
}

static void systolic_arrays_have_scale_sims_cycles(void **state)
{
    (void)state;
    char line[256], dataflow[8], text[300];
    long m, n, k, height, width, total;
    double overall, mapping;
    int rows = 0;
    FILE *file = open_table(STMASK_TEST_DATA "/systolic.tsv");
    while (fgets(line, sizeof line, file) != NULL) {
        int read = sscanf(line, "%7s %ld %ld %ld %ld %ld %ld %lf %lf", dataflow, &m, &n, &k,
                          &height, &width, &total, &overall, &mapping);
        assert_true(read == 7 || read == 9);
        stm_mask *square = new_mask("dense", 0, 0, m > n ? m : n), *mask = NULL;
        ASSERT_OK(stm_mask_rectangle(square, &(stm_rectangle){0, m, 0, n}, &mask, NULL));
        snprintf(text, sizeof text,
                 "[architecture_presets]\nArrayHeight: %ld\nArrayWidth: %ld\nDataflow : %s\n"
                 "[run_presets]\nInterfaceBandwidth: CALC\n[stmask]\npartition = systolic\n"
                 "head_dim = %ld\n",
                 height, width, dataflow, k);
        stm_simulation *simulation = simulate(mask, text, NULL);
        const stm_simulation_summary *s = stm_simulation_summarise(simulation);
        assert_int_equal(s->total_cycles, total);
        assert_int_equal(s->macs, m * n * k);
        if (read == 9) {
            assert_near(100 * s->utilisation_overall, overall, 1e-9);
            assert_near(100 * s->mapping_efficiency, mapping, 1e-9);
        }
        stm_simulation_free(simulation);
        stm_mask_free(mask);
        stm_mask_free(square);
        rows++;
    }
    fclose(file);
    assert_int_equal(rows, 13);
}

static const char vitcod[] = "[architecture_presets]\nArrayHeight = 64\nArrayWidth = 64\n"
                             "[stmask]\npartition = columns_split\nhead_dim = 64\n"
                             "threshold = 50\n";

/* A mask of so many full columns, and of so many cells in the others, at most 50 in each. */
static stm_mask *split_mask(long tokens, long dense, long sparse)
{
    uint8_t *cells = calloc((size_t)(tokens * tokens), 1);
    assert_non_null(cells);
    stm_mask *mask = NULL;
    for (long i = 0; i < tokens; i++)
        for (long j = 0; j < dense; j++)
            cells[i * tokens + j] = 1;
    for (long i = 0; i < 50; i++)
        for (long j = dense; j < tokens && sparse > 0; j++, sparse--)
            cells[i * tokens + j] = 1;
    ASSERT_OK(stm_mask_from_dense(&(stm_dense){cells, STM_U8, tokens, tokens, 0}, &mask, NULL));
    free(cells);
    return mask;
}

typedef struct layer {
    long layer, tokens, head_dim, heads, dense, sparse, cycles;
} layer;

/* The next row of the table; its cycles are the larger one of each pair. */
static bool read_layer(FILE *file, layer *l)
{
    long a, b, c, d;
    if (fscanf(file, "%ld %ld %ld %ld %ld %ld %ld %ld %ld %ld", &l->layer, &l->tokens, &l->head_dim,
               &l->heads, &l->dense, &l->sparse, &a, &b, &c, &d) != 10)
        return false;
    l->cycles = (a > b ? a : b) + (c > d ? c : d);
    return true;
}

static int64_t vitcod_cycles(const stm_mask *mask, const layer *l)
{
    stm_simulation *simulation =
        simulate(mask, vitcod, &(stm_simulation_options){.heads = l->heads});
    const stm_simulation_summary *s = stm_simulation_summarise(simulation);
    int64_t cycles = s->compute_cycles;
    assert_int_equal(cycles, l->cycles);
    assert_int_equal(s->total_cycles, cycles);
    assert_int_equal(s->nonzeros, l->dense * l->tokens + l->sparse);
    stm_simulation_free(simulation);
    return cycles;
}

static void columns_are_split_as_vitcod_does(void **state)
{
    (void)state;
    FILE *file = open_table(STMASK_TEST_DATA "/vitcod.tsv");
    int64_t total = 0;
    for (layer l; read_layer(file, &l);) {
        stm_mask *mask = split_mask(l.tokens, l.dense, l.sparse);
        total += vitcod_cycles(mask, &l);
        stm_mask_free(mask);
    }
    fclose(file);
    assert_int_equal(total, 4709);
}

/* The masks of a trained DeiT-Tiny, where they lie: twelve of 197 x 197 bytes behind the header. */
static void trained_masks_have_vitcods_cycles(void **state)
{
    (void)state;
    const char *path = getenv("STMASK_VITCOD_MASKS");
    FILE *masks = path == NULL ? NULL : fopen(path, "rb");
    if (masks == NULL) {
        print_message("skipped: STMASK_VITCOD_MASKS names no file of ViTCoD's masks\n");
        skip();
    }
    enum { CELLS = 197 * 197 };
    uint8_t *cells = malloc(CELLS);
    assert_non_null(cells);
    assert_int_equal(fseek(masks, -12L * CELLS, SEEK_END), 0);
    FILE *file = open_table(STMASK_TEST_DATA "/vitcod.tsv");
    int64_t total = 0;
    for (layer l; read_layer(file, &l);) {
        stm_mask *mask = NULL;
        assert_int_equal(fread(cells, 1, CELLS, masks), CELLS);
        ASSERT_OK(stm_mask_from_dense(&(stm_dense){cells, STM_U8, 197, 197, 0}, &mask, NULL));
        /* Dense columns of it are not full. */
        stm_simulation *simulation =
            simulate(mask, vitcod, &(stm_simulation_options){.heads = l.heads});
        assert_int_equal(stm_simulation_summarise(simulation)->compute_cycles, l.cycles);
        total += l.cycles;
        stm_simulation_free(simulation);
        stm_mask_free(mask);
    }
    assert_int_equal(total, 4709);
    free(cells);
    fclose(file);
    fclose(masks);
}

static int64_t salo_cycles(const char *spec, int64_t size, const char *machine, int64_t heads)
{
    stm_mask *mask = NULL;
    ASSERT_OK(stm_mask_from_spec(spec, size, &mask, NULL));
    stm_simulation *simulation = simulate(mask, machine, &(stm_simulation_options){.heads = heads});
    int64_t cycles = stm_simulation_summarise(simulation)->total_cycles;
    stm_simulation_free(simulation);
    stm_mask_free(mask);
    return cycles;
}

static void salo_has_its_cycles(void **state)
{
    (void)state;
    static const char salo[] = "[architecture_presets]\nArrayHeight = 32\nArrayWidth = 32\n"
                               "[stmask]\npartition = salo\nhead_dim = 64\n";
    static const char longformer[] = "[architecture_presets]\nArrayHeight = 32\nArrayWidth = 32\n"
                                     "[stmask]\npartition = salo\nhead_dim = 64\nwindow = 512\n";
    static const char second[] = "[architecture_presets]\nArrayHeight = 64\nArrayWidth = 8\n"
                                 "[stmask]\npartition = salo_v2\nhead_dim = 48\n";
    assert_int_equal(
        salo_cycles("sliding_window:window_size=511 + global:tokens=0", 4096, salo, 12), 4030495);
    assert_int_equal(salo_cycles("sliding_window:window_size=512", 4096, longformer, 12), 4030495);
    assert_int_equal(salo_cycles("neighborhood_2d:height=56,width=56,window=15 + global:tokens=0",
                                 3136, salo, 6),
                     771487);
    assert_int_equal(salo_cycles("neighborhood_2d:height=28,width=28,window=15", 784, salo, 6),
                     196831);
    assert_int_equal(salo_cycles("dense", 384, second, 16), 57034);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pe_arrays_have_their_cycles),
        cmocka_unit_test(systolic_arrays_have_scale_sims_cycles),
        cmocka_unit_test(columns_are_split_as_vitcod_does),
        cmocka_unit_test(trained_masks_have_vitcods_cycles),
        cmocka_unit_test(salo_has_its_cycles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
