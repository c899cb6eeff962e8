"""The patterns and the orders that the library knows, with their parameters.

The structures of stmask/parameter.h, stmask/pattern.h and of the orders in stmask/plan.h are
declared here only.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, Structure, c_bool, c_char_p, c_int, c_int64, c_size_t, c_void_p
from dataclasses import dataclass

from . import _library as c

STM_MAX_PARAMETERS = 8
STM_NUM_VALUES = 6
_TYPES = ("integer", "choice", "pair", "list", "text", "spec")  # stm_parameter_type


class stm_parameter(Structure):
    _fields_ = [
        ("name", c_char_p),
        ("type", c_int),
        ("default_value", c_int64),
        ("minimum", c_int64),
        ("maximum", c_int64),
        ("help", c_char_p),
        ("choices", POINTER(c_char_p)),
        ("default_text", c_char_p),
        ("example", c_char_p),
    ]


class stm_parameters(Structure):
    _fields_ = [
        ("owner", c_char_p),
        ("items", POINTER(stm_parameter)),
        ("num", c_int),
    ]


class stm_text(Structure):
    _fields_ = [("at", c_char_p), ("length", c_size_t)]


class stm_arguments(Structure):
    _fields_ = [
        ("integer", c_int64 * STM_MAX_PARAMETERS),
        ("text", stm_text * STM_MAX_PARAMETERS),
        ("list", c_void_p * STM_MAX_PARAMETERS),
        ("prepared", c_void_p),
    ]


class stm_pattern(Structure):
    _fields_ = [
        ("name", c_char_p),
        ("title", c_char_p),
        ("figure_title", c_char_p),
        ("panel_title", c_char_p),
        ("summary", c_char_p),
        ("source", c_char_p),
        ("parameters", stm_parameters),
        ("value_names", c_char_p * STM_NUM_VALUES),
    ]  # what follows is for the library


class stm_order(Structure):
    _fields_ = [
        ("name", c_char_p),
        ("summary", c_char_p),
        ("parameters", stm_parameters),
        ("by_columns", c_bool),
        ("zigzag", c_bool),
    ]  # what follows is for the library


class stm_choice(Structure):
    _fields_ = [("order", c_void_p), ("arguments", stm_arguments), ("loads", c_int64)]


class stm_chosen(Structure):
    _fields_ = [
        ("best", stm_choice),
        ("num_tried", c_int64),
        ("size", c_int64),
        ("scale", c_int64),
        ("bound", c_int64),
    ]


@dataclass(frozen=True)
class Parameter:
    """A parameter, as a spec writes it: `name=value`.

    `type` is "integer", "choice", "pair", "list", "text" or "spec". `default` is a number of an
    integer, else text; None where a value has to be given. `minimum` and `maximum` are those of an
    integer and of each half of a pair, `choices` the words of a choice.
    """

    name: str
    type: str
    default: int | str | None
    minimum: int | None
    maximum: int | None
    help: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pattern:
    """A pattern. `values` says what the value of a cell means; 0 is "No Attention"."""

    name: str
    title: str
    summary: str
    source: str
    parameters: tuple[Parameter, ...]
    values: dict[int, str]


@dataclass(frozen=True)
class Order:
    """An order of visiting points. `by_columns`: its lines are columns; else they are rows."""

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    by_columns: bool


def _choices(p: stm_parameter) -> tuple[str, ...]:
    words = []
    while p.choices and p.choices[len(words)] is not None:
        words.append(p.choices[len(words)].decode())
    return tuple(words)


def _parameter(p: stm_parameter) -> Parameter:
    kind, choices = _TYPES[p.type], _choices(p)
    bounded = kind in ("integer", "pair")
    default: int | str | None
    if kind == "integer":
        default = p.default_value
    elif kind == "choice":
        default = choices[p.default_value]
    elif kind == "pair":
        default = f"{p.default_value >> 32}x{p.default_value & 0xFFFFFFFF}"
    else:
        default = None if p.default_text is None else p.default_text.decode()
    return Parameter(
        p.name.decode(),
        kind,
        default,
        p.minimum if bounded else None,
        p.maximum if bounded else None,
        p.help.decode(),
        choices,
    )


def _parameters(of: stm_pattern | stm_order) -> tuple[Parameter, ...]:
    return tuple(_parameter(of.parameters.items[k]) for k in range(of.parameters.num))


def _pattern(p: stm_pattern) -> Pattern:
    values = {0: "No Attention"}
    values.update((v, name.decode()) for v, name in enumerate(p.value_names) if name is not None)
    return Pattern(
        p.name.decode(),
        p.title.decode(),
        p.summary.decode(),
        p.source.decode(),
        _parameters(p),
        values,
    )


def order_at(address: int) -> Order:
    """The order that the library has at an address."""
    o = stm_order.from_address(address)
    return Order(o.name.decode(), o.summary.decode(), _parameters(o), o.by_columns)


def _addresses(listing: str) -> list[int]:
    num = ctypes.c_size_t()
    first = getattr(c.library, listing)(ctypes.byref(num))
    return list((c_void_p * num.value).from_address(first))


def patterns() -> list[Pattern]:
    """All patterns, in the order people list them."""
    return [_pattern(stm_pattern.from_address(at)) for at in _addresses("stm_pattern_list")]


def orders() -> list[Order]:
    """All orders of visiting points, in the order people list them."""
    return [order_at(at) for at in _addresses("stm_order_list")]
