"""Sparse transformer masks as numpy arrays: made, changed, printed and drawn.

Functions on arrays, for programs that work with whole masks in memory; the package stmask does the
same, and more, without arrays. The value of a cell says why query i (a row) sees key j (a column):
1 diagonal, 2 local, 3 strided or column, 0 not seen. Windows, strides and sizes count tokens.

`python -m sparse_transformer_mask` is the program sparse_transformer_mask.
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any, Callable, Sequence

import numpy as np
import numpy.typing as npt

import stmask
from stmask import _arrays, _show
from stmask import _library as _c
from stmask._errors import Error as _Error
from stmask._errors import check as _check
from stmask._errors import integer as _integer
from stmask.colours import of_values as _of_values

__all__ = [
    "add_column_attention",
    "add_diagonal",
    "add_dilated_sliding_window",
    "add_local_window",
    "add_lower_triangle",
    "add_sliding_window",
    "add_strided_attention",
    "convert_to_binary_mask",
    "create_dilated_sliding_window_mask_step_by_step",
    "create_fixed_mask_step_by_step",
    "create_normal_mask_step_by_step",
    "create_sliding_window_mask_step_by_step",
    "create_strided_mask_step_by_step",
    "create_zero_mask",
    "non_zero_mask_print",
    "np",
    "visualize_mask_comparison",
    "visualize_mask_sample",
]

_lib = _c.library
_Array = npt.NDArray[Any]
_INT32 = np.iinfo(np.int32)
_UINT8 = np.iinfo(np.uint8)

# ------------------------------------------------------------------------------------------ steps


def create_zero_mask(size: int) -> npt.NDArray[np.float32]:
    """A size x size float32 array of zeros."""
    side = _integer("size", size, 1, _c.STM_MAX_SIZE)
    return np.zeros((side, side), np.float32)


def add_diagonal(mask: npt.ArrayLike, value: Any = 1) -> _Array:
    """A copy with the value where j = i."""
    return _add(mask, value, _lib.stm_build_diagonal)


def add_lower_triangle(mask: npt.ArrayLike, value: Any = 2) -> _Array:
    """A copy with the value where j < i."""
    return _add(mask, value, _lib.stm_build_lower_triangle)


def add_local_window(
    mask: npt.ArrayLike,
    window_size: int = 32,
    pattern_type: str = "strided",
    value: Any = 2,
    overwrite: bool = False,
) -> _Array:
    """A copy with the value in a local window, w being the window size.

    "strided": i-w < j < i. "fixed": j < i with floor(j/w) = floor(i/w). Only cells that hold 0 are
    written, unless they are to be overwritten.
    """
    kinds = {"strided": _c.STM_LOCAL_STRIDED, "fixed": _c.STM_LOCAL_FIXED}
    if pattern_type not in kinds:
        raise _Error(f"pattern_type {pattern_type!r}: must be strided or fixed")
    window, kind = _integer("window_size", window_size), kinds[pattern_type]

    def build(view: Any, number: int, error: Any) -> int:
        status = _lib.stm_build_local_window(view, window, kind, number, bool(overwrite), error)
        return int(status)

    return _add(mask, value, build, keep=not overwrite)


def add_strided_attention(
    mask: npt.ArrayLike, window_size: int = 32, stride: int = 32, value: Any = 3
) -> _Array:
    """A copy with the value where j = i - w - k*s >= 0, k >= 0."""
    window, step = _integer("window_size", window_size), _integer("stride", stride)
    return _add(
        mask, value, lambda *a: _lib.stm_build_strided_attention(a[0], window, step, *a[1:])
    )


def add_column_attention(mask: npt.ArrayLike, window_size: int = 32, value: Any = 3) -> _Array:
    """A copy with the value where j < w*floor(i/w) and j mod w = w-1."""
    window = _integer("window_size", window_size)
    return _add(mask, value, lambda *a: _lib.stm_build_column_attention(a[0], window, *a[1:]))


def add_sliding_window(mask: npt.ArrayLike, window_size: int = 32, value: Any = 2) -> _Array:
    """A copy with the value where 0 < abs(i-j) <= floor(w/2)."""
    window = _integer("window_size", window_size)
    return _add(mask, value, lambda *a: _lib.stm_build_sliding_window(a[0], window, *a[1:]))


def add_dilated_sliding_window(
    mask: npt.ArrayLike, window_size: int = 32, dilation: int = 2, value: Any = 2
) -> _Array:
    """A copy with the value where j = i + k*d, 0 < abs(k) <= floor(w/2)."""
    window, step = _integer("window_size", window_size), _integer("dilation", dilation)
    return _add(
        mask, value, lambda *a: _lib.stm_build_dilated_sliding_window(a[0], window, step, *a[1:])
    )


def _add(
    mask: npt.ArrayLike, value: Any, build: Callable[..., int], keep: bool = False
) -> _Array:
    """A copy of any array with `value` in the cells that `build` writes; `keep`: if they hold 0.

    Numbers that the library knows are written in place; for all others it says where they go.
    """
    cells = np.array(_arrays.has_two_axes(mask), order="C")
    narrow = cells.dtype == np.uint8
    bounds = _UINT8 if narrow else _INT32
    whole = isinstance(value, (int, np.integer, float, np.floating)) and value == np.floor(value)
    error = _c.stm_error()
    if whole and bounds.min <= value <= bounds.max and _arrays.is_direct(cells):
        view = _arrays.view(cells)
        _check(build(ctypes.byref(view), int(value), ctypes.byref(error)), error)
        return cells
    marks = np.zeros(cells.shape, np.uint8)
    view = _arrays.view(marks)
    _check(build(ctypes.byref(view), 1, ctypes.byref(error)), error)
    where = marks == 1
    if keep:
        where &= cells == 0
    cells[where] = value
    return cells


# ------------------------------------------------------------------------------------------ masks


def create_normal_mask_step_by_step(size: int) -> npt.NDArray[np.float32]:
    """Causal attention: diagonal 1, all keys before 2. float32, size x size."""
    return add_lower_triangle(add_diagonal(create_zero_mask(size)))


def create_strided_mask_step_by_step(
    size: int, window_size: int = 32, stride: int = 32
) -> npt.NDArray[np.float32]:
    """Diagonal 1, local window 2, every stride-th key before it 3. float32, size x size."""
    mask = add_local_window(add_diagonal(create_zero_mask(size)), window_size, "strided")
    return add_strided_attention(mask, window_size, stride)


def create_fixed_mask_step_by_step(size: int, window_size: int = 32) -> npt.NDArray[np.float32]:
    """Diagonal 1, own block 2, last key of every block before it 3. float32, size x size."""
    mask = add_local_window(add_diagonal(create_zero_mask(size)), window_size, "fixed")
    return add_column_attention(mask, window_size)


def create_sliding_window_mask_step_by_step(
    size: int, window_size: int = 32
) -> npt.NDArray[np.float32]:
    """Diagonal 1, window to both sides 2. float32, size x size."""
    return add_sliding_window(add_diagonal(create_zero_mask(size)), window_size)


def create_dilated_sliding_window_mask_step_by_step(
    size: int, window_size: int = 32, dilation: int = 2
) -> npt.NDArray[np.float32]:
    """Diagonal 1, every dilation-th key to both sides 2. float32, size x size."""
    return add_dilated_sliding_window(add_diagonal(create_zero_mask(size)), window_size, dilation)


def convert_to_binary_mask(mask: npt.ArrayLike) -> _Array:
    """An array of the same type with 1 where the mask is not 0, and 0 elsewhere."""
    cells = _arrays.has_two_axes(mask)
    binary: _Array = (cells != 0).astype(cells.dtype)
    return binary


def non_zero_mask_print(mask: npt.ArrayLike, order: str) -> None:
    """Prints the number of nonzeros, then a line a row ("row_first") or a column ("column_first")."""
    seen = stmask.Mask.from_dense(_arrays.has_two_axes(mask) != 0)
    seen.print_listing(sys.stdout, order)


# --------------------------------------------------------------------------------------- pictures


def visualize_mask_sample(
    mask: npt.ArrayLike,
    title: str,
    sample_size: int,
    colormap: Any,
    save_path: str | os.PathLike[str] | None,
    full_png: bool = False,
    show_graphic: bool = True,
) -> None:
    """Draws the top-left sample_size x sample_size cells or, `full_png`, all cells, a pixel each.

    `colormap` is a list of colours for the values 0, 1, 2, ..., a colour map of matplotlib's, or
    None. The picture is saved under `save_path` (.png, .svg, .pdf; None: not saved), and shown
    where there is a notebook, or a display and matplotlib.
    """
    _visualize([mask], [title], None, sample_size, colormap, save_path, full_png, show_graphic)


def visualize_mask_comparison(
    masks: Sequence[npt.ArrayLike],
    titles: Sequence[str],
    sample_size: int,
    colormap: Any,
    save_path: str | os.PathLike[str] | None,
    full_png: bool = False,
    show_graphic: bool = True,
) -> None:
    """Draws masks side by side, as visualize_mask_sample draws one."""
    title = "Mask Comparison"
    _visualize(
        list(masks), list(titles), title, sample_size, colormap, save_path, full_png, show_graphic
    )


def _visualize(
    masks: list[Any],
    titles: list[str],
    title: str | None,
    sample_size: int,
    colormap: Any,
    save_path: str | os.PathLike[str] | None,
    full_png: bool,
    show_graphic: bool,
) -> None:
    if len(masks) != len(titles):
        raise _Error(f"titles: must be {len(masks)}, one for each mask, and are {len(titles)}")
    arrays = [_drawable(mask) for mask in masks]
    side = _integer("sample_size", sample_size, 1)
    sparsities = [1 - np.count_nonzero(cells) / cells.size for cells in arrays]
    if not full_png:
        arrays = [cells[:side, :side] for cells in arrays]
    greatest = max((int(cells.max()) for cells in arrays), default=0)
    rows, columns = max((cells.shape for cells in arrays), default=(0, 0))
    sample = "" if full_png else " sample" if title is None else " samples"
    drawn = [stmask.Mask.from_dense(cells) for cells in arrays]
    names = _names(arrays, drawn, greatest)
    shown = f"{title or titles[0]} ({rows}x{columns}{sample})"

    def draw(path: str | os.PathLike[str] | None) -> bytes | None:
        return stmask.draw(
            drawn,
            path,
            titles=[shown] if title is None else titles,
            title=None if title is None else shown,
            sparsities=sparsities,
            full=True if full_png else None,
            colours=_of_values(colormap, greatest),
            names=names,
        )

    if save_path is not None:
        name = os.fsdecode(save_path)
        draw(name if os.path.splitext(name)[1] else name + ".png")
    if show_graphic and _show.can_show():
        picture = draw(None)
        assert picture is not None
        _show.show(picture)


def _names(
    arrays: list[_Array], masks: list[stmask.Mask], greatest: int
) -> dict[int, str] | None:
    """What the values mean where they can be those of the steps: 1 on the diagonal only."""
    for cells in arrays:
        if np.count_nonzero(cells == 1) != np.count_nonzero(np.diagonal(cells) == 1):
            return None
    names = {value: name for mask in masks for value, name in mask.value_names.items()}
    steps = {1: "Diagonal", 2: "Local", 3: "Strided / Column"}
    names.update((value, name) for value, name in steps.items() if value in names)
    if greatest >= _c.STM_NUM_COLOURS - 1:
        names[_c.STM_NUM_COLOURS - 1] = "Other"
    return {value: names[value] for value in sorted(names) if value < _c.STM_NUM_COLOURS}


def _drawable(mask: npt.ArrayLike) -> _Array:
    """The values, where all are whole numbers from 0 on; else 1 for all that is not 0."""
    cells = _arrays.has_two_axes(mask)
    whole = cells.dtype.kind in "biu" or (
        cells.dtype.kind == "f"
        and bool(np.isfinite(cells).all())
        and bool((cells == np.floor(cells)).all())
    )
    if whole:
        whole = int(cells.min()) >= 0 and int(cells.max()) <= _INT32.max
    return cells if whole else (cells != 0).astype(np.uint8)


if __name__ == "__main__":
    from stmask.programs import become

    become("sparse_transformer_mask")
