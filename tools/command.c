#include "command.h"

#include <stdio.h>
#include <string.h>

/* Says what is wrong with a spec, and where. */
static int bad_spec(const program *p, const char *spec, stm_status status, const stm_error *error)
{
    int exit_status = run_fail(p, status, error);
    if (status == STM_EINVAL && error->position >= 0 && error->position < 200) {
        fputs("  ", stderr);
        run_print_line(spec, 240);
        fprintf(stderr, "  %*s^\n", (int)error->position, "");
    }
    return exit_status;
}

/* Reads FIRST:COUNT, where it is given. */
static int parse_range(const program *p, const char *name, int64_t *first, int64_t *count)
{
    const option *o = options_find(p, name);
    stm_error error;
    char what[32];
    if (o == NULL || !o->given)
        return -1;
    const char *colon = strchr(o->text, ':');
    if (colon == NULL)
        return options_fail(p, "--%s %.60s: must be FIRST:COUNT, as in 512:128", name, o->text);
    snprintf(what, sizeof what, "--%s first", name);
    stm_status status = stm_number_parse(what, o->text, (size_t)(colon - o->text), 0,
                                         STM_MAX_SIZE - 1, NULL, first, &error);
    snprintf(what, sizeof what, "--%s count", name);
    if (status == STM_OK)
        status = stm_number_parse(what, colon + 1, strlen(colon + 1), 1, STM_MAX_SIZE, NULL, count,
                                  &error);
    return status == STM_OK ? -1 : run_fail(p, status, &error);
}

int command_rectangle(const program *p, const stm_mask *whole, stm_mask **mask)
{
    stm_error error;
    stm_rectangle r = stm_mask_bounds(whole);
    int exit_status = parse_range(p, "queries", &r.first_query, &r.num_queries);
    if (exit_status < 0)
        exit_status = parse_range(p, "keys", &r.first_key, &r.num_keys);
    if (exit_status >= 0)
        return exit_status;
    stm_status status = stm_mask_rectangle(whole, &r, mask, &error);
    if (status == STM_EINVAL)
        return options_fail(p, "--%s", error.message);
    return status == STM_OK ? -1 : run_fail(p, status, &error);
}

int command_whole_mask(const program *p, const char *spec, int64_t size, stm_mask **mask)
{
    stm_error error;
    stm_status status = stm_mask_from_spec(spec, size, mask, &error);
    return status == STM_OK ? -1 : bad_spec(p, spec, status, &error);
}

int command_mask(const program *p, const char *spec, stm_mask **mask)
{
    stm_error error;
    stm_mask *whole;
    const option *size = options_find(p, "size");
    int64_t of_file = 0;
    if (!size->given) { /* a mask of a file has a size of its own */
        stm_status status = stm_spec_file_size(spec, &of_file, &error);
        if (status != STM_OK)
            return bad_spec(p, spec, status, &error);
    }
    int exit_status = command_whole_mask(p, spec, of_file > 0 ? of_file : size->integer, &whole);
    if (exit_status >= 0)
        return exit_status;
    exit_status = command_rectangle(p, whole, mask);
    stm_mask_free(whole);
    return exit_status;
}

void command_size_of_files(option *size, const char *const *specs, int num)
{
    int64_t of_file;
    for (int k = 0; k < num && !size->given; k++)
        if (stm_spec_file_size(specs[k], &of_file, NULL) == STM_OK && of_file > 0)
            size->integer = of_file;
}

void command_json_string(stm_output *output, const char *text)
{
    stm_output_write(output, "\"", 1);
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            stm_output_printf(output, "\\%c", *c);
        else if (*c < 0x20)
            stm_output_printf(output, "\\u%04x", *c);
        else
            stm_output_write(output, c, 1);
    }
    stm_output_write(output, "\"", 1);
}

stm_status command_no_memory(stm_error *error)
{
    snprintf(error->message, sizeof error->message, "out of memory");
    error->position = -1;
    return STM_ENOMEM;
}
