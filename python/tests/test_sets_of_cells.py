"""Masks with arrays, with keywords, as values: what Python users type."""

import numpy as np
import pytest

import stmask


def example():
    return stmask.Mask("strided:window_size=4,stride=4", size=12)


@pytest.mark.parametrize("kind", [bool, np.uint8, np.int64])
def test_masks_and_arrays_are_sets_of_cells(kind):
    mask, pad = example(), (np.arange(12) < 9).astype(kind)
    seen, kept = mask.dense(bool), pad != 0
    cases = {
        "and": (mask & pad, pad & mask, seen & kept),
        "or": (mask | pad, pad | mask, seen | kept),
        "xor": (mask ^ pad, pad ^ mask, seen ^ kept),
        "plus": (mask + pad, pad + mask, seen | kept),
    }
    for name, (right, left, wanted) in cases.items():
        assert right.dtype == left.dtype == bool, name
        assert np.array_equal(right, wanted) and np.array_equal(left, wanted), name
    assert np.array_equal(mask - pad, seen & ~kept)
    assert np.array_equal(pad - mask, kept & ~seen)
    full = np.ones((12, 12), kind)
    assert np.array_equal(full & mask, seen) and np.array_equal(full - mask, ~seen)


def test_arrays_that_could_mean_two_things_are_refused():
    with pytest.raises(stmask.Error, match="array of float64: must be of booleans or whole numbers"):
        example() & np.zeros(12)
    with pytest.raises(stmask.Error):
        np.zeros(12) | example()
    with pytest.raises(TypeError):
        example() & "causal"


def test_the_rest_of_numpy_takes_the_cells():
    mask = example()
    assert np.sum(mask) == mask.dense().sum()
    assert np.array_equal(np.multiply(mask, 2), mask.dense() * 2)
    assert np.array_equal(mask == example(), True)


def test_masks_of_masks():
    mask, other = example(), stmask.Mask("fixed:window_size=3", size=12)
    assert np.array_equal((mask ^ other).dense(bool), mask.dense(bool) ^ other.dense(bool))
    assert np.array_equal((~mask).dense(bool), ~mask.dense(bool))
    part = mask[2:9, 3:12]
    assert np.array_equal((~part).dense(bool), ~part.dense(bool))
    assert np.array_equal((~~part).dense(bool), part.dense(bool))


def test_transposed_masks():
    part = example()[2:9, 1:12]
    assert np.array_equal(part.T.dense(), part.dense().T)
    assert part.T.T == part and part.T.shape == (11, 7)
    assert stmask.Mask("causal", 9).T == stmask.Mask("transpose", 9, of="causal")


def test_equal_masks_are_equal():
    mask = example()
    assert mask == stmask.Mask("strided:stride=4,window_size=4", size=12)
    assert mask != stmask.Mask("strided:window_size=4,stride=5", size=12)
    assert mask != stmask.Mask("strided:window_size=4,stride=4", size=13)
    assert mask != mask[:11] and mask != "strided"
    same = stmask.Mask("normal", size=9), stmask.Mask("causal", size=9)
    assert same[0] == same[1] and hash(same[0]) == hash(same[1]) and len(set(same)) == 1
    assert stmask.Mask.from_dense(mask.dense()) == mask
    # Where the values differ, so do the masks.
    assert stmask.Mask.from_dense(mask.dense(bool)) != mask


def test_parameters_by_keyword():
    assert stmask.Mask("strided", window_size=64, stride=16).spec == "strided:window_size=64,stride=16"
    mask = stmask.Mask("global", 16, tokens=[0, 5, range(8, 12)], rows=False)
    assert mask == stmask.Mask("global:tokens=0/5/8-11,rows=no", size=16)
    pair = stmask.Mask("neighborhood_2d", 35, height=5, width=7, window=(3, 5), causal=True)
    assert pair == stmask.Mask("neighborhood_2d:height=5,width=7,window=3x5,causal=yes", size=35)
    nested = stmask.Mask("blocks", 12, of=example(), block=3)
    assert nested == stmask.Mask("blocks:of=(strided:window_size=4,stride=4),block=3", size=12)
    assert stmask.Mask("document", 9, lengths=[4, 2, 3]) == stmask.Mask("document:lengths=4/2/3", size=9)
    with pytest.raises(stmask.Error, match="strided: 'window' is no parameter of it; it has window_size"):
        stmask.Mask("strided", window=3)
    with pytest.raises(stmask.Error, match="must be the name of a pattern"):
        stmask.Mask("strided + fixed", window_size=3)


def test_large_arrays_have_to_be_asked_for():
    mask = stmask.Mask("normal", size=40000)
    with pytest.raises(stmask.Error, match=r"would take 1\.6 GB; mask\.dense\(\) makes it"):
        np.asarray(mask)


def test_explain_names_the_parts():
    mask = (stmask.Mask("local", 64, window_size=4) + stmask.Mask("global", 64, tokens=0)) & stmask.Mask(
        "causal", 64
    )
    lines = mask.explain(30, 0).splitlines()
    assert lines[0] == "the intersection of the two below: seen, 4 Global"
    assert lines[1].startswith("  the union of the two below: seen")
    assert lines[2].startswith("    local") and lines[2].endswith("not seen")
    assert mask.explain(3, 30).splitlines()[0].endswith("not seen")


def test_an_order_is_searched():
    mask = stmask.Mask("normal", size=128)
    plan = mask.plan("auto", 64, 100, buffer=70)
    fixed = mask.plan("row_first", 64, 100)
    assert plan.order != "row_first"
    assert plan.loads(lru=True).lru(70).total < fixed.loads(lru=True).lru(70).total
    assert stmask.Plan(mask, "auto", objective="none").order
    with pytest.raises(stmask.Error, match="needs a buffer"):
        mask.plan("auto")
    with pytest.raises(stmask.Error, match="must be one of lru, none, previous, opt"):
        mask.plan("auto", objective="least")


def test_scores_of_arrays(tmp_path):
    masks = [stmask.Mask("causal", size=16), stmask.Mask("local", 16, window_size=3)]
    weights = np.random.default_rng(3).random((2, 16, 16)).astype(np.float32)
    np.save(tmp_path / "weights.npy", weights)
    for of_array, of_file in zip(
        stmask.score(masks, weights), stmask.score(masks, tmp_path / "weights.npy")
    ):
        assert of_array.mean == of_file.mean and of_array.worst == of_file.worst
        assert np.array_equal(of_array.kept, of_file.kept)
    one = stmask.score(masks[0], weights[0])
    seen = masks[0].dense(bool)
    assert np.allclose(one[0].kept, (weights[0] * seen).sum(axis=1) / weights[0].sum(axis=1))
    with pytest.raises(stmask.Error, match="must have the mask's 16 queries and 16 keys"):
        stmask.score(masks[0], weights[0, :5])
    with pytest.raises(stmask.Error, match=r"head 0 \(0, 0\) is -1: a weight must be"):
        stmask.score(masks[0], -np.ones((16, 16)))


def test_a_set_is_a_sequence_of_layers(tmp_path):
    path = tmp_path / "heads.txt"
    path.write_text("head 0-1 = causal\nlayer 1 head 1 = local:window_size=4\n")
    masks = stmask.MaskSet(path, size=32)
    assert len(masks) == 2 and [len(layer) for layer in masks] == [2, 2]
    assert masks[1][1] == masks[-1][1] == stmask.Mask("local", 32, window_size=4)
    with pytest.raises(IndexError):
        masks[2]


def test_files_that_cannot_be_opened_are_errors_of_the_system(tmp_path):
    missing = tmp_path / "missing.npy"
    for call in (
        stmask.read,
        stmask.MaskSet,
        lambda path: stmask.score(example(), path),
        lambda path: stmask.check_points(path, example()),
    ):
        with pytest.raises(FileNotFoundError):
            call(missing)
        with pytest.raises(IsADirectoryError):
            call(tmp_path)
    with pytest.raises(FileNotFoundError):
        example().export(tmp_path / "no" / "mask.npy", "npy")
    with pytest.raises(IsADirectoryError):
        example().export(tmp_path, "npy")


def test_tensors_that_require_gradients_are_refused():
    torch = pytest.importorskip("torch")
    q = torch.ones(1, 8, 16, requires_grad=True)
    mask = stmask.Mask("causal", size=8)
    with pytest.raises(stmask.Error, match="q requires gradients, which would be cut off"):
        stmask.attention(mask, q, q, q)
    with torch.no_grad():
        assert stmask.attention(mask, q, q, q).shape == (1, 8, 16)
