"""Sweeps: the arrays of a database against what is planned and simulated one by one."""

import sqlite3

import numpy as np
import pytest
import stmask

GRID = """[masks]
spec = local:window_size={window} | causal
size = 64/128
[plan]
num_multiplications = 8-32 times 2
order = row_first | tile:rows=4,columns=4
[parameters]
window = 0/8/16
"""

needs_sweeps = pytest.mark.skipif(not stmask.has_sweeps(), reason="built without SQLite")


@pytest.fixture
def grid(tmp_path):
    path = tmp_path / "grid.ini"
    path.write_text(GRID)
    return path


@needs_sweeps
def test_columns_are_what_plans_say(grid):
    seen = []
    found = stmask.sweep(grid, threads=2, progress=lambda done, total: seen.append((done, total)))
    assert found == (72, 0, 72, 12) and found.failed == 12
    assert seen[-1] == (72, 72) and seen == sorted(seen)
    results = stmask.Sweep(grid.with_suffix(".db"))
    assert len(results) == 60 and "cycles" in results and list(results)[0] == "key"
    assert results.columns["dram_loads_vectors"].unit == "vectors"
    assert results["cycles"].dtype == np.int64 and results["window"].dtype == np.int64
    assert np.isnan(results["buffer_vectors"]).all()
    for k in range(0, 60, 7):
        mask = stmask.Mask(results["spec"][k], size=int(results["size_tokens"][k]))
        plan = stmask.Plan(
            mask, order=results["visiting_order"][k], num_multiplications=int(results["num_multiplications"][k])
        )
        loads = stmask.Loads(plan)
        assert results["steps"][k] == loads.steps == results["cycles"][k]
        assert results["loads_none_vectors"][k] == sum(loads.none)
        assert results["dram_loads_vectors"][k] == sum(loads.previous)
    assert (results["nonzeros"] == results["points"]).all()
    np.testing.assert_allclose(
        results["utilisation_overall"], results["points"] / results["steps"] / results["num_multiplications"]
    )


@needs_sweeps
def test_views_and_where(grid):
    stmask.sweep(grid, grid.parent / "a.db")
    path = grid.parent / "a.db"
    assert stmask.sweep(grid, path) == (72, 72, 72, 12)
    assert len(stmask.Sweep(path, "failures")) == 12
    assert all("window_size 0" in text for text in stmask.Sweep(path, "failures")["failure"])
    assert len(stmask.Sweep(path, "simulations")) == 0
    some = stmask.Sweep(path, where="size_tokens = 64 AND spec = 'causal'")
    assert len(some) == 18 and set(some["size_tokens"]) == {64}
    arrays = some.arrays()
    assert "stall_cycles" not in arrays and len(arrays["key"]) == 18
    assert repr(some) == f"<stmask.Sweep {path}: 18 results>"
    with pytest.raises(KeyError, match="nothing: is no column of results"):
        some["nothing"]


@needs_sweeps
def test_what_cannot_be(grid):
    stmask.sweep(grid)
    path = grid.with_suffix(".db")
    with pytest.raises(stmask.Error, match="view 'mine': must be one of results"):
        stmask.Sweep(path, "mine")
    with pytest.raises(stmask.Error):
        stmask.Sweep(path, where="1); DELETE FROM designs; --")
    with pytest.raises(stmask.Error):
        stmask.Sweep(path, where="cycles <")
    assert len(stmask.Sweep(path)) == 60
    with pytest.raises(stmask.Error, match="line 2: pattern 'denze': is not known"):
        grid.write_text("[masks]\nspec = denze\n")
        stmask.sweep(grid)
    with pytest.raises(FileNotFoundError):
        stmask.sweep(grid.parent / "none.ini")


def test_other_files_are_refused(tmp_path):
    with pytest.raises(FileNotFoundError):
        stmask.Sweep(tmp_path / "none.db")
    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("CREATE TABLE mine(x)")
    connection.commit()
    connection.close()
    with pytest.raises(stmask.Error, match="is no database of sweeps"):
        stmask.Sweep(tmp_path / "other.db")
    (tmp_path / "text.db").write_text("no database at all\n" * 100)
    with pytest.raises(stmask.Error, match="not a database"):
        stmask.Sweep(tmp_path / "text.db")


@needs_sweeps
def test_progress_can_stop_and_the_sweep_goes_on(grid):
    def stop(done, _total):
        if done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stmask.sweep(grid, threads=1, progress=stop)
    assert stmask.sweep(grid).before == 20
