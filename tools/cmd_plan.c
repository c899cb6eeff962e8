/* stmask plan: the steps of a mask's points, and what they read. */
#include "heads.h"
#include "order.h"
#include "plan_outputs.h"
#include "plan_set.h"

/* A set: its masks one by one, and what they come to together. */
static stm_status run_set(call *c)
{
    head_masks all = {.set = NULL};
    plan_request request;
    stm_status status = plan_request_read_set(&request, &c->error);
    if (status == STM_OK)
        status = heads_read(c, c->operands[0], &all);
    if (status == STM_OK)
        status = plan_set(c, &all, &request);
    heads_free(&all);
    return status;
}

static stm_status make_plan(call *c, const plan_request *request, const stm_mask *mask,
                            stm_plan **plan)
{
    stm_arguments arguments;
    stm_plan_options options = {.num_multiplications = request->num_multiplications,
                                .read_limit = request->read_limit,
                                .row_limit = request->row_limit,
                                .column_limit = request->column_limit};
    stm_status status =
        order_parse(c, request->order, mask, &request->search, &options, &arguments);
    return status != STM_OK ? status : stm_plan_new(mask, plan, &c->error, &options);
}

static stm_status run(call *c)
{
    plan_request request;
    plan_report report = {.mask = NULL};
    plan_outputs outputs = {.standard = NULL};
    if (heads_is_set(c->operands[0]))
        return run_set(c);
    stm_status status = plan_request_read(&request, &c->error);
    if (status == STM_OK)
        status = command_mask(c, c->operands[0], &report.mask);
    if (status == STM_OK)
        status = plan_outputs_open(&outputs, &request, &c->error);
    if (status == STM_OK)
        status = make_plan(c, &request, report.mask, &report.plan);
    if (status == STM_OK)
        status = plan_report_make(&report, &request, &c->error);
    if (status == STM_OK)
        status = plan_outputs_write(&outputs, &request, &report, c->operands[0], &c->error);
    plan_outputs_discard(&outputs);
    plan_report_free(&report);
    return status;
}

command cmd_plan = {
    .program =
        {.name = "stmask plan",
         .operands = "SPEC",
         .min_operands = 1,
         .max_operands = 1,
         .summary = "steps of P multiplications, and the rows and columns they read",
         .details =
             "Prints the analysis; with a buffer, an objective, a head_dim, a dtype, a curve, "
             "a histogram\nor an order that has parameters, also a table of loads and "
             "bounds. An ORDER is a name with\nits parameters: row_first, zigzag, "
             "column_first, column_zigzag, tile:rows=8,columns=8,\npanel:rows=64, "
             "column_panel:columns=64, morton:tile=1, hilbert:tile=1,\n"
             "residue:modulus=32,near=32, residue_panel:modulus=32,near=32,rows=64,\n"
             "residue_tile:modulus=32,near=32,side=32, fetch:buffer=64 with its weights, or "
             "auto.\n",
         OPTIONS(plan_options)},
    .run = run,
};
