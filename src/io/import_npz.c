/* .npz: the arrays stm_... of our own, and, by the names of its members, those of others. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"
#include "io/import.h"

typedef struct own_arrays {
    int64_t *bounds, *start, *first, *last, *step, *value;
} own_arrays;

static stm_status damaged(stm__import *import, const char *what, stm_error *error)
{
    return stm__import_fail(import, error, "%s: does not fit the other arrays", what);
}

static bool good_bounds(const int64_t *b)
{
    for (int k = 0; k < 4; k += 2)
        if (b[k] < 0 || b[k] >= STM_MAX_SIZE || b[k + 1] < 1 || b[k + 1] > STM_MAX_SIZE - b[k])
            return false;
    return true;
}

static stm_status build_own(stm__import *import, const own_arrays *a, int64_t starts, int64_t runs,
                            stm_builder *builder, stm_error *error)
{
    int64_t queries = a->bounds[1], keys = a->bounds[3];
    const int64_t *start = a->start + import->head * (queries + 1);
    (void)starts;
    for (int64_t i = 0; i < queries; i++) {
        if (start[i] < 0 || start[i] > start[i + 1] || start[i + 1] > runs)
            return damaged(import, "stm_run_start", error);
        for (int64_t k = start[i]; k < start[i + 1]; k++) {
            int64_t first = a->first[k], last = a->last[k], step = a->step[k];
            if (first < 0 || last < first || last >= keys || step < 1 ||
                (last - first) % step != 0 || a->value[k] < 1)
                return stm__import_fail(import, error,
                                        "run %" PRId64 " of query %" PRId64
                                        ": its keys must lie within the mask",
                                        k, i);
            stm_run run = {first + a->bounds[2], (last - first) / step + 1, step,
                           (int32_t)a->value[k]};
            stm_status status = stm_builder_run(builder, i + a->bounds[0], &run, error);
            if (status != STM_OK)
                return status;
        }
    }
    return STM_OK;
}

/* The mask within the queries and keys it was exported with. */
static stm_status finish_own(stm__import *import, const int64_t *b, stm_builder *builder,
                             stm_error *error)
{
    stm_mask *whole = NULL, **mask = import->mask;
    stm_rectangle part = {b[0], b[1], b[2], b[3]};
    import->mask = &whole;
    stm_status status = stm__import_finish(import, builder, error);
    import->mask = mask;
    if (status == STM_OK)
        status = stm_mask_rectangle(whole, &part, mask, error);
    stm_mask_free(whole);
    return status;
}

static stm_status read_own(stm__import *import, const stm__zip_directory *directory,
                           stm_error *error)
{
    own_arrays a = {.bounds = NULL};
    int64_t num[7] = {0}, heads = 0, *repeated = NULL;
    stm_builder *builder = NULL;
    struct {
        const char *name;
        int64_t **to;
    } arrays[] = {{"stm_bounds", &a.bounds},   {"stm_run_start", &a.start},
                  {"stm_run_first", &a.first}, {"stm_run_last", &a.last},
                  {"stm_run_step", &a.step},   {"stm_run_value", &a.value}};
    stm_status status = STM_OK;
    for (int k = 0; k < 6 && status == STM_OK; k++)
        status = stm__npy_integers(directory, arrays[k].name, arrays[k].to, &num[k], error);
    if (status != STM_OK)
        goto done;
    if (num[0] != 4 || !good_bounds(a.bounds))
        status = damaged(import, "stm_bounds", error);
    else if (num[1] % (a.bounds[1] + 1) != 0 || num[1] == 0)
        status = damaged(import, "stm_run_start", error);
    else if (num[3] != num[2] || num[4] != num[2] || num[5] != num[2])
        status = damaged(import, "stm_run_first", error);
    if (status != STM_OK)
        goto done;
    heads = num[1] / (a.bounds[1] + 1);
    if (heads == 1 && stm__zip_find(directory, "stm_heads") != NULL) { /* one mask for all heads */
        status = stm__npy_integers(directory, "stm_heads", &repeated, &num[6], error);
        heads = status == STM_OK && num[6] == 1 ? repeated[0] : heads;
        free(repeated);
        if (status != STM_OK)
            goto done;
    }
    if (import->head < heads && num[1] == a.bounds[1] + 1)
        import->head = 0;
    else if (import->head >= heads)
        status = stm__import_fail(import, error, "head %" PRId64 ": must be from 0 to %" PRId64,
                                  import->head, heads - 1);
    if (status == STM_OK)
        status = stm__import_begin(import, a.bounds[0] + a.bounds[1], a.bounds[2] + a.bounds[3],
                                   &builder, error);
    if (status == STM_OK)
        status = build_own(import, &a, num[1], num[2], builder, error);
    if (status == STM_OK)
        status = finish_own(import, a.bounds, builder, error);
done:
    stm_builder_free(builder);
    for (int k = 0; k < 6; k++)
        free(*arrays[k].to);
    return status;
}

/* The one array that an archive has, as a .npy file has it. */
static stm_status read_single(stm__import *import, const stm__zip_directory *directory,
                              stm_error *error)
{
    const char *name = directory->entries[0].name;
    size_t length = strlen(name);
    if (directory->num != 1 || length < 5 || strcmp(name + length - 4, ".npy") != 0)
        return stm__import_fail(import, error,
                                "is neither of SciPy nor of stmask, nor has it one array only: of "
                                "several, say which is meant by saving that alone");
    import->directory = directory;
    stm_status status = stm__import_npy(import, error);
    import->directory = NULL;
    return status;
}

/* Whose arrays an archive has, by the name of one that no others have. */
static stm_status read_arrays(stm__import *import, const stm__zip_directory *directory,
                              stm_error *error)
{
    static const struct {
        const char *name;
        stm__arrays_reader *read;
    } known[] = {{"kv_num_blocks", stm__import_flex_arrays},
                 {"full_kv_num_blocks", stm__import_flex_arrays},
                 {"mask_block_cnt", stm__import_flash4_arrays},
                 {"full_block_cnt", stm__import_flash4_arrays},
                 {"base_blockmask", stm__import_mit_arrays},
                 {"q_ranges", stm__import_magi_arrays},
                 {"startend_row_indices", stm__import_flashmask_arrays},
                 {"indptr", stm__import_flashinfer_arrays}};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (stm__zip_find(directory, known[k].name) != NULL)
            return known[k].read(import, directory, error);
    return read_single(import, directory, error);
}

stm_status stm__import_npz(stm__import *import, stm_error *error)
{
    stm__zip_directory *directory = malloc(sizeof *directory);
    stm_status status = directory == NULL ? stm__fail_memory(error, import->input->path)
                                          : stm__zip_read(import->input, directory, error);
    if (status == STM_OK && stm__zip_find(directory, "stm_bounds") != NULL)
        status = read_own(import, directory, error);
    else if (status == STM_OK && stm__zip_find(directory, "format") != NULL)
        status = stm__import_scipy(import, directory, error);
    else if (status == STM_OK)
        status = read_arrays(import, directory, error);
    free(directory);
    return status;
}
