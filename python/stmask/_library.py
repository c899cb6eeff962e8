"""The C library: its structures, its functions, and the file they are loaded from.

Everything here is named and laid out as in include/stmask/*.h, and tests/test_headers.py compares
the two. Patterns and orders, whose structures change most, are in _patterns.py.
"""

from __future__ import annotations

import ctypes
import os
from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    c_bool,
    c_char,
    c_char_p,
    c_double,
    c_float,
    c_int,
    c_int32,
    c_int64,
    c_size_t,
    c_uint8,
    c_uint64,
    c_void_p,
)
from typing import Any

import numpy as np

# Enumerators and constants.
STM_OK, STM_EINVAL, STM_ENOMEM, STM_EIO, STM_ESTOPPED = range(5)
STM_U8, STM_I32, STM_I64, STM_F32, STM_F64 = range(5)
STM_LOCAL_STRIDED, STM_LOCAL_FIXED = range(2)
STM_LIST_ROWS, STM_LIST_COLUMNS = range(2)
STM_UNION, STM_INTERSECTION, STM_DIFFERENCE = range(3)
STM_REACH_MAX_LAYERS = 1024
STM_SHARD_NUM_STRATEGIES = 4
STM_FLOAT32, STM_FLOAT16 = range(2)
STM_SCORE_WORST = 5
STM_ELEMENT_F32, STM_ELEMENT_F16, STM_ELEMENT_BF16 = range(3)
STM_FIGURE_PNG, STM_FIGURE_SVG, STM_FIGURE_PDF = range(3)
STM_PREVIEW_PLAIN, STM_PREVIEW_256, STM_PREVIEW_24BIT = range(3)
STM_POINTS_NUM_RULES = 5
STM_NUM_COLOURS = 7
STM_RASTER_MAX = 4096
STM_MAX_SIZE = 2**31

STATUS = c_int  # stm_status, as all enumerations
REPORT = CFUNCTYPE(c_int, c_void_p, c_int64, c_int64)  # of stm_progress
WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_size_t)  # of stm_output_callback


class stm_error(Structure):
    _fields_ = [("position", c_int64), ("message", c_char * 504)]


class stm_progress(Structure):
    _fields_ = [("report", REPORT), ("context", c_void_p)]


class stm_dense(Structure):
    _fields_ = [
        ("cells", c_void_p),
        ("dtype", c_int),
        ("rows", c_int64),
        ("columns", c_int64),
        ("row_stride", c_int64),
    ]


class stm_rectangle(Structure):
    _fields_ = [
        ("first_query", c_int64),
        ("num_queries", c_int64),
        ("first_key", c_int64),
        ("num_keys", c_int64),
    ]


class stm_run(Structure):
    _fields_ = [("first", c_int64), ("count", c_int64), ("step", c_int64), ("value", c_int32)]


class stm_statistics(Structure):
    _fields_ = [
        ("nonzeros", c_int64),
        ("cells", c_int64),
        ("sparsity", c_double),
        ("row_min", c_int64),
        ("row_max", c_int64),
        ("row_mean", c_double),
        ("dense_bytes", c_uint64),
        ("csr_bytes", c_uint64),
    ]


class stm_npy_options(Structure):
    _fields_ = [("binary", c_bool), ("progress", POINTER(stm_progress))]


class stm_listing_options(Structure):
    _fields_ = [("order", c_int), ("progress", POINTER(stm_progress))]


class stm_piece(Structure):
    _fields_ = [("line", c_int64), ("first", c_int64), ("count", c_int64), ("step", c_int64)]


class stm_step(Structure):
    _fields_ = [
        ("time", c_int64),
        ("points", c_int64),
        ("rows", c_int64),
        ("columns", c_int64),
        ("new_rows", c_int64),
        ("new_columns", c_int64),
        ("pieces", c_void_p),
        ("num_pieces", c_int64),
    ]


class stm_plan_options(Structure):
    _fields_ = [
        ("order", c_void_p),
        ("num_multiplications", c_int64),
        ("read_limit", c_int64),
        ("order_arguments", c_void_p),
        ("row_limit", c_int64),
        ("column_limit", c_int64),
    ]


class stm_choose_options(Structure):
    _fields_ = [
        ("num_multiplications", c_int64),
        ("read_limit", c_int64),
        ("buffer", c_int64),
        ("objective", c_int),
        ("tried", c_void_p),
        ("context", c_void_p),
        ("progress", c_void_p),
        ("row_limit", c_int64),
        ("column_limit", c_int64),
        ("trials", c_int64),
        ("seed", c_int64),
        ("seconds", c_int64),
    ]


class stm_points_options(Structure):
    _fields_ = [
        ("type", c_char_p),
        ("window_size", c_int64),
        ("stride", c_int64),
        ("progress", POINTER(stm_progress)),
    ]


class stm_loads_options(Structure):
    _fields_ = [
        ("lru", c_bool),
        ("opt", c_bool),
        ("progress", POINTER(stm_progress)),
        ("buffer", c_int64),
    ]


class stm_load_counts(Structure):
    _fields_ = [("rows", c_int64), ("columns", c_int64)]


class stm_distribution(Structure):
    _fields_ = [("peak", c_int64), ("mean", c_double), ("steps", c_void_p)]


class stm_bounds(Structure):
    _fields_ = [
        ("points", c_int64),
        ("steps", c_int64),
        ("reads", c_int64),
        ("compulsory", c_int64),
        ("phase", c_int64),
        ("phase_length", c_int64),
        ("phase_points", c_int64),
        ("phase_rest", c_int64),
        ("pairs", c_int64),
        ("pairs_matched", c_int64),
        ("matched", c_int64),
        ("any_order", c_int64),
        ("best", c_int),
    ]


class stm_points_fault(Structure):
    _fields_ = [
        ("num", c_int64),
        ("line", c_int64),
        ("time", c_int64),
        ("row", c_int64),
        ("column", c_int64),
        ("points", c_int64),
        ("rows", c_int64),
        ("columns", c_int64),
    ]


class stm_points_verdict(Structure):
    _fields_ = [
        ("covers", c_bool),
        ("holds", c_bool),
        ("first", c_int),
        ("faults", stm_points_fault * STM_POINTS_NUM_RULES),
        ("num_multiplications", c_int64),
        ("read_limit", c_int64),
    ]


class stm_points_check_options(Structure):
    _fields_ = [
        ("num_multiplications", c_int64),
        ("read_limit", c_int64),
        ("progress", POINTER(stm_progress)),
    ]


class stm_colour(Structure):
    _fields_ = [("red", c_uint8), ("green", c_uint8), ("blue", c_uint8)]


class stm_legend_entry(Structure):
    _fields_ = [("value", c_int32), ("name", c_char * 96)]


class stm_legend(Structure):
    _fields_ = [("num", c_int), ("entries", stm_legend_entry * STM_NUM_COLOURS)]


class stm_full_panel(Structure):
    _fields_ = [("x", c_int64), ("width", c_int64), ("height", c_int64)]


class stm_full_layout(Structure):
    _fields_ = [
        ("width", c_int64),
        ("height", c_int64),
        ("square", c_int64),
        ("density", c_bool),
    ]


class stm_full_options(Structure):
    _fields_ = [
        ("full_limit", c_int64),
        ("heading", c_void_p),
        ("title", c_char_p),
        ("progress", POINTER(stm_progress)),
        ("colours", POINTER(stm_colour)),
    ]


class stm_raster_shape(Structure):
    _fields_ = [
        ("rows", c_int64),
        ("columns", c_int64),
        ("queries", c_int64),
        ("keys", c_int64),
        ("shares", c_bool),
    ]


class stm_guess(Structure):
    _fields_ = [("text", c_char_p), ("length", c_size_t), ("word", c_char_p), ("distance", c_int)]


class stm_preview_options(Structure):
    _fields_ = [("columns", c_int64), ("side", c_int64), ("colours", c_int), ("legend", POINTER(stm_legend))]


class stm_panel(Structure):
    _fields_ = [("raster", c_void_p), ("title", c_char_p), ("sparsity", c_double)]


class stm_figure_options(Structure):
    _fields_ = [
        ("format", c_int),
        ("title", c_char_p),
        ("colours", POINTER(stm_colour)),
        ("legend", POINTER(stm_legend)),
        ("missing", POINTER(c_int64)),
    ]


class stm_heading_text(Structure):
    _fields_ = [
        ("title", c_char_p),
        ("panel_title", POINTER(c_char_p)),
        ("sparsity", POINTER(c_double)),
        ("legend", POINTER(stm_legend)),
        ("colours", POINTER(stm_colour)),
        ("missing", POINTER(c_int64)),
    ]


class stm_format(Structure):
    _fields_ = [
        ("name", c_char_p),
        ("extension", c_char_p),
        ("summary", c_char_p),
        ("block", c_int64),
        ("heads", c_bool),
        ("writes", c_bool),
        ("reads", c_bool),
        ("companion", c_bool),
        ("rectangles", c_bool),
    ]


class stm_exchange_options(Structure):
    _fields_ = [
        ("block", c_int64),
        ("block_keys", c_int64),
        ("heads", c_int64),
        ("dtype", c_int),
        ("binary", c_bool),
        ("blocks_only", c_bool),
        ("widen", c_bool),
        ("progress", POINTER(stm_progress)),
    ]


class stm_exchange_result(Structure):
    _fields_ = [("bytes", c_int64), ("added", c_int64)]


class stm_import_notes(Structure):
    _fields_ = [("additive", c_bool), ("hidden", c_double), ("changed", c_int64)]


class stm_import_options(Structure):
    _fields_ = [
        ("format", c_void_p),
        ("masked", c_bool),
        ("head", c_int64),
        ("notes", POINTER(stm_import_notes)),
        ("block", c_int64),
        ("block_keys", c_int64),
        ("causal", c_int),
    ]


class stm_head_score(Structure):
    _fields_ = [
        ("rows", c_int64),
        ("mean", c_double),
        ("smallest", c_double),
        ("num_worst", c_int),
        ("worst_query", c_int64 * STM_SCORE_WORST),
        ("worst_kept", c_double * STM_SCORE_WORST),
    ]


class stm_diff_options(Structure):
    _fields_ = [("values", c_bool), ("progress", POINTER(stm_progress))]


class stm_diff(Structure):
    _fields_ = [("differing", c_int64), ("first_query", c_int64), ("first_key", c_int64)]


class stm_reach_options(Structure):
    _fields_ = [("threads", c_int), ("progress", POINTER(stm_progress))]


class stm_reach(Structure):
    _fields_ = [
        ("connected", c_int64 * STM_REACH_MAX_LAYERS),
        ("layers_to_full", c_int64),
        ("unreachable_query", c_int64),
        ("unreachable_key", c_int64),
    ]


class stm_model_options(Structure):
    _fields_ = [("tokens", c_int64), ("element_bytes", c_int64)]


class stm_model_cost(Structure):
    _fields_ = [
        ("nonzeros", c_int64),
        ("cache_elements", c_int64),
        ("cache_bytes", c_int64),
        ("flops_prefill", c_int64),
        ("flops_token", c_int64),
        ("bytes_token", c_int64),
    ]


class stm_model_layer(Structure):
    _fields_ = [
        ("index", c_int64),
        ("type", c_char_p),
        ("mask", c_char_p),
        ("queries", c_int64),
        ("keys", c_int64),
        ("heads", c_int64),
        ("kv_heads", c_int64),
        ("head_dim", c_int64),
        ("value_dim", c_int64),
        ("counted", c_bool),
        ("remark", c_char_p),
        ("cost", stm_model_cost),
    ]


class stm_model_summary(Structure):
    _fields_ = [
        ("model_type", c_char_p),
        ("tokens", c_int64),
        ("element_bytes", c_int64),
        ("layers", c_int64),
        ("keys", c_int64),
        ("all", stm_model_cost),
        ("full", stm_model_cost),
    ]


class stm_machine_options(Structure):
    _fields_ = [("set", POINTER(c_char_p)), ("num_set", c_int)]


class stm_machine_settings(Structure):
    _fields_ = [
        ("name", c_char_p),
        ("partition", c_char_p),
        ("dataflow", c_char_p),
        ("energy_preset", c_char_p),
        ("energy_source", c_char_p),
        ("energy_unit", c_char_p),
        ("pes", c_int64),
        ("macs_per_pe", c_int64),
        ("array_height", c_int64),
        ("array_width", c_int64),
        ("head_dim", c_int64),
        ("element_bytes", c_int64),
        ("query_buffer", c_int64),
        ("key_buffer", c_int64),
        ("output_buffer", c_int64),
        ("dram_read_latency", c_int64),
        ("dram_words_per_cycle", c_int64),
        ("per_chunk", c_bool),
        ("double_buffered", c_bool),
        ("shared", c_bool),
    ]


class stm_stage(Structure):
    _fields_ = [
        ("index", c_int64),
        ("count", c_int64),
        ("start", c_int64),
        ("load_cycles", c_int64),
        ("compute_cycles", c_int64),
        ("words", c_int64),
    ]


TRACE = CFUNCTYPE(c_int, c_void_p, POINTER(stm_stage))


class stm_simulation_options(Structure):
    _fields_ = [
        ("heads", c_int64),
        ("kv_heads", c_int64),
        ("batch", c_int64),
        ("with_values", c_bool),
        ("trace", TRACE),
        ("context", c_void_p),
        ("progress", POINTER(stm_progress)),
    ]


class stm_words(Structure):
    _fields_ = [
        ("queries", c_int64),
        ("keys", c_int64),
        ("values", c_int64),
        ("scores", c_int64),
        ("outputs", c_int64),
    ]


class stm_energy(Structure):
    _fields_ = [
        ("macs", c_double),
        ("registers", c_double),
        ("network", c_double),
        ("buffers", c_double),
        ("dram", c_double),
        ("total", c_double),
    ]


class stm_simulation_summary(Structure):
    _fields_ = [
        ("nonzeros", c_int64),
        ("stages", c_int64),
        ("with_values", c_bool),
        ("total_cycles", c_int64),
        ("compute_cycles", c_int64),
        ("load_cycles", c_int64),
        ("stall_cycles", c_int64),
        ("pes", c_int64),
        ("macs", c_int64),
        ("utilisation_overall", c_double),
        ("utilisation_compute", c_double),
        ("mapping_efficiency", c_double),
        ("peak_words", c_double),
        ("mean_words", c_double),
        ("dram_reads", stm_words),
        ("dram_writes", stm_words),
        ("sram", stm_words),
        ("network_words", c_int64),
        ("energy", stm_energy),
        ("intensity", c_double),
        ("balance", c_double),
        ("peak", c_double),
        ("attainable", c_double),
        ("achieved", c_double),
    ]


class stm_shard_options(Structure):
    _fields_ = [
        ("strategy", c_int),
        ("tile", c_int64),
        ("weights", POINTER(c_int64)),
        ("progress", POINTER(stm_progress)),
    ]


class stm_shard_rank(Structure):
    _fields_ = [
        ("tiles", c_int64),
        ("queries", c_int64),
        ("points", c_int64),
        ("keys", c_int64),
        ("fetched", c_int64),
    ]


class stm_shard_summary(Structure):
    _fields_ = [
        ("ranks", c_int64),
        ("tile", c_int64),
        ("tiles", c_int64),
        ("points", c_int64),
        ("fetched", c_int64),
        ("most_points", c_int64),
        ("most_queries", c_int64),
        ("most_fetched", c_int64),
        ("balance", c_double),
    ]


class stm_attention_shape(Structure):
    _fields_ = [
        ("batch", c_int64),
        ("heads", c_int64),
        ("kv_heads", c_int64),
        ("head_dim", c_int64),
        ("value_dim", c_int64),
    ]


class stm_attention_options(Structure):
    _fields_ = [
        ("scale", c_float),
        ("threads", c_int),
        ("element", c_int),
        ("soft_cap", c_float),
        ("slopes", c_void_p),
        ("precision", c_int),
        ("sinks", c_void_p),
    ]


class stm_tensor(Structure):
    _fields_ = [
        ("data", c_void_p),
        ("batch_stride", c_int64),
        ("head_stride", c_int64),
        ("row_stride", c_int64),
    ]


class stm_attention_inputs(Structure):
    _fields_ = [("q", stm_tensor), ("k", stm_tensor), ("v", stm_tensor)]


class stm_attention_outputs(Structure):
    _fields_ = [("out", stm_tensor), ("lse", c_void_p)]


class stm_attention_gradients(Structure):
    _fields_ = [("dq", stm_tensor), ("dk", stm_tensor), ("dv", stm_tensor), ("dsinks", c_void_p)]


# What numpy sees of the structures that come in arrays.
RUN = np.dtype(stm_run)
PIECE = np.dtype(stm_piece)
STEP = np.dtype([(field[0], np.int64) for field in stm_step._fields_[:6]])  # without its pieces
SUMMARY = np.dtype(
    [(name, np.int64) for name in (
        "points", "steps",
        "sum_unique_rows", "sum_unique_columns", "sum_new_rows", "sum_new_columns",
    )]
    + [
        ("max_case", [(name, np.int64) for name in ("time", "rows", "columns", "total")]),
        ("max_row_changes", [("time", np.int64), ("count", np.int64)]),
        ("max_column_changes", [("time", np.int64), ("count", np.int64)]),
        ("max_total_changes", [(name, np.int64) for name in ("time", "rows", "columns", "count")]),
    ]
)  # stm_plan_summary

# The result and the arguments of every function. Opaque pointers are void pointers.
_P, _OUT, _ERROR, _TEXT = c_void_p, POINTER(c_void_p), POINTER(stm_error), c_char_p
_PROGRESS, _DENSE, _RECTANGLE = POINTER(stm_progress), POINTER(stm_dense), POINTER(stm_rectangle)
_NUMBER = POINTER(c_int64)
_INPUTS, _OUTPUTS = POINTER(stm_attention_inputs), POINTER(stm_attention_outputs)

class stm_sweep_options(Structure):
    _fields_ = [("threads", c_int), ("progress", POINTER(stm_progress))]


class stm_sweep_summary(Structure):
    _fields_ = [(name, c_int64) for name in ("designs", "before", "done", "failed")]


FUNCTIONS: dict[str, tuple[Any, ...]] = {
    "stm_version": (_TEXT,),
    # mask.h, spec.h
    "stm_mask_from_spec": (STATUS, _TEXT, c_int64, _OUT, _ERROR),
    "stm_spec_own_size": (STATUS, _TEXT, _NUMBER, _ERROR),
    "stm_mask_from_dense": (STATUS, _DENSE, _OUT, _ERROR),
    "stm_mask_rectangle": (STATUS, _P, _RECTANGLE, _OUT, _ERROR),
    "stm_mask_compose": (STATUS, c_int, _P, _P, _OUT, _ERROR),
    "stm_mask_blocks": (STATUS, _P, c_int64, _OUT, _ERROR),
    "stm_mask_transpose": (STATUS, _P, _OUT, _ERROR),
    "stm_mask_resident": (STATUS, _P, _P, _ERROR, _PROGRESS),
    # rearrange.h
    "stm_mask_place": (STATUS, _P, *(c_int64,) * 4, _OUT, _ERROR),
    "stm_mask_kron": (STATUS, _P, _P, c_int64, c_int64, _OUT, _ERROR),
    "stm_mask_permute": (STATUS, _P, _NUMBER, c_int64, _NUMBER, c_int64, _OUT, _ERROR),
    "stm_mask_part": (_P, _P, c_int),
    "stm_mask_part_cell": (c_bool, _P, c_int, _NUMBER, _NUMBER),
    "stm_mask_operation": (c_bool, _P, POINTER(c_int)),
    "stm_mask_spec": (_TEXT, _P),
    "stm_mask_free": (None, _P),
    "stm_mask_size": (c_int64, _P),
    "stm_mask_bounds": (stm_rectangle, _P),
    "stm_mask_pattern": (_P, _P),
    "stm_mask_value_name": (_TEXT, _P, c_int32),
    "stm_mask_cell": (c_int32, _P, c_int64, c_int64),
    "stm_mask_count": (STATUS, _P, _NUMBER, _ERROR),
    "stm_mask_sparsity": (STATUS, _P, POINTER(c_double), _ERROR),
    "stm_mask_statistics": (STATUS, _P, POINTER(stm_statistics), _ERROR, _PROGRESS),
    "stm_reader_new": (STATUS, _P, _OUT, _ERROR),
    "stm_reader_free": (None, _P),
    "stm_reader_row": (STATUS, _P, c_int64, _OUT, _NUMBER),
    "stm_reader_column": (STATUS, _P, c_int64, _OUT, _NUMBER),
    "stm_reader_row_ordered": (STATUS, _P, c_int64, _OUT, _NUMBER),
    "stm_reader_column_ordered": (STATUS, _P, c_int64, _OUT, _NUMBER),
    # words.h
    "stm_guess_offer": (None, POINTER(stm_guess), _TEXT),
    # diff.h, reach.h, set.h
    "stm_mask_diff": (STATUS, _P, _P, POINTER(stm_diff), _ERROR, POINTER(stm_diff_options)),
    "stm_reach_new": (
        STATUS, _OUT, c_int64, POINTER(POINTER(stm_reach)), _ERROR, POINTER(stm_reach_options)
    ),
    "stm_reach_free": (None, POINTER(stm_reach)),
    "stm_set_read": (STATUS, _TEXT, _OUT, _ERROR),
    "stm_set_free": (None, _P),
    "stm_set_layers": (c_int64, _P),
    "stm_set_heads": (c_int64, _P),
    "stm_set_spec": (_TEXT, _P, c_int64, c_int64),
    "stm_set_mask": (STATUS, _P, c_int64, c_int64, c_int64, _OUT, _ERROR),
    # shard.h
    "stm_shard_new": (
        STATUS, _OUT, c_int64, c_int64, _OUT, _ERROR, POINTER(stm_shard_options)
    ),
    "stm_shard_free": (None, _P),
    "stm_shard_summarise": (POINTER(stm_shard_summary), _P),
    "stm_shard_rank_at": (_P, _P, c_int64),
    "stm_shard_owner": (c_int64, _P, c_int64),
    "stm_shard_strategy_name": (_TEXT, c_int),
    # hardware.h; its lists of parts and keys, and its reports, are for the programs
    "stm_machine_read": (STATUS, _TEXT, _OUT, _ERROR, POINTER(stm_machine_options)),
    "stm_machine_open": (STATUS, _TEXT, _OUT, _ERROR, POINTER(stm_machine_options)),
    "stm_machine_free": (None, _P),
    "stm_machine_notes": (c_int64, _P),
    "stm_machine_note": (_TEXT, _P, c_int64),
    "stm_machine_describe": (POINTER(stm_machine_settings), _P),
    "stm_simulation_new": (STATUS, _P, _P, _OUT, _ERROR, POINTER(stm_simulation_options)),
    "stm_simulation_free": (None, _P),
    "stm_simulation_summarise": (POINTER(stm_simulation_summary), _P),
    "stm_simulation_busy": (_P, _P),
    "stm_simulation_note": (_TEXT, _P, c_int64),
    # model.h
    "stm_model_read": (STATUS, _TEXT, _OUT, _ERROR, POINTER(stm_model_options)),
    "stm_model_parse": (
        STATUS, _TEXT, c_size_t, _TEXT, _OUT, _ERROR, POINTER(stm_model_options)
    ),
    "stm_model_free": (None, _P),
    "stm_model_summarise": (POINTER(stm_model_summary), _P),
    "stm_model_layer_at": (POINTER(stm_model_layer), _P, c_int64),
    "stm_model_notes": (c_int64, _P),
    "stm_model_note": (_TEXT, _P, c_int64),
    "stm_model_mask": (STATUS, _P, c_int64, _OUT, _ERROR),
    "stm_model_write_set": (STATUS, _P, _P),
    # exchange.h, import.h, score.h
    "stm_format_list": (_P, POINTER(c_size_t)),
    "stm_format_find": (_P, _TEXT),
    "stm_exchange_save": (
        STATUS, _P, _OUT, c_int64, _TEXT, POINTER(stm_exchange_result), _ERROR,
        POINTER(stm_exchange_options),
    ),
    "stm_mask_read": (STATUS, _TEXT, _OUT, _ERROR, POINTER(stm_import_options)),
    "stm_score_new": (STATUS, _TEXT, _OUT, c_int64, _OUT, _ERROR, _PROGRESS),
    "stm_score_arrays": (STATUS, _DENSE, c_int64, _OUT, c_int64, _OUT, _ERROR, _PROGRESS),
    "stm_score_free": (None, _P),
    "stm_score_heads": (c_int64, _P),
    "stm_score_head": (_P, _P, c_int64),
    "stm_score_kept": (_P, _P, c_int64),
    # attention.h
    "stm_attention_new": (
        STATUS, _OUT, c_int64, POINTER(stm_attention_shape), _OUT, _ERROR,
        POINTER(stm_attention_options),
    ),
    "stm_attention_free": (None, _P),
    "stm_attention_kernels": (_TEXT, _P),
    "stm_attention_forward": (STATUS, _P, _INPUTS, _OUTPUTS, _ERROR),
    "stm_attention_backward": (
        STATUS, _P, _INPUTS, _OUTPUTS, POINTER(stm_tensor), POINTER(stm_attention_gradients),
        _ERROR,
    ),
    # dense.h, build.h
    "stm_dense_fill": (STATUS, _P, _DENSE, _ERROR),
    "stm_dense_to_binary": (STATUS, _DENSE, _DENSE, _ERROR),
    "stm_build_diagonal": (STATUS, _DENSE, c_int32, _ERROR),
    "stm_build_lower_triangle": (STATUS, _DENSE, c_int32, _ERROR),
    "stm_build_local_window": (STATUS, _DENSE, c_int64, c_int, c_int32, c_bool, _ERROR),
    "stm_build_strided_attention": (STATUS, _DENSE, c_int64, c_int64, c_int32, _ERROR),
    "stm_build_column_attention": (STATUS, _DENSE, c_int64, c_int32, _ERROR),
    "stm_build_sliding_window": (STATUS, _DENSE, c_int64, c_int32, _ERROR),
    "stm_build_dilated_sliding_window": (STATUS, _DENSE, c_int64, c_int64, c_int32, _ERROR),
    # pattern.h, plan.h
    "stm_pattern_list": (_P, POINTER(c_size_t)),
    "stm_order_list": (_P, POINTER(c_size_t)),
    "stm_order_parse": (STATUS, _TEXT, _OUT, _P, _ERROR),
    "stm_order_format": (c_int, _P, _P, _TEXT, c_size_t),
    "stm_plan_new": (STATUS, _P, _OUT, _ERROR, POINTER(stm_plan_options)),
    "stm_plan_free": (None, _P),
    "stm_plan_settings": (_P, _P),
    "stm_steps_new": (STATUS, _P, _OUT, _ERROR),
    "stm_steps_free": (None, _P),
    "stm_steps_next": (STATUS, _P, POINTER(POINTER(stm_step))),
    # analysis.h, points.h, points_check.h, loads.h, bounds.h
    "stm_choose_order": (STATUS, _P, _P, _ERROR, _P),
    "stm_analysis_new": (STATUS, _P, _OUT, _ERROR, _PROGRESS),
    "stm_analysis_free": (None, _P),
    "stm_analysis_summary": (_P, _P),
    "stm_analysis_list": (None, _P, c_int, _OUT, _NUMBER),
    "stm_analysis_write": (STATUS, _P, _TEXT, _P, _ERROR),
    "stm_certificate_write": (STATUS, _P, c_int64, _P, _ERROR, _PROGRESS),
    "stm_points_write": (STATUS, _P, _P, _ERROR, POINTER(stm_points_options)),
    "stm_points_check": (
        STATUS, _TEXT, _P, POINTER(stm_points_verdict), _OUT, _ERROR,
        POINTER(stm_points_check_options),
    ),
    "stm_points_fault_format": (c_int, POINTER(stm_points_verdict), c_int, _TEXT, c_size_t),
    "stm_loads_new": (STATUS, _P, _OUT, _ERROR, POINTER(stm_loads_options)),
    "stm_loads_free": (None, _P),
    "stm_loads_none": (stm_load_counts, _P),
    "stm_loads_previous": (stm_load_counts, _P),
    "stm_loads_lru": (STATUS, _P, c_int64, POINTER(stm_load_counts), _ERROR),
    "stm_loads_opt": (STATUS, _P, c_int64, POINTER(stm_load_counts), _ERROR),
    "stm_loads_distribution": (stm_distribution, _P, c_int),
    "stm_loads_cold_start": (stm_load_counts, _P),
    "stm_loads_points": (c_int64, _P),
    "stm_loads_steps": (c_int64, _P),
    "stm_loads_compulsory": (stm_load_counts, _P),
    "stm_load_bound_name": (c_char_p, c_int),
    "stm_load_bound_sentence": (c_char_p, c_int),
    "stm_load_bound_value": (c_int64, POINTER(stm_bounds), c_int),
    "stm_bounds_of": (STATUS, _P, c_int64, c_int64, c_int64, POINTER(stm_bounds), _ERROR),
    # output.h and what writes to it
    "stm_output_open": (STATUS, _TEXT, _OUT, _ERROR),
    "stm_output_callback": (STATUS, WRITE, _P, _OUT, _ERROR),
    "stm_output_room": (STATUS, _P, c_int64, _ERROR),
    "stm_output_finish": (STATUS, _P, _ERROR),
    "stm_output_close": (STATUS, _P, _ERROR),
    "stm_output_discard": (None, _P),
    "stm_npy_bytes": (c_int64, _P),
    "stm_npy_write": (STATUS, _P, _P, _ERROR, POINTER(stm_npy_options)),
    "stm_listing_write": (STATUS, _P, _P, _ERROR, POINTER(stm_listing_options)),
    # raster.h, preview.h
    "stm_raster_new": (STATUS, _P, _OUT, _ERROR),
    "stm_raster_of_shares": (
        STATUS, _P, c_int64, c_int32, _OUT, _ERROR, POINTER(stm_progress),
    ),
    "stm_raster_free": (None, _P),
    "stm_raster_shape_of": (stm_raster_shape, _P),
    "stm_legend_add": (None, POINTER(stm_legend), c_int32, _TEXT),
    "stm_legend_add_mask": (STATUS, POINTER(stm_legend), _P, _ERROR),
    "stm_full_layout_make": (
        STATUS, _OUT, c_size_t, POINTER(stm_full_layout), POINTER(stm_full_panel), _ERROR,
        POINTER(stm_full_options),
    ),
    "stm_full_picture_write": (STATUS, _OUT, c_size_t, _P, _ERROR, POINTER(stm_full_options)),
    "stm_preview_write": (
        STATUS, _OUT, POINTER(c_char_p), c_size_t, _P, _ERROR, POINTER(stm_preview_options),
    ),
    "stm_value_colour": (stm_colour, c_int32),
    "stm_value_colour_fine": (stm_colour, c_int32),
}

# Of libstmask_figure, which is there where the package was built with cairo.
FIGURE_FUNCTIONS: dict[str, tuple[Any, ...]] = {
    "stm_figure_draw": (
        STATUS, POINTER(stm_panel), c_size_t, _P, _ERROR, POINTER(stm_figure_options),
    ),
    "stm_figure_heading_new": (
        STATUS, POINTER(stm_full_layout), POINTER(stm_full_panel), c_size_t,
        POINTER(stm_heading_text), _OUT, _ERROR,
    ),
    "stm_figure_heading_free": (None, _P),
    "stm_figure_heading_pixels": (_P, _P),
}

# Of libstmask_sweep, which is there where the package was built with SQLite.
SWEEP_FUNCTIONS: dict[str, tuple[Any, ...]] = {
    "stm_grid_read": (STATUS, c_char_p, _OUT, _ERROR),
    "stm_grid_free": (None, _P),
    "stm_grid_designs": (c_int64, _P),
    "stm_sweep_run": (
        STATUS, _P, c_char_p, POINTER(stm_sweep_summary), _ERROR, POINTER(stm_sweep_options),
    ),
    "stm_sweep_status": (STATUS, _P, c_char_p, POINTER(stm_sweep_summary), _ERROR),
}

NATIVE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "native")


def _load(name: str, functions: dict[str, tuple[Any, ...]]) -> ctypes.CDLL:
    """A library of the package's. Calls through it let other Python threads run meanwhile."""
    library = ctypes.CDLL(os.path.join(NATIVE, name))
    for function, (result, *arguments) in functions.items():
        entry = getattr(library, function)
        entry.restype, entry.argtypes = result, arguments
    return library


library = _load("libstmask.so.0", FUNCTIONS)
try:
    figure_library: ctypes.CDLL | None = _load("libstmask_figure.so.0", FIGURE_FUNCTIONS)
except OSError:  # built without cairo, or brought to a system that has none
    figure_library = None
try:
    sweep_library: ctypes.CDLL | None = _load("libstmask_sweep.so.0", SWEEP_FUNCTIONS)
except OSError:  # built without SQLite, or brought to a system that has none
    sweep_library = None
