"""Arrays of queries, keys and values, as the library takes them."""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from . import _library as c
from ._errors import Error

# As stm_element.
ELEMENTS = ("float32", "float16", "bfloat16")

_TYPES = "must be float32, float16 or bfloat16"


class Input(NamedTuple):
    """An array as the library takes it: four axes, the elements of a row side by side."""

    name: str
    shape: tuple[int, ...]
    """As it was given."""
    array: npt.NDArray[Any]
    element: str

    @property
    def sides(self) -> tuple[int, ...]:
        return self.array.shape

    def check_shape(self, sides: tuple[int, ...]) -> None:
        if self.sides != sides:
            raise Error(
                f"{self.name} of shape {self.shape}: must be {sides}, batch, heads, size, head_dim"
            )

    def tensor(self) -> c.stm_tensor:
        size, (_, _, rows, head_dim) = self.array.itemsize, self.sides
        batch, head, row = (stride // size for stride in self.array.strides[:3])
        return c.stm_tensor(self.array.ctypes.data, batch, head, head_dim if rows == 1 else row)


def take(name: str, given: Any) -> Input:
    """The array itself, or a copy where the library cannot take it as it lies in memory."""
    array, element = _array_of(name, given)
    if element not in ELEMENTS:
        raise Error(f"{name} of {element}: {_TYPES}")
    shape = array.shape
    if not 2 <= len(shape) <= 4:
        raise Error(f"{name} of shape {shape}: must be (size, head_dim), after heads, after batch")
    if array.size == 0:
        raise Error(f"{name} of shape {shape}: must have one element or more")
    array = array[(None,) * (4 - len(shape))]
    size, row = array.itemsize, array.strides[2]
    direct = (
        array.flags.aligned
        and array.strides[3] == size
        and all(stride % size == 0 for stride in array.strides)
        and (array.shape[2] == 1 or row >= array.shape[3] * size)
    )
    return Input(name, shape, array if direct else np.array(array, order="C"), element)


def _array_of(name: str, given: Any) -> tuple[npt.NDArray[Any], str]:
    """The elements in the byte order of the machine, and the name of their type."""
    if type(given).__module__.split(".")[0] == "torch":
        return _array_of_torch(name, given)
    if not hasattr(given, "__array__") and hasattr(given, "__dlpack__"):
        array = np.from_dlpack(given)
    else:
        array = np.asarray(given)
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    return array, array.dtype.name


def _array_of_torch(name: str, tensor: Any) -> tuple[npt.NDArray[Any], str]:
    """The memory of a tensor; of bfloat16, which numpy has not, the bits as integers."""
    if tensor.device.type != "cpu":
        raise Error(f"{name} on {tensor.device}: must lie in the memory of the CPU")
    element = str(tensor.dtype).split(".")[-1]
    if tensor.requires_grad and sys.modules["torch"].is_grad_enabled():
        raise Error(
            f"{name} requires gradients, which would be cut off here: pass {name}.detach(), or call "
            "under torch.no_grad(); stmask.Attention.backward gives the gradients"
        )
    tensor = tensor.detach()
    if element == "bfloat16":
        tensor = tensor.view(sys.modules["torch"].int16)
    array: npt.NDArray[Any] = tensor.numpy()
    return array, element


def element_of(dtype: Any) -> str:
    """The name of an element, of numpy, ml_dtypes or torch."""
    name = str(dtype).split(".")[-1]
    if name not in ELEMENTS:
        try:
            name = np.dtype(dtype).name
        except TypeError:
            pass
    if name not in ELEMENTS:
        raise Error(f"dtype {name}: {_TYPES}")
    return name
