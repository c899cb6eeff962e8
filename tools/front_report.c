/* Writes a front as a table, as JSON and as CSV. */
#include "front_report.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

/* Whole numbers in full, others to nine digits. */
static void number_text(double value, char text[40])
{
    if (value == floor(value) && fabs(value) < 9e15)
        snprintf(text, 40, "%.0f", value);
    else
        snprintf(text, 40, "%.9g", value);
}

static const char *value_of(const stm_front *front, int64_t k, int64_t p, char text[40])
{
    stm_front_point point = stm_front_at(front, k);
    if (p >= 2)
        return stm_front_value(front, k, p - 2);
    number_text(p == 0 ? point.x : point.y, text);
    return text;
}

static const char *name_of(const stm_front *front, int64_t p)
{
    const stm_front_summary *s = stm_front_summarise(front);
    return p == 0 ? s->x : p == 1 ? s->y : stm_front_parameter(front, p - 2);
}

/* Columns are as wide as their widest value. */
static int width_of(const stm_front *front, int64_t p)
{
    char text[40];
    const stm_front_summary *s = stm_front_summarise(front);
    size_t width = strlen(name_of(front, p));
    for (int64_t k = 0; k < s->num; k++) {
        size_t length = strlen(value_of(front, k, p, text));
        width = length > width ? length : width;
    }
    return (int)width;
}

void front_put_text(const stm_front *front, stm_output *output)
{
    char text[40];
    const stm_front_summary *s = stm_front_summarise(front);
    stm_output_printf(output, "%" PRId64 " of %" PRId64 " designs are on the front of %s and %s",
                      s->num, s->designs, s->x_title, s->y_title);
    if (s->without > 0)
        stm_output_printf(output, "; %" PRId64 " lack a number", s->without);
    stm_output_printf(output, "\n");
    for (int64_t k = -1; k < s->num; k++)
        for (int64_t p = 0; p < s->parameters + 2; p++) {
            const char *value = k < 0 ? name_of(front, p) : value_of(front, k, p, text);
            bool last = p + 1 == s->parameters + 2;
            int width = last && p >= 2 ? 0 : width_of(front, p);
            stm_output_printf(output, p < 2 ? "%*s%s" : "%-*s%s", width, value, last ? "\n" : "  ");
        }
}

void front_put_json(const stm_front *front, stm_output *output)
{
    const stm_front_summary *s = stm_front_summarise(front);
    stm_output_printf(output, "{\"x\": ");
    command_json_string(output, s->x);
    stm_output_printf(output, ", \"y\": ");
    command_json_string(output, s->y);
    stm_output_printf(output,
                      ", \"designs\": %" PRId64 ", \"without\": %" PRId64 ", \"parameters\": [",
                      s->designs, s->without);
    for (int64_t p = 0; p < s->parameters; p++) {
        stm_output_printf(output, "%s", p == 0 ? "" : ", ");
        command_json_string(output, stm_front_parameter(front, p));
    }
    stm_output_printf(output, "],\n \"front\": [");
    for (int64_t k = 0; k < s->num; k++) {
        stm_front_point point = stm_front_at(front, k);
        stm_output_printf(output, "%s{\"x\": %.17g, \"y\": %.17g, \"key\": ", k == 0 ? "" : ",\n  ",
                          point.x, point.y);
        command_json_string(output, point.key);
        stm_output_printf(output, ", \"designs\": %" PRId64, point.designs);
        for (int64_t p = 0; p < s->parameters; p++) {
            stm_output_printf(output, ", ");
            command_json_string(output, stm_front_parameter(front, p));
            stm_output_printf(output, ": ");
            command_json_string(output, stm_front_value(front, k, p));
        }
        stm_output_printf(output, "}");
    }
    stm_output_printf(output, "]}\n");
}

/* A field of CSV (RFC 4180). */
static void put_field(stm_output *output, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        stm_output_printf(output, "%s", text);
        return;
    }
    stm_output_printf(output, "\"");
    for (; *text != '\0'; text++)
        stm_output_printf(output, *text == '"' ? "\"\"" : "%c", *text);
    stm_output_printf(output, "\"");
}

void front_put_csv(const stm_front *front, stm_output *output)
{
    const stm_front_summary *s = stm_front_summarise(front);
    put_field(output, s->x);
    stm_output_printf(output, ",");
    put_field(output, s->y);
    stm_output_printf(output, ",key,designs");
    for (int64_t p = 0; p < s->parameters; p++) {
        stm_output_printf(output, ",");
        put_field(output, stm_front_parameter(front, p));
    }
    stm_output_printf(output, "\n");
    for (int64_t k = 0; k < s->num; k++) {
        stm_front_point point = stm_front_at(front, k);
        stm_output_printf(output, "%.17g,%.17g,%s,%" PRId64, point.x, point.y, point.key,
                          point.designs);
        for (int64_t p = 0; p < s->parameters; p++) {
            stm_output_printf(output, ",");
            put_field(output, stm_front_value(front, k, p));
        }
        stm_output_printf(output, "\n");
    }
}
