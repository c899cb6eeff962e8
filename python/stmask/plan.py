"""Plans: the points of a mask in some order, P at a time, under a read limit."""

from __future__ import annotations

import ctypes
import os
from typing import Any, Iterator, NamedTuple, TextIO

import numpy as np
import numpy.typing as npt

from . import _library as c
from ._core import MaskCore, PlanCore
from ._errors import Error, check, integer, text
from ._handle import copy
from ._output import Write, to_file, to_stream
from ._progress import Progress, Watch
from ._patterns import order_at, stm_arguments, stm_chosen
from .analysis import Analysis
from .loads import Loads

lib = c.library


class Step(NamedTuple):
    """One step of a plan."""

    time: int
    """From 0."""
    points: int
    rows: int
    """Unique rows it reads; so with columns."""
    columns: int
    new_rows: int
    """Of them, those the step before did not have; all at time 0."""
    new_columns: int
    cells: npt.NDArray[np.int64]
    """(points, 2): query and key of each point, in visiting order."""


# As stm_objective.
OBJECTIVES = ("lru", "none", "previous", "opt")


def _text_of(order: int, arguments: int) -> str:
    """An order as it is written, with all its parameters."""
    size = lib.stm_order_format(order, arguments, None, 0) + 1
    text_of_it = ctypes.create_string_buffer(size)
    lib.stm_order_format(order, arguments, text_of_it, size)
    return text_of_it.value.decode()


def _search(
    mask: MaskCore,
    plan: c.stm_plan_options,
    buffer: int | None,
    objective: str,
    progress: Progress,
) -> str:
    """The order that stm_choose_order finds."""
    if objective not in OBJECTIVES:
        raise Error(f"objective {objective!r}: must be one of {', '.join(OBJECTIVES)}")
    if buffer is None and objective in ("lru", "opt"):
        raise Error("order 'auto': needs a buffer, or objective 'none' or 'previous'")
    chosen, error, watch = stm_chosen(), c.stm_error(), Watch(progress)
    options = c.stm_choose_options(
        plan.num_multiplications,
        plan.read_limit,
        0 if buffer is None else integer("buffer", buffer),
        OBJECTIVES.index(objective),
    )
    options.progress = ctypes.cast(watch.pointer, ctypes.c_void_p).value
    status = lib.stm_choose_order(
        mask._pointer, ctypes.addressof(chosen), ctypes.byref(error), ctypes.addressof(options)
    )
    watch.check(status, error)
    return _text_of(chosen.best.order, ctypes.addressof(chosen.best.arguments))


class Plan(PlanCore):
    """The points of a mask, in steps. It never changes, and any number of threads may use it.

    A point is one multiplication, of a query row with a key column. A step takes the next point
    while it has fewer than `num_multiplications` and while the point keeps its unique rows + unique
    columns at most `read_limit` (None: no limit). `order` is written as a spec is, such as
    "zigzag" or "tile:rows=8,columns=8"; stmask.orders() lists them. "auto" searches for the one with
    the fewest loads: with a `buffer` of so many vectors under lru, or by another `objective`, "none",
    "previous", "lru" or "opt". That takes seconds.
    """

    def __init__(
        self,
        mask: MaskCore,
        order: str = "row_first",
        num_multiplications: int = 64,
        read_limit: int | None = None,
        *,
        buffer: int | None = None,
        objective: str = "lru",
        progress: Progress = None,
    ):
        options, error = c.stm_plan_options(), c.stm_error()
        options.num_multiplications = integer("num_multiplications", num_multiplications, 1)
        if read_limit is not None:
            options.read_limit = integer("read_limit", read_limit, 2)
        if order == "auto":
            order = _search(mask, options, buffer, objective, progress)
        self._order_text = text("order", order)  # its arguments may point into it
        at, arguments = ctypes.c_void_p(), stm_arguments()
        status = lib.stm_order_parse(
            self._order_text, ctypes.byref(at), ctypes.byref(arguments), ctypes.byref(error)
        )
        check(status, error)
        options.order = at
        options.order_arguments = ctypes.addressof(arguments)
        pointer = ctypes.c_void_p()
        status = lib.stm_plan_new(
            mask._pointer, ctypes.byref(pointer), ctypes.byref(error), ctypes.byref(options)
        )
        check(status, error)
        assert pointer.value is not None and at.value is not None
        super().__init__(pointer.value, lib.stm_plan_free)
        self.mask = mask
        self.num_multiplications: int = options.num_multiplications
        self.read_limit = read_limit
        self._by_columns = order_at(at.value).by_columns

    @property
    def order(self) -> str:
        """The order with all its parameters."""
        settings = c.stm_plan_options.from_address(lib.stm_plan_settings(self._pointer))
        return _text_of(settings.order, settings.order_arguments)

    def __repr__(self) -> str:
        return (
            f"Plan({self.mask!r}, order={self.order!r}, "
            f"num_multiplications={self.num_multiplications}, read_limit={self.read_limit})"
        )

    # ----------------------------------------------------------------------------------- steps

    def _walk(self) -> Iterator[c.stm_step]:
        pointer, error = ctypes.c_void_p(), c.stm_error()
        check(lib.stm_steps_new(self._pointer, ctypes.byref(pointer), ctypes.byref(error)), error)
        at = ctypes.POINTER(c.stm_step)()
        try:
            while True:
                status = lib.stm_steps_next(pointer, ctypes.byref(at))
                if status != c.STM_OK:
                    raise MemoryError("plan: memory ran out while it was walked")
                if not at:
                    return
                yield at.contents
        finally:
            lib.stm_steps_free(pointer)

    def steps(self) -> Iterator[Step]:
        """The steps, one after the other, with their points."""
        for step in self._walk():
            pieces = copy(step.pieces, step.num_pieces, c.PIECE)
            yield Step(
                step.time,
                step.points,
                step.rows,
                step.columns,
                step.new_rows,
                step.new_columns,
                self._cells(pieces),
            )

    def table(self) -> npt.NDArray[Any]:
        """All steps as a structured array: time, points, rows, columns, new_rows, new_columns."""
        size = c.STEP.itemsize
        rows = bytearray()
        for step in self._walk():
            rows += ctypes.string_at(ctypes.addressof(step), size)
        return np.frombuffer(rows, c.STEP)

    def points(self) -> npt.NDArray[np.int64]:
        """All points in visiting order as an array (points, 2): query and key."""
        cells = [step.cells for step in self.steps()]
        return np.concatenate(cells) if cells else np.empty((0, 2), np.int64)

    def _cells(self, pieces: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        counts = pieces["count"]
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        lines = np.repeat(pieces["line"], counts)
        cross = np.repeat(pieces["first"], counts) + within * np.repeat(pieces["step"], counts)
        return np.stack((cross, lines) if self._by_columns else (lines, cross), axis=1)

    # --------------------------------------------------------------------------------- results

    def analyse(self, progress: Progress = None) -> Analysis:
        """What the steps read at most, and what changes between them."""
        return Analysis(self, progress)

    def loads(self, lru: bool = True, opt: bool = False, progress: Progress = None) -> Loads:
        """How many vectors the steps bring in; see stmask.Loads."""
        return Loads(self, lru, opt, progress)

    def save_points(
        self,
        path: str | os.PathLike[str],
        *,
        type: str | None = None,
        window_size: int | None = None,
        stride: int | None = None,
        progress: Progress = None,
    ) -> None:
        """Writes every point as text, a line a step. What is None has its place in the header."""
        watch = Watch(progress)
        to_file(path, self._points_writer(type, window_size, stride, watch), watch.check)

    def save_certificate(
        self, path: str | os.PathLike[str], buffer: int, progress: Progress = None
    ) -> None:
        """Writes the order, its loads with a buffer, and the proof that no order has fewer than its
        bound, for `stmask verify`."""
        watch = Watch(progress)
        vectors = integer("buffer", buffer)

        def write(output: int, error: c.stm_error) -> int:
            return lib.stm_certificate_write(
                self._pointer, vectors, output, ctypes.byref(error), watch.pointer
            )

        to_file(path, write, watch.check)

    def print_points(self, stream: TextIO, *, type: str | None = None) -> None:
        """Writes the same text to a stream, such as sys.stdout."""
        to_stream(stream, self._points_writer(type, None, None, Watch(None)))

    def _points_writer(
        self, type: str | None, window_size: int | None, stride: int | None, watch: Watch
    ) -> Write:
        options = c.stm_points_options(
            None if type is None else text("type", type),
            0 if window_size is None else integer("window_size", window_size, 1),
            0 if stride is None else integer("stride", stride, 1),
            watch.pointer,
        )
        return lambda output, error: lib.stm_points_write(
            self._pointer, output, ctypes.byref(error), ctypes.byref(options)
        )
