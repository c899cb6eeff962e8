"""Masks as the files of other programs and frameworks, and how much of real attention they keep."""

from __future__ import annotations

import ctypes
import math
import os
from typing import Any, NamedTuple, Sequence

import numpy as np
import numpy.typing as npt

from . import _arrays
from . import _library as c
from ._core import MaskCore
from ._errors import Error, integer, readable, text, writable
from ._guess import near
from ._handle import copy
from ._progress import Progress, Watch

lib = c.library


class Format(NamedTuple):
    """A kind of file."""

    name: str
    extension: str
    summary: str
    block: int
    """The default side of its blocks; 0 where it has none."""
    heads: bool
    """Whether it holds more heads than one."""
    writes: bool
    reads: bool
    companion: bool
    """Whether a second file is written beside it."""
    rectangles: bool
    """Whether its blocks may have other numbers of queries and keys."""


class Exported(NamedTuple):
    """What an export came to."""

    bytes: int
    """Of the files."""
    added: int
    """Cells that widening added, in all heads."""


def formats() -> list[Format]:
    """All formats, in the order people list them."""
    num = ctypes.c_size_t()
    first = lib.stm_format_list(ctypes.byref(num))
    listed = (c.stm_format.from_address(at) for at in (ctypes.c_void_p * num.value).from_address(first))
    return [
        Format(
            f.name.decode(),
            f.extension.decode(),
            f.summary.decode(),
            f.block,
            f.heads,
            f.writes,
            f.reads,
            f.companion,
            f.rectangles,
        )
        for f in listed
    ]


def find_format(name: str) -> int:
    """The address of a format's descriptor. Error names those there are."""
    found = lib.stm_format_find(text("format", name))
    if found is None:
        known = [f.name for f in formats()]
        guess = near(name, known)
        if guess is not None:
            raise Error(f"format {name!r}: is not known; did you mean {guess}?")
        raise Error(f"format {name!r}: is not known; there are {', '.join(known)}")
    return int(found)


def export(
    masks: MaskCore | Sequence[MaskCore],
    path: str | os.PathLike[str],
    format: str,
    *,
    block: int | tuple[int, int] = 0,
    heads: int = 0,
    dtype: npt.DTypeLike = np.float32,
    binary: bool = False,
    widen: bool = False,
    progress: Progress = None,
) -> Exported:
    """Writes a mask, or one a head, as a file that another program reads.

    `block` is the side of a block, or its queries and keys, 0 the format's own; `heads` repeats a single mask; `dtype` is
    that of npy-additive, float16 or float32; `binary` writes 1 in the place of values; `widen` lets
    cells be added that the format cannot do without. Error, with nothing written, where the format
    cannot hold a mask: it names the first cell that does not fit.
    """
    several = [masks] if isinstance(masks, MaskCore) else list(masks)
    queries, keys = block if isinstance(block, tuple) else (block, 0)
    width = np.dtype(dtype)
    if width not in (np.dtype(np.float16), np.dtype(np.float32)):
        raise Error(f"dtype {width}: must be float16 or float32")
    watch, error, result = Watch(progress), c.stm_error(), c.stm_exchange_result()
    options = c.stm_exchange_options(
        integer("block", queries),
        integer("block", keys),
        integer("heads", heads),
        c.STM_FLOAT16 if width == np.dtype(np.float16) else c.STM_FLOAT32,
        binary,
        False,
        widen,
        watch.pointer,
    )
    pointers = (ctypes.c_void_p * len(several))(*(mask._pointer for mask in several))
    status = lib.stm_exchange_save(
        find_format(format),
        pointers,
        len(several),
        writable(path),
        ctypes.byref(result),
        ctypes.byref(error),
        ctypes.byref(options),
    )
    watch.check(status, error)
    return Exported(result.bytes, result.added)


class HeadScore(NamedTuple):
    """How much of one head's attention a mask keeps; shares are from 0 to 1."""

    mean: float
    """Of the rows that have weights; NaN where none has."""
    worst: list[tuple[int, float]]
    """The queries of which least is kept, and how much."""
    kept: npt.NDArray[np.float64]
    """(queries,): the share kept of each row; NaN where it has no weight."""


def score(
    masks: MaskCore | Sequence[MaskCore],
    weights: str | os.PathLike[str] | npt.ArrayLike,
    progress: Progress = None,
) -> list[HeadScore]:
    """The mass that a mask, or one a head, keeps of attention weights.

    The weights are floats, (heads, queries, keys) or (queries, keys): an array, or the path of a .npy.
    """
    several = [masks] if isinstance(masks, MaskCore) else list(masks)
    if not several:
        raise Error("score of no masks: must have one or more")
    if not all(isinstance(mask, MaskCore) for mask in several):
        raise Error("masks: must be a mask, or one a head; of a set, a layer, as in masks[0]")
    watch, error, pointer = Watch(progress), c.stm_error(), ctypes.c_void_p()
    pointers = (ctypes.c_void_p * len(several))(*(mask._pointer for mask in several))
    if isinstance(weights, (str, bytes, os.PathLike)):
        status = lib.stm_score_new(
            readable(weights),
            pointers,
            len(several),
            ctypes.byref(pointer),
            ctypes.byref(error),
            watch.pointer,
        )
    else:
        heads = _heads_of(weights)
        views = (c.stm_dense * len(heads))(*(_arrays.view(head) for head in heads))
        status = lib.stm_score_arrays(
            views,
            len(heads),
            pointers,
            len(several),
            ctypes.byref(pointer),
            ctypes.byref(error),
            watch.pointer,
        )
    watch.check(status, error)
    queries = several[0].shape[0]
    scores = []
    for h in range(lib.stm_score_heads(pointer)):
        s = c.stm_head_score.from_address(lib.stm_score_head(pointer, h))
        worst = list(zip(s.worst_query[: s.num_worst], s.worst_kept[: s.num_worst]))
        kept = copy(lib.stm_score_kept(pointer, h), queries, np.dtype(np.float64))
        scores.append(HeadScore(s.mean if s.rows else math.nan, worst, kept))
    lib.stm_score_free(pointer)
    return scores


def _heads_of(weights: npt.ArrayLike) -> list[npt.NDArray[Any]]:
    """Each head's weights, as the library takes arrays."""
    array = np.asarray(weights)
    if array.dtype.kind != "f":
        raise Error(f"weights of {array.dtype}: must be floats")
    if array.ndim not in (2, 3) or 0 in array.shape:
        raise Error(f"weights of shape {array.shape}: must be (queries, keys), or heads of these")
    return [_arrays.direct(head) for head in (array if array.ndim == 3 else array[None])]
