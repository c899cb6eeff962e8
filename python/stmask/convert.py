"""Masks as the sparse arrays of scipy and the tensors of torch."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _library as c
from ._core import MaskCore
from ._dense import check_fits, fill, narrowest
from .reader import rows

INT32_MAX = np.iinfo(np.int32).max


def need(module: str, purpose: str) -> Any:
    """Imports a module that stmask does without."""
    try:
        return importlib.import_module(module)
    except ImportError as failure:
        name = module.split(".")[0]
        raise ImportError(f"{name} is not installed: {purpose} needs it") from failure


def csr(mask: MaskCore, dtype: npt.DTypeLike | None) -> tuple[npt.NDArray[Any], ...]:
    """Row starts, keys ascending within each row, and values, all relative to the mask."""
    lines = list(rows(mask, ordered=True))
    runs = np.concatenate(lines) if lines else np.empty(0, c.RUN)
    of_rows = np.fromiter((int(line["count"].sum()) for line in lines), np.int64, len(lines))
    starts = np.concatenate(([0], np.cumsum(of_rows)))
    counts = runs["count"]
    before = np.cumsum(counts) - counts
    steps = np.repeat(runs["step"], counts)
    keys = np.arange(starts[-1]) - np.repeat(before, counts)
    keys *= steps
    keys += np.repeat(runs["first"] - mask.bounds.first_key, counts)
    if starts[-1] <= INT32_MAX and mask.shape[1] <= INT32_MAX:
        starts, keys = starts.astype(np.int32), keys.astype(np.int32)
    if dtype is None:
        dtype = narrowest(mask)
    check_fits(mask, np.dtype(dtype))
    return starts, keys, np.repeat(runs["value"], counts).astype(dtype)


def to_scipy(mask: MaskCore, dtype: npt.DTypeLike | None = None) -> Any:
    sparse = need("scipy.sparse", "Mask.scipy")
    starts, keys, values = csr(mask, dtype)
    return sparse.csr_array((values, keys, starts), shape=mask.shape)


def to_torch(mask: MaskCore, dtype: npt.DTypeLike = np.bool_, sparse: bool = False) -> Any:
    torch = need("torch", "Mask.torch")
    if not sparse:
        return torch.from_numpy(fill(mask, dtype, None))
    starts, keys, values = (torch.from_numpy(part) for part in csr(mask, dtype))
    # Recent versions warn where it is not said whether to check; keys ascend, so that nothing is to be.
    return torch.sparse_csr_tensor(starts, keys, values, size=mask.shape, check_invariants=False)
