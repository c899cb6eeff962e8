"""Queries dealt to ranks, as context parallelism does: what each computes, and what it fetches."""

from __future__ import annotations

import ctypes
from typing import Any, Sequence

import numpy as np
import numpy.typing as npt

from . import _library as c
from ._core import MaskCore
from ._errors import Error, check, integer
from ._guess import near
from ._handle import Handle, copy
from ._progress import Progress, Watch

lib = c.library

RANK = np.dtype(c.stm_shard_rank)
STRATEGIES: list[str] = [
    lib.stm_shard_strategy_name(k).decode() for k in range(c.STM_SHARD_NUM_STRATEGIES)
]


class Shard(Handle):
    """How the queries of masks are dealt; made by `stmask.shard`."""

    def __init__(self, pointer: int, strategy: str):
        super().__init__(pointer, lib.stm_shard_free)
        self.strategy = strategy
        self._summary = lib.stm_shard_summarise(pointer).contents

    @property
    def ranks(self) -> npt.NDArray[Any]:
        """A structured array: tiles, queries, points, keys (seen) and fetched of every rank."""
        return copy(lib.stm_shard_rank_at(self._pointer, 0), int(self._summary.ranks), RANK)

    @property
    def tile(self) -> int:
        """The queries of a tile."""
        return int(self._summary.tile)

    @property
    def owners(self) -> npt.NDArray[np.int64]:
        """The rank of every tile."""
        num = int(self._summary.tiles)
        return np.fromiter(
            (lib.stm_shard_owner(self._pointer, k) for k in range(num)), np.int64, num
        )

    @property
    def points(self) -> int:
        """Pairs of query and key, of all ranks."""
        return int(self._summary.points)

    @property
    def fetched(self) -> int:
        """Keys that ranks see and that are not their own tokens, of all ranks."""
        return int(self._summary.fetched)

    @property
    def balance(self) -> float:
        """The most points of a rank over the mean."""
        return float(self._summary.balance)

    def __repr__(self) -> str:
        return (
            f"<stmask.Shard {self.strategy}: {self._summary.ranks} ranks, tiles of {self.tile}, "
            f"balance {self.balance:.4f}>"
        )


def shard(
    masks: MaskCore | Sequence[MaskCore],
    ranks: int,
    strategy: str = "balanced",
    *,
    tile: int | None = None,
    weights: Sequence[int] | None = None,
    progress: Progress = None,
) -> Shard:
    """Deals the queries of a mask, or of several that are added up, to ranks.

    The strategies are contiguous, zigzag, striped and balanced. Without a `tile` it has 128
    queries, or fewer for 64 tiles a rank; `weights` say how often each mask counts, as heads.
    """
    several = [masks] if isinstance(masks, MaskCore) else list(masks)
    if strategy not in STRATEGIES:
        guess = near(strategy, STRATEGIES)
        hint = f"did you mean {guess}?" if guess else f"there are {', '.join(STRATEGIES)}"
        raise Error(f"strategy {strategy!r}: is not known; {hint}")
    if weights is not None and len(weights) != len(several):
        raise Error(f"weights: has {len(weights)} numbers, of {len(several)} masks")
    watch, error, pointer = Watch(progress), c.stm_error(), ctypes.c_void_p()
    counts = (ctypes.c_int64 * len(several))(
        *(integer("weight", w, 0) for w in (weights or [1] * len(several)))
    )
    options = c.stm_shard_options(
        STRATEGIES.index(strategy),
        0 if tile is None else integer("tile", tile, 1),
        counts,
        watch.pointer,
    )
    pointers = (ctypes.c_void_p * len(several))(*(mask._pointer for mask in several))
    status = lib.stm_shard_new(
        pointers,
        len(several),
        integer("ranks", ranks),
        ctypes.byref(pointer),
        ctypes.byref(error),
        ctypes.byref(options),
    )
    watch.check(status, error)
    check(status, error)
    assert pointer.value is not None
    return Shard(pointer.value, strategy)
