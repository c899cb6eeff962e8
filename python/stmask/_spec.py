"""Specs from a pattern's name and keyword parameters."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ._core import MaskCore
from ._errors import Error, integer
from ._patterns import Parameter, Pattern, patterns

_PLAIN = re.compile(r"[A-Za-z0-9_./-]+")


def _number(name: str, value: Any) -> str:
    return str(integer(name, value))


def _plain(name: str, value: str) -> str:
    """Text that cannot end its value, and begin another."""
    if not _PLAIN.fullmatch(value):
        raise Error(f"{name} {value!r}: must be of letters, digits and _./- only")
    return value


def _list(name: str, value: Any) -> str:
    """Whole numbers and ranges: 3, range(8, 12), [0, 5, range(8, 12)], or text as specs write it."""
    if isinstance(value, str):
        return _plain(name, value)
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, range):
        if value.step != 1 or len(value) == 0:
            raise Error(f"{name} {value!r}: must be a range of one or more, in steps of 1")
        return f"{value.start}-{value.stop - 1}"
    if not isinstance(value, (list, tuple, set, frozenset)):
        return str(integer(name, value, 0))
    if not value:
        raise Error(f"{name}: is empty; it needs a number or a range")
    return "/".join(_list(name, item) for item in value)


def _quoted(name: str, value: Any) -> str:
    words = value if isinstance(value, str) else "/".join(_number(name, item) for item in value)
    if _PLAIN.fullmatch(words):
        return words
    quote = "'" if '"' in words else '"'
    if quote in words:
        raise Error(f"{name} {words!r}: cannot be written, as it has both kinds of quotes")
    return quote + words + quote


def _nested(name: str, value: Any, size: int | None) -> str:
    """The spec of a mask, or text; a part of a mask, or one of another size, has none that says so."""
    if not isinstance(value, MaskCore):
        return str(value)
    if value.spec is None:
        raise Error(f"{name}: a mask of an array has no spec")
    if value.bounds != (0, value.size, 0, value.size):
        raise Error(f"{name}: a part of a mask has no spec; make the whole, and take its part")
    if value.size != (1024 if size is None else size):
        raise Error(f"{name}: has size {value.size}: must have the size of the mask it is a part of")
    return value.spec


def _value(p: Parameter, value: Any, size: int | None) -> str:
    if p.type == "choice":
        if isinstance(value, (bool, np.bool_)):
            return "yes" if value else "no"
        return _plain(p.name, str(value))
    if p.type == "pair" and isinstance(value, (tuple, list)):
        rows, columns = value
        return f"{_number(p.name, rows)}x{_number(p.name, columns)}"
    if p.type == "list":
        return _list(p.name, value)
    if p.type == "text":
        return _quoted(p.name, value)
    if p.type == "spec":
        return f"({_nested(p.name, value, size)})"
    return _plain(p.name, value) if isinstance(value, str) else _number(p.name, value)


def _pattern(name: str) -> Pattern:
    found = [p for p in patterns() if p.name == name]
    if not found:
        raise Error(f"{name!r}: must be the name of a pattern where parameters are given by keyword")
    return found[0]


def spec_of(name: str, given: dict[str, Any], size: int | None) -> str:
    """`name:key=value,...` of a pattern and its parameters."""
    known = {p.name: p for p in _pattern(name).parameters}
    for key in given:
        if key not in known:
            has = ", ".join(known) or "no parameters"
            raise Error(f"{name}: {key!r} is no parameter of it; it has {has}")
    values = ",".join(f"{key}={_value(known[key], value, size)}" for key, value in given.items())
    return f"{name}:{values}" if values else name
