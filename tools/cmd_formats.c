/* stmask formats: the exchange formats, from their descriptors. */
#include <inttypes.h>

#include "command.h"

enum { HELP, JSON };

static option table[] = {OPTION_HELP, OPTION_JSON};

static void put_text(stm_output *output, const stm_format *f)
{
    stm_output_printf(output, "%-18s %-6s %-6s %s", f->name, f->extension,
                      f->writes && f->reads ? "both"
                      : f->writes           ? "export"
                                            : "import",
                      f->summary);
    if (f->block > 0)
        stm_output_printf(output, "; blocks of %" PRId64, f->block);
    stm_output_printf(output, "\n");
}

static void put_json(stm_output *output, const stm_format *f)
{
    stm_output_printf(output, "  {\"name\": \"%s\", \"extension\": \"%s\", \"summary\": ", f->name,
                      f->extension);
    command_json_string(output, f->summary);
    stm_output_printf(output,
                      ", \"export\": %s, \"import\": %s, \"heads\": %s, \"block\": %" PRId64
                      ", \"rectangles\": %s}",
                      f->writes ? "true" : "false", f->reads ? "true" : "false",
                      f->heads ? "true" : "false", f->block, f->rectangles ? "true" : "false");
}

static stm_status run(call *c)
{
    stm_output *output;
    stm_status status = run_stdout(&output, &c->error);
    if (status != STM_OK)
        return status;
    size_t num;
    const stm_format *const *formats = stm_format_list(&num);
    bool json = table[JSON].given;
    if (json)
        stm_output_printf(output, "[\n");
    for (size_t k = 0; k < num; k++) {
        (json ? put_json : put_text)(output, formats[k]);
        if (json)
            stm_output_printf(output, "%s\n", k + 1 < num ? "," : "");
    }
    if (json)
        stm_output_printf(output, "]\n");
    return stm_output_close(output, &c->error);
}

command cmd_formats = {
    .program = {.name = "stmask formats",
                .operands = "",
                .summary = "the files that masks are written to and read from",
                .details =
                    "With --json: name, extension, summary, export, import, heads (more "
                    "than one), block\n(the default side, 0 where there is none), rectangles "
                    "(a block may have other\nnumbers of queries and keys).\n",
                OPTIONS(table)},
    .run = run,
};
