"""Analyses: what the steps of a plan read at most, and what changes between them."""

from __future__ import annotations

import ctypes
import os
from typing import Any, TextIO

import numpy as np
import numpy.typing as npt

from . import _library as c
from ._core import PlanCore
from ._errors import Error, text
from ._handle import Handle, copy, lend
from ._output import Write, to_bytes, to_file, to_stream
from ._progress import Progress, Watch

lib = c.library

# As stm_plan_list.
LISTS = (
    "max_case_rows",
    "max_case_columns",
    "max_row_changes_rows",
    "max_column_changes_columns",
    "max_total_changes_rows",
    "max_total_changes_columns",
)


class Analysis(Handle):
    """Sums and maxima over the steps of a plan.

    Changes of a step are the rows and columns that the step before did not have. A maximum is the
    first step that exceeds all before it, starting from 0.
    """

    def __init__(self, plan: PlanCore, progress: Progress = None):
        pointer, error, watch = ctypes.c_void_p(), c.stm_error(), Watch(progress)
        status = lib.stm_analysis_new(
            plan._pointer, ctypes.byref(pointer), ctypes.byref(error), watch.pointer
        )
        watch.check(status, error)
        self._adopt(pointer)

    def _adopt(self, pointer: ctypes.c_void_p) -> None:
        assert pointer.value is not None
        super().__init__(pointer.value, lib.stm_analysis_free)

    @classmethod
    def _of(cls, pointer: ctypes.c_void_p) -> Analysis:
        analysis = cls.__new__(cls)
        analysis._adopt(pointer)
        return analysis

    @property
    def summary(self) -> Any:
        """All numbers, as one element of a structured array: summary["max_case"]["total"].

        points, steps; sum_unique_rows, sum_unique_columns (over all steps); sum_new_rows,
        sum_new_columns (over all but the first); max_case {time, rows, columns, total};
        max_row_changes, max_column_changes {time, count}; max_total_changes {time, rows, columns,
        count}. Times count steps from 0; the others count rows and columns.
        """
        return copy(lib.stm_analysis_summary(self._pointer), 1, c.SUMMARY)[0]

    @property
    def points(self) -> int:
        """The points of the plan."""
        return int(self.summary["points"])

    @property
    def steps(self) -> int:
        """The steps of the plan."""
        return int(self.summary["steps"])

    def runs(self, name: str) -> npt.NDArray[Any]:
        """The rows or columns of a maximum as runs: ascending, the library's own, not copied.

        The names are those of stmask.analysis.LISTS: "max_case_rows", "max_case_columns", ...
        """
        if name not in LISTS:
            raise Error(f"list {name!r}: must be one of {', '.join(LISTS)}")
        runs, num = ctypes.c_void_p(), ctypes.c_int64()
        lib.stm_analysis_list(
            self._pointer, LISTS.index(name), ctypes.byref(runs), ctypes.byref(num)
        )
        return lend(runs.value, num.value, c.RUN, self)

    def indices(self, name: str) -> npt.NDArray[np.int64]:
        """The rows or columns of a maximum, ascending; named as for `runs`."""
        runs = self.runs(name)
        counts = runs["count"]
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        indices = np.repeat(runs["first"], counts) + within * np.repeat(runs["step"], counts)
        return np.asarray(indices, np.int64)

    def text(self, input_file: str = "-") -> str:
        """The analysis as text; `input_file` is what its `Input File:` line names."""
        return to_bytes(self._writer(input_file)).decode("utf-8", "surrogateescape")

    def save(self, path: str | os.PathLike[str], input_file: str = "-") -> None:
        """Writes that text to a file."""
        to_file(path, self._writer(input_file))

    def print(self, stream: TextIO, input_file: str = "-") -> None:
        """Writes that text to a stream, such as sys.stdout."""
        to_stream(stream, self._writer(input_file))

    def _writer(self, input_file: str) -> Write:
        name = text("input_file", input_file)
        return lambda output, error: lib.stm_analysis_write(
            self._pointer, name, output, ctypes.byref(error)
        )
