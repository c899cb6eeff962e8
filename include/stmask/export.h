/* What every public header needs: symbol visibility, C linkage for C++, and calls whose status has
 * to be looked at. */
#ifndef STMASK_EXPORT_H
#define STMASK_EXPORT_H

#ifdef __cplusplus
#define STM_EXTERN extern "C"
#else
#define STM_EXTERN extern
#endif

#if defined(__GNUC__)
#define STM_API STM_EXTERN __attribute__((visibility("default")))
/* Of calls that can fail: compilers warn where the status is dropped. Not of the writes of an
 * output, whose first failure sticks until it is closed. */
#define STM_CHECKED STM_API __attribute__((warn_unused_result))
#else
#define STM_API STM_EXTERN
#define STM_CHECKED STM_API
#endif

#endif
