/* What stmask model prints of a model. */
#ifndef STMASK_TOOLS_MODEL_REPORT_H
#define STMASK_TOOLS_MODEL_REPORT_H

#include <stmask/stmask.h>

typedef struct model_report {
    const stm_model *model;
    const stm_model *later; /* the same at MODEL_LATER_TOKENS; NULL where numbers do not fit */
    const char *dtype;
} model_report;

#define MODEL_LATER_TOKENS 1048576

void model_report_put_text(const model_report *report, stm_output *output);
void model_report_put_json(const model_report *report, stm_output *output);

/* The types of layers and of models that are known. */
void model_report_put_known(stm_output *output, bool json);

#endif
