"""Masks put together, against numpy logic; differences, reach and sets."""

import numpy as np
import pytest

import stmask

SPECS = [
    "causal",
    "local:window_size=5",
    "strided:window_size=3,stride=7",
    "sliding_window:window_size=6",
    "dilated_sliding_window:window_size=6,dilation=3",
    "global:tokens=0/5/9-11",
    "random:per_row=3,seed=4",
    "bigbird:block=4,random=2,seed=1",
    "longnet:segment=16,rate=3",
    "blocks:of=(strided:window_size=2,stride=9),block=4",
    "prefix:length=7",
    "document:lengths=10/5/20",
]


def together(sign, a, b):
    if sign == "+":
        return np.where(a != 0, a, b)
    return np.where((b != 0) == (sign == "&"), a, 0)


@pytest.mark.parametrize("sign", ["+", "&", "-"])
def test_two_masks_make_one_by_plain_logic(sign):
    for first in SPECS:
        for second in SPECS:
            a, b = stmask.Mask(first, 41), stmask.Mask(second, 41)
            made = {"+": a + b, "&": a & b, "-": a - b}[sign]
            expected = together(sign, a.dense(), b.dense())
            assert (made.dense() == expected).all()
            assert made.count() == np.count_nonzero(expected)
            read = stmask.Mask(f"{first} {sign} {second}", 41)
            assert (read.dense() == expected).all()
            assert (stmask.Mask(made.spec, 41).dense() == expected).all()


def test_or_is_plus():
    a, b = stmask.Mask("global:tokens=1", 9), stmask.Mask("causal", 9)
    assert ((a | b).dense() == (a + b).dense()).all()


def test_blocks_are_whole_squares():
    mask = stmask.Mask("strided:window_size=2,stride=11", 50)
    cells = mask.dense() != 0
    padded = np.zeros((56, 56), bool)
    padded[:50, :50] = cells
    squares = padded.reshape(7, 8, 7, 8).any(axis=(1, 3))
    expected = np.kron(squares, np.ones((8, 8), bool))[:50, :50]
    assert ((mask.blocks(8).dense() != 0) == expected).all()


def test_what_does_not_fit_is_refused():
    with pytest.raises(stmask.Error, match="must cover the same cells to make one"):
        stmask.Mask("causal", 8) & stmask.Mask("causal", 9)
    with pytest.raises(TypeError):
        stmask.Mask("causal", 8) & 3
    with pytest.raises(stmask.Error, match="block 0: must be from 1 to 2147483648"):
        stmask.Mask("causal", 8).blocks(0)


def test_differences():
    for first in SPECS:
        for second in SPECS:
            a, b = stmask.Mask(first, 41), stmask.Mask(second, 41)
            differ = (a.dense() != 0) != (b.dense() != 0)
            found = stmask.diff(a, b)
            assert found.differing == differ.sum() and found.equal == (not differ.any())
            cells = np.argwhere(differ)
            assert found.first == (tuple(cells[0]) if len(cells) else None)
            assert stmask.diff(a, b, values=True).differing == (a.dense() != b.dense()).sum()


def test_reach_is_that_of_matrices():
    layers = [stmask.Mask(spec, 30) for spec in SPECS[1:6]]
    have = np.eye(30, dtype=np.int64)
    found = stmask.reach(layers)
    for mask, connected in zip(layers, found.connected):
        step = ((mask.dense() != 0) | np.eye(30, dtype=bool)).astype(np.int64)
        have = (step @ have > 0).astype(np.int64)
        assert connected == have.sum()
    assert stmask.reach([stmask.Mask("dense", 30)]) == ([900], 1, None)
    assert stmask.reach([stmask.Mask("causal", 30)]).unreachable == (0, 1)
    assert stmask.reach([stmask.Mask("sliding_window", 300)]).layers_to_full is None


def test_sets(tmp_path):
    path = tmp_path / "set.txt"
    path.write_text("band = local:window_size=3\nhead 0-1 = band + global:tokens=0\nhead 2 = dense\n")
    masks = stmask.MaskSet(path)
    assert (masks.layers, masks.heads) == (1, 3)
    assert masks.spec(0, 1) == "band + global:tokens=0"
    expected = stmask.Mask("local:window_size=3 + global:tokens=0", 12).dense()
    assert (masks.mask(0, 0, 12).dense() == expected).all()
    assert (stmask.Mask(f"@{path}:band", 12).dense() == stmask.Mask("local:window_size=3", 12).dense()).all()
    with pytest.raises(IndexError):
        masks.spec(0, 3)
    path.write_text("head 0 = \n")
    with pytest.raises(stmask.Error, match="line 1: a spec is missing"):
        stmask.MaskSet(path)
