"""Statuses as exceptions, with the library's own sentence."""

from __future__ import annotations

import errno
import operator
import os
from typing import Any

from . import _library as c


class Error(ValueError):
    """The request cannot be: a bad value, spec, input file or array.

    `position` is the index of the character at fault in a spec text, or None.
    """

    def __init__(self, message: str, position: int | None = None):
        super().__init__(message)
        self.position = position


def check(status: int, error: c.stm_error) -> None:
    """Raises what a status stands for: Error, MemoryError, OSError."""
    if status == c.STM_OK:
        return
    sentence = error.message.decode("utf-8", "replace")
    if status == c.STM_EINVAL:
        raise Error(sentence, error.position if error.position >= 0 else None)
    if status == c.STM_ENOMEM:
        raise MemoryError(sentence)
    raise OSError(sentence)


def integer(name: str, value: Any, minimum: int = -(2**63), maximum: int = 2**63 - 1) -> int:
    """A whole number that the library can take; Error beyond the bounds, TypeError for no number."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} {value!r}: must be a whole number") from None
    if not minimum <= number <= maximum:
        raise Error(f"{name} {number}: must be from {minimum} to {maximum}")
    return number


def text(name: str, value: str) -> bytes:
    """Text as the library takes it."""
    if not isinstance(value, str):
        raise TypeError(f"{name} {value!r}: must be text")
    if "\0" in value:
        raise Error(f"{name}: has a character of code 0, which no text may have")
    return value.encode("utf-8", "surrogateescape")


def file_name(path: str | os.PathLike[str]) -> bytes:
    """The name of a file as the library takes it."""
    name = os.fsencode(path)
    if b"\0" in name:
        raise Error("path: has a character of code 0, which no name of a file may have")
    return name


def readable(path: str | os.PathLike[str]) -> bytes:
    """The name of a file that can be opened, as the library takes it; else the system's OSError."""
    name = file_name(path)
    with open(path, "rb"):
        return name


def writable(path: str | os.PathLike[str]) -> bytes:
    """The name of a file whose folder takes files, as the library takes it; else an OSError."""
    name, target = file_name(path), os.fspath(path)
    if os.path.isdir(target):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), target)
    folder = os.path.dirname(target) or (b"." if isinstance(target, bytes) else ".")
    if not os.path.isdir(folder):
        os.stat(folder)
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder)
    return name
