"""Where the library writes: a file, bytes in memory, or a stream of text."""

from __future__ import annotations

import codecs
import ctypes
import os
from typing import Any, Callable, TextIO

from . import _library as c
from ._errors import Error, check, file_name

lib = c.library

Check = Callable[[int, c.stm_error], None]
Write = Callable[[int, c.stm_error], int]
"""Writes to an output; returns the status."""


def _run(output: int, write: Write, check_work: Check = check) -> None:
    """Writes and closes. A file stands under its name only when it is whole."""
    error = c.stm_error()
    try:
        status = write(output, error)
        if status not in (c.STM_OK, c.STM_EIO):
            check_work(status, error)
    except BaseException:
        lib.stm_output_discard(output)
        raise
    # Of a failed write, closing knows the reason.
    closed = c.stm_error()
    check(lib.stm_output_close(output, ctypes.byref(closed)), closed)
    check(status, error)


def to_file(path: str | os.PathLike[str], write: Write, check_work: Check = check) -> None:
    """Writes a file. OSError where it cannot be written."""
    output, error = ctypes.c_void_p(), c.stm_error()
    try:
        check(lib.stm_output_open(file_name(path), ctypes.byref(output), ctypes.byref(error)), error)
    except Error as failure:
        raise OSError(str(failure)) from None
    assert output.value is not None
    _run(output.value, write, check_work)


def _to_call(take: Callable[[bytes], Any], write: Write, check_work: Check) -> None:
    failures: list[BaseException] = []

    def put(_context: Any, data: int, size: int) -> int:
        try:
            take(ctypes.string_at(data, size))
            return 0
        except BaseException as failure:  # it goes on below, past the library
            failures.append(failure)
            return 1

    callback, output, error = c.WRITE(put), ctypes.c_void_p(), c.stm_error()
    check(
        lib.stm_output_callback(callback, None, ctypes.byref(output), ctypes.byref(error)), error
    )
    assert output.value is not None
    try:
        _run(output.value, write, check_work)
    except OSError:
        if not failures:
            raise
    if failures:
        raise failures[0]


def to_bytes(write: Write, check_work: Check = check) -> bytes:
    """What is written, as bytes."""
    data = bytearray()
    _to_call(data.extend, write, check_work)
    return bytes(data)


def to_stream(stream: TextIO, write: Write, check_work: Check = check) -> None:
    """Writes text to a stream such as sys.stdout."""
    # A piece of the output may end inside of a character.
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    _to_call(lambda data: stream.write(decoder.decode(data)), write, check_work)
