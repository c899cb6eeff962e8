/* What a processor can do at most, beside which attention is timed. */
#ifndef STMASK_TOOLS_PEAK_H
#define STMASK_TOOLS_PEAK_H

/* The fp32 operations a second that one thread can do now in the vectors of such kernels, as
 * stm_attention_kernels names them, which the processor has to have. A processor's clock moves by a
 * tenth: measure before and after what is to be compared. 0 where there is no way to tell. */
double peak_measure(const char *kernels);

#endif
