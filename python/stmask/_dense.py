"""The cells of masks, written into arrays."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _arrays
from . import _library as c
from ._core import MaskCore
from ._errors import Error, check
from ._patterns import STM_NUM_VALUES
from .reader import rows

lib = c.library

_CELLS = 1 << 22  # cells converted at a time


def fill(
    mask: MaskCore, dtype: npt.DTypeLike | None, out: npt.NDArray[Any] | None
) -> npt.NDArray[Any]:
    """What Mask.dense does."""
    if out is None:
        out = np.empty(mask.shape, narrowest(mask) if dtype is None else dtype)
    elif out.shape != mask.shape:
        raise Error(f"out of shape {out.shape}: must have the mask's shape, {mask.shape}")
    elif not out.flags.writeable:
        raise Error("out: must be writeable")
    elif dtype is not None and out.dtype != np.dtype(dtype):
        raise Error(f"out of {out.dtype}: must be of the dtype asked for, {np.dtype(dtype)}")
    check_fits(mask, out.dtype)
    if out.dtype == np.bool_ and _arrays.is_direct(out.view(np.uint8)) and _fits_byte(mask):
        _fill_booleans(mask, out.view(np.uint8))
    elif _arrays.is_direct(out):
        _fill_direct(mask, out)
    else:
        _fill_by_parts(mask, out)
    return out


def _fill_direct(mask: MaskCore, out: npt.NDArray[Any]) -> None:
    view, error = _arrays.view(out), c.stm_error()
    check(lib.stm_dense_fill(mask._pointer, ctypes.byref(view), ctypes.byref(error)), error)


def _fill_booleans(mask: MaskCore, out: npt.NDArray[Any]) -> None:
    _fill_direct(mask, out)
    view, error = _arrays.view(out), c.stm_error()
    same = ctypes.byref(view)
    check(lib.stm_dense_to_binary(same, same, ctypes.byref(error)), error)


def _fill_by_parts(mask: MaskCore, out: npt.NDArray[Any]) -> None:
    b = mask.bounds
    height = max(1, _CELLS // b.num_keys)
    for first in range(0, b.num_queries, height):
        num = min(height, b.num_queries - first)
        part = mask.rectangle(b.first_query + first, num, b.first_key, b.num_keys)
        cells = fill(part, np.int32, None)
        out[first : first + num] = cells != 0 if out.dtype == np.bool_ else cells


def _greatest(mask: MaskCore) -> int:
    """No value is greater than this one: a bound for patterns, else that of the greatest cell."""
    if lib.stm_mask_pattern(mask._pointer):
        return STM_NUM_VALUES - 1
    legend, error = c.stm_legend(), c.stm_error()
    status = lib.stm_legend_add_mask(ctypes.byref(legend), mask._pointer, ctypes.byref(error))
    check(status, error)
    greatest = max((legend.entries[k].value for k in range(legend.num)), default=0)
    if greatest < c.STM_NUM_COLOURS - 1:
        return greatest
    return max((int(runs["value"].max()) for runs in rows(mask) if len(runs)), default=0)


def _fits_byte(mask: MaskCore) -> bool:
    return _greatest(mask) <= np.iinfo(np.uint8).max


def narrowest(mask: MaskCore) -> type[Any]:
    """The type of cells where none is asked for."""
    return np.uint8 if _fits_byte(mask) else np.int32


def check_fits(mask: MaskCore, dtype: np.dtype[Any]) -> None:
    """Refuses a type that cannot hold the values."""
    if dtype.kind not in "biuf":
        raise Error(f"dtype {dtype}: must be a type of booleans, integers or floats")
    if dtype.kind in "iu" and dtype.itemsize < 4:
        greatest = _greatest(mask)
        if greatest > np.iinfo(dtype).max:
            raise Error(f"value {greatest}: must fit into {dtype}")
