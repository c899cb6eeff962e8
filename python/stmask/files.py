"""Masks from the files of other programs and frameworks."""

from __future__ import annotations

import ctypes
import os

from . import _library as c
from ._errors import check, integer, readable
from .exchange import find_format
from .mask import Mask

lib = c.library


def read(
    path: str | os.PathLike[str], format: str | None = None, masked: bool = False, head: int = 0
) -> Mask:
    """A mask from a file: .npy, SciPy's .npz, Matrix Market, PBM, points, or an export.

    Without a `format` the file tells it. A file that cannot be opened raises the system's OSError, such
    as FileNotFoundError, and one that is no mask an Error. With `masked`, what is seen and what is not change places.
    """
    pointer, error = ctypes.c_void_p(), c.stm_error()
    options = c.stm_import_options(
        None if format is None else find_format(format), masked, integer("head", head)
    )
    status = lib.stm_mask_read(
        readable(path), ctypes.byref(pointer), ctypes.byref(error), ctypes.byref(options)
    )
    check(status, error)
    return Mask._made(pointer)
