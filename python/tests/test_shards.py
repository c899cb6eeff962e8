"""Shards against numpy arrays."""

import numpy as np
import pytest
import stmask


@pytest.mark.parametrize("strategy", ["contiguous", "zigzag", "striped", "balanced"])
def test_shards_are_those_of_arrays(strategy):
    mask = stmask.Mask("(local:window_size=9 + global:tokens=0) & causal", size=100)
    found = stmask.shard(mask, 7, strategy, tile=3)
    cells = mask.dense(bool)
    owner = found.owners[np.arange(100) // 3]
    for rank, row in enumerate(found.ranks):
        seen = cells[owner == rank].any(axis=0)
        assert row["queries"] == (owner == rank).sum()
        assert row["points"] == cells[owner == rank].sum()
        assert row["keys"] == seen.sum()
        assert row["fetched"] == (seen & (owner != rank)).sum()
    assert found.points == cells.sum()
    assert found.fetched == found.ranks["fetched"].sum()
    assert found.balance == pytest.approx(found.ranks["points"].max() / (cells.sum() / 7))


def test_weights_and_defaults():
    causal, window = (stmask.Mask(spec, size=1024) for spec in ("causal", "local:window_size=64"))
    found = stmask.shard([causal, window], 4, weights=[2, 5])
    assert found.points == 2 * causal.count() + 5 * window.count()
    assert found.strategy == "balanced" and found.balance <= 1.01
    assert found.tile == 4


def test_what_cannot_be():
    mask = stmask.Mask("causal", size=8)
    with pytest.raises(stmask.Error, match="strategy 'zigzak': is not known; did you mean zigzag"):
        stmask.shard(mask, 2, "zigzak")
    with pytest.raises(stmask.Error, match="ranks 9: must be at most 8"):
        stmask.shard(mask, 9)
    with pytest.raises(stmask.Error, match="weights: has 2 numbers, of 1 masks"):
        stmask.shard(mask, 2, weights=[1, 2])
