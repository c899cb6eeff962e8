"""Attention under a mask, beside PyTorch's: python bench/side_by_side.py STMASK [THREADS]

STMASK is the program; bench/setup.sh makes an environment with torch. One head of head_dim 64,
float32. In each round, in turn: `stmask bench` (its median of three), scaled_dot_product_attention
with the dense mask, the same with is_causal (causal masks only), and FlexAttention compiled for the
CPU with its own BlockMask of the pattern. Prints medians of the rounds, best and worst.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import torch
from torch.nn.attention.flex_attention import create_block_mask, flex_attention

ROUNDS = 5


def strided(w, s):
    def see(b, h, i, j):
        return (i - w < j) & (j <= i) | (j <= i - w) & ((i - w - j) % s == 0)

    return see


def fixed(w):
    def see(b, h, i, j):
        return (j <= i) & ((j // w == i // w) | (j % w == w - 1))

    return see


def window(w, d):
    def see(b, h, i, j):
        return ((i - j).abs() <= w // 2 * d) & ((i - j) % d == 0)

    return see


def causal(b, h, i, j):
    return j <= i


# Of each its own rule as mask_mod, which compiles to arithmetic.
CASES = [
    ("normal", 4096, causal),
    ("strided:window_size=64,stride=64", 4096, strided(64, 64)),
    ("fixed:window_size=64", 4096, fixed(64)),
    ("sliding_window:window_size=64", 4096, window(64, 1)),
    ("dilated_sliding_window:window_size=64,dilation=64", 4096, window(64, 64)),
    ("strided:window_size=128,stride=128", 8192, strided(128, 128)),
]


def ours(program, spec, size, threads):
    run = [program, "bench", spec, "--size", str(size), "--threads", str(threads)]
    out = subprocess.run([*run, "--runs", "3", "--no_dense", "--json"], capture_output=True, check=True)
    return json.loads(out.stdout)["seconds"]


def timed(function):
    begin = time.perf_counter()
    function()
    return time.perf_counter() - begin


def show(times):
    if times is None:
        return "-"
    times = [1e3 * t for t in times]
    return f"{statistics.median(times):.1f} ({min(times):.1f} to {max(times):.1f})"


def dense_mask(program, spec, size, folder):
    import numpy as np

    path = pathlib.Path(folder) / "dense.npy"
    subprocess.run(
        [program, "export", spec, "--size", str(size), "--format", "npy-bool", "-o", str(path)],
        check=True,
    )
    return torch.from_numpy(np.load(path))


def compare(program, spec, size, rule, threads, folder):
    torch.manual_seed(1)
    q, k, v = (torch.randn(1, 1, size, 64) for _ in range(3))
    mask = dense_mask(program, spec, size, folder)
    indices = torch.arange(size)
    assert torch.equal(rule(0, 0, indices[:, None], indices[None, :]), mask), spec
    is_causal = torch.equal(mask, mask.tril())
    sdpa = torch.nn.functional.scaled_dot_product_attention
    calls = {"sdpa, mask": lambda: sdpa(q, k, v, attn_mask=mask)}
    if is_causal:
        calls["sdpa, causal"] = lambda: sdpa(q, k, v, is_causal=True)
    block_mask = create_block_mask(rule, 1, 1, size, size, device="cpu")
    compiled = torch.compile(flex_attention)
    calls["flex"] = lambda: compiled(q, k, v, block_mask=block_mask)
    times = {"stmask": []}
    with torch.no_grad():
        for name, call in list(calls.items()):
            try:
                call()  # compiles
            except Exception as failure:
                print(f"{spec} {name}: {str(failure).splitlines()[0]}", file=sys.stderr)
                del calls[name]
        for _ in range(ROUNDS):
            times["stmask"].append(ours(program, spec, size, threads))
            for name, call in calls.items():
                times.setdefault(name, []).append(timed(call))
    columns = ["stmask", "sdpa, mask", "sdpa, causal", "flex"]
    own = statistics.median(times["stmask"])
    rivals = [statistics.median(t) for name, t in times.items() if name != "stmask"]
    print(
        f"| {size} | `{spec}` | "
        + " | ".join(show(times.get(name)) for name in columns)
        + f" | {min(rivals) / own:.1f}x |",
        flush=True,
    )


def main():
    program, threads = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    torch.set_num_threads(threads)
    print(f"torch {torch.__version__}, {threads} threads; ms, median (best to worst)")
    print("| N | mask | stmask | SDPA, mask | SDPA, causal | FlexAttention | ahead of the best |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for spec, size, rule in CASES:
            compare(program, spec, size, rule, threads, folder)


if __name__ == "__main__":
    main()
