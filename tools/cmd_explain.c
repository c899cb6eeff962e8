/* stmask explain: a row of a mask in words, and why a cell is seen or not. */
#include <inttypes.h>
#include <string.h>

#include "command.h"

enum { HELP, SIZE, QUERIES, KEYS, QUERY, KEY, JSON };

static option table[] = {
    [HELP] = OPTION_HELP,
    OPTIONS_MASK,
    [QUERY] = {.name = "query",
               .kind = OPTION_INTEGER,
               .argument = "I",
               .help = "the row",
               .required = true,
               .maximum = STM_MAX_SIZE - 1},
    [KEY] = {.name = "key",
             .kind = OPTION_INTEGER,
             .argument = "J",
             .help = "the column: tells why it is seen or not",
             .more = "It tells by which part the key is seen, or what the nearest keys are.",
             .maximum = STM_MAX_SIZE - 1,
             .absent = ""},
    [JSON] = OPTION_JSON,
};

#define MOST_RUNS 16 /* told in words */

static const char *name_of(const stm_mask *mask, int32_t value)
{
    const char *name = stm_mask_value_name(mask, value);
    return name == NULL ? "" : name;
}

static void put_run(stm_output *output, const stm_run *run)
{
    int64_t last = stm_run_last(run);
    if (run->count == 1)
        stm_output_printf(output, "%" PRId64, run->first);
    else if (run->step == 1)
        stm_output_printf(output, "%" PRId64 "-%" PRId64 " (%" PRId64 " keys)", run->first, last,
                          run->count);
    else
        stm_output_printf(output,
                          "%" PRId64 ", %" PRId64 ", ... %" PRId64 " (%" PRId64
                          " keys, each %" PRId64 " from the one before)",
                          run->first, run->first + run->step, last, run->count, run->step);
}

/* The runs of one row, a line each. */
static stm_status put_row(stm_output *output, const stm_mask *mask, int64_t query, int depth,
                          stm_error *error)
{
    stm_reader *reader;
    const stm_run *runs = NULL;
    int64_t num = 0, keys = 0;
    stm_status status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        return status;
    status = stm_reader_row(reader, query, &runs, &num);
    if (status != STM_OK) {
        stm_reader_free(reader);
        return run_no_memory(error);
    }
    for (int64_t k = 0; k < num; k++)
        keys += runs[k].count;
    stm_output_printf(output, " sees %" PRId64 " key%s\n", keys, keys == 1 ? "" : "s");
    for (int64_t k = 0; k < num && k < MOST_RUNS; k++) {
        stm_output_printf(output, "%*s%" PRId32 " %-10s ", depth + 2, "", runs[k].value,
                          name_of(mask, runs[k].value));
        put_run(output, &runs[k]);
        stm_output_printf(output, "\n");
    }
    if (num > MOST_RUNS)
        stm_output_printf(output, "%*s... and %" PRId64 " runs more\n", depth + 2, "",
                          num - MOST_RUNS);
    stm_reader_free(reader);
    return STM_OK;
}

/* The pattern or the operation a mask is, as a line begins with it. */
static void put_name(stm_output *output, const stm_mask *mask, int depth)
{
    static const char *const words[] = {"the union of the two below",
                                        "the intersection of the two below",
                                        "the first below without the second"};
    stm_operation operation;
    const char *spec = stm_mask_spec(mask);
    stm_output_printf(output, "%*s", depth, "");
    if (stm_mask_operation(mask, &operation))
        stm_output_printf(output, "%s", words[operation]);
    else
        command_shown(output, spec == NULL ? "stored rows" : spec);
}

/* The query of a part that a query of the mask is, whatever the key; false where it depends on
 * that, or the part has no such query. */
static bool query_of_part(const stm_mask *mask, int k, int64_t query, int64_t *of_part)
{
    stm_rectangle b = stm_mask_bounds(mask), p = stm_mask_bounds(stm_mask_part(mask, k));
    int64_t last = b.first_key + b.num_keys - 1, found = -1;
    for (int64_t key = b.first_key; key <= last; key = key == last ? last + 1 : last) {
        int64_t q = query, j = key;
        if (!stm_mask_part_cell(mask, k, &q, &j))
            continue;
        if (found >= 0 && found != q)
            return false;
        found = q;
    }
    *of_part = found;
    return found >= p.first_query;
}

/* What each part of a mask that is put together sees in the row. */
static stm_status put_parts(stm_output *output, const stm_mask *mask, int64_t query, int depth,
                            stm_error *error)
{
    stm_status status = STM_OK;
    for (int k = 0; k < 2 && status == STM_OK; k++) {
        const stm_mask *part = stm_mask_part(mask, k);
        if (part == NULL || depth > 40)
            continue;
        int64_t at;
        put_name(output, part, depth);
        if (!query_of_part(mask, k, query, &at)) {
            stm_output_printf(output, ": is at other places than this query\n");
            continue;
        }
        if (at != query)
            stm_output_printf(output, ", query %" PRId64 ",", at);
        status = put_row(output, part, at, depth, error);
        if (status == STM_OK)
            status = put_parts(output, part, at, depth + 2, error);
    }
    return status;
}

/* The nearest keys of the row on both sides of `key`, or -1. */
static void nearest(const stm_run *runs, int64_t num, int64_t key, int64_t *before, int64_t *after)
{
    *before = *after = -1;
    for (int64_t k = 0; k < num; k++) {
        const stm_run *r = &runs[k];
        if (r->first < key) {
            int64_t at = (key - 1 - r->first) / r->step;
            at = r->first + (at < r->count ? at : r->count - 1) * r->step;
            *before = at > *before ? at : *before;
        }
        if (stm_run_last(r) > key) {
            int64_t at = key < r->first ? 0 : (key - r->first) / r->step + 1;
            at = r->first + at * r->step;
            *after = *after < 0 || at < *after ? at : *after;
        }
    }
}

/* Why one mask sees the cell or not, and below it why its parts do. */
static stm_status put_why(stm_output *output, const stm_mask *mask, int64_t query, int64_t key,
                          int depth, stm_error *error)
{
    int32_t value = stm_mask_cell(mask, query, key);
    put_name(output, mask, depth);
    if (query != table[QUERY].integer || key != table[KEY].integer)
        stm_output_printf(output, ", cell (%" PRId64 ", %" PRId64 ")", query, key);
    if (value != 0) {
        stm_output_printf(output, ": seen, %" PRId32 " %s", value, name_of(mask, value));
        if (stm_mask_pattern(mask) != NULL)
            stm_output_printf(output, " (%s)", stm_mask_pattern(mask)->summary);
        stm_output_printf(output, "\n");
    } else {
        stm_reader *reader;
        const stm_run *runs = NULL;
        int64_t num = 0, before, after;
        stm_status status = stm_reader_new(mask, &reader, error);
        if (status != STM_OK)
            return status;
        if (stm_reader_row(reader, query, &runs, &num) != STM_OK) {
            stm_reader_free(reader);
            return run_no_memory(error);
        }
        nearest(runs, num, key, &before, &after);
        stm_reader_free(reader);
        stm_output_printf(output, ": not seen; ");
        if (before < 0 && after < 0)
            stm_output_printf(output, "the row is empty\n");
        else if (before < 0)
            stm_output_printf(output, "the first key of the row is %" PRId64 "\n", after);
        else if (after < 0)
            stm_output_printf(output, "the last key of the row is %" PRId64 "\n", before);
        else
            stm_output_printf(output, "the nearest keys are %" PRId64 " and %" PRId64 "\n", before,
                              after);
    }
    stm_status status = STM_OK;
    for (int k = 0; k < 2 && status == STM_OK && depth <= 40; k++) {
        int64_t i = query, j = key;
        if (stm_mask_part(mask, k) == NULL)
            continue;
        if (stm_mask_part_cell(mask, k, &i, &j)) {
            status = put_why(output, stm_mask_part(mask, k), i, j, depth + 2, error);
            continue;
        }
        put_name(output, stm_mask_part(mask, k), depth + 2);
        stm_output_printf(output, ": does not reach this cell\n");
    }
    return status;
}

static stm_status put_text(stm_output *output, const stm_mask *mask, const char *spec,
                           stm_error *error)
{
    int64_t query = table[QUERY].integer, key = table[KEY].integer;
    stm_output_printf(output, "query %" PRId64 " of ", query);
    command_shown(output, spec);
    stm_status status = put_row(output, mask, query, 0, error);
    if (status == STM_OK && stm_mask_part(mask, 0) != NULL) {
        stm_output_printf(output, "it is ");
        put_name(output, mask, 0);
        stm_output_printf(output, "\n");
        status = put_parts(output, mask, query, 2, error);
    }
    if (status == STM_OK && table[KEY].given) {
        stm_output_printf(output, "key %" PRId64 "\n", key);
        status = put_why(output, mask, query, key, 2, error);
    }
    return status;
}

static stm_status put_json(stm_output *output, const stm_mask *mask, stm_error *error)
{
    stm_reader *reader;
    const stm_run *runs = NULL;
    int64_t num = 0;
    stm_status status = stm_reader_new(mask, &reader, error);
    if (status != STM_OK)
        return status;
    if (stm_reader_row(reader, table[QUERY].integer, &runs, &num) != STM_OK) {
        stm_reader_free(reader);
        return run_no_memory(error);
    }
    stm_output_printf(output, "{\"query\": %" PRId64 ", \"runs\": [", table[QUERY].integer);
    for (int64_t k = 0; k < num; k++) {
        stm_output_printf(output,
                          "%s\n  {\"first\": %" PRId64 ", \"count\": %" PRId64
                          ", \"step\": %" PRId64 ", \"value\": %" PRId32 ", \"name\": ",
                          k == 0 ? "" : ",", runs[k].first, runs[k].count, runs[k].step,
                          runs[k].value);
        command_json_string(output, name_of(mask, runs[k].value));
        stm_output_printf(output, "}");
    }
    stm_reader_free(reader);
    stm_output_printf(output, "]");
    if (table[KEY].given) {
        int32_t value = stm_mask_cell(mask, table[QUERY].integer, table[KEY].integer);
        stm_output_printf(output, ",\n \"key\": %" PRId64 ", \"seen\": %s, \"value\": %" PRId32,
                          table[KEY].integer, value != 0 ? "true" : "false", value);
    }
    stm_output_printf(output, "}\n");
    return STM_OK;
}

/* --query and --key have to be of the mask. */
static stm_status check_index(const option *o, int64_t first, int64_t num, stm_error *error)
{
    if (!o->given || (o->integer >= first && o->integer - first < num))
        return STM_OK;
    return options_refuse(error, "--%s %" PRId64 ": must be from %" PRId64 " to %" PRId64, o->name,
                          o->integer, first, first + num - 1);
}

static stm_status run(call *c)
{
    stm_mask *mask;
    stm_output *output = NULL;
    if (!table[QUERY].given)
        return options_refuse(&c->error, "--query I is missing; see %s --help", c->program->name);
    stm_status status = command_mask(c, c->operands[0], &mask);
    if (status != STM_OK)
        return status;
    stm_rectangle b = stm_mask_bounds(mask);
    status = check_index(&table[QUERY], b.first_query, b.num_queries, &c->error);
    if (status == STM_OK)
        status = check_index(&table[KEY], b.first_key, b.num_keys, &c->error);
    if (status == STM_OK)
        status = run_stdout(&output, &c->error);
    if (status == STM_OK)
        status = table[JSON].given ? put_json(output, mask, &c->error)
                                   : put_text(output, mask, c->operands[0], &c->error);
    if (status == STM_OK) {
        status = stm_output_close(output, &c->error);
        output = NULL;
    }
    stm_output_discard(output);
    stm_mask_free(mask);
    return status;
}

command cmd_explain = {
    .program = {.name = "stmask explain",
                .operands = "SPEC",
                .min_operands = 1,
                .max_operands = 1,
                .summary = "a row in words: which keys, and why",
                .details = "With --json: query, runs (objects with first, count, step, value, "
                           "name); with --key also\nkey, seen and value.\n",
                OPTIONS(table)},
    .run = run,
};
