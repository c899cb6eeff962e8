"""Attention under masks, of arrays of numpy and of what lies in memory as these do."""

from __future__ import annotations

import ctypes
from typing import Any, Sequence, Tuple, Union

import numpy as np
import numpy.typing as npt

from . import _library as c
from ._errors import Error, check, integer
from ._handle import Handle
from ._tensors import ELEMENTS, Input, element_of, take
from .compose import MaskSet
from .mask import Mask

PRECISIONS = ("fp32", "bf16", "bf16x3")  # stm_precision

lib = c.library

Floats = npt.NDArray[np.float32]
Masks = Union[Mask, Sequence[Mask], MaskSet, Tuple[MaskSet, int]]

_INT_MAX = 2**31 - 1


def attention(
    masks: Masks,
    q: Any,
    k: Any,
    v: Any,
    *,
    scale: float | None = None,
    soft_cap: float | None = None,
    slopes: npt.ArrayLike | None = None,
    sinks: npt.ArrayLike | None = None,
    threads: int = 0,
    precision: str = "fp32",
    return_lse: bool = False,
) -> Any:
    """softmax(q k^T * scale) v, computed only where the mask sees: a float32 array like q, with rows
    as wide as those of v.

    `masks` is one mask, a sequence of one for each head, a set of one layer or, of a set of
    several, (set, layer). Arrays are (size, head_dim), (heads, size, head_dim) or (batch, heads,
    size, head_dim), all of float32, float16 or bfloat16 (of ml_dtypes); tensors of torch that lie
    in the CPU's memory are taken too. Rows of v may be wider or narrower than those of q and k, and
    v a view of k, such as k[..., :512]. Strided arrays are not copied where the elements of a row
    stand side by side. Fewer heads of k and v than of q are shared by as many of q each. Fewer
    queries than the mask has are its last rows: a step of decoding.

    `scale` is 1 / sqrt(head_dim) by default. Logits x become soft_cap * tanh(x / soft_cap) where
    there is one; then slopes[head] times the distance of query and key is taken off (ALiBi).
    sinks[head] is one more logit of every query, of no key and no value (gpt-oss).
    `threads` 0: as many as the machine runs. `precision` "bf16" or "bf16x3" lets products be computed
    in bfloat16, some 1e-2 and 2e-5 off, where the processor has AMX. With `return_lse` the result is (out, lse), lse the
    natural logarithms of the sums of exponentials, sinks included. A query that sees nothing has
    zeros, and -inf or its sink.
    """
    inputs = take("q", q), take("k", k), take("v", v)
    _check_inputs(*inputs)
    batch, heads, queries, head_dim = inputs[0].sides
    _, kv_heads, keys, _ = inputs[1].sides
    value_dim = inputs[2].sides[3]
    plan = Attention(
        [_last_rows(mask, queries, keys) for mask in _masks_of(masks, heads, keys)],
        head_dim,
        value_dim=value_dim,
        heads=heads,
        kv_heads=kv_heads,
        batch=batch,
        dtype=inputs[0].element,
        scale=scale,
        soft_cap=soft_cap,
        slopes=slopes,
        sinks=sinks,
        threads=threads,
        precision=precision,
    )
    return plan._forward(*inputs, return_lse)


def _precision(name: str) -> int:
    if name not in PRECISIONS:
        raise Error(f"precision {name!r}: must be one of {', '.join(PRECISIONS)}")
    return PRECISIONS.index(name)


class Attention(Handle):
    """Attention under one mask, or a mask for each head, planned once for arrays of one shape.

    Any number of threads may use it at once.
    """

    def __init__(
        self,
        masks: Mask | Sequence[Mask],
        head_dim: int,
        *,
        value_dim: int | None = None,
        heads: int | None = None,
        kv_heads: int | None = None,
        batch: int = 1,
        dtype: Any = "float32",
        scale: float | None = None,
        soft_cap: float | None = None,
        slopes: npt.ArrayLike | None = None,
        sinks: npt.ArrayLike | None = None,
        threads: int = 0,
        precision: str = "fp32",
    ):
        """`heads` are as many as the masks by default, `kv_heads` as many as heads, `value_dim`,
        that of values and outputs, is head_dim.

        `dtype` is that of queries, keys and values. The other arguments are those of
        stmask.attention. The masks of a set's layer are `MaskSet.masks(layer, size)`.
        """
        several = _list_of(masks)
        rows, columns = several[0].shape
        heads = len(several) if heads is None else integer("heads", heads, 1)
        kv_heads = heads if kv_heads is None else integer("kv_heads", kv_heads, 1)
        batch, head_dim = integer("batch", batch, 1), integer("head_dim", head_dim)
        self._element = element_of(dtype)
        value_dim = head_dim if value_dim is None else integer("value_dim", value_dim, 1)
        shape = c.stm_attention_shape(batch, heads, kv_heads, head_dim, value_dim)
        taken_off, added = _of_heads("slopes", slopes, heads), _of_heads("sinks", sinks, heads)
        options = c.stm_attention_options(
            scale=_scale(scale),
            threads=integer("threads", threads, -_INT_MAX, _INT_MAX),
            element=ELEMENTS.index(self._element),
            soft_cap=0 if soft_cap is None else soft_cap,
            slopes=None if taken_off is None else taken_off.ctypes.data,
            precision=_precision(precision),
            sinks=None if added is None else added.ctypes.data,
        )
        pointers = (ctypes.c_void_p * len(several))(*(mask._pointer for mask in several))
        pointer, error = ctypes.c_void_p(), c.stm_error()
        status = lib.stm_attention_new(
            pointers,
            len(several),
            ctypes.byref(shape),
            ctypes.byref(pointer),
            ctypes.byref(error),
            ctypes.byref(options),
        )
        check(status, error)
        assert pointer.value is not None
        super().__init__(pointer.value, lib.stm_attention_free)
        self._of_queries = (batch, heads, rows, head_dim)
        self._of_keys = (batch, kv_heads, columns, head_dim)
        self._of_values = (batch, kv_heads, columns, value_dim)
        self._of_outputs = (batch, heads, rows, value_dim)

    @property
    def kernels(self) -> str:
        """The kernels: "portable", "neon", "avx2", "avx512", "amx bf16" or "amx bf16x3"."""
        return str(lib.stm_attention_kernels(self._pointer).decode())

    def forward(self, q: Any, k: Any, v: Any, *, return_lse: bool = False) -> Any:
        """The output of every query, float32 in the shape of q, rows as wide as those of v, or, with
        `return_lse`, (out, lse).

        Leading axes of length 1 may be left out.
        """
        return self._forward(take("q", q), take("k", k), take("v", v), return_lse)

    def _forward(self, q: Input, k: Input, v: Input, return_lse: bool) -> Any:
        self._check_inputs(q, k, v)
        out = np.empty((*q.shape[:-1], self._of_values[3]), np.float32)
        lse = np.empty(q.shape[:-1], np.float32) if return_lse else None
        error = c.stm_error()
        inputs = c.stm_attention_inputs(*(x.tensor() for x in (q, k, v)))
        outputs = c.stm_attention_outputs(
            take("out", out).tensor(), None if lse is None else lse.ctypes.data
        )
        status = lib.stm_attention_forward(
            self._pointer, ctypes.byref(inputs), ctypes.byref(outputs), ctypes.byref(error)
        )
        check(status, error)
        return out if lse is None else (out, lse)

    def backward(
        self,
        q: Any,
        k: Any,
        v: Any,
        out: Any,
        lse: npt.ArrayLike,
        dout: Any,
        *,
        return_dsinks: bool = False,
    ) -> tuple[Floats, ...]:
        """(dq, dk, dv), float32 in the shapes of q, k and v, for the gradient dout of out.

        With `return_dsinks` there is a fourth, those of the sinks, one for each head. `out` and `lse` are what `forward` gave for the same inputs; these have to be finite.
        """
        inputs = take("q", q), take("k", k), take("v", v)
        self._check_inputs(*inputs)
        outputs = [take("out", out), take("dout", dout)]
        for x in outputs:
            if x.element != "float32":
                raise Error(f"{x.name} of {x.element}: must be float32")
            x.check_shape(self._of_outputs)
        sums = np.ascontiguousarray(lse)
        if sums.dtype != np.float32 or sums.shape != inputs[0].shape[:-1]:
            wanted = inputs[0].shape[:-1]
            raise Error(f"lse of {sums.dtype} {sums.shape}: must be float32 {wanted}")
        gradients = tuple(np.empty(x.shape, np.float32) for x in inputs)
        dsinks = np.empty(self._of_queries[1], np.float32) if return_dsinks else None
        error = c.stm_error()
        status = lib.stm_attention_backward(
            self._pointer,
            ctypes.byref(c.stm_attention_inputs(*(x.tensor() for x in inputs))),
            ctypes.byref(c.stm_attention_outputs(outputs[0].tensor(), sums.ctypes.data)),
            ctypes.byref(outputs[1].tensor()),
            ctypes.byref(
                c.stm_attention_gradients(
                    *(take("gradient", x).tensor() for x in gradients),
                    None if dsinks is None else dsinks.ctypes.data,
                )
            ),
            ctypes.byref(error),
        )
        check(status, error)
        return gradients if dsinks is None else (*gradients, dsinks)

    def _check_inputs(self, q: Input, k: Input, v: Input) -> None:
        for x, sides in ((q, self._of_queries), (k, self._of_keys), (v, self._of_values)):
            x.check_shape(sides)
            if x.element != self._element:
                raise Error(f"{x.name} of {x.element}: must be of the plan's {self._element}")


def _check_inputs(q: Input, k: Input, v: Input) -> None:
    """What can be told before there is a plan."""
    for x in (k, v):
        if x.element != q.element:
            raise Error(f"q of {q.element} and {x.name} of {x.element}: must be of the same type")
    if k.sides[:3] != v.sides[:3]:
        raise Error(
            f"k of shape {k.shape} and v of shape {v.shape}: must be of the same shape but for the last axis"
        )
    for axis, what in ((0, "batch"), (3, "head_dim")):
        if q.sides[axis] != k.sides[axis]:
            raise Error(f"{what} {q.sides[axis]} of q and {k.sides[axis]} of k: must be the same")


def _masks_of(masks: Masks, heads: int, size: int) -> list[Mask]:
    """One mask, or one for each head."""
    if isinstance(masks, MaskSet):
        if masks.layers > 1:
            raise Error(f"the set has {masks.layers} layers: (set, layer) says which")
        several = masks.masks(0, size)
    elif isinstance(masks, tuple) and len(masks) == 2 and isinstance(masks[0], MaskSet):
        several = masks[0].masks(integer("layer", masks[1]), size)
    else:
        return _list_of(masks)
    if len(several) != heads:
        raise Error(f"the set has {len(several)} heads and q {heads}: must be as many")
    return several


def _list_of(masks: Any) -> list[Mask]:
    several = [masks] if isinstance(masks, Mask) else list(masks)
    for mask in several:
        if not isinstance(mask, Mask):
            raise TypeError(f"mask {mask!r}: must be a stmask.Mask")
    if not several:
        raise Error("masks: must be one or more")
    return several


def _last_rows(mask: Mask, queries: int, keys: int) -> Mask:
    rows, columns = mask.shape
    if keys != columns:
        raise Error(f"{keys} keys: must be as many as the mask has, {columns}")
    if queries > rows:
        raise Error(f"{queries} queries: must be at most as many as the mask has, {rows}")
    part: Mask = mask if queries == rows else mask[rows - queries :]
    return part


def _scale(scale: float | None) -> float:
    if scale is None:
        return 0  # the library's own
    if scale == 0:
        raise Error("scale 0: must not be 0")
    return scale


def _of_heads(name: str, given: npt.ArrayLike | None, heads: int) -> Floats | None:
    """Slopes or sinks."""
    if given is None:
        return None
    array = np.ascontiguousarray(given, np.float32)
    if array.shape != (heads,):
        raise Error(f"{name} of shape {array.shape}: must be one for each head, ({heads},)")
    return array
