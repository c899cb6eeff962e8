"""Loads of a plan, and lower bounds: how many vectors the steps bring in."""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from . import _library as c
from ._core import MaskCore, PlanCore
from ._errors import Error, check, integer
from ._handle import Handle, lend
from ._progress import Progress, Watch

lib = c.library

# As stm_measure.
MEASURES = (
    "unique_rows",
    "unique_columns",
    "unique_total",
    "new_rows",
    "new_columns",
    "new_total",
)


class Counts(NamedTuple):
    """Vectors: query rows and key columns."""

    rows: int
    columns: int

    @property
    def total(self) -> int:
        return self.rows + self.columns


class Distribution(NamedTuple):
    """How many steps have each value of a measure, in vectors a step."""

    peak: int
    mean: float
    steps: npt.NDArray[np.int64]
    """steps[v], v from 0 to the peak: the steps of that value. The library's own, not copied."""


class Loads(Handle):
    """Loads of a plan under four ways of keeping vectors. A vector is a query row or a key column.

    `none`: every step loads all that it reads. `previous`: what the step before had is kept.
    `lru(buffer)`: a buffer of the vectors touched last. `opt(buffer)`: the best any buffer can do
    (Belady 1966). The last two have to be asked for.
    """

    def __init__(self, plan: PlanCore, lru: bool = True, opt: bool = False, progress: Progress = None):
        pointer, error, watch = ctypes.c_void_p(), c.stm_error(), Watch(progress)
        options = c.stm_loads_options(lru, opt, watch.pointer)
        status = lib.stm_loads_new(
            plan._pointer, ctypes.byref(pointer), ctypes.byref(error), ctypes.byref(options)
        )
        watch.check(status, error)
        assert pointer.value is not None
        super().__init__(pointer.value, lib.stm_loads_free)

    @property
    def points(self) -> int:
        return int(lib.stm_loads_points(self._pointer))

    @property
    def steps(self) -> int:
        return int(lib.stm_loads_steps(self._pointer))

    @property
    def none(self) -> Counts:
        return _counts(lib.stm_loads_none(self._pointer))

    @property
    def previous(self) -> Counts:
        return _counts(lib.stm_loads_previous(self._pointer))

    @property
    def cold_start(self) -> Counts:
        """What step 0 loads."""
        return _counts(lib.stm_loads_cold_start(self._pointer))

    @property
    def compulsory(self) -> Counts:
        """Rows and columns with a nonzero: what any order loads at least."""
        return _counts(lib.stm_loads_compulsory(self._pointer))

    def lru(self, buffer: int) -> Counts:
        """With a buffer of so many vectors. Error where it does not hold the largest step."""
        return self._with(lib.stm_loads_lru, buffer)

    def opt(self, buffer: int) -> Counts:
        """With the best use of a buffer of so many vectors."""
        return self._with(lib.stm_loads_opt, buffer)

    def distribution(self, measure: str) -> Distribution:
        """How many steps read, or newly read, how many vectors; of stmask.loads.MEASURES.

        Step 0 takes no part in the new ones.
        """
        if measure not in MEASURES:
            raise Error(f"measure {measure!r}: must be one of {', '.join(MEASURES)}")
        found = lib.stm_loads_distribution(self._pointer, MEASURES.index(measure))
        steps = lend(found.steps, found.peak + 1, np.dtype(np.int64), self)
        return Distribution(found.peak, found.mean, steps)

    def _with(self, count: Any, buffer: int) -> Counts:
        counts, error = c.stm_load_counts(), c.stm_error()
        vectors = integer("buffer", buffer)
        check(count(self._pointer, vectors, ctypes.byref(counts), ctypes.byref(error)), error)
        return _counts(counts)


def _counts(counts: c.stm_load_counts) -> Counts:
    return Counts(counts.rows, counts.columns)


class Bounds(NamedTuple):
    """What no order of visiting the points can be below: steps, or vectors."""

    points: int
    steps: int
    reads: int
    """Rows + columns that all steps read together: what `none` loads."""
    compulsory: int
    """Loads: every row and every column with a nonzero once."""
    phase: int
    """Loads with the buffer, after Hong and Kung 1981; 0 without one."""
    phase_length: int
    phase_points: int
    phase_rest: int
    pairs: int
    """Loads with the buffer, each of which meets at most buffer - 1 vectors."""
    pairs_matched: int
    """The same, less the pairs of two rows or two columns that a matching forces."""
    matched: int
    any_order: int
    """The largest of compulsory, phase, pairs and pairs_matched."""
    best: str
    """Which that is: "compulsory", "phases", "pairs" or "matching"."""


def lower_bounds(
    mask: MaskCore,
    num_multiplications: int = 64,
    read_limit: int | None = None,
    buffer: int | None = None,
) -> Bounds:
    """The lower bounds of a mask; without a read limit or a buffer where they are None."""
    found, error = c.stm_bounds(), c.stm_error()
    status = lib.stm_bounds_of(
        mask._pointer,
        integer("num_multiplications", num_multiplications),
        0 if read_limit is None else integer("read_limit", read_limit, 2),
        0 if buffer is None else integer("buffer", buffer, 1),
        ctypes.byref(found),
        ctypes.byref(error),
    )
    check(status, error)
    numbers = [getattr(found, name) for name in Bounds._fields[:-1]]
    return Bounds(*numbers, lib.stm_load_bound_name(found.best).decode())
