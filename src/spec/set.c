/* Sets: reads the text of a file line by line, then finds the line of every head. */
#include "spec/set.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/input.h"

enum { MOST_BYTES = 1 << 26 };

void stm__set_line_clear(stm__set_line *line)
{
    free(line->name);
    free(line->spec);
    free(line->layers.ranges);
    free(line->heads.ranges);
}

void stm_set_free(stm_set *set)
{
    if (set == NULL)
        return;
    for (int64_t k = 0; k < set->num; k++)
        stm__set_line_clear(&set->lines[k]);
    free(set->lines);
    free(set->owner);
    free(set->names);
    free(set->path);
    free(set);
}

stm_status stm_set_read(const char *path, stm_set **set, stm_error *error)
{
    char *text;
    size_t length;
    stm_status status = stm__input_text(path, MOST_BYTES, &text, &length, error);
    if (status != STM_OK)
        return status;
    stm_set *new = calloc(1, sizeof *new);
    if (new == NULL || (new->path = strdup(path)) == NULL)
        status = stm__fail_memory(error, "set");
    if (status == STM_OK)
        status = stm__set_parse(new, text, length, error);
    if (status == STM_OK)
        status = stm__set_sort_names(new, error);
    if (status == STM_OK)
        status = stm__set_find_owners(new, error);
    free(text);
    if (status != STM_OK) {
        stm_set_free(new);
        return status;
    }
    *set = new;
    return STM_OK;
}

int64_t stm_set_layers(const stm_set *set)
{
    return set->layers;
}

int64_t stm_set_heads(const stm_set *set)
{
    return set->heads;
}

const char *stm_set_spec(const stm_set *set, int64_t layer, int64_t head)
{
    if (layer < 0 || layer >= set->layers || head < 0 || head >= set->heads)
        return NULL;
    return set->lines[set->owner[layer * set->heads + head]].spec;
}
