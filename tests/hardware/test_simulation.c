/* Simulations by arithmetic against slow ones, cell by cell and stage by stage, and conservation
 * laws, on random machines, masks and sizes. */
#include "machines.h"

enum { MOST = 64, MOST_STAGES = 8192 };

/* A mask's cells, and a random machine. */
typedef struct setting {
    stm_mask *mask;
    int64_t rows, columns;
    char cell[MOST][MOST];
    int64_t pes, macs_per_pe, head_dim, latency, wide, height, width;
    bool per_chunk, double_buffered, shared, with_values;
    int64_t heads, kv_heads, batch, group;
    char text[700];
} setting;

static const char *const specs[] = {
    "strided:window_size=3,stride=4",
    "fixed:window_size=5",
    "sliding_window:window_size=7",
    "dilated_sliding_window:window_size=6,dilation=3",
    "normal",
    "dense",
    "global:tokens=0/3",
    "strided:window_size=2,stride=7 - normal & dense",
    "random:degree=3,seed=4",
    "strided - strided",
    "(sliding_window:window_size=3 + global:tokens=2) & causal",
};

static setting *new_setting(uint64_t *seed)
{
    setting *s = calloc(1, sizeof *s);
    assert_non_null(s);
    stm_mask *whole = NULL;
    int64_t size = random_between(seed, 1, MOST);
    const char *spec = specs[random_between(seed, 0, (int64_t)(sizeof specs / sizeof *specs) - 1)];
    if (stm_mask_from_spec(spec, size, &whole, NULL) != STM_OK)
        ASSERT_OK(stm_mask_from_spec("strided:window_size=3,stride=2", size, &whole, NULL));
    stm_rectangle r = {random_between(seed, 0, size - 1), 0, random_between(seed, 0, size - 1), 0};
    r.num_queries = random_between(seed, 1, size - r.first_query);
    r.num_keys = random_between(seed, 1, size - r.first_key);
    if (random_between(seed, 0, 1))
        r = (stm_rectangle){0, size, 0, size};
    ASSERT_OK(stm_mask_rectangle(whole, &r, &s->mask, NULL));
    stm_mask_free(whole);
    s->rows = r.num_queries;
    s->columns = r.num_keys;
    for (int64_t i = 0; i < s->rows; i++)
        for (int64_t j = 0; j < s->columns; j++)
            s->cell[i][j] = stm_mask_cell(s->mask, r.first_query + i, r.first_key + j) != 0;
    s->pes = random_between(seed, 1, 20);
    s->macs_per_pe = random_between(seed, 1, 5);
    s->head_dim = random_between(seed, 1, 20);
    s->latency = random_between(seed, 0, 9);
    s->wide = random_between(seed, 1, 9);
    s->height = random_between(seed, 1, 9);
    s->width = random_between(seed, 1, 9);
    s->per_chunk = random_between(seed, 0, 1);
    s->double_buffered = random_between(seed, 0, 1);
    s->shared = random_between(seed, 0, 1);
    s->with_values = random_between(seed, 0, 1);
    s->kv_heads = random_between(seed, 1, 3);
    s->group = random_between(seed, 1, 3);
    s->heads = s->kv_heads * s->group;
    s->batch = random_between(seed, 1, 3);
    return s;
}

static void free_setting(setting *s)
{
    stm_mask_free(s->mask);
    free(s);
}

static void write_machine(setting *s, const char *partition, const char *more)
{
    snprintf(s->text, sizeof s->text,
             "[stmask]\npartition = %s\npes = %jd\nmacs_per_pe = %jd\nhead_dim = %jd\n"
             "dram_read_latency = %jd\ndram_words_per_cycle = %jd\nlatency_model = %s\n"
             "overlap = %s\nports = %s\n%s",
             partition, (intmax_t)s->pes, (intmax_t)s->macs_per_pe, (intmax_t)s->head_dim,
             (intmax_t)s->latency, (intmax_t)s->wide, s->per_chunk ? "per_chunk" : "pipelined",
             s->double_buffered ? "double_buffered" : "serial", s->shared ? "shared" : "private",
             more);
}

static stm_simulation *run_setting(setting *s)
{
    stm_simulation_options options = {.heads = s->heads,
                                      .kv_heads = s->kv_heads,
                                      .batch = s->batch,
                                      .with_values = s->with_values};
    return simulate(s->mask, s->text, &options);
}

static int64_t divide_up(int64_t a, int64_t b)
{
    return (a + b - 1) / b;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t slow_load(const setting *s, int64_t vectors)
{
    int64_t cycles = 0;
    if (!s->per_chunk)
        return vectors == 0 ? 0 : s->latency + divide_up(vectors * s->head_dim, s->wide);
    for (int64_t v = 0; v < vectors; v++)
        for (int64_t at = 0; at < s->head_dim; at += s->wide)
            cycles += s->latency;
    return cycles;
}

/* Stages of one head, and the clock that walks all heads' stages one by one. */
typedef struct slow {
    int64_t num, load[MOST_STAGES], compute[MOST_STAGES];
    int64_t words;
    int64_t busy[MOST * MOST];
} slow;

static void check_clock(const setting *s, const slow *w, int64_t repeats, const stm_simulation *by)
{
    const stm_simulation_summary *is = stm_simulation_summarise(by);
    int64_t total = 0, compute = 0, load = 0, num = w->num * repeats;
    for (int64_t t = 0; t < num; t++) {
        int64_t now = w->compute[t % w->num], now_load = w->load[t % w->num];
        compute += now;
        load += now_load;
        if (!s->double_buffered)
            total += now + now_load;
        else
            total +=
                (t == 0 ? now_load : 0) + larger(now, t + 1 < num ? w->load[(t + 1) % w->num] : 0);
    }
    assert_int_equal(is->stages, w->num);
    assert_int_equal(is->compute_cycles, compute);
    assert_int_equal(is->load_cycles, load);
    assert_int_equal(is->total_cycles, total);
    assert_int_equal(is->stall_cycles, total - compute);
    const stm_words *r = &is->dram_reads;
    assert_int_equal(r->queries + r->keys + r->values + r->scores + r->outputs, w->words * repeats);
    const int64_t *busy = stm_simulation_busy(by);
    int64_t sum = 0;
    for (int64_t p = 0; p < is->pes; p++) {
        assert_int_equal(busy[p], w->busy[p] * repeats);
        sum += busy[p];
    }
    if (total > 0)
        assert_near(is->utilisation_overall, (double)sum / (double)(is->pes * total), 1e-12);
}

static int64_t count_cells(const setting *s)
{
    int64_t cells = 0;
    for (int64_t i = 0; i < s->rows; i++)
        for (int64_t j = 0; j < s->columns; j++)
            cells += s->cell[i][j];
    return cells;
}

static void check_macs(const setting *s, const stm_simulation *by, bool both)
{
    const stm_simulation_summary *is = stm_simulation_summarise(by);
    assert_int_equal(is->nonzeros, count_cells(s));
    assert_int_equal(is->macs, is->nonzeros * s->head_dim * s->heads * s->batch * (both ? 2 : 1));
}

/* Rows or columns, PE by PE and stage by stage. */
static void slow_lines(const setting *s, bool by_columns, slow *w)
{
    int64_t lines = by_columns ? s->columns : s->rows, across = by_columns ? s->rows : s->columns;
    int64_t first = 0, products = s->with_values ? 2 : 1;
    w->num = divide_up(lines, s->pes);
    for (int64_t p = 0; p < s->pes; p++) {
        int64_t share = lines / s->pes + (p >= s->pes - lines % s->pes);
        for (int64_t k = 0; k < share; k++) {
            int64_t vectors = 0, compute = 0;
            vectors += by_columns ? products : s->group;
            for (int64_t x = 0; x < across; x++) {
                if (!(by_columns ? s->cell[x][first + k] : s->cell[first + k][x]))
                    continue;
                vectors += by_columns ? s->group * products : products;
                compute += s->group * products * divide_up(s->head_dim, s->macs_per_pe);
            }
            int64_t load = slow_load(s, vectors);
            w->load[k] = s->shared ? w->load[k] + load : larger(w->load[k], load);
            w->compute[k] = larger(w->compute[k], compute);
            w->words += vectors * s->head_dim;
            w->busy[p] += compute;
        }
        first += share;
    }
}

static void lines_equal_the_slow_walk(void **state)
{
    (void)state;
    uint64_t seed = 13;
    for (int n = 0; n < 600; n++) {
        setting *s = new_setting(&seed);
        slow *w = calloc(1, sizeof *w);
        assert_non_null(w);
        write_machine(s, n % 2 ? "column" : "row", "");
        slow_lines(s, n % 2, w);
        stm_simulation *by = run_setting(s);
        check_clock(s, w, s->kv_heads * s->batch, by);
        check_macs(s, by, s->with_values);
        if (!s->with_values) {
            const stm_simulation_summary *is = stm_simulation_summarise(by);
            int64_t held = n % 2 ? s->columns : s->rows * s->group;
            int64_t passed = is->nonzeros * (n % 2 ? s->group : 1);
            assert_int_equal(is->dram_reads.queries + is->dram_reads.keys,
                             (held + passed) * s->head_dim * s->kv_heads * s->batch);
        }
        stm_simulation_free(by);
        free(w);
        free_setting(s);
    }
}

/* The vectors of a step, rows before columns; what a plain buffer of them loads. */
typedef struct step_reads {
    int64_t num, points[MOST_STAGES];
    char reads[MOST_STAGES][2 * MOST];
} step_reads;

static void read_steps(const setting *s, const stm_plan *plan, step_reads *all)
{
    stm_steps *steps = NULL;
    const stm_step *step;
    stm_rectangle b = stm_mask_bounds(s->mask);
    bool by_columns = stm_plan_settings(plan)->order->by_columns;
    ASSERT_OK(stm_steps_new(plan, &steps, NULL));
    for (all->num = 0;; all->num++) {
        ASSERT_OK(stm_steps_next(steps, &step));
        if (step == NULL)
            break;
        assert_true(all->num < MOST_STAGES);
        all->points[all->num] = step->points;
        for (int64_t k = 0; k < step->num_pieces; k++)
            for (int64_t c = 0; c < step->pieces[k].count; c++) {
                int64_t cross = step->pieces[k].first + c * step->pieces[k].step;
                int64_t line = step->pieces[k].line;
                all->reads[all->num][(by_columns ? cross : line) - b.first_query] = 1;
                all->reads[all->num][MOST + (by_columns ? line : cross) - b.first_key] = 1;
            }
    }
    stm_steps_free(steps);
}

enum { KEEP_NONE, KEEP_PREVIOUS, KEEP_LRU };

/* Rows and columns that step t loads. `age` has when each was touched last, and how it ranks. */
static stm_load_counts slow_loads(const step_reads *all, int64_t t, int keep, int64_t buffer,
                                  int64_t *age, int64_t *clock)
{
    stm_load_counts loads = {0, 0};
    for (int v = 0; v < 2 * MOST; v++) {
        bool kept = false;
        if (!all->reads[t][v])
            continue;
        if (keep == KEEP_PREVIOUS)
            kept = t > 0 && all->reads[t - 1][v];
        if (keep == KEEP_LRU && age[v] > 0) {
            int64_t younger = 0;
            for (int u = 0; u < 2 * MOST; u++)
                younger += age[u] > age[v];
            kept = younger < buffer;
        }
        if (!kept)
            ++*(v < MOST ? &loads.rows : &loads.columns);
    }
    for (int v = 0; v < 2 * MOST; v++)
        if (all->reads[t][v])
            age[v] = ++*clock;
    return loads;
}

static void slow_steps(const setting *s, const step_reads *all, int keep, int64_t buffer, slow *w)
{
    int64_t age[2 * MOST] = {0}, clock = 0, products = s->with_values ? 2 : 1;
    w->num = all->num;
    for (int64_t t = 0; t < all->num; t++) {
        stm_load_counts l = slow_loads(all, t, keep, buffer, age, &clock);
        int64_t vectors = l.rows * s->group + l.columns * products;
        w->load[t] = slow_load(s, s->shared ? vectors : divide_up(vectors, s->pes));
        w->compute[t] = s->group * products * divide_up(s->head_dim, s->macs_per_pe);
        w->words += vectors * s->head_dim;
        for (int64_t p = 0; p < all->points[t]; p++)
            w->busy[p] += w->compute[t];
    }
}

static void steps_equal_the_slow_walk(void **state)
{
    (void)state;
    static const char *const orders[] = {"row_first", "zigzag", "column_first",
                                         "tile:rows=3,columns=5"};
    static const char *const keeps[] = {"none", "previous", "lru"};
    uint64_t seed = 17;
    step_reads *all = malloc(sizeof *all);
    assert_non_null(all);
    for (int n = 0; n < 300; n++) {
        setting *s = new_setting(&seed);
        slow *w = calloc(1, sizeof *w);
        assert_non_null(w);
        memset(all, 0, sizeof *all);
        char more[200];
        const char *order = orders[n % 4];
        int keep = n / 4 % 3;
        int64_t limit = random_between(&seed, 2, 30), buffer = random_between(&seed, limit, 60);
        int length = snprintf(more, sizeof more, "order = %s\nread_limit = %jd\nbuffer = %s\n",
                              order, (intmax_t)limit, keeps[keep]);
        if (keep == KEEP_LRU)
            snprintf(more + length, sizeof more - (size_t)length, "buffer_vectors = %jd\n",
                     (intmax_t)buffer);
        write_machine(s, "step", more);
        stm_plan *plan = NULL;
        stm_plan_options options = {.num_multiplications = s->pes, .read_limit = limit};
        stm_arguments arguments;
        ASSERT_OK(stm_order_parse(order, &options.order, &arguments, NULL));
        options.order_arguments = &arguments;
        ASSERT_OK(stm_plan_new(s->mask, &plan, NULL, &options));
        read_steps(s, plan, all);
        slow_steps(s, all, keep, buffer, w);
        stm_simulation *by = run_setting(s);
        if (w->num > 0)
            check_clock(s, w, s->kv_heads * s->batch, by);
        check_macs(s, by, s->with_values);
        stm_simulation_free(by);
        stm_plan_free(plan);
        free(w);
        free_setting(s);
    }
    free(all);
}

/* A step's loads under opt add up to what stm_loads_opt says, and are at most those of lru. */
static void opt_loads_what_the_plan_says(void **state)
{
    (void)state;
    uint64_t seed = 19;
    for (int n = 0; n < 60; n++) {
        setting *s = new_setting(&seed);
        char more[200];
        stm_plan *plan = NULL;
        stm_loads *loads = NULL;
        stm_load_counts counts = {0, 0};
        s->with_values = false;
        stm_plan_options options = {.num_multiplications = s->pes, .read_limit = 12};
        ASSERT_OK(stm_plan_new(s->mask, &plan, NULL, &options));
        ASSERT_OK(stm_loads_new(plan, &loads, NULL, &(stm_loads_options){.opt = true}));
        ASSERT_OK(stm_loads_opt(loads, 15, &counts, NULL));
        snprintf(more, sizeof more, "read_limit = 12\nbuffer = opt\nbuffer_vectors = 15\n");
        write_machine(s, "step", more);
        stm_simulation *by = run_setting(s);
        const stm_simulation_summary *is = stm_simulation_summarise(by);
        int64_t repeats = s->kv_heads * s->batch * s->head_dim;
        assert_int_equal(is->dram_reads.queries, counts.rows * s->group * repeats);
        assert_int_equal(is->dram_reads.keys, counts.columns * repeats);
        stm_simulation_free(by);
        stm_loads_free(loads);
        stm_plan_free(plan);
        free_setting(s);
    }
}

/* A product of a systolic array, fold by fold. */
typedef struct product {
    bool by_columns, on_height, blocks;
    int64_t fill;
} product;

static bool touches(const setting *s, const product *p, int64_t line, int64_t cross)
{
    return p->by_columns ? s->cell[cross][line] : s->cell[line][cross];
}

static int64_t slow_product(const setting *s, const product *p, slow *w)
{
    int64_t lines = p->by_columns ? s->columns : s->rows;
    int64_t across = p->by_columns ? s->rows : s->columns;
    int64_t side = p->on_height ? s->height : s->width, cycles = 0;
    int64_t other = p->on_height ? s->width : s->height, part = p->blocks ? other : 1;
    for (int64_t first = 0; first < lines; first += side) {
        int64_t touched = 0;
        for (int64_t x = 0; x < across; x += part) {
            bool any = false;
            for (int64_t l = first; l < lines && l < first + side; l++)
                for (int64_t y = x; y < across && y < x + part; y++)
                    if (touches(s, p, l, y)) {
                        any = true;
                        for (int64_t d = 0; d < s->head_dim; d++) {
                            int64_t o = p->blocks ? y % other : d % other, at = l % side;
                            w->busy[p->on_height ? at * s->width + o : o * s->width + at]++;
                        }
                    }
            touched += any;
        }
        if (p->blocks)
            cycles += touched * (s->head_dim + p->fill * s->height + s->width - 2);
        else if (touched > 0)
            cycles +=
                divide_up(s->head_dim, other) * (touched + p->fill * s->height + s->width - 2);
    }
    return cycles == 0 ? 0 : cycles - 1;
}

static void folds_equal_the_slow_walk(void **state)
{
    (void)state;
    static const char *const names[] = {"os", "ws", "is"};
    static const product products[][2] = {
        {{false, true, true, 1}, {false, true, false, 1}},
        {{true, false, false, 2}, {true, true, false, 2}},
        {{false, false, false, 2}, {false, false, true, 2}},
    };
    uint64_t seed = 23;
    for (int n = 0; n < 600; n++) {
        setting *s = new_setting(&seed);
        slow *w = calloc(1, sizeof *w);
        assert_non_null(w);
        snprintf(s->text, sizeof s->text,
                 "[architecture_presets]\nArrayHeight: %jd\nArrayWidth: %jd\nDataflow: %s\n"
                 "[stmask]\npartition = systolic\nhead_dim = %jd\n",
                 (intmax_t)s->height, (intmax_t)s->width, names[n % 3], (intmax_t)s->head_dim);
        int64_t cycles = slow_product(s, &products[n % 3][0], w);
        if (s->with_values)
            cycles += slow_product(s, &products[n % 3][1], w);
        int64_t repeats = s->heads * s->batch, sum = 0;
        stm_simulation *by = run_setting(s);
        const stm_simulation_summary *is = stm_simulation_summarise(by);
        assert_int_equal(is->total_cycles, cycles * repeats);
        for (int64_t p = 0; p < is->pes; p++) {
            assert_int_equal(stm_simulation_busy(by)[p], w->busy[p] * repeats);
            sum += w->busy[p] * repeats;
        }
        assert_int_equal(sum, is->macs);
        check_macs(s, by, s->with_values);
        stm_simulation_free(by);
        free(w);
        free_setting(s);
    }
}

static void split_columns_equal_the_slow_count(void **state)
{
    (void)state;
    uint64_t seed = 29;
    for (int n = 0; n < 300; n++) {
        setting *s = new_setting(&seed);
        int64_t threshold = random_between(&seed, 0, 20), dense = 0, sparse = 0;
        int64_t high = s->height * 3, wide = s->width + 1;
        s->heads = s->kv_heads = random_between(&seed, 1, 3);
        snprintf(s->text, sizeof s->text,
                 "[architecture_presets]\nArrayHeight: %jd\nArrayWidth: %jd\n[stmask]\n"
                 "partition = columns_split\nhead_dim = %jd\nthreshold = %jd\n",
                 (intmax_t)high, (intmax_t)wide, (intmax_t)s->head_dim, (intmax_t)threshold);
        for (int64_t j = 0; j < s->columns; j++) {
            int64_t cells = 0;
            for (int64_t i = 0; i < s->rows; i++)
                cells += s->cell[i][j];
            dense += cells > threshold;
            sparse += cells > threshold ? 0 : cells;
        }
        int64_t full = dense * s->rows, wd = 0, first = 0, second = 0;
        if (full + sparse > 0)
            wd = wide * full / (full + sparse);
        if (dense > 0 && wd == 0)
            wd = 1;
        if (sparse > 0 && wd == wide)
            wd = wide - 1;
        int64_t slices = divide_up(s->head_dim, high);
        if (dense > 0) {
            first = dense * divide_up(s->rows, wd) * s->heads * slices;
            second = divide_up(full * s->head_dim, high * wd / s->heads);
        }
        if (sparse > 0) {
            first = larger(first, divide_up(sparse, wide - wd) * s->heads * slices);
            second = larger(second, divide_up(sparse * s->head_dim, high * (wide - wd) / s->heads));
        }
        stm_simulation *by = run_setting(s);
        assert_int_equal(stm_simulation_summarise(by)->compute_cycles, (first + second) * s->batch);
        check_macs(s, by, true);
        stm_simulation_free(by);
        free_setting(s);
    }
}

/* A trace adds up to the sums, and its starts ascend. */
typedef struct traced {
    int64_t stages, load, compute, words, start;
} traced;

static int trace(void *context, const stm_stage *stage)
{
    traced *t = context;
    assert_int_equal(stage->index, t->stages);
    assert_true(stage->start >= t->start);
    t->start = stage->start;
    t->stages += stage->count;
    t->load += stage->count * stage->load_cycles;
    t->compute += stage->count * stage->compute_cycles;
    t->words += stage->count * stage->words;
    return 0;
}

static void traces_add_up(void **state)
{
    (void)state;
    static const char *const partitions[] = {"row", "column", "step"};
    uint64_t seed = 31;
    for (int n = 0; n < 60; n++) {
        setting *s = new_setting(&seed);
        traced t = {0};
        write_machine(s, partitions[n % 3], "");
        stm_simulation *by =
            simulate(s->mask, s->text, &(stm_simulation_options){.trace = trace, .context = &t});
        const stm_simulation_summary *is = stm_simulation_summarise(by);
        assert_int_equal(t.stages, is->stages);
        assert_int_equal(t.load, is->load_cycles);
        assert_int_equal(t.compute, is->compute_cycles);
        assert_int_equal(t.words, is->dram_reads.queries + is->dram_reads.keys);
        stm_simulation_free(by);
        free_setting(s);
    }
}

/* The energy of a file of one's own counts each access as often as it says. */
static void energies_count_accesses(void **state)
{
    (void)state;
    stm_mask *mask = new_mask("strided", 3, 4, 40);
    stm_simulation *by = simulate(mask,
                                  "[stmask]\npartition = row\npes = 4\nhead_dim = 8\n"
                                  "dram_words_per_cycle = 4\n[energy]\nmac = 0.5\ndram = 100\n"
                                  "buffer_read = 2\nbuffer_write = 3.25\nsum_write = 0.125\n",
                                  NULL);
    const stm_simulation_summary *is = stm_simulation_summarise(by);
    double words = (double)(is->dram_reads.queries + is->dram_reads.keys);
    double scores = (double)is->nonzeros;
    assert_near(is->energy.macs, 0.5 * (double)is->macs, 1e-9);
    assert_near(is->energy.dram, 100 * (words + scores), 1e-6);
    assert_near(is->energy.buffers, 2 * words + 3.25 * (words + scores), 1e-6);
    assert_near(is->energy.registers, 0.125 * (double)is->macs, 1e-9);
    assert_near(is->energy.total,
                is->energy.macs + is->energy.dram + is->energy.buffers + is->energy.registers,
                1e-6);
    stm_simulation_free(by);
    stm_mask_free(mask);
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    stm_error error;
    stm_simulation *none = NULL;
    stm_mask *mask = new_mask("normal", 0, 0, 64);
    stm_machine *small = machine_of("[architecture_presets]\nFilterSramSzkB = 1\n[stmask]\n"
                                    "partition = row\npes = 4\nhead_dim = 8\n"
                                    "dram_words_per_cycle = 4\n");
    ASSERT_FAILS(stm_simulation_new(mask, small, &none, &error, NULL), STM_EINVAL, error,
                 "FilterSramSzkB 1: stage 0 needs 1600 bytes of keys and values, 576 more than "
                 "there are");
    stm_machine_free(small);
    small = machine_of("[stmask]\npartition = step\npes = 40\nbuffer = lru\nbuffer_vectors = 9\n"
                       "dram_words_per_cycle = 4\n");
    ASSERT_FAILS(stm_simulation_new(mask, small, &none, &error, NULL), STM_EINVAL, error,
                 "buffer_vectors 9: step 0 reads 17 vectors, 8 more than the buffer holds");
    ASSERT_FAILS(stm_simulation_new(mask, small, &none, &error,
                                    &(stm_simulation_options){.heads = 6, .kv_heads = 4}),
                 STM_EINVAL, error, "kv_heads 4: must divide heads 6");
    stm_machine_free(small);
    stm_mask_free(mask);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_equal_the_slow_walk),
        cmocka_unit_test(steps_equal_the_slow_walk),
        cmocka_unit_test(opt_loads_what_the_plan_says),
        cmocka_unit_test(folds_equal_the_slow_walk),
        cmocka_unit_test(split_columns_equal_the_slow_count),
        cmocka_unit_test(traces_add_up),
        cmocka_unit_test(energies_count_accesses),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
