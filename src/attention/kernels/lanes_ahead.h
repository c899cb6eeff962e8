/* Rows that will be wanted soon: part of lanes.h. */

enum { FLOATS_OF_LINE = 16 };

INLINE void fetch_row(const float *row, int dim)
{
    for (int x = 0; x < dim; x += FLOATS_OF_LINE)
        __builtin_prefetch(row + x, 0, 2);
    __builtin_prefetch(row + dim - 1, 0, 2); /* a row may begin within a line */
}

INLINE void copy_row(float *to, const float *row, int dim)
{
    int x = 0;
    for (; x + W <= dim; x += W)
        v_store(to + x, v_load(row + x));
    if (x < dim)
        v_store_part(to + x, v_load_part(row + x, dim - x), dim - x);
}

/* Fetches some of the rows that will be wanted; of those that are to be copied, some that were
 * fetched two products before are copied. */
TARGET static void look_ahead(stm__ahead *ahead)
{
    if (ahead->num == 0)
        return;
    int last = ahead->num - 1, dim = ahead->ranges[last].dim;
    const float *rows = ahead->ranges[last].rows;
    int64_t stride = ahead->ranges[last].stride, left = ahead->ranges[last].num;
    int num = left < ahead->each ? (int)left : ahead->each;
    float *to = ahead->ranges[last].to;
    for (int k = 0; k < num && to == NULL; k++)
        fetch_row(rows + k * stride, dim);
    for (int k = 0; k < num && to != NULL; k++) {
        if (k + 2 * ahead->each < left)
            fetch_row(rows + (k + 2 * ahead->each) * stride, dim);
        copy_row(to + k * dim, rows + k * stride, dim);
    }
    ahead->ranges[last].rows = rows + num * stride;
    ahead->ranges[last].to = to == NULL ? NULL : to + num * dim;
    ahead->ranges[last].num = left - num;
    ahead->num -= left == num;
}
