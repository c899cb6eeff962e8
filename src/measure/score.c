/* Adds up the weights that a mask keeps of each row, by its runs, in double precision. */
#include "measure/score.h"

#include <math.h>
#include <stdlib.h>

#include "base/fail.h"
#include "base/progress.h"
#include "mask/mask.h"

struct stm_score {
    int64_t heads, queries;
    stm_head_score *head;
    double *kept; /* heads x queries */
};

/* Puts a row among the worst, if it is one of them. */
static void add_worst(stm_head_score *head, int64_t query, double kept)
{
    int at = head->num_worst;
    while (at > 0 && head->worst_kept[at - 1] > kept)
        at--;
    if (at == STM_SCORE_WORST)
        return;
    if (head->num_worst < STM_SCORE_WORST)
        head->num_worst++;
    for (int k = head->num_worst - 1; k > at; k--) {
        head->worst_query[k] = head->worst_query[k - 1];
        head->worst_kept[k] = head->worst_kept[k - 1];
    }
    head->worst_query[at] = query;
    head->worst_kept[at] = kept;
}

/* What the runs see of a row of weights, whose first is that of key `first`. */
static double seen_of(const double *row, const stm_run *runs, int64_t num_runs, int64_t first)
{
    double seen = 0;
    for (int64_t k = 0; k < num_runs; k++)
        for (int64_t c = 0; c < runs[k].count; c++)
            seen += row[runs[k].first - first + c * runs[k].step];
    return seen;
}

static stm_status score_head(stm__weights *weights, const stm_mask *mask, int64_t h,
                             stm_score *score, double *row, const stm_progress *progress,
                             stm_error *error)
{
    stm_reader *reader;
    stm_rectangle b = stm_mask_bounds(mask);
    stm_head_score *head = &score->head[h];
    double *kept = score->kept + h * score->queries, all = 0;
    stm_status status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        return status;
    for (int64_t i = 0; i < score->queries && status == STM_OK; i++) {
        const stm_run *runs = NULL;
        int64_t num = 0;
        double sum;
        if (i % 256 == 0 &&
            !stm__progress(progress, h * score->queries + i, score->heads * score->queries)) {
            status = stm__fail(error, STM_ESTOPPED, "stopped");
            break;
        }
        status = weights->row(weights, h, b.first_query + i, row, &sum, error);
        if (status == STM_OK && stm_reader_row(reader, b.first_query + i, &runs, &num) != STM_OK)
            status = stm__fail_memory(error, "row of the mask");
        if (status != STM_OK)
            break;
        kept[i] = sum > 0 ? seen_of(row, runs, num, b.first_key) / sum : (double)NAN;
        if (sum > 0) {
            head->rows++;
            all += kept[i];
            add_worst(head, b.first_query + i, kept[i]);
        }
    }
    head->mean = head->rows > 0 ? all / (double)head->rows : (double)NAN;
    head->smallest = head->num_worst > 0 ? head->worst_kept[0] : (double)NAN;
    stm_reader_free(reader);
    return status;
}

stm_status stm__score_weights(stm__weights *weights, const stm_mask *const *masks,
                              int64_t num_masks, stm_score **score, stm_error *error,
                              const stm_progress *progress)
{
    stm_rectangle b = stm_mask_bounds(masks[0]);
    stm_status status = STM_OK;
    double *row = malloc((size_t)b.num_keys * sizeof *row);
    stm_score *new = calloc(1, sizeof *new);
    if (new != NULL) {
        new->heads = weights->heads;
        new->queries = b.num_queries;
        new->head = calloc((size_t) new->heads, sizeof *new->head);
        new->kept = calloc((size_t)(new->heads *new->queries), sizeof *new->kept);
    }
    if (row == NULL || new == NULL || new->head == NULL || new->kept == NULL)
        status = stm__fail_memory(error, "score");
    for (int64_t h = 0; status == STM_OK && h < new->heads; h++)
        status = score_head(weights, masks[num_masks == 1 ? 0 : h], h, new, row, progress, error);
    free(row);
    if (status == STM_OK)
        *score = new;
    else
        stm_score_free(new);
    return status;
}

void stm_score_free(stm_score *score)
{
    if (score == NULL)
        return;
    free(score->head);
    free(score->kept);
    free(score);
}

int64_t stm_score_heads(const stm_score *score)
{
    return score->heads;
}

const stm_head_score *stm_score_head(const stm_score *score, int64_t h)
{
    return &score->head[h];
}

const double *stm_score_kept(const stm_score *score, int64_t h)
{
    return score->kept + h * score->queries;
}
