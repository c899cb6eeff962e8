"""Sweeps: plans or simulations of every design of a grid, and the database of what they come to."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sqlite3
from pathlib import Path
from typing import Any, Iterator, NamedTuple

import numpy as np

from . import _library as c
from ._errors import Error, check, file_name, integer, readable
from ._progress import Progress, Watch

NO_SWEEPS = "this stmask was built, or runs, without SQLite"
_ID = 0x73746D73  # in the header of the databases
_VIEWS = ("results", "plans", "simulations", "failures")


class Column(NamedTuple):
    """A column of the database."""

    name: str
    role: str
    """key, parameter, result or failure."""
    kind: str
    """plan or simulation, which alone has it; empty for both."""
    unit: str
    help: str


class SweepSummary(NamedTuple):
    """How far a sweep is."""

    designs: int
    before: int
    """Were in the database before."""
    done: int
    failed: int
    """Of those that are done."""


def has_sweeps() -> bool:
    """Whether `sweep` is there; `Sweep` always is."""
    return c.sweep_library is not None


def sweep(
    grid: str | os.PathLike[str],
    database: str | os.PathLike[str] | None = None,
    *,
    threads: int = 0,
    progress: Progress = None,
) -> SweepSummary:
    """Does all designs of a grid's file that its database, else GRID.db, does not have yet."""
    lib = c.sweep_library
    if lib is None:
        raise Error(f"sweep: needs SQLite, and {NO_SWEEPS}")
    path = Path(grid).with_suffix(".db") if database is None else database
    watch, error, pointer, found = Watch(progress), c.stm_error(), ctypes.c_void_p(), c.stm_sweep_summary()
    check(lib.stm_grid_read(readable(grid), ctypes.byref(pointer), ctypes.byref(error)), error)
    try:
        options = c.stm_sweep_options(integer("threads", threads, 0, 256), watch.pointer)
        status = lib.stm_sweep_run(
            pointer, file_name(path), ctypes.byref(found), ctypes.byref(error), ctypes.byref(options)
        )
        watch.check(status, error)
    finally:
        lib.stm_grid_free(pointer)
    return SweepSummary(*(getattr(found, name) for name in SweepSummary._fields))


class Sweep:
    """What the designs in a database came to, a numpy array a column.

    >>> found = stmask.Sweep("grid.db")
    >>> found["cycles"][found["keeping"] == "lru"].min()

    Whole numbers are int64, and float64 with NaN where some designs have none; texts are arrays of
    objects, "" for none. `view` is one of results, plans, simulations and failures; `where`, an
    expression of SQL, keeps the designs for which it is true. Nothing is written.
    """

    def __init__(self, path: str | os.PathLike[str], view: str = "results", where: str = "1"):
        if view not in _VIEWS:
            raise Error(f"view {view!r}: must be one of {', '.join(_VIEWS)}")
        readable(path)
        self.path, self.view, self.where = Path(path), view, where
        with self._open() as connection:
            try:
                if connection.execute("PRAGMA application_id").fetchone()[0] != _ID:
                    raise Error(f"{path}: is no database of sweeps")
                rows = connection.execute("SELECT name, role, kind, unit, help FROM columns")
                columns = {row[0]: Column(*row) for row in rows}
                names = [row[1] for row in connection.execute(f"PRAGMA table_info({view})")]
                num = connection.execute(f"SELECT count(*) FROM {view} WHERE ({where}\n)").fetchone()[0]
            except sqlite3.Error as failure:
                raise Error(f"{path}: {failure}") from None
        self.columns: dict[str, Column] = {name: columns[name] for name in names}
        """By name, in the order of the view."""
        self._num = int(num)
        self._arrays: dict[str, np.ndarray[Any, Any]] = {}

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        # One that may write takes back what a sweep that was killed has left; then it may not.
        connection = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=rw", uri=True, timeout=60)
        try:
            connection.execute("PRAGMA query_only = ON")
            yield connection
        except sqlite3.DatabaseError as failure:
            raise Error(f"{self.path}: {failure}") from None
        finally:
            connection.close()

    def __len__(self) -> int:
        return self._num

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def __getitem__(self, name: str) -> np.ndarray[Any, Any]:
        """The values of a column, in the order of the keys of the designs."""
        if name not in self.columns:
            raise KeyError(f"{name}: is no column of {self.view}")
        if name not in self._arrays:
            with self._open() as connection:
                query = f'SELECT "{name}" FROM {self.view} WHERE ({self.where}\n) ORDER BY key'
                values = [row[0] for row in connection.execute(query)]
            self._arrays[name] = _array(values)
        return self._arrays[name]

    def arrays(self) -> dict[str, np.ndarray[Any, Any]]:
        """All columns that have a value: what pandas.DataFrame takes."""
        found = {name: self[name] for name in self.columns}
        return {name: array for name, array in found.items() if not _is_empty(array)}

    def __repr__(self) -> str:
        return f"<stmask.Sweep {self.path}: {len(self)} {self.view}>"


def _array(values: list[Any]) -> np.ndarray[Any, Any]:
    if any(isinstance(value, str) for value in values):
        array = np.empty(len(values), object)
        array[:] = ["" if value is None else str(value) for value in values]
        return array
    if all(isinstance(value, int) for value in values):
        return np.array(values, np.int64)
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _is_empty(array: np.ndarray[Any, Any]) -> bool:
    return array.dtype == np.float64 and bool(np.isnan(array).all())
