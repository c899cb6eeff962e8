"""The layers of a model, from its configuration: their masks, and what they cost."""

from __future__ import annotations

import ctypes
import json
import os
from typing import Any, Mapping, NamedTuple

from . import _library as c
from ._errors import check, file_name, integer, readable
from ._handle import Handle
from ._output import to_file
from .mask import Mask

lib = c.library


class Cost(NamedTuple):
    """Of one sequence, and of the token after it; exact."""

    nonzeros: int
    """Pairs of query and key, of one head."""
    cache_elements: int
    cache_bytes: int
    flops_prefill: int
    """Of Q*K and P*V of all heads."""
    flops_token: int
    """The same of the next token."""
    bytes_token: int
    """Of the cache, which the next token reads."""


class Layer(NamedTuple):
    """A layer of a model; its mask is `model.mask(layer.index)`."""

    index: int
    type: str
    mask: str
    """Its spec."""
    queries: int
    keys: int
    """The tokens, and further entries behind them."""
    heads: int
    """0 where the layer has no attention."""
    kv_heads: int
    head_dim: int
    value_dim: int
    counted: bool
    """Whether something computed picks the keys: `mask` then encloses what may be picked."""
    remark: str | None
    nonzeros: int
    cache_elements: int
    cache_bytes: int
    flops_prefill: int
    flops_token: int
    bytes_token: int


class Model(Handle):
    """A model's layers at a number of tokens.

    >>> model = stmask.Model("config.json", tokens=131072)
    >>> model.nonzeros, model.layers[0].mask, model.mask(0).count()
    """

    def __init__(
        self,
        config: str | os.PathLike[str] | Mapping[str, Any],
        tokens: int | None = None,
        element_bytes: int = 2,
    ):
        """Reads a config.json, or takes what it holds, as `transformers` gives it by `to_dict()`.

        Without `tokens` there are as many as the configuration allows. Error names the key that
        cannot be; what was assumed is in `notes`.
        """
        pointer, error = ctypes.c_void_p(), c.stm_error()
        options = c.stm_model_options(
            0 if tokens is None else integer("tokens", tokens, 1),
            integer("element_bytes", element_bytes, 1, 16),
        )
        ends = (ctypes.byref(pointer), ctypes.byref(error), ctypes.byref(options))
        if isinstance(config, Mapping):
            text = json.dumps(dict(config), allow_nan=False, default=str).encode()
            status = lib.stm_model_parse(text, len(text), b"config", *ends)
        else:
            status = lib.stm_model_read(readable(config), *ends)
        check(status, error)
        assert pointer.value is not None
        super().__init__(pointer.value, lib.stm_model_free)
        summary = lib.stm_model_summarise(self._pointer).contents
        self._summary = summary
        self._layers = tuple(
            _layer(lib.stm_model_layer_at(self._pointer, k).contents)
            for k in range(summary.layers)
        )

    @property
    def layers(self) -> tuple[Layer, ...]:
        return self._layers

    @property
    def model_type(self) -> str | None:
        name = self._summary.model_type
        return None if name is None else str(name.decode())

    @property
    def tokens(self) -> int:
        return int(self._summary.tokens)

    @property
    def size(self) -> int:
        """That of the masks of its set: the tokens, and the further keys of the layer with most."""
        return int(self._summary.keys)

    @property
    def cost(self) -> Cost:
        """Of all layers."""
        return _cost(self._summary.all)

    @property
    def full(self) -> Cost:
        """Of all layers, if each had full attention; -1 stands for what does not fit 63 bits."""
        return _cost(self._summary.full)

    @property
    def nonzeros(self) -> int:
        """Pairs of query and key, of one head in each layer."""
        return self.cost.nonzeros

    @property
    def cache_elements(self) -> int:
        return self.cost.cache_elements

    @property
    def cache_bytes(self) -> int:
        return self.cost.cache_bytes

    @property
    def flops_prefill(self) -> int:
        return self.cost.flops_prefill

    @property
    def flops_token(self) -> int:
        return self.cost.flops_token

    @property
    def bytes_token(self) -> int:
        return self.cost.bytes_token

    @property
    def notes(self) -> tuple[str, ...]:
        """What was assumed."""
        num = lib.stm_model_notes(self._pointer)
        return tuple(lib.stm_model_note(self._pointer, k).decode() for k in range(num))

    def mask(self, layer: int) -> Mask:
        """The mask of a layer: its queries and keys."""
        pointer, error = ctypes.c_void_p(), c.stm_error()
        at = integer("layer", layer)
        check(
            lib.stm_model_mask(self._pointer, at, ctypes.byref(pointer), ctypes.byref(error)), error
        )
        return Mask._of(pointer, self._layers[at].mask)

    def masks(self) -> list[Mask]:
        """A mask for each layer; layers of one spec share it."""
        made: dict[str, Mask] = {}
        for layer in self._layers:
            if layer.mask not in made:
                made[layer.mask] = self.mask(layer.index)
        return [made[layer.mask] for layer in self._layers]

    def save_set(self, path: str | os.PathLike[str]) -> None:
        """Writes the layers as a set, which `MaskSet(path, size=model.size)` reads."""
        file_name(path)
        to_file(path, lambda output, _error: int(lib.stm_model_write_set(self._pointer, output)))

    def __repr__(self) -> str:
        return f"<stmask.Model {self.model_type}: {len(self._layers)} layers, {self.tokens} tokens>"


def _cost(cost: c.stm_model_cost) -> Cost:
    return Cost(*(getattr(cost, name) for name in Cost._fields))


def _layer(found: c.stm_model_layer) -> Layer:
    return Layer(
        found.index,
        found.type.decode(),
        found.mask.decode(),
        found.queries,
        found.keys,
        found.heads,
        found.kv_heads,
        found.head_dim,
        found.value_dim,
        found.counted,
        None if found.remark is None else found.remark.decode(),
        *_cost(found.cost),
    )
