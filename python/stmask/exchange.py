"""Masks as the files of other programs and frameworks, and how much of real attention they keep."""

from __future__ import annotations

import ctypes
import math
import os
from typing import NamedTuple, Sequence

import numpy as np
import numpy.typing as npt

from . import _library as c
from ._core import MaskCore
from ._errors import Error, file_name, integer, text
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
    block: int = 0,
    heads: int = 0,
    dtype: npt.DTypeLike = np.float32,
    binary: bool = False,
    widen: bool = False,
    progress: Progress = None,
) -> Exported:
    """Writes a mask, or one a head, as a file that another program reads.

    `block` is the side of a block, 0 the format's own; `heads` repeats a single mask; `dtype` is
    that of npy-additive, float16 or float32; `binary` writes 1 in the place of values; `widen` lets
    cells be added that the format cannot do without. Error, with nothing written, where the format
    cannot hold a mask: it names the first cell that does not fit.
    """
    several = [masks] if isinstance(masks, MaskCore) else list(masks)
    width = np.dtype(dtype)
    if width not in (np.dtype(np.float16), np.dtype(np.float32)):
        raise Error(f"dtype {width}: must be float16 or float32")
    watch, error, result = Watch(progress), c.stm_error(), c.stm_exchange_result()
    options = c.stm_exchange_options(
        integer("block", block),
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
        file_name(path),
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
    masks: MaskCore | Sequence[MaskCore], path: str | os.PathLike[str], progress: Progress = None
) -> list[HeadScore]:
    """The mass that a mask, or one a head, keeps of attention weights.

    The file is a .npy of floats, (heads, queries, keys) or (queries, keys).
    """
    several = [masks] if isinstance(masks, MaskCore) else list(masks)
    watch, error, pointer = Watch(progress), c.stm_error(), ctypes.c_void_p()
    pointers = (ctypes.c_void_p * len(several))(*(mask._pointer for mask in several))
    status = lib.stm_score_new(
        file_name(path),
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
