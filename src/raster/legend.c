/* Finds which values occur in masks and what they mean, for legends. */
#include "raster/legend.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mask/mask.h"

static const char separator[] = " / ";

/* Whether `name` is one of the names in `names`. */
static bool has_name(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (;;) {
        const char *end = strstr(names, separator);
        size_t part = end == NULL ? strlen(names) : (size_t)(end - names);
        if (part == length && memcmp(names, name, length) == 0)
            return true;
        if (end == NULL)
            return false;
        names = end + strlen(separator);
    }
}

static void add_name(stm_legend_entry *entry, const char *name)
{
    size_t used = strlen(entry->name), length = strlen(name), gap = strlen(separator);
    if (used == 0) {
        snprintf(entry->name, sizeof entry->name, "%s", name);
    } else if (!has_name(entry->name, name) && used + gap + length < sizeof entry->name) {
        memcpy(entry->name + used, separator, gap);
        memcpy(entry->name + used + gap, name, length + 1);
    }
}

void stm_legend_add(stm_legend *legend, int32_t value, const char *name)
{
    int k = 0;
    while (k < legend->num && legend->entries[k].value < value)
        k++;
    if (k == legend->num || legend->entries[k].value != value) {
        if (legend->num == STM_NUM_COLOURS)
            return;
        memmove(&legend->entries[k + 1], &legend->entries[k],
                (size_t)(legend->num - k) * sizeof legend->entries[0]);
        legend->entries[k] = (stm_legend_entry){.value = value};
        legend->num++;
    }
    add_name(&legend->entries[k], name);
}

void stm_legend_merge(stm_legend *legend, const stm_legend *other)
{
    for (int k = 0; k < other->num; k++) {
        const char *names = other->entries[k].name, *end;
        for (; (end = strstr(names, separator)) != NULL; names = end + strlen(separator)) {
            char name[sizeof other->entries[k].name];
            snprintf(name, sizeof name, "%.*s", (int)(end - names), names);
            stm_legend_add(legend, other->entries[k].value, name);
        }
        stm_legend_add(legend, other->entries[k].value, names);
    }
}

void stm__legend_add_occurring(stm_legend *legend, const stm_mask *mask,
                               const bool occurs[STM_NUM_COLOURS])
{
    for (int32_t value = 0; value < STM_NUM_COLOURS; value++) {
        bool other = value == STM_NUM_COLOURS - 1;
        const char *name = other ? NULL : stm_mask_value_name(mask, value);
        char own[24];
        if (name == NULL && occurs[value]) {
            snprintf(own, sizeof own, other ? "Other" : "Value %" PRId32, value);
            name = own;
        }
        if (name != NULL)
            stm_legend_add(legend, value, name);
    }
}

stm_status stm_legend_add_mask(stm_legend *legend, const stm_mask *mask, stm_error *error)
{
    bool occurs[STM_NUM_COLOURS] = {false};
    if (stm_mask_pattern(mask) == NULL) {
        stm_rectangle b = stm_mask_bounds(mask);
        stm_reader *reader;
        stm_status status = stm_reader_new(mask, &reader, error);
        for (int64_t r = 0; r < b.num_queries && status == STM_OK; r++) {
            const stm_run *runs;
            int64_t num_runs;
            status = stm_reader_row(reader, b.first_query + r, &runs, &num_runs);
            if (status != STM_OK) {
                stm__reader_failed(status, error);
                stm_reader_free(reader);
                break;
            }
            for (int64_t k = 0; k < num_runs; k++)
                occurs[stm__colour_number(runs[k].value)] = true;
        }
        if (status != STM_OK)
            return status;
        stm_reader_free(reader);
    }
    stm__legend_add_occurring(legend, mask, occurs);
    return STM_OK;
}
