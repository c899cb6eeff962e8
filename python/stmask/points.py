"""Points files: whether a file, from anywhere, visits each point of a mask exactly once."""

from __future__ import annotations

import ctypes
import os
from typing import NamedTuple

from . import _library as c
from ._errors import integer, readable
from ._progress import Progress, Watch
from .analysis import Analysis
from .mask import Mask

lib = c.library

# As stm_points_rule.
RULES = ("outside", "repeated", "multiplications", "reads", "missing")


class Verdict(NamedTuple):
    """What a points file comes to."""

    covers: bool
    """Each point of the mask exactly once, and no other."""
    holds: bool
    """That, and the limits."""
    faults: dict[str, str]
    """A sentence for each rule it breaks, of RULES; that of the first fault first."""
    analysis: Analysis
    """Of the steps in the file."""


def check_points(
    path: str | os.PathLike[str],
    mask: Mask,
    num_multiplications: int | None = None,
    read_limit: int | None = None,
    progress: Progress = None,
) -> Verdict:
    """Reads a points file and judges it; limits that are None are not checked.

    OSError where the file cannot be opened, Error where it is no points file of the mask.
    """
    watch, error = Watch(progress), c.stm_error()
    options = c.stm_points_check_options(
        0 if num_multiplications is None else integer("num_multiplications", num_multiplications, 1),
        0 if read_limit is None else integer("read_limit", read_limit, 2),
        watch.pointer,
    )
    verdict, analysis = c.stm_points_verdict(), ctypes.c_void_p()
    status = lib.stm_points_check(
        readable(path),
        mask._pointer,
        ctypes.byref(verdict),
        ctypes.byref(analysis),
        ctypes.byref(error),
        ctypes.byref(options),
    )
    watch.check(status, error)
    broken = [rule for rule in range(len(RULES)) if verdict.faults[rule].num > 0]
    broken.sort(key=lambda rule: rule != verdict.first)
    faults = {RULES[rule]: _sentence(verdict, rule) for rule in broken}
    return Verdict(verdict.covers, verdict.holds, faults, Analysis._of(analysis))


def _sentence(verdict: c.stm_points_verdict, rule: int) -> str:
    size = lib.stm_points_fault_format(ctypes.byref(verdict), rule, None, 0) + 1
    buffer = ctypes.create_string_buffer(size)
    lib.stm_points_fault_format(ctypes.byref(verdict), rule, buffer, size)
    return buffer.value.decode()
