"""Masks against their definitions, and against the golden files."""

import copy
import pickle
import weakref

import numpy as np
import pytest
from helpers import FIVE, defined, expand, golden, sha256, spec, spec_of

import stmask


@pytest.mark.parametrize("name", FIVE)
@pytest.mark.parametrize("size", [1, 2, 7, 32, 65])
def test_the_five_are_as_defined(name, size):
    for w, s, d in [(1, 1, 1), (2, 3, 2), (5, 2, 3), (8, 8, 1), (40, 7, 9), (2**31, 2**31, 2**31)]:
        mask = stmask.Mask(spec(name, w, s, d), size)
        cells = defined(name, size, w, s, d)
        assert np.array_equal(mask.dense(), cells)
        assert mask.count() == np.count_nonzero(cells)
        assert mask.sparsity() == 1 - np.count_nonzero(cells) / cells.size


@pytest.mark.parametrize("pattern", stmask.patterns(), ids=lambda p: p.name)
@pytest.mark.parametrize("size", [1, 5, 33, 100])
def test_every_pattern_is_the_same_however_it_is_read(pattern, size):
    try:
        mask = stmask.Mask(pattern.name, size)
    except stmask.Error as failure:  # a pattern may have parameters without a default
        assert pattern.name not in FIVE
        pytest.skip(str(failure))
    cells = mask.dense()
    assert set(np.unique(cells)) - {0} <= set(pattern.values)
    assert mask.count() == np.count_nonzero(cells)
    for k, (row, column) in enumerate(zip(mask.rows(), mask.columns())):
        assert expand(row) == {j: cells[k, j] for j in np.flatnonzero(cells[k])}
        assert expand(column) == {i: cells[i, k] for i in np.flatnonzero(cells[:, k])}
        assert list(row["first"]) == sorted(row["first"])
        assert list(expand(mask.row(k, ordered=True))) == list(np.flatnonzero(cells[k]))
        assert list(expand(mask.column(k, ordered=True))) == list(np.flatnonzero(cells[:, k]))
    if size <= 33:
        assert [[mask.cell(i, j) for j in range(size)] for i in range(size)] == cells.tolist()
    degrees = np.count_nonzero(cells, axis=1)
    statistics = mask.statistics()
    assert statistics.nonzeros == degrees.sum() and statistics.cells == size * size
    assert (statistics.row_min, statistics.row_max) == (degrees.min(), degrees.max())
    assert statistics.row_mean == degrees.mean()
    assert statistics.sparsity == mask.sparsity()


def test_masks_are_the_golden_ones():
    lines = golden("masks.tsv")
    assert len(lines) == 65
    for line in lines:
        mask = stmask.Mask(spec_of(line), int(line["size"]))
        assert mask.count() == int(line["nonzeros"])
        assert sha256(mask.dense(np.uint8)) == line["sha256_row_major_uint8"]


def test_listings_are_the_golden_ones():
    lines = golden("prints.tsv")
    assert len(lines) == 65
    for line in lines:
        text = stmask.Mask(spec_of(line), int(line["size"])).listing(line["order"]).encode()
        assert (len(text), sha256(text)) == (int(line["bytes"]), line["sha256"])


def test_runs_are_structured_arrays():
    runs = stmask.Mask("strided:window_size=1024,stride=1024", 1048576).row(5000)
    assert runs.dtype.names == ("first", "count", "step", "value")
    assert runs.tolist() == [(904, 4, 1024, 3), (3977, 1023, 1, 2), (5000, 1, 1, 1)]
    runs["first"] = 0  # the caller's own


def test_masks_of_a_million_tokens_cost_nothing():
    mask = stmask.Mask("strided:window_size=64,stride=64", 2**20)
    assert mask.shape == (2**20, 2**20) and mask.size == len(mask) == 2**20
    assert mask.count() == mask[:, :].count()
    assert mask[2**20 - 1, 2**20 - 1] == 1
    assert mask.value_names == {0: "No Attention", 1: "Diagonal", 2: "Local", 3: "Strided"}


def test_parts_are_parts():
    mask = stmask.Mask("fixed:window_size=5", 40)
    cells = mask.dense()
    for q, k in [
        (slice(None), slice(None)),
        (slice(3, 17), slice(0, 9)),
        (slice(-5, None), slice(None, -1)),
        (slice(39, 400), slice(1, 2)),
    ]:
        part = mask[q, k]
        assert np.array_equal(part.dense(), cells[q, k])
        assert part.shape == cells[q, k].shape
        assert part.count() == np.count_nonzero(cells[q, k])
    assert np.array_equal(mask[10:20].dense(), cells[10:20])
    part = mask[10:30, 5:25]
    assert np.array_equal(part[2:9, 3:8].dense(), cells[12:19, 8:13])
    assert part.bounds == (10, 20, 5, 20)
    assert part[0, 0] == cells[10, 5] and part[-1, -1] == cells[29, 24]
    # Indices as such are those of the whole.
    assert part.cell(12, 10) == cells[12, 10] and part.cell(0, 0) == 0
    assert expand(part.row(12)) == {j: cells[12, j] for j in range(5, 25) if cells[12, j]}
    assert np.array_equal(part.rectangle(12, 3, 6, 4).dense(), cells[12:15, 6:10])
    assert part.listing().splitlines()[1].startswith("Row 10: ")
    assert repr(part) == "Mask('fixed:window_size=5', size=40)[10:30, 5:25]"
    assert repr(mask) == "Mask('fixed:window_size=5', size=40)"


def test_masks_cannot_be_cut_otherwise():
    mask = stmask.Mask("normal", 8)
    for key in [slice(0, 8, 2), slice(5, 5), slice(8, None), slice(None, None, -1)]:
        with pytest.raises(stmask.Error):
            mask[key]
    with pytest.raises(IndexError, match=r"cell \(8, 0\): must lie in the mask's 8 x 8 cells"):
        mask[8, 0]
    with pytest.raises(TypeError):
        mask[0, 1:3]
    with pytest.raises(stmask.Error, match="queries 0:9: must lie within 0:8"):
        mask.rectangle(0, 9, 0, 8)
    with pytest.raises(stmask.Error, match="query 8: must be from 0 to 7"):
        mask.row(8)
    with pytest.raises(stmask.Error, match="key 3: must be from 4 to 7"):
        mask[:, 4:].column(3)


def test_errors_are_sentences_of_the_library():
    with pytest.raises(stmask.Error, match="'windw_size' at character 9 is no parameter") as caught:
        stmask.Mask("strided:windw_size=64", 16)
    assert caught.value.position == 8
    assert isinstance(caught.value, ValueError)
    with pytest.raises(stmask.Error, match="^size 0: must be from 1 to 2147483648$") as caught:
        stmask.Mask("normal", 0)
    assert caught.value.position is None
    with pytest.raises(stmask.Error, match="must be from"):
        stmask.Mask("normal", 2**70)
    with pytest.raises(TypeError, match="size 8.5: must be a whole number"):
        stmask.Mask("normal", 8.5)
    with pytest.raises(stmask.Error, match="code 0"):
        stmask.Mask("normal\0", 8)
    with pytest.raises(TypeError):
        stmask.Mask(b"normal", 8)
    with pytest.raises(stmask.Error, match="order 'rows': must be row_first or column_first"):
        stmask.Mask("normal", 8).listing("rows")


def test_npy_files(tmp_path):
    mask = stmask.Mask("strided:window_size=4,stride=3", 50)[10:, :30]
    mask.save_npy(tmp_path / "values.npy")
    mask.save_npy(tmp_path / "binary.npy", binary=True)
    values, binary = np.load(tmp_path / "values.npy"), np.load(tmp_path / "binary.npy")
    assert values.dtype == np.uint8 and np.array_equal(values, mask.dense())
    assert np.array_equal(binary, mask.dense() != 0)
    mask.save_listing(tmp_path / "listing.txt", "column_first")
    assert (tmp_path / "listing.txt").read_text() == mask.listing("column_first")
    with pytest.raises(OSError, match="cannot be written: No such file or directory"):
        mask.save_npy(tmp_path / "missing" / "x.npy")
    with pytest.raises(stmask.Error, match=r"cell \(0, 0\) is 300: must be at most 255"):
        stmask.Mask.from_dense([[300]]).save_npy(tmp_path / "large.npy")
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "binary.npy", "listing.txt", "values.npy",
    ]


def test_full_disks_are_os_errors():
    with pytest.raises(OSError, match="No space left on device"):
        stmask.Mask("normal", 2000).save_npy("/dev/full")


def test_progress_is_told_and_stops():
    mask, seen = stmask.Mask("strided", 300000), []
    mask.statistics(progress=lambda done, total: seen.append((done, total)))
    assert seen and all(0 <= done <= total == 300000 for done, total in seen)

    class Stop(Exception):
        pass

    def stop(done, total):
        raise Stop

    with pytest.raises(Stop):
        mask.statistics(progress=stop)


def test_masks_are_copied_and_pickled():
    mask = stmask.Mask("fixed:window_size=5", 40)[3:9, 2:30]
    for again in [copy.copy(mask), copy.deepcopy(mask), pickle.loads(pickle.dumps(mask))]:
        assert again.bounds == mask.bounds and np.array_equal(again, mask)
    own = stmask.Mask.from_dense(np.eye(3))
    assert copy.deepcopy(own) is own
    for thing in [own, mask.plan(), mask.reader()]:
        with pytest.raises(TypeError, match="cannot be pickled"):
            pickle.dumps(thing)


def test_what_is_no_longer_used_is_freed():
    mask = stmask.Mask("normal", 100)
    row, rows = mask.row(5), mask.rows()
    gone = weakref.ref(mask)
    del mask
    assert gone() is None
    assert len(list(rows)) == 100 and row["count"].sum() == 6


def test_patterns_and_orders_are_listed():
    assert [p.name for p in stmask.patterns()][:5] == FIVE
    window = stmask.patterns()[1].parameters[0]
    assert (window.name, window.type, window.default) == ("window_size", "integer", 32)
    assert (window.minimum, window.maximum) == (1, 2**31)
    assert "row_first" in [o.name for o in stmask.orders()]
    assert [o.name for o in stmask.orders() if o.by_columns][:2] == ["column_first", "column_zigzag"]
