"""Where two masks differ, and why a mask sees a key, as far as masks themselves ask for it."""

from __future__ import annotations

import ctypes

from . import _library as c
from ._core import MaskCore
from ._errors import check

lib = c.library

_OPERATIONS = {
    c.STM_UNION: "the union of the two below",
    c.STM_INTERSECTION: "the intersection of the two below",
    c.STM_DIFFERENCE: "the first below without the second",
}


def differs(first: MaskCore, second: MaskCore) -> bool:
    """Whether two masks of the same bounds have a cell of another value. Walks their rows."""
    found, error = c.stm_diff(), c.stm_error()
    options = c.stm_diff_options(True, None)
    status = lib.stm_mask_diff(
        first._pointer,
        second._pointer,
        ctypes.byref(found),
        ctypes.byref(error),
        ctypes.byref(options),
    )
    check(status, error)
    return bool(found.differing)


def _name(pointer: int) -> str:
    operation, spec = ctypes.c_int(), lib.stm_mask_spec(pointer)
    if lib.stm_mask_operation(pointer, ctypes.byref(operation)):
        return _OPERATIONS[operation.value]
    return "stored rows" if spec is None else str(spec.decode())


def _lines(pointer: int, i: int, j: int, depth: int) -> list[str]:
    value = lib.stm_mask_cell(pointer, i, j)
    name = lib.stm_mask_value_name(pointer, value) or b""
    why = f"seen, {value} {name.decode()}".rstrip() if value else "not seen"
    lines = ["  " * depth + f"{_name(pointer)}: {why}"]
    for k in (0, 1):
        part = lib.stm_mask_part(pointer, k)
        query, key = ctypes.c_int64(i), ctypes.c_int64(j)
        if not part or depth >= 40:
            continue
        if lib.stm_mask_part_cell(pointer, k, ctypes.byref(query), ctypes.byref(key)):
            lines += _lines(part, query.value, key.value, depth + 1)
        else:
            lines.append("  " * (depth + 1) + f"{_name(part)}: does not reach this cell")
    return lines


def explain(mask: MaskCore, i: int, j: int) -> str:
    """A line for the mask and each of its parts: what it is, and whether it sees the cell."""
    return "\n".join(_lines(mask._pointer, i, j, 0))
