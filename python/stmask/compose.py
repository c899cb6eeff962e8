"""Masks of masks, sets of masks, how masks differ, and how information flows through them."""

from __future__ import annotations

import ctypes
import os
from typing import Iterator, NamedTuple, Sequence

from . import _library as c
from ._errors import check, integer, readable
from ._handle import Handle
from ._progress import Progress, Watch
from .mask import Mask

lib = c.library


class Diff(NamedTuple):
    """How two masks differ."""

    differing: int
    """Cells."""
    first: tuple[int, int] | None
    """The first of them, (query, key), in row-major order."""

    @property
    def equal(self) -> bool:
        """Whether no cell differs."""
        return self.differing == 0


def diff(first: Mask, second: Mask, values: bool = False, progress: Progress = None) -> Diff:
    """Counts the cells that one mask sees and the other does not.

    With `values`, cells that both see with different values differ too. Both have to cover the same
    queries and keys.
    """
    found, error, watch = c.stm_diff(), c.stm_error(), Watch(progress)
    options = c.stm_diff_options(values, watch.pointer)
    status = lib.stm_mask_diff(
        first._pointer,
        second._pointer,
        ctypes.byref(found),
        ctypes.byref(error),
        ctypes.byref(options),
    )
    watch.check(status, error)
    cell = None if found.first_query < 0 else (found.first_query, found.first_key)
    return Diff(found.differing, cell)


class Reach(NamedTuple):
    """What stacked layers connect. A pair is (query, key)."""

    connected: list[int]
    """Pairs connected after each layer."""
    layers_to_full: int | None
    """The layers until every pair is connected that any number of layers can connect."""
    unreachable: tuple[int, int] | None
    """A pair that no number of layers connects, where there is one."""


def reach(layers: Sequence[Mask], threads: int = 0, progress: Progress = None) -> Reach:
    """How information flows through stacked layers, each a whole mask of one size; exact.

    A token keeps what it has from layer to layer. `threads` 0: as many as the machine runs.
    """
    error, watch = c.stm_error(), Watch(progress)
    options = c.stm_reach_options(integer("threads", threads), watch.pointer)
    masks = (ctypes.c_void_p * len(layers))(*(mask._pointer for mask in layers))
    pointer = ctypes.POINTER(c.stm_reach)()
    status = lib.stm_reach_new(
        masks, len(layers), ctypes.byref(pointer), ctypes.byref(error), ctypes.byref(options)
    )
    watch.check(status, error)
    found = pointer.contents
    result = Reach(
        found.connected[: len(layers)],
        found.layers_to_full or None,
        None
        if found.unreachable_query < 0
        else (found.unreachable_query, found.unreachable_key),
    )
    lib.stm_reach_free(pointer)
    return result


class MaskSet(Handle):
    """A file of `NAME = SPEC`, `head 0-3 = SPEC` and `layer 2 head 5 = SPEC` lines.

    It is a sequence of its layers, each a list of its heads' masks: `masks[2][5]`, `len(masks)`.
    """

    def __init__(self, path: str | os.PathLike[str], size: int = 1024):
        """Reads it; Error names the line that is wrong. The size is that of the masks as a sequence."""
        pointer, error = ctypes.c_void_p(), c.stm_error()
        check(
            lib.stm_set_read(readable(path), ctypes.byref(pointer), ctypes.byref(error)), error
        )
        assert pointer.value is not None
        super().__init__(pointer.value, lib.stm_set_free)
        self.size = integer("size", size)

    @property
    def layers(self) -> int:
        """The number of layers; 0 where the file has names only."""
        return int(lib.stm_set_layers(self._pointer))

    @property
    def heads(self) -> int:
        """The number of heads of every layer."""
        return int(lib.stm_set_heads(self._pointer))

    def __len__(self) -> int:
        return self.layers

    def __getitem__(self, layer: int) -> list[Mask]:
        """The masks of a layer's heads, layers counted as sequences are."""
        at = integer("layer", layer)
        if not -self.layers <= at < self.layers:
            raise IndexError(f"layer {at}: the set has {self.layers}")
        return self.masks(at % self.layers, self.size)

    def __iter__(self) -> Iterator[list[Mask]]:
        return (self[layer] for layer in range(self.layers))

    def spec(self, layer: int, head: int) -> str:
        """The spec of a head, as its line has it."""
        found = lib.stm_set_spec(self._pointer, integer("layer", layer), integer("head", head))
        if found is None:
            raise IndexError(f"layer {layer} head {head}: there is no such head")
        return str(found.decode())

    def masks(self, layer: int, size: int = 1024) -> list[Mask]:
        """The size x size masks of a layer's heads; heads of the same spec share one."""
        made: dict[str, Mask] = {}
        specs = [self.spec(layer, head) for head in range(self.heads)]
        for head, spec in enumerate(specs):
            if spec not in made:
                made[spec] = self.mask(layer, head, size)
        return [made[spec] for spec in specs]

    def mask(self, layer: int, head: int, size: int = 1024) -> Mask:
        """The size x size mask of a head."""
        pointer, error = ctypes.c_void_p(), c.stm_error()
        status = lib.stm_set_mask(
            self._pointer,
            integer("layer", layer),
            integer("head", head),
            integer("size", size),
            ctypes.byref(pointer),
            ctypes.byref(error),
        )
        check(status, error)
        return Mask._made(pointer)
