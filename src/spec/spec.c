/* Reads specs by recursive descent: sums of products of operands, masks made as they are met. */
#include <stmask/spec.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "mask/mask.h"
#include "parameter/arguments.h"
#include "parameter/lookalike.h"
#include "parameter/text_slice.h"
#include "pattern/contract.h"
#include "spec/field_names.h"
#include "spec/parser.h"
#include "spec/registry.h"

static stm_status unknown_pattern(const char *whole, stm_text text, size_t length, stm_error *error)
{
    int64_t position = text.at - whole;
    stm_text name = {text.at, length};
    const char *meant = stm__field_name(name);
    if (length == 0)
        return stm__fail_at(error, position,
                            "spec '%.*s': needs the name of a pattern first, such as strided; "
                            "stmask list has all of them",
                            stm__shown(text), text.at);
    if (meant != NULL)
        return stm__fail_at(error, position, "pattern '%.*s': is not known; in the field it %s",
                            stm__shown(name), name.at, meant);
    if ((meant = stm__pattern_near(name)) != NULL)
        return stm__fail_at(error, position, "pattern '%.*s': is not known; did you mean %s?",
                            stm__shown(name), name.at, meant);
    if (memchr(name.at, '.', length) != NULL || memchr(name.at, '/', length) != NULL)
        return stm__fail_at(error, position,
                            "pattern '%.*s': is not known; a mask in a file is file:path=%.*s",
                            stm__shown(name), name.at, stm__shown(name), name.at);
    return stm__fail_at(error, position,
                        "pattern '%.*s': is not known; stmask list has all that there are",
                        stm__shown(name), name.at);
}

/* Reads one pattern, the whole of `text`; as stm__arguments_parse does. */
static stm_status parse_pattern(const char *whole, stm_text text, const stm_pattern **pattern,
                                stm_arguments *arguments, stm_error *error)
{
    const char *colon = memchr(text.at, ':', text.length);
    size_t length = colon == NULL ? text.length : (size_t)(colon - text.at);
    const stm_pattern *found = stm__pattern_named((stm_text){text.at, length});
    if (found == NULL)
        return unknown_pattern(whole, text, length, error);
    stm_arguments values = stm_pattern_defaults(found);
    stm_status status =
        stm__arguments_parse(whole, (stm_text){text.at + length, text.length - length},
                             &found->parameters, &values, error);
    if (status != STM_OK)
        return status;
    *pattern = found;
    *arguments = values;
    return STM_OK;
}

stm_status stm_spec_parse(const char *spec, const stm_pattern **pattern, stm_arguments *arguments,
                          stm_error *error)
{
    stm_text text = stm__text(spec);
    stm_status status = parse_pattern(spec, text, pattern, arguments, error);
    if (status == STM_OK)
        stm__arguments_drop_lists(&(*pattern)->parameters, arguments);
    if (status == STM_EINVAL)
        stm__lookalike_explain(spec, spec + text.length, error);
    return status;
}

/* A spec being read: what is left of it. */
typedef struct parser {
    const char *whole, *at, *end;
    stm_maker *maker;
    stm_error *error;
} parser;

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_spaces(parser *p)
{
    while (p->at < p->end && is_space(*p->at))
        p->at++;
}

stm_status stm__spec_placeholder(stm_mask **mask, stm_error *error)
{
    return stm_mask_new(&stm__pattern_dense, NULL, 1, mask, error);
}

static stm_status make(parser *p, const stm_pattern *pattern, const stm_arguments *arguments,
                       stm_mask **mask)
{
    stm_status status = stm_pattern_check(pattern, arguments, p->error);
    return status != STM_OK ? status : pattern->make(arguments, p->maker, mask, p->error);
}

/* Looks for the size that a pattern's arguments say. */
static stm_status probe(parser *p, const stm_pattern *pattern, const stm_arguments *arguments,
                        stm_mask **mask)
{
    int64_t size = 0;
    stm_status status = stm_pattern_check(pattern, arguments, p->error);
    if (status == STM_OK && pattern->own_size != NULL)
        status = pattern->own_size(arguments, &size, p->error);
    p->maker->size = stm__max(p->maker->size, size);
    return status == STM_OK ? stm__spec_placeholder(mask, p->error) : status;
}

static stm_status parse_sum(parser *p, stm_mask **mask);

/* One pattern, one set's spec, or a sum in parentheses. */
static stm_status parse_operand(parser *p, stm_mask **mask)
{
    skip_spaces(p);
    const char *from = p->at;
    if (++p->maker->operands > STM_SPEC_MAX_OPERANDS)
        return stm__fail_at(p->error, from - p->whole, "spec: has more than %d patterns",
                            STM_SPEC_MAX_OPERANDS);
    if (from < p->end && *from == '(') {
        if (++p->maker->depth > STM_SPEC_MAX_DEPTH)
            return stm__fail_at(p->error, from - p->whole,
                                "spec: parentheses are more than %d deep at character %" PRId64,
                                STM_SPEC_MAX_DEPTH, stm__character(p->whole, from));
        p->at++;
        stm_status status = parse_sum(p, mask);
        if (status != STM_OK)
            return status;
        p->maker->depth--;
        if (p->at == p->end) {
            stm_mask_free(*mask);
            return stm__fail_at(p->error, from - p->whole,
                                "spec: the parenthesis at character %" PRId64 " is not closed",
                                stm__character(p->whole, from));
        }
        p->at++;
        return STM_OK;
    }
    p->at = stm__value_end(from, p->end, " \t\n\r+&)");
    stm_text text = {from, (size_t)(p->at - from)};
    if (text.length > 0 && *from == '@')
        return stm__spec_of_set(p->whole, (stm_text){from + 1, text.length - 1}, p->maker, mask,
                                p->error);
    const stm_pattern *pattern = NULL;
    stm_arguments arguments;
    bool found = false;
    stm_status status = stm__spec_of_name(text, p->maker, &found, mask, p->error);
    if (found)
        return status;
    if (text.length == 0)
        return unknown_pattern(p->whole, (stm_text){from, (size_t)(p->end - from)}, 0, p->error);
    status = parse_pattern(p->whole, text, &pattern, &arguments, p->error);
    if (status != STM_OK)
        return status;
    if (pattern->make != NULL)
        status = make(p, pattern, &arguments, mask);
    else if (p->maker->probe)
        status = probe(p, pattern, &arguments, mask);
    else
        status = stm__mask_of_arguments(pattern, &arguments, p->maker->size, mask, p->error);
    stm__arguments_drop_lists(&pattern->parameters, &arguments);
    if (status == STM_EINVAL && p->error != NULL && p->error->position < 0)
        p->error->position = from - p->whole;
    return status;
}

/* Puts *left and an operand that begins at `from` together, in the place of *left. */
static stm_status compose(parser *p, stm_operation operation, const char *from, stm_mask **left,
                          stm_mask *right)
{
    stm_mask *both = NULL;
    stm_status status = stm_mask_compose(operation, *left, right, &both, p->error);
    stm_mask_free(right);
    if (status != STM_OK) {
        if (p->error != NULL)
            p->error->position = from - p->whole;
        return status;
    }
    stm_mask_free(*left);
    *left = both;
    return STM_OK;
}

/* Operands with & between them. */
static stm_status parse_product(parser *p, stm_mask **mask)
{
    stm_mask *left, *right;
    stm_status status = parse_operand(p, &left);
    if (status != STM_OK)
        return status;
    for (;;) {
        skip_spaces(p);
        if (p->at == p->end || *p->at != '&')
            break;
        p->at++;
        skip_spaces(p);
        const char *from = p->at;
        status = parse_operand(p, &right);
        if (status == STM_OK)
            status = compose(p, STM_INTERSECTION, from, &left, right);
        if (status != STM_OK) {
            stm_mask_free(left);
            return status;
        }
    }
    *mask = left;
    return STM_OK;
}

/* The operator at the parser's place, after spaces; false at the end of the sum. */
static stm_status parse_sign(parser *p, bool *more, stm_operation *operation)
{
    *more = p->at < p->end && *p->at != ')';
    if (!*more)
        return STM_OK;
    bool apart = is_space(p->at[-1]) && p->at + 1 < p->end && is_space(p->at[1]);
    if (*p->at == '-' && !apart)
        return stm__fail_at(p->error, p->at - p->whole,
                            "spec: the '-' at character %" PRId64 " needs a space on both sides",
                            stm__character(p->whole, p->at));
    int next = 1; /* the bytes of this character */
    while (p->at + next < p->end && ((unsigned char)p->at[next] & 0xc0) == 0x80)
        next++;
    if (*p->at != '+' && *p->at != '-')
        return stm__fail_at(p->error, p->at - p->whole,
                            "spec: '%.*s' at character %" PRId64
                            ": +, & or - has to stand between masks",
                            next, p->at, stm__character(p->whole, p->at));
    *operation = *p->at++ == '+' ? STM_UNION : STM_DIFFERENCE;
    return STM_OK;
}

/* Products with + and - between them, up to a closing parenthesis or the end. */
static stm_status parse_sum(parser *p, stm_mask **mask)
{
    stm_mask *left, *right;
    stm_status status = parse_product(p, &left);
    if (status != STM_OK)
        return status;
    for (;;) {
        bool more;
        stm_operation operation = STM_UNION;
        status = parse_sign(p, &more, &operation);
        if (status == STM_OK && !more)
            break;
        skip_spaces(p);
        const char *from = p->at;
        if (status == STM_OK)
            status = parse_product(p, &right);
        if (status == STM_OK)
            status = compose(p, operation, from, &left, right);
        if (status != STM_OK) {
            stm_mask_free(left);
            return status;
        }
    }
    *mask = left;
    return STM_OK;
}

stm_status stm__spec_nested(stm_text text, stm_maker *maker, stm_mask **mask, stm_error *error)
{
    if (++maker->depth > STM_SPEC_MAX_DEPTH)
        return stm__fail_at(error, text.at - maker->whole, "spec: masks are more than %d deep",
                            STM_SPEC_MAX_DEPTH);
    stm_status status = stm__spec_mask(maker->whole, text, maker, mask, error);
    if (status == STM_OK)
        maker->depth--;
    return status;
}

stm_status stm__spec_mask(const char *whole, stm_text text, stm_maker *maker, stm_mask **mask,
                          stm_error *error)
{
    parser p = {whole, text.at, text.at + text.length, maker, error};
    stm_mask *new = NULL;
    const char *outer = maker->whole;
    maker->whole = whole;
    stm_status status = parse_sum(&p, &new);
    maker->whole = outer;
    if (status == STM_EINVAL)
        stm__lookalike_explain(whole, text.at + text.length, error);
    if (status != STM_OK)
        return status;
    if (p.at < p.end) {
        stm_mask_free(new);
        return stm__fail_at(error, p.at - whole,
                            "spec: the parenthesis at character %" PRId64 " closes none",
                            stm__character(whole, p.at));
    }
    *mask = new;
    return STM_OK;
}

stm_status stm__spec_narrow(const stm_maker *maker, stm_mask **mask, stm_error *error)
{
    stm_mask *narrow = NULL;
    if (maker->operands > 1 || maker->own.num_queries == 0)
        return STM_OK;
    stm_status status = stm_mask_rectangle(*mask, &maker->own, &narrow, error);
    if (status == STM_OK) {
        stm_mask_free(*mask);
        *mask = narrow;
    }
    return status;
}

stm_status stm_mask_from_spec(const char *spec, int64_t size, stm_mask **mask, stm_error *error)
{
    stm_maker maker = {.size = size};
    stm_mask *new = NULL;
    stm_status status = stm__size_check(size, error);
    if (status == STM_OK)
        status = stm__spec_mask(spec, stm__text(spec), &maker, &new, error);
    if (status == STM_OK)
        status = stm__spec_narrow(&maker, &new, error);
    if (status == STM_OK)
        *mask = new;
    else
        stm_mask_free(new);
    return status;
}

stm_status stm__spec_nested_size(stm_text text, const stm_maker *maker, int64_t *size,
                                 stm_error *error)
{
    stm_maker prober = *maker;
    stm_mask *mask = NULL;
    prober.probe = true;
    prober.size = 0;
    stm_status status = stm__spec_nested(text, &prober, &mask, error);
    stm_mask_free(mask);
    if (status == STM_OK)
        *size = prober.size;
    return status;
}

stm_status stm__spec_nested_of_size(stm_text text, stm_maker *maker, int64_t size, stm_mask **mask,
                                    stm_error *error)
{
    int64_t outer = maker->size;
    stm_status status = stm__size_check(size, error);
    if (status != STM_OK)
        return status;
    maker->size = size;
    status = stm__spec_nested(text, maker, mask, error);
    maker->size = outer;
    return status;
}

stm_status stm__spec_name(stm_mask *mask, const stm_pattern *pattern,
                          const stm_arguments *arguments, const stm_mask *const *nested,
                          stm_error *error)
{
    stm_arguments own = *arguments;
    for (int k = 0; k < pattern->parameters.num; k++) {
        if (pattern->parameters.items[k].type != STM_PARAMETER_SPEC || own.text[k].length == 0)
            continue;
        const char *spec = stm_mask_spec(*nested++);
        if (spec == NULL)
            return STM_OK;
        own.text[k] = stm__text(spec);
    }
    size_t length = (size_t)stm_spec_format(pattern, &own, NULL, 0) + 1;
    char *spec = malloc(length);
    if (spec == NULL)
        return stm__fail_memory(error, "mask");
    stm_spec_format(pattern, &own, spec, length);
    free(mask->rule->spec);
    mask->rule->spec = spec;
    return STM_OK;
}

stm_status stm_spec_own_size(const char *spec, int64_t *size, stm_error *error)
{
    stm_maker maker = {.probe = true};
    stm_mask *mask = NULL;
    stm_status status = stm__spec_mask(spec, stm__text(spec), &maker, &mask, error);
    stm_mask_free(mask);
    if (status == STM_OK)
        *size = maker.size;
    return status;
}

int stm_spec_format(const stm_pattern *pattern, const stm_arguments *arguments, char *text,
                    size_t capacity)
{
    return stm__arguments_format(&pattern->parameters, arguments, text, capacity);
}
