/* stmask verify: checks a certificate from its cells on, by plain loops: recounts the order's loads
 * by simulation and proves its bound again. Of the library it uses the reading of masks alone. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "verify.h"

static option table[] = {[0] = OPTION_HELP};

/* The rest of the next line that is no comment, where it begins with that word; NULL where it does
 * not. */
static char *field(certificate *c, const char *word)
{
    size_t length = strlen(word);
    do {
        ssize_t got = getline(&c->line, &c->capacity, c->file);
        if (got <= 0 || strlen(c->line) != (size_t)got || c->line[got - 1] != '\n')
            return NULL;
        c->line[got - 1] = '\0';
        c->number++;
    } while (c->line[0] == '#');
    if (strncmp(c->line, word, length) != 0)
        return NULL;
    if (c->line[length] == '\0')
        return c->line + length;
    return c->line[length] == ' ' ? c->line + length + 1 : NULL;
}

/* Reads `num` numbers from 0 to 2^32, apart by one space, to the end of the text. */
static bool numbers(const char *text, int num, int64_t *values)
{
    for (int k = 0; k < num; k++) {
        int digits = 0;
        values[k] = 0;
        for (; *text >= '0' && *text <= '9' && digits <= 18; digits++)
            values[k] = 10 * values[k] + *text++ - '0';
        if (digits == 0 || digits > 18 || *text != (k + 1 == num ? '\0' : ' '))
            return false;
        text++;
    }
    return true;
}

static stm_status refuse(call *c, const certificate *of, const char *why)
{
    options_refuse(&c->error, "%.200s:%" PRId64 ": %s", c->operands[0], of->number, why);
    return STM_EIO; /* the request can be met: it is the file that does not hold */
}

/* A field of so many numbers. */
static bool read_field(certificate *c, const char *word, int num, int64_t *values)
{
    const char *text = field(c, word);
    return text != NULL && numbers(text, num, values);
}

static stm_status read_mask(call *caller, certificate *c)
{
    int64_t size, queries[2], keys[2];
    stm_error error;
    stm_mask *whole = NULL;
    const char *text = field(c, "mask");
    char *spec = text == NULL ? NULL : strdup(text);
    if (spec == NULL || !read_field(c, "size", 1, &size) || !read_field(c, "queries", 2, queries) ||
        !read_field(c, "keys", 2, keys) || size > VERIFY_MOST) {
        free(spec);
        return refuse(caller, c, "is no mask, size, queries or keys that can be verified");
    }
    stm_status status = stm_mask_from_spec(spec, size, &whole, &error);
    free(spec);
    c->rectangle = (stm_rectangle){queries[0], queries[1], keys[0], keys[1]};
    if (status == STM_OK)
        status = stm_mask_rectangle(whole, &c->rectangle, &c->mask, &error);
    stm_mask_free(whole);
    return status == STM_OK ? STM_OK : refuse(caller, c, error.message);
}

static stm_status read_head(call *caller, certificate *c)
{
    static const char *const names[NUM_ARGUMENTS] = {"compulsory", "pairs", "matching", "phases"};
    static const int counts[NUM_ARGUMENTS] = {2, 0, 1, 3};
    stm_status status = read_mask(caller, c);
    if (status != STM_OK)
        return status;
    if (!read_field(c, "multiplications", 1, &c->multiplications) ||
        !read_field(c, "limits", 3, c->limits) || !read_field(c, "buffer", 1, &c->buffer) ||
        !read_field(c, "points", 1, &c->points) || !read_field(c, "steps", 1, &c->steps) ||
        !read_field(c, "lru", 1, &c->lru) || !read_field(c, "opt", 1, &c->opt))
        return refuse(caller, c, "is not the field of a certificate that belongs here");
    const char *text = field(c, "argument");
    for (int k = 0; text != NULL && k < NUM_ARGUMENTS; k++) {
        size_t length = strlen(names[k]);
        if (strncmp(text, names[k], length) != 0)
            continue;
        bool fits = counts[k] == 0
                        ? text[length] == '\0'
                        : text[length] == ' ' && numbers(text + length + 1, counts[k], c->given);
        if (fits && read_field(c, "bound", 1, &c->bound)) {
            c->argument = (argument)k;
            return STM_OK;
        }
    }
    return refuse(caller, c, "is no argument that is known, with its bound");
}

static stm_status read_matching(call *caller, certificate *c)
{
    char *rows = calloc((size_t)c->rectangle.num_queries, 1);
    char *columns = calloc((size_t)c->rectangle.num_keys, 1);
    const char *why = rows == NULL || columns == NULL ? "has no memory to be verified in" : NULL;
    for (int64_t k = 0; k < c->given[0] && why == NULL; k++) {
        int64_t at[2];
        if (!read_field(c, "match", 2, at) || !verify_sees(c, at[0], at[1]))
            why = "matches no point of the mask";
        else if (rows[at[0] - c->rectangle.first_query]++ != 0 ||
                 columns[at[1] - c->rectangle.first_key]++ != 0)
            why = "matches a row or a column that is matched already";
    }
    free(rows);
    free(columns);
    return why == NULL ? STM_OK : refuse(caller, c, why);
}

/* The pieces of a step, point by point. */
static const char *read_step(certificate *c, char *text)
{
    char *end = text;
    while (*end != '\0') {
        char side = *end;
        long long v[4];
        if ((side != 'r' && side != 'c') || end[1] != ' ')
            return "is no piece of a step";
        end++;
        for (int k = 0; k < 4; k++) {
            if (*end++ != ' ' || strchr("-0123456789", *end) == NULL)
                return "is no piece of a step";
            v[k] = strtoll(end, &end, 10);
            if (v[k] > VERIFY_MOST || v[k] < -VERIFY_MOST)
                return "is no piece of a step";
        }
        for (int64_t k = 0; k < v[2]; k++) {
            int64_t cross = v[1] + k * v[3];
            const char *why =
                side == 'r' ? verify_point(c, v[0], cross) : verify_point(c, cross, v[0]);
            if (why != NULL)
                return why;
        }
        if (v[2] < 1)
            return "has an empty piece";
        if (strncmp(end, ", ", 2) == 0 && end[2] != '\0')
            end += 2;
        else if (*end != '\0')
            return "is no piece of a step";
    }
    return verify_end_step(c);
}

static stm_status read_steps(call *caller, certificate *c)
{
    const char *why = verify_begin(c);
    for (int64_t t = 0; t < c->steps && why == NULL; t++) {
        char word[40];
        snprintf(word, sizeof word, "step %" PRId64 ":", t);
        char *text = field(c, word);
        why = text == NULL ? "is not the step that belongs here" : read_step(c, text);
    }
    if (why == NULL) {
        const char *text = field(c, "end");
        why = text == NULL || *text != '\0' || getc(c->file) != EOF ? "is not where it ends" : NULL;
    }
    if (why == NULL)
        why = verify_order(c);
    if (why == NULL)
        why = verify_bound(c);
    return why == NULL ? STM_OK : refuse(caller, c, why);
}

static stm_status tell(const certificate *c, stm_error *error)
{
    stm_output *output;
    stm_status status = run_stdout(&output, error);
    if (status != STM_OK)
        return status;
    int64_t loads = c->opt < c->lru ? c->opt : c->lru;
    stm_output_printf(output,
                      "holds: %" PRId64 " points in %" PRId64 " steps; with a buffer of %" PRId64
                      ", lru loads %" PRId64 " vectors and opt %" PRId64
                      "; no order loads fewer than %" PRId64
                      ", so that this is within %.1f%% of the best\n",
                      c->points, c->steps, c->buffer, c->lru, c->opt, c->bound,
                      c->bound == 0 ? 0 : 100 * (double)(loads - c->bound) / (double)c->bound);
    return stm_output_close(output, error);
}

static stm_status run(call *caller)
{
    certificate c = {.file = fopen(caller->operands[0], "r")};
    if (c.file == NULL)
        return options_refuse(&caller->error, "%.300s: cannot be read", caller->operands[0]);
    stm_status status = STM_OK;
    const char *text = field(&c, "stmask certificate 1");
    if (text == NULL || *text != '\0')
        status = options_refuse(&caller->error,
                                "%.300s: is no certificate, which begins with the line stmask "
                                "certificate 1",
                                caller->operands[0]);
    if (status == STM_OK)
        status = read_head(caller, &c);
    if (status == STM_OK && c.argument == MATCHING)
        status = read_matching(caller, &c);
    if (status == STM_OK)
        status = read_steps(caller, &c);
    if (status == STM_OK)
        status = tell(&c, &caller->error);
    verify_free(&c);
    fclose(c.file);
    return status;
}

command cmd_verify = {
    .program = {.name = "stmask verify",
                .operands = "FILE",
                .min_operands = 1,
                .max_operands = 1,
                .summary = "whether a certificate of an order and its bound holds",
                .details = "Recounts the loads of the order that FILE has, from stmask plan "
                           "--certificate, and proves\nits bound again, from the mask's cells. "
                           "The exit status is 0 where all of it holds, 1\nwhere something does "
                           "not, and 2 where FILE is no certificate that can be read.\n",
                OPTIONS(table)},
    .run = run,
};
