"""Masks from the files of other programs and frameworks."""

from __future__ import annotations

import ctypes
import os
import warnings

from . import _library as c
from ._errors import check, integer, readable
from .exchange import find_format
from .mask import Mask

lib = c.library


def read(
    path: str | os.PathLike[str], format: str | None = None, masked: bool = False, head: int = 0
) -> Mask:
    """A mask from a file: .npy, SciPy's .npz, Matrix Market, PBM, points, or an export.

    Without a `format` the file tells it: a float array with numbers far below 0 is additive, and
    these hide their keys; "npy-additive" and "npy-bool" say it where the values do not. With
    `masked`, what is seen and what is not change places. A file that cannot be opened raises the
    system's OSError, such as FileNotFoundError, and one that is no mask an Error. Warns where
    integers that are none of 0 to 5 were read as the value 1.
    """
    pointer, error, notes = ctypes.c_void_p(), c.stm_error(), c.stm_import_notes()
    options = c.stm_import_options(
        None if format is None else find_format(format),
        masked,
        integer("head", head),
        ctypes.pointer(notes),
    )
    status = lib.stm_mask_read(
        readable(path), ctypes.byref(pointer), ctypes.byref(error), ctypes.byref(options)
    )
    check(status, error)
    if notes.changed > 0:
        warnings.warn(
            f"{os.fspath(path)}: {notes.changed} cells are integers that are none of 0 to 5: "
            "they have the value 1",
            stacklevel=2,
        )
    return Mask._made(pointer)
