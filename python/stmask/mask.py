"""Masks: rules for which keys a query sees."""

from __future__ import annotations

import ctypes
import operator
import os
import threading
from typing import Any, Iterator, NamedTuple, TextIO

import numpy as np
import numpy.typing as npt

from . import _arrays, _dense
from . import _library as c
from ._core import MaskCore
from ._errors import Error, check, integer, text
from ._output import to_bytes, to_file, to_stream
from ._progress import Progress, Watch
from ._spec import spec_of
from .compare import differs, explain
from .convert import to_scipy, to_torch
from .exchange import Exported, export
from .explore import Explorer, explore
from .picture import Colours, draw, preview
from .plan import Plan
from .reader import Reader, rows

lib = c.library

_MOST_NAMED = 64  # values of cells that may have names
_MOST_BYTES = 10**9  # of an array that nobody asked for by name


class Statistics(NamedTuple):
    """What the rows of a mask hold, and what it would take to store."""

    nonzeros: int
    cells: int
    sparsity: float
    """The share of cells that are zero, from 0 to 1."""
    row_min: int
    """Nonzeros of a row, here and below."""
    row_max: int
    row_mean: float
    dense_bytes: int
    """With 1 byte a cell."""
    csr_bytes: int
    """With int64 row starts, int32 keys and 1 byte values."""


def _file_size(spec: str) -> int:
    """The size of a mask that a spec reads from a file; 0 where it reads none."""
    size, error = ctypes.c_int64(), c.stm_error()
    check(
        lib.stm_spec_own_size(text("spec", spec), ctypes.byref(size), ctypes.byref(error)), error
    )
    return size.value


def _signed(name: str, value: Any) -> int:
    """A whole number that may be negative."""
    number = operator.index(value)
    return -integer(name, -number) if number < 0 else integer(name, number)


def _order(name: str, order: npt.ArrayLike | None) -> npt.NDArray[np.int64] | None:
    if order is None:
        return None
    array = np.asarray(order)
    if array.ndim != 1 or (array.size > 0 and array.dtype.kind not in "iu"):
        raise Error(f"{name}: must be whole numbers in a row")
    return np.ascontiguousarray(array, dtype=np.int64)


class Mask(MaskCore):
    """A rectangle of a rule: some queries times some keys. It never changes.

    `Mask("strided:window_size=64,stride=16", size=1024)` is the 1024 x 1024 mask of a spec. A mask
    is no array: its memory does not grow with its size, and it can have 2**31 queries and keys.
    The value of a cell says why the query sees the key; 0 is "not seen".

    `mask[q0:q1, k0:k1]` is a part of it, which is a mask too, counted as arrays are; `mask[i, j]` is
    the value of a cell. Methods that take or give queries and keys as such (`row`, `column`,
    `cell`, `rectangle`) count them as the whole does, from 0. Any number of threads may use a mask.
    """

    _lock: threading.Lock
    _reader: Reader | None

    def __init__(self, spec: str, size: int | None = None, **parameters: Any):
        """The size x size mask of a spec; size from 1 to 2**31.

        Without a size it is that of the file that the spec reads, or else 1024. The parameters of a
        single pattern may be given by keyword: `Mask("global", tokens=[0, range(8, 12)])`,
        `Mask("blocks", of=mask, block=64)`; a pair is a tuple, and yes or no a bool.
        """
        if parameters:
            spec = spec_of(spec, parameters, size)
        pointer, error = ctypes.c_void_p(), c.stm_error()
        side = _file_size(spec) or 1024 if size is None else integer("size", size)
        status = lib.stm_mask_from_spec(
            text("spec", spec), side, ctypes.byref(pointer), ctypes.byref(error)
        )
        check(status, error)
        self._adopt(pointer, spec)

    def _adopt(self, pointer: ctypes.c_void_p, spec: str | None) -> None:
        super()._adopt(pointer, spec)
        self._reader = None
        self._lock = threading.Lock()

    @classmethod
    def from_dense(cls, array: npt.ArrayLike) -> Mask:
        """The mask of the nonzero cells of a (queries, keys) array of booleans, integers or floats.

        The values must be whole numbers from 0 to 2**31 - 1; Error names the first cell that is
        not. The array is copied as runs: memory O(nonzeros).
        """
        cells = _arrays.direct(array)
        pointer, error = ctypes.c_void_p(), c.stm_error()
        status = lib.stm_mask_from_dense(
            ctypes.byref(_arrays.view(cells)), ctypes.byref(pointer), ctypes.byref(error)
        )
        check(status, error)
        return cls._of(pointer, None)

    # ------------------------------------------------------------------------------ what it is

    @property
    def ndim(self) -> int:
        """2: queries and keys."""
        return 2

    @property
    def value_names(self) -> dict[int, str]:
        """What the values of cells mean: {0: "No Attention", 1: "Diagonal", ...}."""
        names = ((v, lib.stm_mask_value_name(self._pointer, v)) for v in range(_MOST_NAMED))
        return {value: name.decode() for value, name in names if name is not None}

    def __len__(self) -> int:
        return self.shape[0]

    def __repr__(self) -> str:
        rows, columns = self.shape
        if self.spec is None:
            return f"<stmask.Mask of an array, {rows} x {columns}>"
        if self._bounds == (0, self.size, 0, self.size):
            return f"Mask({self.spec!r}, size={self.size})"
        b = self._bounds
        queries, keys = f"{b[0]}:{b[0] + b[1]}", f"{b[2]}:{b[2] + b[3]}"
        return f"Mask({self.spec!r}, size={self.size})[{queries}, {keys}]"

    def __reduce__(self) -> Any:
        """Masks of a spec are pickled as that; of others, their cells have to be."""
        if self.spec is None:
            raise TypeError("a mask of an array cannot be pickled; pickle mask.dense() instead")
        return _again, (self.spec, self.size, tuple(self._bounds))

    def __eq__(self, other: object) -> bool:
        """Whether the other mask covers the same queries and keys, and its cells have the same values.

        stmask.diff(a, b) compares what is seen, whatever the values.
        """
        if not isinstance(other, Mask):
            return NotImplemented
        if self._bounds != other._bounds:
            return False
        return self.spec is not None and self.spec == other.spec or not differs(self, other)

    def __hash__(self) -> int:
        """Equal masks have as many keys in their first, middle and last row."""
        first, num = self._bounds[:2]
        rows = (first, first + num // 2, first + num - 1)
        return hash((self._bounds, *(int(self.row(i)["count"].sum()) for i in rows)))

    # --------------------------------------------------------------------------------- together

    def _with(self, operation: int, other: Any) -> Any:
        if not isinstance(other, Mask):
            return self._with_array(operation, other, left=True)
        pointer, error = ctypes.c_void_p(), c.stm_error()
        status = lib.stm_mask_compose(
            operation, self._pointer, other._pointer, ctypes.byref(pointer), ctypes.byref(error)
        )
        check(status, error)
        return Mask._made(pointer)

    def _with_array(self, operation: int, other: Any, left: bool) -> Any:
        """With a numpy array: booleans, as numpy has them, of what is seen and what the array says."""
        array = _booleans(other)
        if array is None:
            return NotImplemented
        seen = self.dense(np.bool_)
        if operation == c.STM_UNION:
            return seen | array
        if operation == c.STM_INTERSECTION:
            return seen & array
        return seen & ~array if left else array & ~seen

    def __add__(self, other: Any) -> Any:
        """What either mask sees; a cell has the value of the first that does."""
        return self._with(c.STM_UNION, other)

    __or__ = __add__

    def __and__(self, other: Any) -> Any:
        """What both masks see, with the left one's values."""
        return self._with(c.STM_INTERSECTION, other)

    def __sub__(self, other: Any) -> Any:
        """What this mask sees and the other does not."""
        return self._with(c.STM_DIFFERENCE, other)

    def __xor__(self, other: Any) -> Any:
        """What one of both masks sees, and the other does not."""
        if isinstance(other, Mask):
            return (self - other) + (other - self)
        array = _booleans(other)
        return NotImplemented if array is None else self.dense(np.bool_) ^ array

    def __radd__(self, other: Any) -> Any:
        return self._with_array(c.STM_UNION, other, left=False)

    __ror__ = __radd__
    __rxor__ = __xor__

    def __rand__(self, other: Any) -> Any:
        return self._with_array(c.STM_INTERSECTION, other, left=False)

    def __rsub__(self, other: Any) -> Any:
        return self._with_array(c.STM_DIFFERENCE, other, left=False)

    def __array_ufunc__(self, function: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """Sets of cells with arrays on the left; all else of numpy's takes the cells as an array."""
        set_of = {
            np.add: Mask.__radd__,
            np.bitwise_or: Mask.__ror__,
            np.bitwise_and: Mask.__rand__,
            np.bitwise_xor: Mask.__rxor__,
            np.subtract: Mask.__rsub__,
        }.get(function)
        if set_of is not None and method == "__call__" and not options and inputs[1] is self:
            result = set_of(self, inputs[0])
            if result is not NotImplemented:
                return result
        arrays = [one.__array__() if isinstance(one, Mask) else one for one in inputs]
        return getattr(function, method)(*arrays, **options)

    def __invert__(self) -> Mask:
        """What the mask does not see."""
        everything = Mask("dense", self.size).rectangle(*self._bounds)
        return everything - self  # type: ignore[no-any-return]

    @property
    def T(self) -> Mask:
        """Queries and keys changing places."""
        pointer, error = ctypes.c_void_p(), c.stm_error()
        check(
            lib.stm_mask_transpose(self._pointer, ctypes.byref(pointer), ctypes.byref(error)), error
        )
        return Mask._made(pointer)

    def blocks(self, block: int = 64) -> Mask:
        """Every cell of a block x block square that holds a cell of this mask."""
        pointer, error = ctypes.c_void_p(), c.stm_error()
        status = lib.stm_mask_blocks(
            self._pointer, integer("block", block), ctypes.byref(pointer), ctypes.byref(error)
        )
        check(status, error)
        return Mask._made(pointer)

    def place(self, shape: int | tuple[int, int], query: int = 0, key: int = 0) -> Mask:
        """The mask of that shape, a number or (queries, keys), in which this one's first cell stands
        at (query, key), which may be negative; what would stand outside is cut off."""
        queries, keys = shape if isinstance(shape, tuple) else (shape, shape)
        pointer, error = ctypes.c_void_p(), c.stm_error()
        status = lib.stm_mask_place(
            self._pointer,
            integer("queries", queries, 1),
            integer("keys", keys, 1),
            _signed("query", query),
            _signed("key", key),
            ctypes.byref(pointer),
            ctypes.byref(error),
        )
        check(status, error)
        return Mask._made(pointer)

    def kron(self, inner: Mask) -> Mask:
        """The Kronecker product: `inner` in every block that this mask sees, as numpy.kron has it."""
        pointer, error = ctypes.c_void_p(), c.stm_error()
        status = lib.stm_mask_kron(
            self._pointer,
            inner._pointer,
            self.shape[0] * inner.shape[0],
            self.shape[1] * inner.shape[1],
            ctypes.byref(pointer),
            ctypes.byref(error),
        )
        check(status, error)
        return Mask._made(pointer)

    def permute(
        self, queries: npt.ArrayLike | None = None, keys: npt.ArrayLike | None = None
    ) -> Mask:
        """The mask whose place i holds the token queries[i], and keys[j]: `mask[queries][:, keys]` of
        an array. -1 holds none: nothing is seen there. None keeps them as they are."""
        pointer, error = ctypes.c_void_p(), c.stm_error()
        orders = [_order("queries", queries), _order("keys", keys)]
        status = lib.stm_mask_permute(
            self._pointer,
            *(
                part
                for order in orders
                for part in (
                    (None, 0)
                    if order is None
                    else (order.ctypes.data_as(ctypes.POINTER(ctypes.c_int64)), len(order))
                )
            ),
            ctypes.byref(pointer),
            ctypes.byref(error),
        )
        check(status, error)
        return Mask._made(pointer)

    # ----------------------------------------------------------------------------------- parts

    def __getitem__(self, key: Any) -> Any:
        """`mask[q0:q1, k0:k1]`, `mask[q0:q1]`: a mask. `mask[i, j]`: the value of a cell."""
        queries, keys = key if isinstance(key, tuple) and len(key) == 2 else (key, slice(None))
        if isinstance(queries, slice) and isinstance(keys, slice):
            first_query, num_queries = _part("queries", queries, self.shape[0])
            first_key, num_keys = _part("keys", keys, self.shape[1])
            b = self._bounds
            return self.rectangle(
                b.first_query + first_query, num_queries, b.first_key + first_key, num_keys
            )
        if not hasattr(queries, "__index__") or not hasattr(keys, "__index__"):
            raise TypeError("a mask takes two slices, mask[0:8, 0:8], or two indices, mask[3, 4]")
        i, j = integer("query", queries), integer("key", keys)
        rows, columns = self.shape
        if not (-rows <= i < rows and -columns <= j < columns):
            raise IndexError(f"cell ({i}, {j}): must lie in the mask's {rows} x {columns} cells")
        return self.cell(
            self._bounds.first_query + i % rows, self._bounds.first_key + j % columns
        )

    def cell(self, i: int, j: int) -> int:
        """The value of the cell of query i and key j; 0 outside the mask."""
        return int(lib.stm_mask_cell(self._pointer, integer("query", i), integer("key", j)))

    def explain(self, i: int, j: int) -> str:
        """In words, why query i sees key j or not, and below it why the mask's parts do.

        Queries and keys count as the whole counts them; IndexError outside the mask.
        """
        query, key, b = integer("query", i), integer("key", j), self._bounds
        if not (
            0 <= query - b.first_query < b.num_queries and 0 <= key - b.first_key < b.num_keys
        ):
            raise IndexError(f"cell ({query}, {key}): must lie in the mask, {b}")
        return explain(self, query, key)

    # -------------------------------------------------------------------------------- counting

    def statistics(self, progress: Progress = None) -> Statistics:
        """What the rows hold. All rows are walked, by their runs."""
        found, error, watch = c.stm_statistics(), c.stm_error(), Watch(progress)
        status = lib.stm_mask_statistics(
            self._pointer, ctypes.byref(found), ctypes.byref(error), watch.pointer
        )
        watch.check(status, error)
        return Statistics(*(getattr(found, name) for name in Statistics._fields))

    # ------------------------------------------------------------------------------------ runs

    def reader(self) -> Reader:
        """A reader of rows and columns, for one thread that reads many of them."""
        return Reader(self)

    def row(self, i: int, ordered: bool = False) -> npt.NDArray[Any]:
        """The runs of query i: a structured array of `first`, `count`, `step` and `value`.

        A run stands for the keys first, first + step, ..., count of them. Runs are sorted by their
        first key; they may interleave where their steps differ, unless they are to be `ordered`.
        """
        with self._lock:
            return self._own_reader().row(i, ordered)

    def column(self, j: int, ordered: bool = False) -> npt.NDArray[Any]:
        """The runs of key j, as `row` gives those of a query; their cells are queries."""
        with self._lock:
            return self._own_reader().column(j, ordered)

    def rows(self, ordered: bool = False) -> Iterator[npt.NDArray[Any]]:
        """The runs of every row, one row after the other."""
        return rows(self, ordered)

    def columns(self, ordered: bool = False) -> Iterator[npt.NDArray[Any]]:
        """The runs of every column, one column after the other."""
        reader = self.reader()
        first = self._bounds.first_key
        return (reader.column(j, ordered) for j in range(first, first + self.shape[1]))

    def _own_reader(self) -> Reader:
        if self._reader is None:
            self._reader = Reader(self)
        return self._reader

    # ---------------------------------------------------------------------------------- arrays

    def dense(
        self, dtype: npt.DTypeLike | None = None, out: npt.NDArray[Any] | None = None
    ) -> npt.NDArray[Any]:
        """The cells as a (queries, keys) array: a new one, or `out`.

        Booleans are True where the cell is not zero; numbers are its value. Without a dtype the
        cells are uint8, or int32 where a value is above 255. The cells of bool, uint8, int32,
        int64, float32 and float64 arrays are written in place; those of others band by band.
        """
        return _dense.fill(self, dtype, out)

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> npt.NDArray[Any]:
        """What numpy.asarray(mask) gives, up to 1 GB: beyond that, dense() has to be asked for."""
        if copy is False:
            raise ValueError("a mask is no array: numpy.asarray has to make one")
        rows, columns = self.shape
        size = rows * columns * (1 if dtype is None else np.dtype(dtype).itemsize)
        if size > _MOST_BYTES:
            raise Error(
                f"array of {rows} x {columns} cells: would take {size / 1e9:.3g} GB; "
                "mask.dense() makes it, mask.scipy() has the nonzeros alone"
            )
        return self.dense(dtype)

    def scipy(self, dtype: npt.DTypeLike | None = None) -> Any:
        """The nonzero cells as a scipy.sparse.csr_array of the values. O(nonzeros) memory."""
        return to_scipy(self, dtype)

    def torch(self, dtype: npt.DTypeLike = np.bool_, sparse: bool = False) -> Any:
        """The cells as a torch tensor of the numpy dtype: dense, or in the layout sparse_csr.

        Booleans are True where a query sees a key, as scaled_dot_product_attention takes them.
        """
        return to_torch(self, dtype, sparse)

    # ----------------------------------------------------------------------------------- files

    def save_npy(
        self, path: str | os.PathLike[str], binary: bool = False, progress: Progress = None
    ) -> None:
        """Writes the cells as a .npy file of uint8: their values or, `binary`, 0 and 1.

        The file is streamed. Error, with nothing written, where the disk has no room for it.
        """
        watch = Watch(progress)
        options = c.stm_npy_options(binary, watch.pointer)

        def write(output: int, error: c.stm_error) -> int:
            bytes_needed = lib.stm_npy_bytes(self._pointer)
            status = lib.stm_output_room(output, bytes_needed, ctypes.byref(error))
            if status == c.STM_OK:
                status = lib.stm_npy_write(
                    self._pointer, output, ctypes.byref(error), ctypes.byref(options)
                )
            return int(status)

        to_file(path, write, watch.check)

    def export(self, path: str | os.PathLike[str], format: str, **options: Any) -> Exported:
        """Writes the mask as a file that another program reads, as stmask.export does."""
        return export(self, path, format, **options)

    def listing(self, order: str = "row_first") -> str:
        """The nonzeros as text: a line a row or, with "column_first", a line a column."""
        return to_bytes(self._listing_writer(order)).decode()

    def save_listing(self, path: str | os.PathLike[str], order: str = "row_first") -> None:
        """Writes the listing to a file, streamed."""
        to_file(path, self._listing_writer(order))

    def print_listing(self, stream: TextIO, order: str = "row_first") -> None:
        """Writes the listing to a stream, such as sys.stdout."""
        to_stream(stream, self._listing_writer(order))

    def _listing_writer(self, order: str) -> Any:
        orders = {"row_first": c.STM_LIST_ROWS, "column_first": c.STM_LIST_COLUMNS}
        if order not in orders:
            raise Error(f"order {order!r}: must be row_first or column_first")
        options = c.stm_listing_options(orders[order], None)
        return lambda output, error: lib.stm_listing_write(
            self._pointer, output, ctypes.byref(error), ctypes.byref(options)
        )

    # -------------------------------------------------------------------------------- pictures

    def draw(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        title: str | None = None,
        format: str | None = None,
        full: bool | None = None,
        bare: bool = False,
        full_limit: int | None = None,
        colours: Colours = None,
    ) -> bytes | None:
        """A picture of the mask, as stmask.draw makes it, titled with the spec by default."""
        return draw(
            [self],
            path,
            titles=[self.spec if title is None else title],
            format=format,
            full=full,
            bare=bare,
            full_limit=full_limit,
            colours=colours,
        )

    def preview(self, columns: int = 80, colours: str = "plain") -> str:
        """A picture of characters, for a terminal, as stmask.preview makes it."""
        return preview([self], columns=columns, colours=colours)

    def _repr_png_(self) -> bytes | None:
        """What a notebook shows: the cells or, of a large mask, their density."""
        return self.draw(full=max(self.shape) > 1024, full_limit=4096)

    def explore(self, *, height: int = 900) -> Explorer:
        """The explorer, a page with this mask in it, as stmask.explore makes it."""
        return explore(self, height=height)

    # ----------------------------------------------------------------------------------- plans

    def plan(
        self,
        order: str = "row_first",
        num_multiplications: int = 64,
        read_limit: int | None = None,
        **options: Any,
    ) -> Plan:
        """A plan of the mask's points; see stmask.Plan. plan("auto", buffer=128) searches an order."""
        return Plan(self, order, num_multiplications, read_limit, **options)


def _again(spec: str, size: int, bounds: tuple[int, int, int, int]) -> Mask:
    """What a pickle was made of."""
    return Mask(spec, size).rectangle(*bounds)


def _part(what: str, part: slice, num: int) -> tuple[int, int]:
    """The first index and the number of indices of a slice."""
    first, end, step = part.indices(num)
    if step != 1:
        raise Error(f"{what} by {step}: must be neighbours, in steps of 1")
    if end <= first:
        raise Error(f"{what} {first}:{end}: must be one or more")
    return first, end - first


def _booleans(array: Any) -> npt.NDArray[np.bool_] | None:
    """An array of booleans, or of whole numbers of which those that are not 0 are seen; None for what
    is no array. Floats are refused: they may be weights, or added to scores."""
    if not isinstance(array, (np.ndarray, np.generic)):
        return None
    if array.dtype.kind not in "biu":
        raise Error(
            f"array of {array.dtype}: must be of booleans or whole numbers to be put together with a "
            "mask; compare it with something first"
        )
    return array != 0
