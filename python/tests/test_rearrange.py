"""Masks placed, multiplied and permuted, against numpy; and files of torch."""

import numpy as np
import pytest
import stmask

SPECS = ["causal", "strided:window_size=3,stride=5", "bigbird:block=2", "document:ids=0/1/0/2/1/1/0"]


def dense(mask):
    return np.asarray(mask) != 0


@pytest.mark.parametrize("spec", SPECS)
def test_place(spec):
    mask = stmask.Mask(spec, 7)
    for query, key in [(0, 0), (3, 2), (-2, 4), (9, -3), (20, 0)]:
        expected = np.zeros((11, 13), bool)
        for i, j in np.argwhere(dense(mask)):
            if 0 <= i + query < 11 and 0 <= j + key < 13:
                expected[i + query, j + key] = True
        assert np.array_equal(dense(mask.place((11, 13), query, key)), expected)
    assert mask.place(7) == mask


@pytest.mark.parametrize("spec", SPECS)
def test_kron(spec):
    outer, inner = stmask.Mask(spec, 7), stmask.Mask("strided:window_size=1,stride=2", 5)[:4, :]
    assert np.array_equal(dense(outer.kron(inner)), np.kron(dense(outer), dense(inner)))


@pytest.mark.parametrize("spec", SPECS)
def test_permute(spec):
    mask, random = stmask.Mask(spec, 7), np.random.default_rng(3)
    queries, keys = random.permutation(7), random.permutation(7)[:5]
    assert np.array_equal(dense(mask.permute(queries, keys)), dense(mask)[queries][:, keys])
    assert np.array_equal(dense(mask.permute(keys=keys)), dense(mask)[:, keys])
    assert not dense(mask.permute([-1, 2, -1]))[[0, 2]].any()
    assert mask.permute() == mask


def test_what_cannot_be():
    mask = stmask.Mask("causal", 4)
    with pytest.raises(stmask.Error, match="token 4 must be from 0 to 3, or -1 for none"):
        mask.permute([0, 4])
    with pytest.raises(stmask.Error, match="queries: must be whole numbers in a row"):
        mask.permute([0.5])
    with pytest.raises(stmask.Error, match="queries"):
        mask.place((0, 4))


def test_tensors_of_torch(tmp_path):
    torch = pytest.importorskip("torch")
    mask = stmask.Mask("strided:window_size=3,stride=5", 12)
    cells = torch.from_numpy(dense(mask))
    torch.save(cells, tmp_path / "cells.pt")
    assert np.array_equal(dense(stmask.read(tmp_path / "cells.pt")), dense(mask))
    hidden = torch.zeros(12, 12, dtype=torch.bfloat16).masked_fill(~cells, -1e30)
    torch.save({"mask": hidden[None, None]}, tmp_path / "added.pt")
    assert np.array_equal(dense(stmask.read(tmp_path / "added.pt")), dense(mask))
    torch.save([cells, cells], tmp_path / "two.pt")
    with pytest.raises(stmask.Error, match="must hold one tensor"):
        stmask.read(tmp_path / "two.pt")
