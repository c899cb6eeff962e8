#include "command.h"

#include <stdio.h>

int command_mask(const program *p, const char *spec, int64_t size, stm_mask **mask)
{
    stm_error error;
    stm_status status = stm_mask_from_spec(spec, size, mask, &error);
    if (status == STM_OK)
        return -1;
    int exit_status = run_fail(p, status, &error);
    if (status == STM_EINVAL && error.position >= 0 && error.position < 200) {
        fputs("  ", stderr);
        run_print_line(spec, 240);
        fprintf(stderr, "  %*s^\n", (int)error.position, "");
    }
    return exit_status;
}

void command_json_string(stm_output *output, const char *text)
{
    stm_output_write(output, "\"", 1);
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            stm_output_printf(output, "\\%c", *c);
        else if (*c < 0x20)
            stm_output_printf(output, "\\u%04x", *c);
        else
            stm_output_write(output, c, 1);
    }
    stm_output_write(output, "\"", 1);
}
