/* Which parts a mask has: by the name of its pattern, and of the operands of unions. */
#include "attention/recipe.h"

#include <string.h>

#include "base/arithmetic.h"

/* Fewer queries of a class than these are not worth a band. */
enum { FEW_OF_CLASS = 16 };

static stm__bound unbound(void)
{
    return (stm__bound){STM__UNBOUND, 0};
}

static stm__bound of_query(int64_t offset)
{
    return (stm__bound){STM__OF_QUERY, offset};
}

int64_t stm__part_lowest_key(const stm__part *part, int64_t first)
{
    if (part->low.kind == STM__UNBOUND)
        return 0;
    int64_t from = part->low.kind == STM__OF_BLOCK ? stm__part_block_start(part, first) : first;
    return from + part->low.offset;
}

static stm__part *add_part(stm__recipe *recipe, stm__bound low, stm__bound high)
{
    stm__part *part = &recipe->parts[recipe->num_parts++];
    *part = (stm__part){
        .query_step = 1, .key_step = 1, .low = low, .high = high, .block = 1, .limit = INT64_MAX};
    return part;
}

static void set_classes(stm__recipe *recipe, int64_t step, int64_t shift, stm__bound low,
                        stm__bound high)
{
    recipe->has_classes = true;
    recipe->classes = (stm__part){.query_step = step,
                                  .key_step = step,
                                  .shift = shift % step,
                                  .low = low,
                                  .high = high,
                                  .block = 1,
                                  .limit = INT64_MAX};
}

static void make_strided(stm__recipe *recipe, int64_t window, int64_t stride)
{
    if (stride == 1) {
        add_part(recipe, unbound(), of_query(0));
        return;
    }
    if (window < stm_mask_size(recipe->mask))
        set_classes(recipe, stride, window, unbound(), of_query(-window));
    add_part(recipe, of_query(1 - window), of_query(0));
}

static void make_strided_child(stm__recipe *recipe, int64_t stride, int64_t part)
{
    if (part == 0 && stride < stm_mask_size(recipe->mask))
        add_part(recipe, of_query(-stride), of_query(0));
    else if (part == 0 || stride == 1)
        add_part(recipe, unbound(), of_query(0));
    else if (part == 1)
        set_classes(recipe, stride, 0, unbound(), of_query(0));
    else {
        set_classes(recipe, stride, 0, unbound(), of_query(-2 * stride));
        add_part(recipe, of_query(-stride), of_query(0));
    }
}

static void make_fixed(stm__recipe *recipe, int64_t window)
{
    if (window < stm_mask_size(recipe->mask)) {
        stm__part *summary = add_part(recipe, unbound(), (stm__bound){STM__OF_BLOCK, -1});
        summary->block = summary->key_step = window;
        summary->shift = 1;
    }
    add_part(recipe, (stm__bound){STM__OF_BLOCK, 0}, of_query(0))->block = window;
}

static void make_window(stm__recipe *recipe, int64_t half, int64_t dilation)
{
    if (dilation == 1 || half == 0)
        add_part(recipe, of_query(-half), of_query(half));
    else
        set_classes(recipe, dilation, 0, of_query(-half * dilation), of_query(half * dilation));
}

static void make_streaming(stm__recipe *recipe, int64_t start, int64_t recent)
{
    if (start > 0)
        add_part(recipe, unbound(), of_query(-recent))->limit = start;
    add_part(recipe, of_query(1 - recent), of_query(0));
}

static void make_pattern(stm__recipe *recipe, const char *name, const int64_t *a)
{
    if (strcmp(name, "normal") == 0 || strcmp(name, "causal") == 0)
        add_part(recipe, unbound(), of_query(0));
    else if (strcmp(name, "dense") == 0)
        add_part(recipe, unbound(), unbound());
    else if (strcmp(name, "local") == 0)
        add_part(recipe, of_query((a[1] == 0) - a[0]), of_query(0));
    else if (strcmp(name, "sliding_window") == 0)
        make_window(recipe, a[0] / 2, 1);
    else if (strcmp(name, "dilated_sliding_window") == 0)
        make_window(recipe, a[0] / 2, a[1]);
    else if (strcmp(name, "strided") == 0)
        make_strided(recipe, a[0], a[1]);
    else if (strcmp(name, "strided_child") == 0)
        make_strided_child(recipe, a[0], a[1]);
    else if (strcmp(name, "fixed") == 0)
        make_fixed(recipe, a[0]);
    else if (strcmp(name, "streaming") == 0)
        make_streaming(recipe, a[0], a[1]);
}

static int64_t modulo(int64_t a, int64_t b)
{
    return a % b + (a % b < 0 ? b : 0);
}

static void place_bound(stm__bound *bound, int64_t lag)
{
    if (bound->kind != STM__UNBOUND)
        bound->offset += lag;
}

/* From queries and keys to rows. Classes are numbered from the first query on; parts that are not
 * in classes are all of class 0. */
static void place(stm__part *part, const stm_rectangle *b)
{
    int64_t lag = b->first_query - b->first_key;
    part->shift = modulo(part->shift + b->first_key - (part->query_step > 1 ? b->first_query : 0),
                         part->key_step);
    place_bound(&part->low, lag);
    place_bound(&part->high, lag);
    part->phase = b->first_query % part->block;
    if (part->limit != INT64_MAX)
        part->limit -= b->first_key;
}

static void make_parts(const stm_mask *mask, stm__recipe *recipe)
{
    stm_rectangle b = stm_mask_bounds(mask);
    const stm_pattern *pattern = stm_mask_pattern(mask);
    *recipe = (stm__recipe){.mask = stm_mask_retain(mask)};
    if (pattern != NULL && b.num_queries > STM__FEW_QUERIES)
        make_pattern(recipe, pattern->name, stm_mask_arguments(mask)->integer);
    if (recipe->has_classes && b.num_queries / recipe->classes.query_step < FEW_OF_CLASS) {
        recipe->has_classes = false;
        recipe->num_parts = 0;
    }
    if (recipe->has_classes)
        place(&recipe->classes, &b);
    for (int k = 0; k < recipe->num_parts; k++)
        place(&recipe->parts[k], &b);
    if (stm__recipe_of_runs(recipe))
        recipe->rest = stm_mask_retain(mask);
}

static bool is_union(const stm_mask *mask)
{
    stm_operation operation;
    return stm_mask_operation(mask, &operation) && operation == STM_UNION;
}

/* The first operand of a union of unions that has parts, or NULL. */
static const stm_mask *find_band(const stm_mask *mask)
{
    if (is_union(mask)) {
        const stm_mask *band = find_band(stm_mask_part(mask, 0));
        return band != NULL ? band : find_band(stm_mask_part(mask, 1));
    }
    stm__recipe recipe;
    make_parts(mask, &recipe);
    stm__recipe_free(&recipe);
    return recipe.rest != NULL ? NULL : mask;
}

/* The union of the operands other than one; NULL where there is none. */
static stm_status unite_others(const stm_mask *mask, const stm_mask *but, stm_mask **others,
                               stm_error *error)
{
    stm_mask *sides[2] = {NULL, NULL};
    *others = NULL;
    if (mask == but)
        return STM_OK;
    if (!is_union(mask)) {
        *others = stm_mask_retain(mask);
        return STM_OK;
    }
    stm_status status = unite_others(stm_mask_part(mask, 0), but, &sides[0], error);
    if (status == STM_OK)
        status = unite_others(stm_mask_part(mask, 1), but, &sides[1], error);
    if (status == STM_OK && sides[0] != NULL && sides[1] != NULL)
        status = stm_mask_compose(STM_UNION, sides[0], sides[1], others, error);
    else if (status == STM_OK)
        *others = stm_mask_retain(sides[0] != NULL ? sides[0] : sides[1]);
    stm_mask_free(sides[0]);
    stm_mask_free(sides[1]);
    return status;
}

/* A union with a mask that has parts: those, and from runs what else the others see. */
static stm_status make_union(const stm_mask *mask, const stm_mask *band, stm__recipe *recipe,
                             stm_error *error)
{
    stm_rectangle bounds = stm_mask_bounds(mask);
    stm_mask *others = NULL, *rest = NULL, *rest_within = NULL, *band_within = NULL;
    stm_status status = unite_others(mask, band, &others, error);
    if (status == STM_OK)
        status = stm_mask_compose(STM_DIFFERENCE, others, band, &rest, error);
    if (status == STM_OK)
        status = stm_mask_rectangle(rest, &bounds, &rest_within, error);
    if (status == STM_OK)
        status = stm_mask_rectangle(band, &bounds, &band_within, error);
    if (status == STM_OK) {
        make_parts(band_within, recipe);
        stm_mask_free(recipe->mask);
        recipe->mask = stm_mask_retain(mask);
        stm_mask_free(recipe->rest);
        recipe->rest = stm_mask_retain(stm__recipe_of_runs(recipe) ? mask : rest_within);
    }
    stm_mask_free(others);
    stm_mask_free(rest);
    stm_mask_free(rest_within);
    stm_mask_free(band_within);
    return status;
}

stm_status stm__recipe_make(const stm_mask *mask, stm__recipe *recipe, stm_error *error)
{
    const stm_mask *band = is_union(mask) ? find_band(mask) : NULL;
    if (band != NULL)
        return make_union(mask, band, recipe, error);
    make_parts(mask, recipe);
    return STM_OK;
}

void stm__recipe_free(stm__recipe *recipe)
{
    stm_mask_free(recipe->mask);
    stm_mask_free(recipe->rest);
}
