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


def _list(name: str, value: Any) -> str:
    """Whole numbers and ranges: 3, range(8, 12), [0, 5, range(8, 12)], or text as specs write it."""
    if isinstance(value, str):
        return value
    if isinstance(value, range):
        if value.step != 1 or len(value) == 0:
            raise Error(f"{name} {value!r}: must be a range of one or more, in steps of 1")
        return f"{value.start}-{value.stop - 1}"
    if hasattr(value, "__index__"):
        return _number(name, value)
    return "/".join(_list(name, item) for item in value)


def _quoted(name: str, value: Any) -> str:
    words = value if isinstance(value, str) else "/".join(_number(name, item) for item in value)
    if _PLAIN.fullmatch(words):
        return words
    quote = "'" if '"' in words else '"'
    if quote in words:
        raise Error(f"{name} {words!r}: cannot be written, as it has both kinds of quotes")
    return quote + words + quote


def _value(p: Parameter, value: Any) -> str:
    if p.type == "choice":
        if isinstance(value, (bool, np.bool_)):
            return "yes" if value else "no"
        return str(value)
    if p.type == "pair" and isinstance(value, (tuple, list)):
        rows, columns = value
        return f"{_number(p.name, rows)}x{_number(p.name, columns)}"
    if p.type == "list":
        return _list(p.name, value)
    if p.type == "text":
        return _quoted(p.name, value)
    if p.type == "spec":
        spec = value.spec if isinstance(value, MaskCore) else value
        if spec is None:
            raise Error(f"{p.name}: a mask of an array has no spec")
        return f"({spec})"
    return value if isinstance(value, str) else _number(p.name, value)


def _pattern(name: str) -> Pattern:
    found = [p for p in patterns() if p.name == name]
    if not found:
        raise Error(f"{name!r}: must be the name of a pattern where parameters are given by keyword")
    return found[0]


def spec_of(name: str, given: dict[str, Any]) -> str:
    """`name:key=value,...` of a pattern and its parameters."""
    known = {p.name: p for p in _pattern(name).parameters}
    for key in given:
        if key not in known:
            has = ", ".join(known) or "no parameters"
            raise Error(f"{name}: {key!r} is no parameter of it; it has {has}")
    values = ",".join(f"{key}={_value(known[key], value)}" for key, value in given.items())
    return f"{name}:{values}" if values else name
