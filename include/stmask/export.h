/* What every public header needs: symbol visibility and C linkage for C++. */
#ifndef STMASK_EXPORT_H
#define STMASK_EXPORT_H

#ifdef __cplusplus
#define STM_EXTERN extern "C"
#else
#define STM_EXTERN extern
#endif

#if defined(__GNUC__)
#define STM_API STM_EXTERN __attribute__((visibility("default")))
#else
#define STM_API STM_EXTERN
#endif

#endif
