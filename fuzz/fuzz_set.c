/* Sets of any text: refused with a sentence that names the file, or masks for all of their heads.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stmask/stmask.h>

static void require(int holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "%s\n", what);
    abort();
}

/* Nothing of the machine's files is read. */
static int names_files(const uint8_t *data, size_t length)
{
    for (size_t k = 0; k < length; k++)
        if (data[k] == '@' || data[k] == '/' ||
            (data[k] == 'f' && k + 4 <= length && memcmp(data + k, "file", 4) == 0) ||
            (data[k] == 'd' && k + 3 <= length && memcmp(data + k, "doc", 3) == 0))
            return 1;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    char path[64];
    stm_set *set = NULL;
    stm_error error = {.message = ""};
    if (length > 600 || names_files(data, length))
        return 0;
    snprintf(path, sizeof path, "set-%ld", (long)getpid());
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(data, 1, length, file) != length || fclose(file) != 0)
        return 0;
    stm_status status = stm_set_read(path, &set, &error);
    remove(path);
    if (status != STM_OK) {
        require(strncmp(error.message, path, strlen(path)) == 0 || status == STM_ENOMEM,
                "a sentence without the file");
        return 0;
    }
    for (int64_t k = 0; k < stm_set_layers(set) * stm_set_heads(set) && k < 8; k++) {
        stm_mask *mask = NULL;
        int64_t layer = k / stm_set_heads(set), head = k % stm_set_heads(set), nonzeros;
        require(stm_set_spec(set, layer, head) != NULL, "a head without a spec");
        if (stm_set_mask(set, layer, head, 20, &mask, &error) == STM_OK)
            require(stm_mask_count(mask, &nonzeros, &error) != STM_OK ||
                        (nonzeros >= 0 && nonzeros <= 400),
                    "more cells than there are");
        stm_mask_free(mask);
    }
    stm_set_free(set);
    return 0;
}
