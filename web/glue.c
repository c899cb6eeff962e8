/* The reply is one buffer that grows; masks stand in a table, and the script knows their places. */
#include "glue.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static char *reply;
static size_t used, capacity;
static stm_mask *masks[GLUE_MASKS];

void *glue_room(size_t size)
{
    used = 0;
    if (size > capacity) {
        char *more = realloc(reply, size);
        if (more == NULL)
            return NULL;
        reply = more;
        capacity = size;
    }
    used = size;
    return reply;
}

static int append(void *context, const void *data, size_t size)
{
    (void)context;
    if (size > capacity - used) {
        size_t wanted = used + size > 2 * capacity ? used + size : 2 * capacity;
        char *more = realloc(reply, wanted);
        if (more == NULL)
            return 1;
        reply = more;
        capacity = wanted;
    }
    memcpy(reply + used, data, size);
    used += size;
    return 0;
}

stm_output *glue_begin(void)
{
    stm_output *output = NULL;
    used = 0;
    return stm_output_callback(append, NULL, &output, NULL) == STM_OK ? output : NULL;
}

int glue_fail(stm_status status, const stm_error *error)
{
    stm_output *output = glue_begin();
    if (output != NULL) {
        stm_output_printf(output, "{\"position\": %" PRId64 ", \"message\": ", error->position);
        glue_string(output, error->message[0] == '\0' ? stm_status_text(status) : error->message);
        stm_output_printf(output, "}");
        if (stm_output_close(output, NULL) != STM_OK)
            used = 0; /* no answer rather than half of one */
    }
    return (int)status;
}

int glue_refuse(const char *message)
{
    stm_error error = {.position = -1};
    strncpy(error.message, message, sizeof error.message - 1);
    return glue_fail(STM_EINVAL, &error);
}

int glue_end(stm_output *output, stm_status status, const stm_error *error)
{
    stm_error none = {.position = -1};
    if (output == NULL)
        return glue_fail(STM_ENOMEM, &none);
    stm_status closed = stm_output_close(output, NULL);
    if (status != STM_OK)
        return glue_fail(status, error);
    return closed != STM_OK ? glue_fail(STM_ENOMEM, &none) : STM_OK;
}

int glue_handle(int32_t handle)
{
    stm_output *output = glue_begin();
    if (output != NULL)
        stm_output_printf(output, "%" PRId32, handle);
    return glue_end(output, STM_OK, NULL);
}

char *glue_text(const char *at, uint32_t length)
{
    uint64_t memory = (uint64_t)__builtin_wasm_memory_size(0) * 65536;
    if (length > GLUE_LONGEST_TEXT || (uint64_t)(uintptr_t)at + length > memory ||
        memchr(at, '\0', length) != NULL)
        return NULL;
    return strndup(at, length);
}

bool glue_whole(double number, int64_t minimum, int64_t maximum, int64_t *whole)
{
    if (!(number >= (double)minimum && number <= (double)maximum) ||
        (double)(int64_t)number != number)
        return false;
    *whole = (int64_t)number;
    return true;
}

void glue_string(stm_output *output, const char *text)
{
    if (text == NULL) {
        stm_output_printf(output, "null");
        return;
    }
    stm_output_write(output, "\"", 1);
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++)
        if (*c < 0x20 || *c == '"' || *c == '\\')
            stm_output_printf(output, "\\u%04x", *c);
        else
            stm_output_write(output, c, 1);
    stm_output_write(output, "\"", 1);
}

int32_t glue_keep(stm_mask *mask)
{
    for (int k = 0; k < GLUE_MASKS; k++)
        if (masks[k] == NULL) {
            masks[k] = mask;
            return k + 1;
        }
    return 0;
}

stm_mask *glue_mask(int32_t handle)
{
    return handle < 1 || handle > GLUE_MASKS ? NULL : masks[handle - 1];
}

void GLUE(stm_web_mask_free)(int32_t handle)
{
    if (glue_mask(handle) == NULL)
        return;
    stm_mask_free(masks[handle - 1]);
    masks[handle - 1] = NULL;
}

/* Where the reply begins, and its bytes. */
const char *GLUE(stm_web_reply)(void)
{
    return reply;
}

uint32_t GLUE(stm_web_reply_size)(void)
{
    return (uint32_t)used;
}

/* Room for the one text of a call; 0 where it is too long. It is the library's, and the next text
 * goes to the same place. */
void *GLUE(stm_web_text)(uint32_t size)
{
    static void *room;
    static uint32_t had;
    if (size > GLUE_LONGEST_TEXT)
        return NULL;
    if (room == NULL || size > had) {
        void *more = realloc(room, size + 1);
        if (more == NULL)
            return NULL;
        room = more;
        had = size;
    }
    return room;
}
