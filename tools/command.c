/* What the subcommands share: the mask of an operand, its rectangle, text in JSON. */
#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const command_dtypes[] = {
    [DTYPE_FP32] = "fp32", [DTYPE_FP16] = "fp16", [DTYPE_BF16] = "bf16",
    [DTYPE_FP8] = "fp8",   [DTYPE_INT8] = "int8", [NUM_DTYPES] = NULL,
};

int64_t command_dtype_bytes(int64_t choice)
{
    static const int64_t bytes[NUM_DTYPES] = {
        [DTYPE_FP32] = 4, [DTYPE_FP16] = 2, [DTYPE_BF16] = 2, [DTYPE_FP8] = 1, [DTYPE_INT8] = 1};
    return bytes[choice];
}

stm_status command_range(const program *p, const char *name, int64_t *first, int64_t *count,
                         stm_error *error)
{
    const option *o = options_find(p, name);
    char what[32];
    if (o == NULL || !o->given)
        return STM_OK;
    const char *colon = strchr(o->text, ':');
    if (colon == NULL)
        return options_refuse(error, "--%s %.60s: must be FIRST:COUNT, as in 512:128", name,
                              o->text);
    snprintf(what, sizeof what, "--%s first", name);
    stm_status status = stm_number_parse(what, o->text, (size_t)(colon - o->text), 0,
                                         STM_MAX_SIZE - 1, NULL, first, error);
    snprintf(what, sizeof what, "--%s count", name);
    if (status == STM_OK)
        status = stm_number_parse(what, colon + 1, strlen(colon + 1), 1, STM_MAX_SIZE, NULL, count,
                                  error);
    return status;
}

void command_check_ending(const char *path, const stm_format *format)
{
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    const char *ending = strrchr(name, '.');
    size_t num;
    const stm_format *const *formats = stm_format_list(&num);
    if (ending == NULL || ending == name || strcasecmp(ending, format->extension) == 0)
        return;
    for (size_t k = 0; k < num; k++)
        if (strcasecmp(ending, formats[k]->extension) == 0) {
            run_say(false,
                    "%s: is written as %s, whose files end in %s: other programs may go by "
                    "the ending",
                    path, format->name, format->extension);
            return;
        }
}

stm_status command_shape(const option *o, int64_t *queries, int64_t *keys, stm_error *error)
{
    char what[32];
    if (o->text == NULL)
        return STM_OK;
    size_t length = strcspn(o->text, "x");
    if (length == 0 || (o->text[length] == 'x' && o->text[length + 1] == '\0'))
        return options_refuse(error, "--%s %.60s: must be a side, as in 128, or QxK, as in 256x128",
                              o->name, o->text);
    snprintf(what, sizeof what, "--%s", o->name);
    stm_status status =
        stm_number_parse(what, o->text, length, 1, STM_MAX_SIZE, NULL, queries, error);
    *keys = *queries;
    if (status != STM_OK || o->text[length] != 'x')
        return status;
    snprintf(what, sizeof what, "--%s keys", o->name);
    return stm_number_parse(what, o->text + length + 1, strlen(o->text + length + 1), 1,
                            STM_MAX_SIZE, NULL, keys, error);
}

stm_status command_block(const option *o, const stm_format *format, stm_exchange_options *options,
                         stm_error *error)
{
    if (!o->given)
        return STM_OK;
    if (format->block == 0)
        return options_refuse(error, "--block %.60s: %s has no blocks", o->text, format->name);
    return command_shape(o, &options->block, &options->block_keys, error);
}

stm_status command_rectangle(const program *p, const stm_mask *whole, stm_mask **mask,
                             stm_error *error)
{
    stm_rectangle r = stm_mask_bounds(whole);
    stm_error cause;
    stm_status status = command_range(p, "queries", &r.first_query, &r.num_queries, error);
    if (status == STM_OK)
        status = command_range(p, "keys", &r.first_key, &r.num_keys, error);
    if (status != STM_OK)
        return status;
    status = stm_mask_rectangle(whole, &r, mask, &cause);
    if (status == STM_EINVAL)
        return options_refuse(error, "--%s", cause.message);
    if (status != STM_OK)
        *error = cause;
    return status;
}

static bool is_picture(const char *text)
{
    static const char *const ends[] = {".png", ".svg", ".pdf"};
    const char *dot = strrchr(text, '.');
    for (size_t k = 0; dot != NULL && k < sizeof ends / sizeof *ends; k++)
        if (strcasecmp(dot, ends[k]) == 0)
            return strpbrk(text, ":()+& ") == NULL;
    return false;
}

/* What is wrong with a spec, which is marked; a picture's name is no spec with a mistake. */
static stm_status refuse_spec(call *c, const char *spec, stm_status status)
{
    if (status == STM_EINVAL && is_picture(spec) && options_find(c->program, "output") != NULL)
        return options_refuse(&c->error, "'%.*s': is no mask; a picture to write is -o %.*s",
                              options_shown(spec), spec, options_shown(spec), spec);
    if (status == STM_EINVAL && is_picture(spec))
        return options_refuse(&c->error, "'%.*s': is a picture, from which no mask is read",
                              options_shown(spec), spec);
    c->marked = spec;
    return status;
}

stm_status command_whole_mask(call *c, const char *spec, int64_t size, stm_mask **mask)
{
    stm_status status = stm_mask_from_spec(spec, size, mask, &c->error);
    return status == STM_OK ? STM_OK : refuse_spec(c, spec, status);
}

stm_status command_mask(call *c, const char *spec, stm_mask **mask)
{
    stm_mask *whole;
    const option *size = options_find(c->program, "size");
    int64_t of_file = 0;
    if (!size->given) { /* a mask of a file has a size of its own */
        stm_status status = stm_spec_own_size(spec, &of_file, &c->error);
        if (status != STM_OK)
            return refuse_spec(c, spec, status);
    }
    stm_status status = command_whole_mask(c, spec, of_file > 0 ? of_file : size->integer, &whole);
    if (status != STM_OK)
        return status;
    status = command_rectangle(c->program, whole, mask, &c->error);
    stm_mask_free(whole);
    return status;
}

void command_size_of_files(option *size, const char *const *specs, int num)
{
    int64_t of_file;
    for (int k = 0; k < num && !size->given; k++)
        if (stm_spec_own_size(specs[k], &of_file, NULL) == STM_OK && of_file > 0)
            size->integer = of_file;
}

stm_status command_format(const char *name, const char *text, bool written,
                          const stm_format **format, stm_error *error)
{
    size_t num;
    const stm_format *const *all = stm_format_list(&num);
    const char *what = written ? "write" : "read";
    stm_guess guess = {.text = text, .length = strlen(text)};
    const stm_format *found = stm_format_find(text);
    if (found != NULL && (written ? found->writes : found->reads)) {
        *format = found;
        return STM_OK;
    }
    for (size_t k = 0; k < num; k++)
        if (written ? all[k]->writes : all[k]->reads)
            stm_guess_offer(&guess, all[k]->name);
    if (guess.word != NULL)
        return options_refuse(error, "%s '%.*s': is no format to %s; did you mean %s?", name,
                              options_shown(text), text, what, guess.word);
    return options_refuse(error, "%s '%.*s': is no format to %s; stmask formats lists them", name,
                          options_shown(text), text, what);
}

void command_shown(stm_output *output, const char *text)
{
    char shown[1024];
    for (size_t left = strlen(text); left > 0;) {
        int part = stm_words_cut(text, left, 60); /* of which each byte may take ten */
        stm_output_write(output, shown, stm_words_show(shown, sizeof shown, text, (size_t)part));
        text += part;
        left -= (size_t)part;
    }
}

char *command_show(const char *text)
{
    size_t length = strlen(text), capacity = 10 * length + 1; /* of what a byte may take */
    char *shown = malloc(capacity);
    if (shown != NULL)
        stm_words_show(shown, capacity, text, length);
    return shown;
}

/* Writes a character beyond ASCII into a string, and returns its bytes. What a terminal would obey
 * or hide is escaped; a byte that is no UTF-8 becomes the character that stands for such. */
static size_t put_json_character(stm_output *output, const char *text)
{
    char shown[16];
    unsigned char first = (unsigned char)text[0];
    size_t size = strnlen(text, first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2);
    size_t length = stm_words_show(shown, sizeof shown, text, size);
    if (shown[0] == '\\' && shown[1] == 'x') {
        stm_output_printf(output, "\\ufffd");
        return 1;
    }
    if (shown[0] == '\\' && shown[1] == 'u')
        stm_output_write(output, shown, length);
    else
        stm_output_write(output, text, size);
    return size;
}

void command_json_string(stm_output *output, const char *text)
{
    stm_output_write(output, "\"", 1);
    for (const char *c = text; *c != '\0';) {
        unsigned char byte = (unsigned char)*c;
        if (byte >= 0x80) {
            c += put_json_character(output, c);
            continue;
        }
        if (byte == '"' || byte == '\\')
            stm_output_printf(output, "\\%c", byte);
        else if (byte < 0x20 || byte == 0x7f)
            stm_output_printf(output, "\\u%04x", byte);
        else
            stm_output_write(output, c, 1);
        c++;
    }
    stm_output_write(output, "\"", 1);
}
