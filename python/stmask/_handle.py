"""What the library allocates, freed with the Python object that owns it."""

from __future__ import annotations

import ctypes
import weakref
from typing import Any, Callable

import numpy as np


class Handle:
    """Owns a pointer of the library's."""

    def __init__(self, pointer: int, free: Callable[[int], None]):
        self._pointer = pointer
        # At exit all memory goes at once, while iterators may still hold some of it.
        weakref.finalize(self, free, pointer).atexit = False

    def __copy__(self) -> Handle:
        return self  # there is but one owner

    def __deepcopy__(self, memo: Any) -> Handle:
        return self

    def __reduce__(self) -> Any:
        raise TypeError(f"a {type(self).__name__} of stmask cannot be pickled")


def lend(address: int | None, num: int, dtype: np.dtype[Any], owner: object) -> np.ndarray[Any, Any]:
    """`num` elements at an address as a read-only array, without a copy; it keeps the owner."""
    if num == 0 or not address:
        return np.empty(0, dtype)
    block: Any = (ctypes.c_char * (num * dtype.itemsize)).from_address(address)
    block._owner = owner
    array: np.ndarray[Any, Any] = np.frombuffer(block, dtype)
    array.flags.writeable = False
    return array


def copy(address: int | None, num: int, dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    """`num` elements at an address as an array of their own."""
    if num == 0 or not address:
        return np.empty(0, dtype)
    return np.frombuffer(bytearray(ctypes.string_at(address, num * dtype.itemsize)), dtype)
