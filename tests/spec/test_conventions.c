/* The table of docs/conventions.md: what other systems say, restated as they say it, against the
 * spec of ours that stands beside it, cell by cell. */
#include "support.h"

/* What the foreign parameters are; each line names its own. */
typedef struct setting {
    int64_t size, a, b, c;
} setting;

typedef bool foreign(const setting *s, int64_t i, int64_t j);

static int64_t distance(int64_t i, int64_t j)
{
    return i > j ? i - j : j - i;
}

static bool keys_back(const setting *s, int64_t i,
                      int64_t j) /* transformers, llama.cpp, xformers */
{
    return j <= i && j > i - s->a;
}

static bool chunk(const setting *s, int64_t i, int64_t j)
{
    return j <= i && j >= i / s->a * s->a;
}

static bool half_each_side(const setting *s, int64_t i, int64_t j)
{
    return distance(i, j) <= s->a / 2;
}

static bool longformer(const setting *s, int64_t i, int64_t j)
{
    return distance(i, j) <= s->a / 2 || i == 0 || j == 0;
}

static bool left_only(const setting *s, int64_t i, int64_t j)
{
    return i - s->a <= j && j <= i;
}

static bool left_and_right(const setting *s, int64_t i, int64_t j)
{
    return i - s->a <= j && j <= i + s->a;
}

/* MIT: of row i of blocks of 128, the first `a`, and those from i + 1 - b to i; causal. */
static bool streaming_blocks(const setting *s, int64_t i, int64_t j)
{
    int64_t row = i / 128, column = j / 128;
    return j <= i && (column < s->a || column >= row + 1 - s->b);
}

/* StreamingLLM: the cache before query i, and the query's own key. It holds the keys that every
 * query before left in it. */
static bool cached(const setting *s, int64_t i, int64_t j, int64_t coming)
{
    bool held = true; /* key j, from its own query on */
    if (j > i)
        return false;
    for (int64_t query = j + 1; query <= i && held; query++) {
        /* As many keys came before as the cache can have grown to. */
        int64_t all = query, most = s->a + s->b;
        if (all + coming > most)
            held = j < s->a || query - j <= s->b - coming;
    }
    return held;
}

static bool evicts_after(const setting *s, int64_t i, int64_t j)
{
    return cached(s, i, j, 0);
}

static bool evicts_for_space(const setting *s, int64_t i, int64_t j)
{
    return cached(s, i, j, 1);
}

/* MInference's search: triu(tril(ones), -slash) and the first columns, below the diagonal. */
static bool stream_search(const setting *s, int64_t i, int64_t j)
{
    return j <= i && (j - i >= -s->b || j < s->a);
}

/* MInference's kernel: 0 <= dist < n_local, and of the first keys those with dist >= n_local. */
static bool stream_kernel(const setting *s, int64_t i, int64_t j)
{
    int64_t dist = i - j;
    return (dist >= 0 && dist < s->b) || (j < s->a && dist >= s->b);
}

/* torchscale: of segment a, ratio b, c the head of 6: heads are (b, heads of a group). */
static bool dilated(const setting *s, int64_t i, int64_t j)
{
    int64_t group = (6 + s->b - 1) / s->b, phase = s->c / group;
    return j <= i && i / s->a == j / s->a && i % s->a % s->b == phase && j % s->a % s->b == phase;
}

/* NATTEN, of odd windows: the window round a query, moved inwards at the edges of its residue
 * class. */
static bool natten(const setting *s, int64_t i, int64_t j)
{
    if (i % s->b != j % s->b)
        return false;
    int64_t length = (s->size - i % s->b + s->b - 1) / s->b, start = i / s->b - s->a / 2;
    start = start < 0 ? 0 : start;
    start = start > length - s->a ? length - s->a : start;
    return j / s->b >= start && j / s->b < start + s->a;
}

static bool natten_causal(const setting *s, int64_t i, int64_t j)
{
    return i % s->b == j % s->b && j <= i && i / s->b - j / s->b < s->a;
}

/* DeepSpeed: blocks of a, b of them in the window, c global ones at the start. */
static bool bigbird(const setting *s, int64_t i, int64_t j)
{
    int64_t row = i / s->a, column = j / s->a;
    return distance(row, column) <= s->b / 2 || row < s->c || column < s->c;
}

static bool bigbird_causal(const setting *s, int64_t i, int64_t j)
{
    return j <= i && bigbird(s, i, j);
}

static bool blocks_back(const setting *s, int64_t i, int64_t j)
{
    int64_t row = i / s->a, column = j / s->a;
    return j <= i && row - column <= s->b / 2;
}

/* Writes a spec of ours. */
typedef void ours(const setting *s, char *spec, size_t size);

#define OURS(name, format, ...)                                                                    \
    static void name(const setting *s, char *spec, size_t size)                                    \
    {                                                                                              \
        snprintf(spec, size, format, __VA_ARGS__);                                                 \
    }

OURS(our_local, "local:window_size=%d", (int)s->a)
OURS(our_chunk, "chunked:chunk_size=%d", (int)s->a)
OURS(our_window, "sliding_window:window_size=%d", (int)s->a)
OURS(our_longformer, "longformer:window_size=%d,tokens=0", (int)s->a / 2)
OURS(our_left, "local:window_size=%d,convention=excluding_self", (int)s->a)
OURS(our_double, "sliding_window:window_size=%d", 2 * (int)s->a)
OURS(our_child, "strided_child:stride=%d,part=1", (int)s->a)
OURS(our_blocks, "blocks:of=(streaming:start=%d,recent=%d),block=128 & causal", 128 * (int)s->a,
     128 * ((int)s->b - 1) + 1)
OURS(our_streaming, "streaming:start=%d,recent=%d", (int)s->a, (int)s->b)
OURS(our_streaming_1, "streaming:start=%d,recent=%d", (int)s->a, (int)s->b + 1)
OURS(our_longnet, "longnet:segment=%d,rate=%d,offset=%d", (int)s->a, (int)s->b,
     (int)(s->c / ((6 + s->b - 1) / s->b)))
OURS(our_natten, "neighborhood:window=%d,dilation=%d", (int)s->a, (int)s->b)
OURS(our_natten_causal, "neighborhood:window=%d,dilation=%d,causal=yes", (int)s->a, (int)s->b)
OURS(our_bigbird, "bigbird:block=%d,window=%d,random=0,global=0 + global:tokens=0-%d", (int)s->a,
     (int)s->b, (int)(s->a * s->c) - 1)
OURS(our_bigbird_causal,
     "(bigbird:block=%d,window=%d,random=0,global=0 + global:tokens=0-%d) & causal", (int)s->a,
     (int)s->b, (int)(s->a * s->c) - 1)
OURS(our_blocks_back, "blocks:of=(local:window_size=%d),block=%d & causal",
     (int)(s->a *(s->b / 2)) + 1, (int)s->a)

/* The lines: what stands in the table, and the settings they are tried at. */
static const struct {
    const char *said, *written;
    foreign *foreign;
    ours *ours;
    int64_t sizes[2];
    setting settings[6];
} lines[] = {
    {"`sliding_window=w`",
     "`local:window_size=w`",
     keys_back,
     our_local,
     {1, 40},
     {{0, 1, 0, 0}, {0, 7, 0, 0}, {0, 64, 0, 0}}},
    {"`attention_chunk_size=c`",
     "`chunked:chunk_size=c`",
     chunk,
     our_chunk,
     {1, 40},
     {{0, 1, 0, 0}, {0, 7, 0, 0}, {0, 64, 0, 0}}},
    {"`local_attention=w`",
     "`sliding_window:window_size=w`",
     half_each_side,
     our_window,
     {1, 40},
     {{0, 1, 0, 0}, {0, 8, 0, 0}, {0, 9, 0, 0}}},
    {"`attention_window=w`",
     "`longformer:window_size=w/2,tokens=0`",
     longformer,
     our_longformer,
     {1, 40},
     {{0, 2, 0, 0}, {0, 8, 0, 0}, {0, 64, 0, 0}}},
    {"`LLAMA_SWA_TYPE_STANDARD`",
     "`local:window_size=n_swa`",
     keys_back,
     our_local,
     {1, 40},
     {{0, 1, 0, 0}, {0, 9, 0, 0}}},
    {"`LLAMA_SWA_TYPE_CHUNKED`",
     "`chunked:chunk_size=n_swa`",
     chunk,
     our_chunk,
     {1, 40},
     {{0, 1, 0, 0}, {0, 9, 0, 0}}},
    {"`LLAMA_SWA_TYPE_SYMMETRIC`",
     "`sliding_window:window_size=n_swa`",
     half_each_side,
     our_window,
     {1, 40},
     {{0, 1, 0, 0}, {0, 6, 0, 0}, {0, 9, 0, 0}}},
    {"make_local_attention(w)`",
     "`local:window_size=w`",
     keys_back,
     our_local,
     {1, 40},
     {{0, 1, 0, 0}, {0, 9, 0, 0}}},
    {"`LocalAttentionFromBottomRightMask(l, 0)`",
     "`local:window_size=l,convention=excluding_self`",
     left_only,
     our_left,
     {1, 40},
     {{0, 1, 0, 0}, {0, 9, 0, 0}}},
    {"`window_size=(l, 0)`",
     "`local:window_size=l,convention=excluding_self`",
     left_only,
     our_left,
     {1, 40},
     {{0, 1, 0, 0}, {0, 9, 0, 0}}},
    {"`window_size=(l, l)`",
     "`sliding_window:window_size=2*l`",
     left_and_right,
     our_double,
     {1, 40},
     {{0, 1, 0, 0}, {0, 9, 0, 0}}},
    {"`LocalMask(shape, (l, 0), 0)`",
     "`local:window_size=l,convention=excluding_self`",
     left_only,
     our_left,
     {1, 40},
     {{0, 1, 0, 0}, {0, 9, 0, 0}}},
    {"`ChunkedCausalMask`", "`chunked:chunk_size=c`", chunk, our_chunk, {1, 40}, {{0, 5, 0, 0}}},
    {"Child's A1 of stride l",
     "`strided_child:stride=l,part=1`",
     left_only,
     our_child,
     {1, 40},
     {{0, 1, 0, 0}, {0, 9, 0, 0}}},
    {"`streaming_info=(s, l)`",
     "`blocks:of=(streaming:start=128*s,recent=128*(l-1)+1),block=128 & causal`",
     streaming_blocks,
     our_blocks,
     {128, 640},
     {{0, 1, 1, 0}, {0, 1, 2, 0}, {0, 0, 3, 0}, {0, 2, 1, 0}}},
    {"`evict_for_space`",
     "`streaming:start=s,recent=r`",
     evicts_for_space,
     our_streaming,
     {1, 40},
     {{0, 4, 1, 0}, {0, 1, 9, 0}, {0, 0, 5, 0}}},
    {"`StartRecentKVCache(s, r)`",
     "`streaming:start=s,recent=r+1`",
     evicts_after,
     our_streaming_1,
     {1, 40},
     {{0, 4, 1, 0}, {0, 1, 9, 0}, {0, 0, 5, 0}}},
    {"`stream_llm(v, s)`",
     "`streaming:start=v,recent=s+1`",
     stream_search,
     our_streaming_1,
     {1, 40},
     {{0, 4, 1, 0}, {0, 1, 9, 0}, {0, 3, 0, 0}}},
    {"`n_init=s`, `n_local=r`",
     "`streaming:start=s,recent=r`",
     stream_kernel,
     our_streaming,
     {1, 40},
     {{0, 4, 1, 0}, {0, 1, 9, 0}}},
    {"`segment_length=w`, `dilated_ratio=r`",
     "`longnet:segment=w,rate=r,offset=h/ceil(H/r)`",
     dilated,
     our_longnet,
     {1, 40},
     {{0, 8, 2, 1}, {0, 8, 2, 3}, {0, 16, 4, 5}, {0, 9, 3, 2}, {0, 12, 3, 5}, {0, 16, 4, 2}}},
    {"`kernel_size=w`, `dilation=d`",
     "`neighborhood:window=w,dilation=d`",
     natten,
     our_natten,
     {28, 45},
     {{0, 1, 1, 0}, {0, 7, 1, 0}, {0, 5, 3, 0}, {0, 7, 4, 0}}},
    {"with `is_causal`",
     "`neighborhood:window=w,dilation=d,causal=yes`",
     natten_causal,
     our_natten_causal,
     {28, 45},
     {{0, 1, 1, 0}, {0, 7, 1, 0}, {0, 5, 3, 0}, {0, 6, 4, 0}}},
    {"`BigBirdSparsityConfig`",
     "`bigbird:block=b,window=w,random=0,global=0 + global:tokens=0-(b*g-1)`",
     bigbird,
     our_bigbird,
     {32, 48},
     {{0, 4, 3, 1}, {0, 8, 1, 2}, {0, 2, 5, 1}}},
    {"unidirectional",
     "`(bigbird:block=b,window=w,random=0,global=0 + global:tokens=0-(b*g-1)) & causal`",
     bigbird_causal,
     our_bigbird_causal,
     {32, 48},
     {{0, 4, 3, 1}, {0, 8, 1, 2}}},
    {"`LocalSlidingWindowSparsityConfig`",
     "`blocks:of=(local:window_size=b*(w/2)+1),block=b & causal`",
     blocks_back,
     our_blocks_back,
     {32, 48},
     {{0, 4, 3, 0}, {0, 8, 1, 0}, {0, 2, 6, 0}}},
};

static void every_line_holds(void **state)
{
    (void)state;
    for (size_t n = 0; n < sizeof lines / sizeof *lines; n++)
        for (size_t k = 0; k < 6 && (k == 0 || lines[n].settings[k].a + lines[n].settings[k].b > 0);
             k++)
            for (int64_t size = lines[n].sizes[0]; size <= lines[n].sizes[1];
                 size += size < 100 ? 1 + size / 8 : 256) {
                char spec[200];
                stm_mask *mask = NULL;
                stm_error error;
                setting s = lines[n].settings[k];
                s.size = size;
                lines[n].ours(&s, spec, sizeof spec);
                if (stm_mask_from_spec(spec, size, &mask, &error) != STM_OK)
                    fail_msg("%s: %s", spec, error.message);
                static uint8_t cells[640 * 640];
                stm_dense dense = {cells, STM_U8, size, size, 0};
                ASSERT_OK(stm_dense_fill(mask, &dense, NULL));
                for (int64_t i = 0; i < size; i++)
                    for (int64_t j = 0; j < size; j++)
                        if ((cells[i * size + j] != 0) != lines[n].foreign(&s, i, j))
                            fail_msg("%s, %s at %d: cell (%d, %d) differs", lines[n].said, spec,
                                     (int)size, (int)i, (int)j);
                stm_mask_free(mask);
            }
}

static const char *read_page(void)
{
    static char page[65536];
    FILE *file = fopen(STMASK_TEST_DATA "/../../docs/conventions.md", "rb");
    assert_non_null(file);
    size_t length = fread(page, 1, sizeof page - 1, file);
    fclose(file);
    assert_true(length < sizeof page - 1);
    page[length] = '\0';
    return page;
}

/* Each row of the page's table of masks is a line above, so that nothing stands there untried. */
static void every_row_of_the_page_is_a_line(void **state)
{
    (void)state;
    const char *at = strstr(read_page(), "\n| system | says | here |\n");
    size_t num = 0;
    assert_non_null(at);
    for (at += 1 + strcspn(at + 1, "\n"); at[1] == '|'; at += 1 + strcspn(at + 1, "\n"), num++) {
        char row[1000];
        bool found = num == 0; /* what parts the head from the rows */
        snprintf(row, sizeof row, "%.*s", (int)strcspn(at + 1, "\n"), at + 1);
        for (size_t n = 0; n < sizeof lines / sizeof *lines && !found; n++)
            found = strstr(row, lines[n].said) != NULL && strstr(row, lines[n].written) != NULL;
        if (!found)
            fail_msg("no line tries the row %s", row);
    }
    assert_int_equal(num - 1, sizeof lines / sizeof *lines);
}

/* Each stands in one row of the page. */
static void every_line_is_in_the_page(void **state)
{
    (void)state;
    const char *page = read_page();
    for (size_t n = 0; n < sizeof lines / sizeof *lines; n++) {
        bool found = false;
        char row[1000];
        for (const char *at = page; *at != '\0' && !found;
             at += strcspn(at, "\n"), at += *at != 0) {
            snprintf(row, sizeof row, "%.*s", (int)strcspn(at, "\n"), at);
            found = row[0] == '|' && strstr(row, lines[n].said) != NULL &&
                    strstr(row, lines[n].written) != NULL;
        }
        if (!found)
            fail_msg("no row of docs/conventions.md says %s and %s", lines[n].said,
                     lines[n].written);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_holds),
        cmocka_unit_test(every_line_is_in_the_page),
        cmocka_unit_test(every_row_of_the_page_is_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
