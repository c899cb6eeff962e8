"""Masks from the files of other programs and frameworks."""

from __future__ import annotations

import ctypes
import os
import tempfile
import warnings
import zipfile
from typing import Any

import numpy as np

from . import _library as c
from ._errors import Error, check, integer, readable
from .convert import need
from .exchange import find_format
from .mask import Mask

lib = c.library


def _is_torch(path: str | os.PathLike[str]) -> bool:
    """Whether torch.save wrote the file: an archive with a pickle, of which only tensors are read."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(name.endswith("data.pkl") for name in archive.namelist())


def _read_torch(path: str | os.PathLike[str], **options: Any) -> Mask:
    """The mask of the only tensor in a file of torch, by way of a .npy file of its cells."""
    torch = need("torch", "the file of a tensor")
    loaded = torch.load(path, map_location="cpu", weights_only=True)
    if isinstance(loaded, dict):
        tensors = [value for value in loaded.values() if isinstance(value, torch.Tensor)]
        loaded = tensors[0] if len(tensors) == 1 else None
    if not isinstance(loaded, torch.Tensor):
        raise Error(f"{os.fspath(path)}: must hold one tensor; save the mask alone")
    dense = loaded.detach()
    if dense.layout is not torch.strided:
        dense = dense.to_dense()
    if dense.dtype == torch.bfloat16:
        dense = dense.float()
    with tempfile.TemporaryDirectory() as folder:
        cells = os.path.join(folder, "cells.npy")
        np.save(cells, dense.numpy(), allow_pickle=False)
        return read(cells, **options)


def read(
    path: str | os.PathLike[str],
    format: str | None = None,
    masked: bool = False,
    head: int = 0,
    block: int | tuple[int, int] | None = None,
    causal: bool | None = None,
) -> Mask:
    """A mask from a file: .npy, SciPy's .npz, Matrix Market, PBM, points, smtx, edges, CSV, JSON, an
    export, the arrays of a framework, or a tensor that torch.save wrote (.pt, with torch).

    `block`, queries and keys of one, and `causal` say of a framework's arrays what these do not.

    Without a `format` the file tells it: a float array with numbers far below 0 is additive, and
    these hide their keys; "npy-additive" and "npy-bool" say it where the values do not. With
    `masked`, what is seen and what is not change places. A file that cannot be opened raises the
    system's OSError, such as FileNotFoundError, and one that is no mask an Error. Warns where
    integers that are none of 0 to 5 were read as the value 1.
    """
    if _is_torch(path):
        return _read_torch(path, format=format, masked=masked, head=head, block=block, causal=causal)
    pointer, error, notes = ctypes.c_void_p(), c.stm_error(), c.stm_import_notes()
    sides = (0, 0) if block is None else block if isinstance(block, tuple) else (block, block)
    options = c.stm_import_options(
        None if format is None else find_format(format),
        masked,
        integer("head", head),
        ctypes.pointer(notes),
        integer("block", sides[0]),
        integer("block keys", sides[1]),
        0 if causal is None else 1 + bool(causal),
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
