"""Arrays in and out, of every type, and without copies where none are needed."""

import sys
import tracemalloc
import types

import numpy as np
import pytest
from helpers import defined

import stmask

KINDS = [
    np.bool_, np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64,
    np.float16, np.float32, np.float64, np.longdouble, ">i4", ">f8", ">u2",
]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_every_type_out_and_in(kind):
    cells = defined("strided", 37, 4, 3)
    mask = stmask.Mask("strided:window_size=4,stride=3", 37)
    array = mask.dense(kind)
    assert array.dtype == np.dtype(kind)
    wanted = cells != 0 if kind is np.bool_ else cells
    assert np.array_equal(array, wanted)
    assert np.array_equal(stmask.Mask.from_dense(array).dense(), wanted)
    out = np.full((50, 60), 1, kind)[3:40, 5:42]
    assert mask.dense(out=out) is out
    assert np.array_equal(out, wanted)
    assert np.array_equal(out.base, np.pad(wanted, ((3, 10), (5, 18)), constant_values=1))


def test_any_layout_out_and_in():
    rng = np.random.default_rng(1)
    cells = (rng.random((20, 31)) < 0.3) * rng.integers(1, 6, (20, 31))
    for array in [
        cells, np.asfortranarray(cells), cells[::-1], cells[:, ::-1], cells[::2, ::3], cells.T,
        cells[:1], cells[:, :1], cells[5:6, 7:8], np.broadcast_to(cells[:1], (4, 31)),
    ]:
        mask = stmask.Mask.from_dense(array)
        assert mask.shape == array.shape and mask.count() == np.count_nonzero(array)
        assert np.array_equal(mask.dense(), array)
        out = np.full(array.T.shape, 9, array.dtype).T
        assert np.array_equal(mask.dense(out=out), array)
    assert np.array_equal(stmask.Mask.from_dense(cells.tolist()).dense(), cells)
    read_only = cells.copy()
    read_only.flags.writeable = False
    assert np.array_equal(stmask.Mask.from_dense(read_only), cells)


def test_arrays_are_written_in_place():
    mask = stmask.Mask("fixed", 2048)
    for kind in [bool, np.uint8, np.float32]:
        out = np.empty((2048, 2048), kind)
        tracemalloc.start()
        assert mask.dense(out=out) is out
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 100_000, kind
        assert np.count_nonzero(out) == mask.count()


def test_numpy_takes_masks():
    mask = stmask.Mask("sliding_window:window_size=4", 12)
    assert np.asarray(mask).dtype == np.uint8
    assert np.asarray(mask, dtype=np.float32).dtype == np.float32
    assert np.array_equal(np.array(mask), defined("sliding_window", 12, 4))
    assert np.where(mask, 0, -np.inf)[0, 11] == -np.inf
    if np.lib.NumpyVersion(np.__version__) >= "2.0.0":
        with pytest.raises(ValueError):
            np.asarray(mask, copy=False)


def test_large_values():
    cells = np.array([[0, 256, 70000], [5, 0, 6]])
    mask = stmask.Mask.from_dense(cells)
    assert mask.dense().dtype == np.int32
    assert np.array_equal(mask.dense(), cells)
    assert np.array_equal(mask.dense(bool), cells != 0)
    assert np.array_equal(mask[:, 1:2].dense(np.int16), cells[:, 1:2])
    with pytest.raises(stmask.Error, match="value 70000: must fit into uint8"):
        mask.dense(np.uint8)
    with pytest.raises(stmask.Error, match="value 70000: must fit into int16"):
        mask.dense(np.int16)
    assert mask[1:].dense(np.int8).tolist() == [[5, 0, 6]]


def test_bad_arrays_are_refused():
    for array in [[[0.5]], [[-1]], [[np.nan]], [[np.inf]], [[2**31]], np.array([[2**64 - 1]])]:
        with pytest.raises(stmask.Error, match="must be a whole number"):
            stmask.Mask.from_dense(array)
    for array, sentence in [
        ([1, 2], "must have two axes"),
        (np.zeros((2, 2, 2)), "must have two axes"),
        (np.zeros((0, 3)), "must have one cell or more"),
        ([["a"]], "must hold booleans, integers or floats"),
        ([[1j]], "must hold booleans, integers or floats"),
    ]:
        with pytest.raises(stmask.Error, match=sentence):
            stmask.Mask.from_dense(array)
    mask = stmask.Mask("normal", 4)
    with pytest.raises(stmask.Error, match="must have the mask's shape"):
        mask.dense(out=np.zeros((4, 5)))
    with pytest.raises(stmask.Error, match="must be of the dtype asked for"):
        mask.dense(np.uint8, out=np.zeros((4, 4)))
    with pytest.raises(stmask.Error, match="must be a type of booleans"):
        mask.dense(complex)
    out = np.zeros((4, 4))
    out.flags.writeable = False
    with pytest.raises(stmask.Error, match="must be writeable"):
        mask.dense(out=out)


def test_scipy():
    pytest.importorskip("scipy.sparse")
    for mask in [
        stmask.Mask("strided:window_size=3,stride=2", 60),
        stmask.Mask("dilated_sliding_window:window_size=6", 60)[20:45, 10:33],
        stmask.Mask.from_dense(np.zeros((3, 5))),
        stmask.Mask.from_dense([[0, 300], [7, 0]]),
    ]:
        sparse = mask.scipy()
        assert sparse.format == "csr" and sparse.has_sorted_indices
        assert sparse.shape == mask.shape and sparse.nnz == mask.count()
        assert np.array_equal(sparse.toarray(), mask.dense())
    assert stmask.Mask("normal", 4).scipy(np.float32).dtype == np.float32


@pytest.mark.filterwarnings("ignore:Sparse CSR tensor support is in beta")
def test_torch():
    torch = pytest.importorskip("torch")
    mask = stmask.Mask("fixed:window_size=4", 30)
    assert mask.torch().dtype == torch.bool
    assert np.array_equal(mask.torch().numpy(), mask.dense(bool))
    sparse = mask.torch(np.float32, sparse=True)
    assert np.array_equal(sparse.to_dense().numpy(), mask.dense(np.float32))


def test_torch_takes_the_array_itself(monkeypatch):
    taken = []
    stand_in = types.SimpleNamespace(from_numpy=lambda array: taken.append(array) or array)
    monkeypatch.setitem(sys.modules, "torch", stand_in)
    mask = stmask.Mask("normal", 5)
    assert mask.torch() is taken[0]
    assert taken[0].dtype == bool and np.array_equal(taken[0], mask.dense(bool))


@pytest.mark.parametrize("name, method", [("scipy.sparse", "scipy"), ("torch", "torch")])
def test_what_is_not_installed_is_told(monkeypatch, name, method):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=f"^{method} is not installed: Mask.{method} needs it$"):
        getattr(stmask.Mask("normal", 5), method)()
