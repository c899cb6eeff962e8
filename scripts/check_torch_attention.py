"""What scripts/check_torch.sh runs: the library's attention, forward and backward, against PyTorch's
autograd on the dense masked computation in float64, with and without sinks: python check_torch_attention.py LIBRARY STMASK FOLDER"""
import ctypes
import os
import subprocess
import sys

import numpy
import torch

LIBRARY, STMASK, FOLDER = sys.argv[1:]
SPECS = ["normal", "strided:window_size=24,stride=16", "fixed:window_size=32",
         "sliding_window:window_size=40", "dilated_sliding_window:window_size=16,dilation=3",
         "(bigbird:block=16 + global:tokens=3) & causal", "longnet:segment=64,rate=3"]
HEADS, KV_HEADS = 4, 2
library = ctypes.CDLL(LIBRARY)


class stm_error(ctypes.Structure):
    _fields_ = [("position", ctypes.c_int64), ("message", ctypes.c_char * 504)]


class stm_tensor(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("strides", ctypes.c_int64 * 3)]


class stm_attention_inputs(ctypes.Structure):
    _fields_ = [(name, stm_tensor) for name in ("q", "k", "v")]


class stm_attention_outputs(ctypes.Structure):
    _fields_ = [("out", stm_tensor), ("lse", ctypes.c_void_p)]


class stm_attention_gradients(ctypes.Structure):
    _fields_ = [(name, stm_tensor) for name in ("dq", "dk", "dv")] + [("dsinks", ctypes.c_void_p)]


class stm_attention_shape(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int64) for name in
                ("batch", "heads", "kv_heads", "head_dim", "value_dim")]


class stm_attention_options(ctypes.Structure):
    _fields_ = [("scale", ctypes.c_float), ("threads", ctypes.c_int), ("element", ctypes.c_int),
                ("soft_cap", ctypes.c_float), ("slopes", ctypes.c_void_p),
                ("precision", ctypes.c_int), ("sinks", ctypes.c_void_p)]


def check(status, error):
    if status != 0:
        sys.exit(error.message.decode())


def view(array):
    return stm_tensor(array.ctypes.data)


def attend(spec, size, q, k, v, sinks, dout):
    error, mask, plan = stm_error(), ctypes.c_void_p(), ctypes.c_void_p()
    check(library.stm_mask_from_spec(spec.encode(), ctypes.c_int64(size), ctypes.byref(mask),
                                     ctypes.byref(error)), error)
    shape = stm_attention_shape(q.shape[0], HEADS, KV_HEADS, q.shape[3], v.shape[3])
    options = stm_attention_options(sinks=None if sinks is None else sinks.ctypes.data)
    check(library.stm_attention_new(ctypes.byref(mask), ctypes.c_int64(1), ctypes.byref(shape),
                                    ctypes.byref(plan), ctypes.byref(error), ctypes.byref(options)),
          error)
    out, dq, dk, dv = (numpy.zeros_like(a) for a in (dout, q, k, v))
    dsinks = None if sinks is None else numpy.zeros_like(sinks)
    lse = numpy.zeros(q.shape[:3], numpy.float32)
    inputs = stm_attention_inputs(view(q), view(k), view(v))
    outputs = stm_attention_outputs(view(out), lse.ctypes.data)
    gradients = stm_attention_gradients(view(dq), view(dk), view(dv),
                                        None if sinks is None else dsinks.ctypes.data)
    check(library.stm_attention_forward(plan, ctypes.byref(inputs), ctypes.byref(outputs),
                                        ctypes.byref(error)), error)
    check(library.stm_attention_backward(plan, ctypes.byref(inputs), ctypes.byref(outputs),
                                         ctypes.byref(view(dout)), ctypes.byref(gradients),
                                         ctypes.byref(error)), error)
    library.stm_attention_free(plan)
    library.stm_mask_free(mask)
    return [out, dq, dk, dv] + ([] if sinks is None else [dsinks])


def autograd(cells, q, k, v, sinks, dout):
    inputs = [q, k, v] if sinks is None else [q, k, v, sinks]
    q, k, v, *sinks = inputs = [torch.from_numpy(a.astype(numpy.float64)).requires_grad_() for a in inputs]
    repeat = HEADS // KV_HEADS
    logits = q @ k.repeat_interleave(repeat, 1).transpose(-1, -2) / q.shape[-1] ** 0.5
    seen = torch.from_numpy(cells)
    logits = logits.masked_fill(~seen, float("-inf"))
    if sinks:  # as one more column, which is dropped
        column = sinks[0][:, None, None].expand(*logits.shape[:3], 1)
        weights = torch.softmax(torch.cat([logits, column], -1), -1)[..., :-1]
    else:
        weights = torch.softmax(logits, -1)
    weights = torch.where(seen.any(-1, keepdim=True), weights, torch.zeros_like(weights))
    out = weights.nan_to_num() @ v.repeat_interleave(repeat, 1)
    out.backward(torch.from_numpy(dout.astype(numpy.float64)))
    return [out.detach().numpy()] + [a.grad.nan_to_num().numpy() for a in inputs]


def main():
    library.stm_attention_free.argtypes = library.stm_mask_free.argtypes = [ctypes.c_void_p]
    random, failed = numpy.random.default_rng(5), 0
    for spec in SPECS:
        for size, dim, value_dim, has_sinks in ((200, 64, 64, False), (333, 40, 40, False),
                                                (200, 192, 128, False), (130, 576, 512, True),
                                                (333, 40, 24, True)):
            path = os.path.join(FOLDER, "cells.npy")
            subprocess.run([STMASK, "export", spec, "--size", str(size), "--format", "npy-bool",
                            "-o", path], check=True)
            q, k, v, dout = (random.standard_normal((2, heads, size, width)).astype(numpy.float32)
                             for heads, width in ((HEADS, dim), (KV_HEADS, dim),
                                                  (KV_HEADS, value_dim), (HEADS, value_dim)))
            sinks = random.standard_normal(HEADS).astype(numpy.float32) if has_sinks else None
            cells = numpy.load(path)
            keep = cells.any(-1)  # autograd has NaN where a row sees nothing
            wanted = autograd(cells if keep.all() else cells | ~keep[:, None], q, k, v,
                              sinks, dout * keep[:, None])
            wanted[0][:, :, ~keep] = 0
            got = attend(spec, size, q, k, v, sinks, dout)
            worst = [float(abs(a - b).max()) for a, b in zip(got, wanted)]
            failed += worst[0] > 5e-6 or max(worst[1:]) > 5e-5
            print(f"{spec} {size} {dim}/{value_dim}: " +
                  ", ".join(f"{name} {far:.1e}" for name, far in
                            zip(("out", "dq", "dk", "dv", "dsinks"), worst)))
    print(f"FAILED: {failed} cases" if failed else "in order")
    return failed != 0


sys.exit(main())
