"""Progress of long calls, reported to a function of the caller's."""

from __future__ import annotations

import ctypes
from typing import Any, Callable, Optional

from . import _errors
from . import _library as c

Progress = Optional[Callable[[int, int], Any]]
"""Called with what is done and with the total, now and then. What it raises stops the work."""


class Watch:
    """A progress as the library takes it; `check` raises what the function raised."""

    def __init__(self, progress: Progress):
        self._failure: BaseException | None = None
        self.pointer: Any = None
        if progress is None:
            return

        def report(_context: Any, done: int, total: int) -> int:
            try:
                progress(done, total)
                return 0
            except BaseException as failure:  # it goes on in `check`, past the library
                self._failure = failure
                return 1

        self._structure = c.stm_progress(c.REPORT(report), None)
        self.pointer = ctypes.pointer(self._structure)

    def check(self, status: int, error: c.stm_error) -> None:
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure
        _errors.check(status, error)
