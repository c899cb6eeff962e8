"""What P simultaneous multiplications of a mask read, step by step: points files and analyses.

Functions on masks that are numpy arrays; stmask.Plan does the same for masks of any size.

`python -m mask_resource_calculator` is the program mask_resource_calculator.
"""

from __future__ import annotations

import os
import re
import sys

import numpy.typing as npt

import stmask
from stmask import _arrays
from stmask._errors import Error as _Error
from stmask._errors import integer as _integer

__all__ = ["analyze_cal_points", "print_cal_points"]


def print_cal_points(
    mask: npt.ArrayLike,
    num_multiplications: int,
    mask_size: int,
    read_limit: int,
    fname: str | os.PathLike[str] | None = None,
    zigzag: bool = False,
) -> None:
    """Writes the points of the mask's top-left mask_size x mask_size cells, a line a step.

    Points are the nonzero cells, row by row or, `zigzag`, with the columns of odd rows descending.
    A step has at most num_multiplications of them, and at most read_limit unique rows + unique
    columns. The text goes to the file or, without one, to standard output. Its `Type` is what
    stands before `_mask_` in the file's name, else `mask`.
    """
    cells = _arrays.has_two_axes(mask)
    side = _integer("mask_size", mask_size, 1)
    if side > max(cells.shape):
        rows, columns = cells.shape
        raise _Error(f"mask_size {side}: must be at most the mask's {rows} x {columns} cells")
    seen = stmask.Mask.from_dense(cells[:side, :side] != 0)
    order = "zigzag" if zigzag else "row_first"
    plan = seen.plan(order, num_multiplications, _integer("read_limit", read_limit, 2))
    if fname is None:
        plan.print_points(sys.stdout)
    else:
        named = re.match(r"(\w+?)_mask_", os.path.basename(os.fsdecode(fname)))
        plan.save_points(fname, type=named[1] if named else None)


def analyze_cal_points(
    ifname: str | os.PathLike[str], ofname: str | os.PathLike[str] | None
) -> None:
    """Analyses a points file: prints the analysis, and writes it to the file `ofname` (None: not).

    Any file of such points will do, whether or not they make up a mask.
    """
    # The steps are those of the file alone; of the mask, the size is all that matters.
    size = _size_of(ifname)
    verdict = stmask.check_points(ifname, stmask.Mask("sliding_window:window_size=1", size))
    name = os.fsdecode(ifname)
    if ofname is not None:
        verdict.analysis.save(ofname, name)
    verdict.analysis.print(sys.stdout, name)


def _size_of(path: str | os.PathLike[str]) -> int:
    """The `# Mask Size` of a points file; where it has none, one above its largest index."""
    largest = 0
    with open(path, "rb") as file:
        for line in file:
            if line.startswith(b"#"):
                size = re.match(rb"# Mask Size: (\d+)\s*$", line)
                if size and int(size[1]) > 0:
                    return int(size[1])
            else:
                _, _, points = line.partition(b":")
                largest = max(largest, *map(int, re.findall(rb"\d+", points)), 0)
    return largest + 1


if __name__ == "__main__":
    from stmask.programs import become

    become("mask_resource_calculator")
