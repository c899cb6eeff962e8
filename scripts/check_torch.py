"""What scripts/check_torch.sh runs: python check_torch.py STMASK FOLDER"""
import importlib
import os
import subprocess
import sys

import numpy
import scipy.sparse
import torch
from torch.nn.attention.flex_attention import flex_attention

STMASK, FOLDER = sys.argv[1:]
SPECS = ["normal", "strided:window_size=24,stride=16", "fixed:window_size=32",
         "sliding_window:window_size=40", "dilated_sliding_window:window_size=16,dilation=3"]
sys.path.insert(0, FOLDER)


def export(spec, size, form, name, *options):
    path = os.path.join(FOLDER, name)
    subprocess.run([STMASK, "export", spec, "--size", str(size), "--format", form, "-o", path,
                    *options], check=True)
    return path


def dense(query, key, value, mask):
    return torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)


def main():
    print(f"torch {torch.__version__}, numpy {numpy.__version__}, scipy {scipy.__version__}")
    torch.manual_seed(0)
    failed = 0
    for number, (spec, size) in enumerate((s, n) for s in SPECS for n in (256, 300)):
        mask = torch.from_numpy(numpy.load(export(spec, size, "npy-bool", "mask.npy")))
        name = f"flex_{number}"
        export(spec, size, "flex", name + ".npz", "--block", "128", "--heads", "2")
        module = importlib.import_module(name)
        block_mask = module.load_block_mask()
        rows, columns = torch.arange(size)[:, None], torch.arange(size)[None, :]
        zero = torch.zeros((), dtype=torch.int32)
        same = torch.equal(module.mask_mod(zero, zero, rows, columns), mask)
        query, key, value = (torch.randn(1, 2, size, 16) for _ in range(3))
        wanted = dense(query, key, value, mask)
        differences = []
        torch._dynamo.reset()  # it compiles anew only so many times
        compiled = torch.compile(flex_attention)
        for attend in (flex_attention, compiled):
            try:
                got = attend(query, key, value, block_mask=block_mask)
                differences.append(f"{(got - wanted).abs().max().item():.1e}")
                failed += not torch.allclose(got, wanted, atol=1e-5)
            except Exception as problem:  # what a backend cannot do is told
                failed += attend is flex_attention
                differences.append(f"{type(problem).__name__}: {str(problem).splitlines()[0][:90]}")
        csr = scipy.sparse.load_npz(export(spec, size, "scipy-csr", "csr.npz"))
        same = same and isinstance(csr, scipy.sparse.csr_array)
        same = same and ((csr.toarray() != 0) == mask.numpy()).all()
        if size == 256:
            bsr = scipy.sparse.load_npz(export(spec, size, "scipy-bsr", "bsr.npz"))
            same = same and isinstance(bsr, scipy.sparse.bsr_array)
            same = same and ((bsr.toarray() != 0) == mask.numpy()).all()
        failed += not same
        print(f"{spec} {size}: mask_mod and SciPy {'equal' if same else 'DIFFER'}; "
              f"eager {differences[0]}, compiled {differences[1]}")
    print("FAILED" if failed else "passed", failed)
    return failed != 0


sys.exit(main())
