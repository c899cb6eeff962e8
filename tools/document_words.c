/* Lists of words that the completions offer: orders, formats, sets of colours, the first five
 * patterns, choices. */
#include "colours.h"
#include "document.h"
#include "five.h"

void document_put_orders(FILE *out, const char *separator)
{
    size_t num;
    const stm_order *const *orders = stm_order_list(&num);
    for (size_t k = 0; k < num; k++) {
        const stm_parameters *parameters = &orders[k]->parameters;
        fprintf(out, "%s%s", k == 0 ? "" : separator, orders[k]->name);
        for (int q = 0; q < parameters->num; q++)
            fprintf(out, "%s%s", q == 0 ? ":" : ",", parameters->items[q].name);
    }
}

void document_put_formats(FILE *out, bool to_read, const char *separator)
{
    size_t num;
    bool first = true;
    const stm_format *const *formats = stm_format_list(&num);
    for (size_t k = 0; k < num; k++)
        if (to_read ? formats[k]->reads : formats[k]->writes) {
            fprintf(out, "%s%s", first ? "" : separator, formats[k]->name);
            first = false;
        }
}

void document_put_five(FILE *out, const char *separator)
{
    for (int k = 0; k < NUM_FIVE; k++)
        fprintf(out, "%s%s", k == 0 ? "" : separator, five_pattern(k)->name);
}

void document_put_colours(FILE *out, const char *separator)
{
    for (int k = 0; colours_names[k] != NULL; k++)
        fprintf(out, "%s%s", k == 0 ? "" : separator, colours_names[k]);
}

void document_put_choices(FILE *out, const option *o, const char *separator)
{
    for (int k = 0; o->choices[k] != NULL; k++)
        fprintf(out, "%s%s", k == 0 ? "" : separator, o->choices[k]);
}
