/* Tells the script what there is: patterns and orders with their tables of parameters, formats, and
 * the limits, so that it knows none of them by itself. */
#include <inttypes.h>

#include "glue.h"

static void put_parameters(stm_output *output, const stm_parameters *parameters)
{
    static const char *const types[] = {"integer", "choice", "pair", "list", "text", "spec"};
    stm_output_printf(output, ", \"parameters\": [");
    for (int k = 0; k < parameters->num; k++) {
        const stm_parameter *p = &parameters->items[k];
        stm_output_printf(output, "%s{\"name\": ", k == 0 ? "" : ",");
        glue_string(output, p->name);
        stm_output_printf(output,
                          ", \"type\": \"%s\", \"default\": %" PRId64 ", \"minimum\": %" PRId64
                          ", \"maximum\": %" PRId64 ", \"help\": ",
                          types[p->type], p->default_value, p->minimum, p->maximum);
        glue_string(output, p->help);
        stm_output_printf(output, ", \"default_text\": ");
        glue_string(output, p->default_text);
        stm_output_printf(output, ", \"example\": ");
        glue_string(output, p->example);
        stm_output_printf(output, ", \"choices\": [");
        for (int c = 0; p->choices != NULL && p->choices[c] != NULL; c++) {
            stm_output_printf(output, c == 0 ? "" : ",");
            glue_string(output, p->choices[c]);
        }
        stm_output_printf(output, "]}");
    }
    stm_output_printf(output, "]}");
}

/* A title says of an order whether its lines are rows or columns. */
static void put_named(stm_output *output, const char *name, const char *title, const char *summary,
                      const stm_parameters *parameters, bool first)
{
    stm_output_printf(output, "%s{\"name\": ", first ? "" : ",");
    glue_string(output, name);
    stm_output_printf(output, ", \"title\": ");
    glue_string(output, title);
    stm_output_printf(output, ", \"summary\": ");
    glue_string(output, summary);
    put_parameters(output, parameters);
}

static void put_formats(stm_output *output)
{
    size_t num;
    const stm_format *const *formats = stm_format_list(&num);
    const char *comma = "";
    for (size_t k = 0; k < num; k++) {
        if (!formats[k]->writes || formats[k]->companion)
            continue;
        stm_output_printf(output, "%s{\"name\": ", comma);
        glue_string(output, formats[k]->name);
        stm_output_printf(output, ", \"extension\": ");
        glue_string(output, formats[k]->extension);
        stm_output_printf(output, ", \"summary\": ");
        glue_string(output, formats[k]->summary);
        stm_output_printf(output, "}");
        comma = ",";
    }
}

int GLUE(stm_web_list)(void)
{
    stm_output *output = glue_begin();
    size_t num;
    if (output == NULL)
        return glue_end(NULL, STM_OK, NULL);
    stm_output_printf(output, "{\"version\": \"%s\", \"most\": %" PRId64 ", \"patterns\": [",
                      stm_version(), STM_MAX_SIZE);
    const stm_pattern *const *patterns = stm_pattern_list(&num);
    for (size_t k = 0; k < num; k++)
        put_named(output, patterns[k]->name, patterns[k]->title, patterns[k]->summary,
                  &patterns[k]->parameters, k == 0);
    stm_output_printf(output, "], \"orders\": [");
    const stm_order *const *orders = stm_order_list(&num);
    for (size_t k = 0; k < num; k++)
        put_named(output, orders[k]->name, orders[k]->by_columns ? "columns" : "rows",
                  orders[k]->summary, &orders[k]->parameters, k == 0);
    stm_output_printf(output, "], \"formats\": [");
    put_formats(output);
    stm_output_printf(output, "], \"density\": [");
    for (int k = 0; k < STM_DENSITY_STEPS; k++) {
        stm_colour c = stm_density_colour(k);
        stm_output_printf(output, "%s[%d,%d,%d]", k == 0 ? "" : ",", c.red, c.green, c.blue);
    }
    stm_output_printf(output, "], \"values\": [");
    for (int k = 0; k < STM_NUM_COLOURS; k++) {
        stm_colour c = stm_value_colour(k);
        stm_output_printf(output, "%s[%d,%d,%d]", k == 0 ? "" : ",", c.red, c.green, c.blue);
    }
    stm_output_printf(output, "]}");
    return glue_end(output, STM_OK, NULL);
}
