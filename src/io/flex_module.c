/* Writes the Python module beside the arrays of flex: a loader of BlockMask, and a mask_mod that
 * looks cells up. */
#include "io/flex_module.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stmask/version.h>

#include "base/fail.h"
#include "base/input.h"

/* What does not depend on the mask. The search is unrolled and uses tensors of indices only, so
 * that torch.vmap and torch.compile take it. */
static const char module_text[] =
    "import os\n"
    "\n"
    "import numpy\n"
    "import torch\n"
    "from torch.nn.attention.flex_attention import BlockMask\n"
    "\n"
    "PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), FILE)\n"
    "\n"
    "with numpy.load(PATH) as _arrays:\n"
    "    _start = torch.from_numpy(_arrays[\"stm_run_start\"].reshape(-1))\n"
    "    # One run more, which sees nothing, so that the search always has one to look at.\n"
    "    _first = torch.from_numpy(numpy.append(_arrays[\"stm_run_first\"],\n"
    "                                           numpy.int32(2**31 - 1)))\n"
    "    _last = torch.from_numpy(numpy.append(_arrays[\"stm_run_last\"], numpy.int32(-1)))\n"
    "    _step = torch.from_numpy(numpy.append(_arrays[\"stm_run_step\"], numpy.int32(1)))\n"
    "    _rounds = int(numpy.diff(_arrays[\"stm_run_start\"]).max()).bit_length()\n"
    "\n"
    "\n"
    "def use_device(device):\n"
    "    \"\"\"Moves what mask_mod looks up to the device of the queries and keys.\"\"\"\n"
    "    global _start, _first, _last, _step\n"
    "    _start, _first = _start.to(device), _first.to(device)\n"
    "    _last, _step = _last.to(device), _step.to(device)\n"
    "\n"
    "\n"
    "def mask_mod(b, h, q_idx, kv_idx):\n"
    "    \"\"\"Whether query q_idx sees key kv_idx, both counted from the first of the "
    "mask.\"\"\"\n"
    "    row = q_idx + h * (QUERIES + 1) if MASKS > 1 else q_idx\n"
    "    begin = _start[row]\n"
    "    low, high = begin, _start[row + 1]\n"
    "    for _ in range(_rounds):  # the runs of the query that begin at the key or before it\n"
    "        middle = (low + high) // 2\n"
    "        up = (low < high) & (_first[middle] <= kv_idx)\n"
    "        down = (low < high) & (_first[middle] > kv_idx)\n"
    "        low = torch.where(up, middle + 1, low)\n"
    "        high = torch.where(down, middle, high)\n"
    "    run = torch.where(low > begin, low - 1, low)\n"
    "    far = kv_idx - _first[run]\n"
    "    return (low > begin) & (kv_idx <= _last[run]) & (far % _step[run] == 0)\n"
    "\n"
    "\n"
    "def load_block_mask(path=None, device=\"cpu\"):\n"
    "    \"\"\"The BlockMask, for flex_attention(query, key, value, block_mask=...).\"\"\"\n"
    "    use_device(device)\n"
    "    with numpy.load(PATH if path is None else path) as arrays:\n"
    "        block = tuple(int(side) for side in arrays[\"stm_block\"])\n"
    "        parts = [torch.from_numpy(arrays[name]).to(device) for name in (\n"
    "            \"kv_num_blocks\", \"kv_indices\", \"full_kv_num_blocks\", \"full_kv_indices\")]\n"
    "    return BlockMask.from_kv_blocks(*parts, BLOCK_SIZE=block, mask_mod=mask_mod,\n"
    "                                    seq_lengths=(QUERIES, KEYS))\n";

/* How every module begins, by which one that may be replaced is known. */
static const char ours[] = "\"\"\"A mask for PyTorch FlexAttention, written by stmask ";

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* What no module beside another can be named: Python's words, and what the module imports. */
static const char *const taken[] = {
    "False",   "None",     "True",     "and",    "as",   "assert", "async",  "await",
    "break",   "class",    "continue", "def",    "del",  "elif",   "else",   "except",
    "finally", "for",      "from",     "global", "if",   "import", "in",     "is",
    "lambda",  "nonlocal", "not",      "or",     "pass", "raise",  "return", "try",
    "while",   "with",     "yield",    "numpy",  "os",   "torch"};

/* Whether `import NAME` finds a module of that name. Bytes of other letters than ASCII's pass. */
static bool can_be_imported(const char *name, size_t length)
{
    for (size_t k = 0; k < length; k++) {
        unsigned char c = (unsigned char)name[k];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
        if (!letter && (k == 0 || c < '0' || c > '9'))
            return false;
    }
    for (size_t k = 0; k < sizeof taken / sizeof *taken; k++)
        if (strlen(taken[k]) == length && memcmp(taken[k], name, length) == 0)
            return false;
    return length > 0;
}

/* Whether what stands there, if anything, is a module that was written here. */
static stm_status check_ours(const char *name, stm_error *error)
{
    stm__input input = {.file = NULL};
    char head[sizeof ours] = "";
    if (access(name, F_OK) != 0)
        return STM_OK;
    stm_status status = stm__input_open(name, &input, error);
    if (status != STM_OK)
        return status;
    size_t got = stm__input_read(&input, head, sizeof ours - 1);
    stm__input_close(&input);
    if (got == 0 || (got == sizeof ours - 1 && memcmp(head, ours, got) == 0))
        return STM_OK;
    return stm__fail(
        error, STM_EINVAL,
        "%.300s: is a file that stmask did not write, which the module beside the array "
        "would replace: give the array another name",
        name);
}

stm_status stm__flex_module_open(const char *path, stm_output **output, stm_error *error)
{
    size_t length = strlen(path);
    const char *dot = strrchr(name_of(path), '.');
    if (dot != NULL && dot != name_of(path))
        length = (size_t)(dot - path);
    if (strcmp(path + length, ".py") == 0)
        return stm__fail(error, STM_EINVAL, "%.300s: must not be named .py, as the module is",
                         path);
    const char *module = name_of(path);
    if (!can_be_imported(module, length - (size_t)(module - path)))
        return stm__fail(error, STM_EINVAL,
                         "%.300s: the module beside it would be %.*s.py, which Python cannot "
                         "import: its name must be letters, digits and _, with no digit first, "
                         "and none of Python's words, os, numpy and torch",
                         path, (int)(length - (size_t)(module - path)), module);
    char *name = malloc(length + 4);
    if (name == NULL)
        return stm__fail_memory(error, path);
    memcpy(name, path, length);
    memcpy(name + length, ".py", 4);
    stm_status status = check_ours(name, error);
    if (status == STM_OK)
        status = stm_output_open(name, output, error);
    free(name);
    return status;
}

/* A string of Python. */
static int64_t put_string(stm_output *output, const char *text)
{
    int64_t bytes = 2;
    stm_output_write(output, "\"", 1);
    for (const char *c = text; *c != '\0'; c++) {
        char escaped[8];
        int length = snprintf(escaped, sizeof escaped,
                              *c == '"' || *c == '\\'                  ? "\\%c"
                              : (unsigned char)*c < 0x20 || *c == 0x7f ? "\\x%02x"
                                                                       : "%c",
                              *c);
        stm_output_write(output, escaped, (size_t)length);
        bytes += length;
    }
    stm_output_write(output, "\"", 1);
    return bytes;
}

stm_status stm__flex_module_write(const stm_mask *const *masks, int64_t num_masks, const char *path,
                                  stm_output *output, int64_t *bytes, stm_error *error)
{
    char text[512];
    stm_rectangle b = stm_mask_bounds(masks[0]);
    int length =
        snprintf(text, sizeof text,
                 "%s%s.\n"
                 "\n"
                 "Queries %" PRId64 " to %" PRId64 ", keys %" PRId64 " to %" PRId64 ".\n"
                 "\"\"\"\n"
                 "QUERIES, KEYS, MASKS = %" PRId64 ", %" PRId64 ", %" PRId64 "\n"
                 "FILE = ",
                 ours, stm_version(), b.first_query, b.first_query + b.num_queries - 1, b.first_key,
                 b.first_key + b.num_keys - 1, b.num_queries, b.num_keys, num_masks);
    stm_output_write(output, text, (size_t)length);
    int64_t name = put_string(output, name_of(path));
    stm_output_write(output, "\n\n", 2);
    stm_status status = stm_output_write(output, module_text, sizeof module_text - 1);
    if (status != STM_OK)
        return stm__fail(error, status, "the module could not be written");
    *bytes += length + name + 2 + (int64_t)sizeof module_text - 1;
    return STM_OK;
}
