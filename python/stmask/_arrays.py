"""Arrays of cells, as the library takes them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from . import _library as c
from ._errors import Error

Array = np.ndarray[Any, np.dtype[Any]]

DTYPES = {
    np.dtype(np.uint8): c.STM_U8,
    np.dtype(np.int32): c.STM_I32,
    np.dtype(np.int64): c.STM_I64,
    np.dtype(np.float32): c.STM_F32,
    np.dtype(np.float64): c.STM_F64,
}


def has_two_axes(array: npt.ArrayLike) -> Array:
    """The array, if it has two axes; Error if not."""
    cells = np.asarray(array)
    if cells.ndim != 2:
        raise Error(f"array of shape {cells.shape}: must have two axes, queries and keys")
    if cells.size == 0:
        raise Error(f"array of shape {cells.shape}: must have one cell or more")
    return cells


def is_direct(cells: Array) -> bool:
    """Whether the library can take the array as it lies in memory."""
    rows, columns = cells.shape
    row, column = cells.strides
    size = cells.itemsize
    return (
        cells.dtype in DTYPES
        and cells.dtype.isnative
        and cells.flags.aligned
        and (column == size or columns == 1)
        and (rows == 1 or (row >= columns * size and row % size == 0))
    )


def view(cells: Array) -> c.stm_dense:
    """The library's view of an array that is direct. It is valid as long as the array."""
    rows, columns = cells.shape
    stride = columns if rows == 1 else cells.strides[0] // cells.itemsize
    return c.stm_dense(cells.ctypes.data, DTYPES[cells.dtype], rows, columns, stride)


def direct(array: npt.ArrayLike) -> Array:
    """The same numbers in an array that is direct: itself, or else a copy. Booleans become uint8."""
    cells = has_two_axes(array)
    kind, size = cells.dtype.kind, cells.dtype.itemsize
    if kind == "b":
        cells = cells.view(np.uint8)
    elif kind in "iu" and cells.dtype.newbyteorder("=") not in DTYPES:
        if kind == "u" and size == 8:
            cells = np.minimum(cells, np.iinfo(np.int64).max)
        cells = cells.astype(np.int64 if size >= 4 else np.int32)
    elif kind == "f" and cells.dtype.newbyteorder("=") not in DTYPES:
        cells = cells.astype(np.float32 if size == 2 else np.float64)
    elif kind not in "iuf":
        raise Error(f"array of {cells.dtype}: must hold booleans, integers or floats")
    if not cells.dtype.isnative:
        cells = cells.astype(cells.dtype.newbyteorder("="))
    return cells if is_direct(cells) else np.array(cells, order="C")
