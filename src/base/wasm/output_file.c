/* Where there are no files to write, as in a browser, outputs hand their bytes to functions alone:
 * every other sink is refused when it is opened. */
#include <stdlib.h>

#include "base/fail.h"
#include "base/output.h"

stm_status stm_output_open(const char *path, stm_output **output, stm_error *error)
{
    (void)output;
    return stm__fail(error, STM_EINVAL, "%.300s: cannot be written: there are no files here", path);
}

stm_status stm_output_descriptor(int descriptor, const char *name, stm_output **output,
                                 stm_error *error)
{
    (void)descriptor, (void)output;
    return stm__fail(error, STM_EINVAL, "%.300s: cannot be written: there are no files here", name);
}

void stm__output_to_file(stm_output *output, size_t size)
{
    (void)size;
    output->status = STM_EIO;
}

void stm__output_finish_file(stm_output *output)
{
    (void)output;
}

void stm__output_keep_file(stm_output *output)
{
    (void)output;
}

void stm__output_drop_file(stm_output *output)
{
    (void)output;
}

stm_status stm_output_room(const stm_output *output, int64_t bytes, stm_error *error)
{
    (void)output, (void)bytes, (void)error;
    return STM_OK;
}

void stm_output_abandon_all(void)
{
}
