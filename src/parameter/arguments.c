/* The values of a table of parameters: defaults, checks, and copies to be kept. */
#include "parameter/arguments.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "parameter/kind.h"
#include "parameter/list.h"
#include "parameter/table.h"
#include "parameter/text_slice.h"

const char *const stm__no_yes[3] = {"no", "yes", NULL};
const char *const stm__yes_no[3] = {"yes", "no", NULL};

int stm__parameter_find(const stm_parameters *parameters, stm_text name)
{
    for (int k = 0; k < parameters->num; k++)
        if (stm__text_is(name, parameters->items[k].name))
            return k;
    return -1;
}

stm_arguments stm__arguments_defaults(const stm_parameters *parameters)
{
    stm_arguments arguments = {.prepared = NULL};
    for (int k = 0; k < parameters->num; k++) {
        const stm_parameter *p = &parameters->items[k];
        arguments.integer[k] = p->default_value;
        if (stm__parameter_is_text(p) && p->default_text != NULL)
            arguments.text[k] = stm__text(p->default_text);
    }
    return arguments;
}

static stm_status check_integer(const stm_parameter *p, int64_t value, stm_error *error)
{
    return stm__check_range(p->name, value, p->minimum, p->maximum, error);
}

static stm_status check_text(const stm_parameter *p, stm_text text, stm_error *error)
{
    bool spec = p->type == STM_PARAMETER_SPEC;
    if (text.at != NULL)
        return STM_OK;
    return stm__fail(error, STM_EINVAL, "%s: has to be given, as in %s=%s%s%s", p->name, p->name,
                     spec ? "(" : "", p->example, spec ? ")" : "");
}

stm_status stm__arguments_check(const stm_parameters *parameters, const stm_arguments *arguments,
                                stm_error *error)
{
    stm_status status = STM_OK;
    for (int k = 0; k < parameters->num && status == STM_OK; k++) {
        const stm_parameter *p = &parameters->items[k];
        int64_t integer = arguments->integer[k];
        if (stm__parameter_is_text(p)) {
            status = check_text(p, arguments->text[k], error);
        } else if (p->type == STM_PARAMETER_PAIR) {
            status = check_integer(p, stm_pair_rows(integer), error);
            if (status == STM_OK)
                status = check_integer(p, stm_pair_columns(integer), error);
        } else {
            status = check_integer(p, integer, error);
        }
    }
    return status;
}

static stm_status keep_text(const stm_parameter *p, stm_text text, stm_text *kept, stm_error *error)
{
    char *copy = stm__text_copy(text);
    if (copy == NULL)
        return stm__fail_memory(error, p->name);
    *kept = (stm_text){copy, text.length};
    return STM_OK;
}

static stm_status keep_list(const stm_parameter *p, stm_text text, const stm_list **given,
                            const stm_list **kept, stm_error *error)
{
    stm_list *list = (stm_list *)*given;
    stm_status status = STM_OK;
    if (list == NULL && text.length > 0)
        status = stm__list_read(p->name, text, p->minimum, p->maximum, &list, error);
    *given = NULL;
    *kept = list;
    return status;
}

stm_status stm__arguments_keep(const stm_parameters *parameters, stm_arguments *arguments,
                               stm_arguments *kept, stm_error *error)
{
    memcpy(kept->integer, arguments->integer, sizeof kept->integer);
    stm_status status = STM_OK;
    for (int k = 0; k < parameters->num && status == STM_OK; k++) {
        const stm_parameter *p = &parameters->items[k];
        stm_text text = arguments->text[k];
        if (text.at == NULL)
            continue;
        status = keep_text(p, text, &kept->text[k], error);
        if (status == STM_OK && p->type == STM_PARAMETER_LIST)
            status = keep_list(p, text, &arguments->list[k], &kept->list[k], error);
    }
    return status;
}

void stm__arguments_drop(const stm_parameters *parameters, stm_arguments *kept)
{
    stm__arguments_drop_lists(parameters, kept);
    for (int k = 0; k < parameters->num; k++)
        free((char *)kept->text[k].at);
}

void stm__arguments_drop_lists(const stm_parameters *parameters, stm_arguments *arguments)
{
    for (int k = 0; k < parameters->num; k++) {
        free((stm_list *)arguments->list[k]);
        arguments->list[k] = NULL;
    }
}
