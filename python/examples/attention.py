"""A layer of attention with a mask for each head: outputs, a step of decoding, gradients, rates."""

import time

import numpy as np

import stmask

SIZE, HEADS, KV_HEADS, DIM = 2048, 4, 2, 64

rng = np.random.default_rng(7)
# As a projection leaves them: the heads of a token side by side. Nothing is copied.
q = rng.standard_normal((SIZE, HEADS, DIM), dtype=np.float32).transpose(1, 0, 2)
k = rng.standard_normal((SIZE, KV_HEADS, DIM), dtype=np.float32).transpose(1, 0, 2)
v = rng.standard_normal((SIZE, KV_HEADS, DIM), dtype=np.float32).transpose(1, 0, 2)

window = stmask.Mask("local:window_size=256", SIZE)
strided = stmask.Mask("strided:window_size=64,stride=64", SIZE)
masks = [window, window, strided, strided]

plan = stmask.Attention(masks, DIM, kv_heads=KV_HEADS)
begin = time.perf_counter()
out, lse = plan.forward(q, k, v, return_lse=True)
seconds = time.perf_counter() - begin
operations = 4 * DIM * sum(mask.count() for mask in masks)
print(f"{plan.kernels} kernels, {operations / seconds * 1e-9:.0f} GFLOP/s")

dq, dk, dv = plan.backward(q, k, v, out, lse, np.ones_like(out))
print("gradients of", dq.shape, dk.shape, dv.shape)

step = stmask.attention(masks, q[:, -1:], k, v)  # fewer queries than keys: the last ones
print("a step of decoding differs by", f"{abs(step - out[:, -1:]).max():.0e}")

half = stmask.attention(masks, *(x.astype(np.float16) for x in (q, k, v)))
print("float16 differs by", f"{abs(half - out).max():.0e}")
