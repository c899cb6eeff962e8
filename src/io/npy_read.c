/* Reads the header of a .npy file, whose dictionary is taken apart by its three keys, and its
 * numbers of any type. */
#include "io/npy_read.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/fail.h"

#define LONGEST 65536 /* header */

static stm_status bad(const stm__source *source, const char *what, const char *why,
                      stm_error *error)
{
    return stm__fail(error, STM_EINVAL, "%.300s: %s%s%s", source->input->path, what,
                     what[0] == '\0' ? "" : ": ", why);
}

/* What follows the key of a dict, or NULL. */
static const char *value_of(const char *text, const char *key)
{
    const char *at = strstr(text, key);
    if (at == NULL)
        return NULL;
    at += strlen(key);
    while (*at == ' ' || *at == ':')
        at++;
    return at;
}

/* Whether cells of that kind have that width. */
static bool is_type(char kind, int width)
{
    switch (kind) {
    case 'b':
        return width == 1;
    case 'f':
        return width == 2 || width == 4 || width == 8;
    case 'S':
        return true;
    case 'V':
        return width == 2;
    case 'i':
    case 'u':
        return width == 1 || width == 2 || width == 4 || width == 8;
    default:
        return false;
    }
}

/* False where it is no text; of a type that is not known, the kind is 0. */
static bool parse_type(const char *text, stm__npy *npy)
{
    if (text == NULL || *text == '\0')
        return false;
    bool quoted = *text == '\'' || *text == '"';
    text += quoted;
    size_t length = strcspn(text, quoted ? "'\"" : "]") + !quoted;
    snprintf(npy->type, sizeof npy->type, "%.*s", (int)stm__min((int64_t)length, 15), text);
    const char *type = npy->type;
    char order = '|';
    if (*type != '\0' && strchr("<>|=", *type) != NULL)
        order = *type++;
    npy->kind = 0;
    if (strcmp(type, "bfloat16") == 0) {
        npy->kind = 'V';
        npy->width = 2;
        npy->swap = order == (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? '>' : '<');
        return true;
    }
    if (!quoted || strlen(type) != 2 || type[1] < '1' || type[1] > '9' ||
        !is_type(type[0], type[1] - '0'))
        return true;
    npy->kind = type[0];
    npy->width = type[1] - '0';
    npy->swap = npy->width > 1 && npy->kind != 'S' &&
                order == (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? '>' : '<');
    return true;
}

static bool parse_shape(const char *text, stm__npy *npy)
{
    if (text == NULL || *text++ != '(')
        return false;
    npy->cells = 1;
    for (npy->num_dims = 0;;) {
        while (*text == ' ' || *text == ',')
            text++;
        if (*text == ')')
            return true;
        int64_t side = 0;
        if (*text < '0' || *text > '9' || npy->num_dims == STM__NPY_DIMS)
            return false;
        for (; *text >= '0' && *text <= '9'; text++)
            if (!stm__multiply(side, 10, &side) || __builtin_add_overflow(side, *text - '0', &side))
                return false;
        npy->shape[npy->num_dims++] = side;
        if (!stm__multiply(npy->cells, side, &npy->cells))
            return false;
    }
}

stm_status stm__npy_open_any(stm__source *source, const char *what, stm__npy *npy, stm_error *error)
{
    unsigned char head[12];
    stm_status status = stm__source_read(source, head, 10, error);
    if (status != STM_OK)
        return status;
    if (memcmp(head, "\x93NUMPY", 6) != 0 || head[6] < 1 || head[6] > 3)
        return bad(source, what, "is no NumPy array of format 1 to 3", error);
    size_t length = head[8] | (size_t)head[9] << 8;
    if (head[6] > 1) {
        status = stm__source_read(source, head + 10, 2, error);
        if (status != STM_OK)
            return status;
        length |= (size_t)head[10] << 16 | (size_t)head[11] << 24;
    }
    if (length > LONGEST)
        return bad(source, what, "has a header that is too long", error);
    char *text = malloc(length + 1);
    if (text == NULL)
        return stm__fail_memory(error, source->input->path);
    status = stm__source_read(source, text, length, error);
    if (status != STM_OK)
        goto done;
    text[length] = '\0';
    const char *order = value_of(text, "'fortran_order'");
    stm__npy new = {.kind = 0};
    int64_t bytes;
    if (order == NULL || (strncmp(order, "True", 4) != 0 && strncmp(order, "False", 5) != 0) ||
        !parse_shape(value_of(text, "'shape'"), &new) ||
        !parse_type(value_of(text, "'descr'"), &new))
        status = bad(source, what, "has a damaged header", error);
    else if (!stm__multiply(new.cells, new.width, &bytes) || bytes > source->left)
        status = bad(source, what, "has fewer bytes than its shape says", error);
    if (status == STM_OK) {
        new.fortran = order[0] == 'T';
        *npy = new;
    }
done:
    free(text);
    return status;
}

stm_status stm__npy_open(stm__source *source, const char *what, stm__npy *npy, stm_error *error)
{
    stm__npy any = {.kind = 0};
    stm_status status = stm__npy_open_any(source, what, &any, error);
    if (status != STM_OK)
        return status;
    /* ml_dtypes writes <V2; what numpy itself holds as raw bytes is |V2. */
    if (any.kind == 'V' && any.type[0] != '|' && any.type[0] != '=' && any.type[0] != 'V') {
        any.kind = 'f';
        any.brain = true;
    }
    if (any.kind == 0 || any.kind == 'V') {
        char sentence[128];
        snprintf(sentence, sizeof sentence, "cells of type '%s'%s: must be bool, integer or float",
                 any.type,
                 any.kind == 'V' ? ", raw bytes of which nothing says what they are" : "");
        return bad(source, what, sentence, error);
    }
    *npy = any;
    return STM_OK;
}

static uint64_t bits_of(const stm__npy *npy, const unsigned char *bytes)
{
    uint64_t bits = 0;
    bool little = (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) != npy->swap;
    for (int k = 0; k < npy->width; k++)
        bits = bits << 8 | bytes[little ? npy->width - 1 - k : k];
    return bits;
}

int64_t stm__npy_integer(const stm__npy *npy, const unsigned char *bytes)
{
    uint64_t bits = bits_of(npy, bytes);
    int unused = 64 - 8 * npy->width;
    if (npy->kind == 'i')
        return (int64_t)(bits << unused) >> unused;
    return bits > INT64_MAX ? INT64_MAX : (int64_t)bits;
}

static double half(uint64_t bits)
{
    int exponent = (int)(bits >> 10 & 31);
    double fraction = (double)(bits & 1023) / 1024, value;
    if (exponent == 31)
        value = fraction == 0 ? (double)INFINITY : (double)NAN;
    else
        value = exponent == 0 ? ldexp(fraction, -14) : ldexp(1 + fraction, exponent - 15);
    return bits >> 15 ? -value : value;
}

double stm__npy_float(const stm__npy *npy, const unsigned char *bytes)
{
    uint64_t bits = bits_of(npy, bytes);
    uint32_t word = (uint32_t)bits;
    float single;
    double value;
    if (npy->brain) /* the upper half of a float32 */
        word <<= 16;
    else if (npy->width == 2)
        return half(bits);
    if (npy->width == 4 || npy->brain) {
        memcpy(&single, &word, sizeof single);
        return (double)single;
    }
    memcpy(&value, &bits, sizeof value);
    return value;
}

stm_status stm__npy_integers(const stm__zip_directory *directory, const char *name,
                             int64_t **integers, int64_t *num, stm_error *error)
{
    stm__source source;
    stm__npy npy;
    int64_t *out = NULL;
    stm_status status = stm__source_member(directory, name, &source, error);
    if (status != STM_OK)
        return status;
    status = stm__npy_open(&source, name, &npy, error);
    if (status == STM_OK && (npy.num_dims < 1 || (npy.kind != 'i' && npy.kind != 'u')))
        status = bad(&source, name, "must be an array of integers", error);
    if (status != STM_OK)
        goto done;
    out = malloc((size_t)stm__max(npy.cells, 1) * sizeof *out);
    if (out == NULL) {
        status = stm__fail_memory(error, source.input->path);
        goto done;
    }
    for (int64_t k = 0; k < npy.cells && status == STM_OK;) {
        unsigned char bytes[8192];
        int64_t part = stm__min(npy.cells - k, (int64_t)sizeof bytes / npy.width);
        status = stm__source_read(&source, bytes, (size_t)(part * npy.width), error);
        for (int64_t c = 0; c < part && status == STM_OK; c++)
            out[k++] = stm__npy_integer(&npy, bytes + c * npy.width);
    }
    if (status == STM_OK) {
        *integers = out;
        *num = npy.cells;
        out = NULL;
    }
done:
    free(out);
    stm__source_close(&source);
    return status;
}
