/* What the functions that WebAssembly exports share: the reply, the handles and the arguments.
 *
 * Every exported function returns a stm_status. What it has to say stands in the reply, bytes that
 * stay until the next call: text is JSON, pictures and steps are arrays; after a failure it is JSON
 * with the sentence (`message`) and the byte of the spec at fault (`position`, -1: none). Whatever
 * a script passes, no call reads or writes beyond what it was given: texts are checked against the
 * memory there is, numbers are doubles that have to be whole, and handles are looked up.
 */
#ifndef STMASK_WEB_GLUE_H
#define STMASK_WEB_GLUE_H

#include <stmask/stmask.h>

#define GLUE(name) __attribute__((export_name(#name))) name

#define GLUE_MASKS 64
#define GLUE_PLANS 16
#define GLUE_LONGEST_TEXT (1 << 20)

/* Opens the reply for writing; NULL where memory is out. What is failed with replaces it. */
stm_output *glue_begin(void);
int glue_end(stm_output *output, stm_status status, const stm_error *error);
int glue_fail(stm_status status, const stm_error *error);
int glue_refuse(const char *message);

/* Replies with a handle. */
int glue_handle(int32_t handle);

/* Sets the reply to `size` bytes, and gives where they are to be written; NULL: no memory. */
void *glue_room(size_t size);

/* A text of the script's as a C string, the caller's to free; NULL where it does not lie in memory,
 * is too long, or holds a NUL. */
char *glue_text(const char *at, uint32_t length);

/* Reads a double as a whole number from minimum to maximum. */
bool glue_whole(double number, int64_t minimum, int64_t maximum, int64_t *whole);

/* Writes a JSON string with its quotes; NULL is null. */
void glue_string(stm_output *output, const char *text);

/* Gives a mask a handle from 1 on; 0 where all are taken. */
int32_t glue_keep(stm_mask *mask);
stm_mask *glue_mask(int32_t handle); /* NULL: no such handle */

#endif
