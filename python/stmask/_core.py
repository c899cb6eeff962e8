"""What every part of the package knows of masks and plans, below all of them.

A `Mask` is a `MaskCore` with all that can be done with it; what does it (pictures, exports, plans)
takes the core alone, so that no two modules need each other. A `Plan` is a `PlanCore` likewise.
"""

from __future__ import annotations

import ctypes
from typing import NamedTuple, TypeVar

from . import _library as c
from ._errors import check, integer
from ._handle import Handle

lib = c.library

M = TypeVar("M", bound="MaskCore")


class Rectangle(NamedTuple):
    """The queries and keys of a mask, as indices of the whole: firsts and numbers."""

    first_query: int
    num_queries: int
    first_key: int
    num_keys: int


class MaskCore(Handle):
    """A mask of the library's: its bounds, its parts and its count."""

    def _adopt(self, pointer: ctypes.c_void_p, spec: str | None) -> None:
        assert pointer.value is not None
        super().__init__(pointer.value, lib.stm_mask_free)
        self._spec = spec
        self._bounds = Rectangle(
            *(getattr(lib.stm_mask_bounds(pointer), name) for name in Rectangle._fields)
        )

    @classmethod
    def _of(cls: type[M], pointer: ctypes.c_void_p, spec: str | None) -> M:
        mask = cls.__new__(cls)
        mask._adopt(pointer, spec)
        return mask

    @classmethod
    def _made(cls: type[M], pointer: ctypes.c_void_p) -> M:
        """A mask that knows its spec itself."""
        spec = lib.stm_mask_spec(pointer)
        return cls._of(pointer, None if spec is None else spec.decode())

    @property
    def spec(self) -> str | None:
        """The text the mask was made of, or None."""
        return self._spec

    @property
    def size(self) -> int:
        """The side of the square that the rule stands on, in tokens."""
        return int(lib.stm_mask_size(self._pointer))

    @property
    def bounds(self) -> Rectangle:
        """The queries and keys that the mask covers."""
        return self._bounds

    @property
    def shape(self) -> tuple[int, int]:
        """The number of queries and of keys."""
        return self._bounds.num_queries, self._bounds.num_keys

    def rectangle(
        self: M, first_query: int, num_queries: int, first_key: int, num_keys: int
    ) -> M:
        """The part of these queries and keys, counted as the whole counts them. O(1)."""
        rectangle = c.stm_rectangle(
            integer("first_query", first_query),
            integer("num_queries", num_queries),
            integer("first_key", first_key),
            integer("num_keys", num_keys),
        )
        pointer, error = ctypes.c_void_p(), c.stm_error()
        status = lib.stm_mask_rectangle(
            self._pointer, ctypes.byref(rectangle), ctypes.byref(pointer), ctypes.byref(error)
        )
        check(status, error)
        return type(self)._of(pointer, self.spec)

    def count(self) -> int:
        """The number of nonzero cells. O(1) for the whole mask of a pattern."""
        number, error = ctypes.c_int64(), c.stm_error()
        check(lib.stm_mask_count(self._pointer, ctypes.byref(number), ctypes.byref(error)), error)
        return number.value

    def sparsity(self) -> float:
        """The share of cells that are zero, from 0 to 1."""
        share, error = ctypes.c_double(), c.stm_error()
        check(lib.stm_mask_sparsity(self._pointer, ctypes.byref(share), ctypes.byref(error)), error)
        return share.value


class PlanCore(Handle):
    """A plan of the library's."""

    mask: MaskCore
