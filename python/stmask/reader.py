"""Readers: the rows and columns of a mask, as runs."""

from __future__ import annotations

import ctypes
from typing import Any, Iterator

import numpy.typing as npt

from . import _library as c
from ._core import MaskCore
from ._errors import Error, check, integer
from ._handle import Handle, copy

lib = c.library


class Reader(Handle):
    """Reads the rows and columns of a mask. One thread at a time may use it."""

    def __init__(self, mask: MaskCore):
        pointer, error = ctypes.c_void_p(), c.stm_error()
        check(lib.stm_reader_new(mask._pointer, ctypes.byref(pointer), ctypes.byref(error)), error)
        assert pointer.value is not None
        super().__init__(pointer.value, lib.stm_reader_free)
        self._bounds = mask.bounds  # the library's reader keeps the mask itself

    def row(self, i: int, ordered: bool = False) -> npt.NDArray[Any]:
        """The runs of query i, as Mask.row gives them."""
        read = lib.stm_reader_row_ordered if ordered else lib.stm_reader_row
        return self._read(read, "query", i, self._bounds[:2])

    def column(self, j: int, ordered: bool = False) -> npt.NDArray[Any]:
        """The runs of key j, as Mask.column gives them."""
        read = lib.stm_reader_column_ordered if ordered else lib.stm_reader_column
        return self._read(read, "key", j, self._bounds[2:])

    def _read(self, read: Any, name: str, at: int, bounds: tuple[int, int]) -> npt.NDArray[Any]:
        runs, num = ctypes.c_void_p(), ctypes.c_int64()
        index = integer(name, at)
        status = read(self._pointer, index, ctypes.byref(runs), ctypes.byref(num))
        if status == c.STM_EINVAL:
            first, count = bounds
            raise Error(f"{name} {index}: must be from {first} to {first + count - 1}")
        if status != c.STM_OK:
            raise MemoryError(f"{name} {index}: memory ran out")
        return copy(runs.value, num.value, c.RUN)  # the library's own last until its next call


def rows(mask: MaskCore, ordered: bool = False) -> Iterator[npt.NDArray[Any]]:
    """The runs of every row of a mask, one row after the other."""
    reader = Reader(mask)
    first = mask.bounds.first_query
    return (reader.row(i, ordered) for i in range(first, first + mask.shape[0]))
