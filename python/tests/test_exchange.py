"""Masks through files, and scores, against numpy."""

import numpy as np
import pytest

import stmask

SPECS = ["strided:window_size=3,stride=7", "(global:tokens=0/9 + local:window_size=4) & causal"]


def test_formats_are_listed():
    names = [f.name for f in stmask.formats()]
    assert {"npy", "flex", "scipy-csr", "mtx", "permutation"} <= set(names)
    assert all(f.summary and f.extension for f in stmask.formats())


PARTIAL = {"deepspeed", "openai-blocksparse", "flashmask", "mit-block-sparse", "vertical-slash"}
"""Formats that hold some masks only."""


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("name", [f.name for f in stmask.formats() if f.reads and f.writes])
def test_what_is_written_reads_back(tmp_path, spec, name):
    mask = stmask.Mask(spec, 48)
    path = tmp_path / "mask.npz"
    blocks = {f.name: f.block for f in stmask.formats()}
    block = 8 if blocks[name] and name != "mit-block-sparse" else 0
    try:
        exported = mask.export(path, name, block=block)
    except stmask.Error as refusal:
        assert name in PARTIAL and "cell (" in str(refusal) and not path.exists()
        return
    assert exported.bytes >= path.stat().st_size
    again = stmask.read(path, name if name.startswith("npy-") else None)
    assert stmask.diff(mask, again).equal


def test_arrays_of_frameworks_alone(tmp_path):
    whole = stmask.Mask("strided", 64).blocks(8)
    whole.export(tmp_path / "layout.npy", "deepspeed", block=8)
    assert stmask.diff(stmask.read(tmp_path / "layout.npy", "deepspeed", block=8), whole).equal
    partial = stmask.Mask("strided:window_size=3,stride=7", 64)
    arrays = {}
    for name, mask in [("whole", whole), ("partial", partial)]:
        mask.export(tmp_path / "flex.npz", "flex", block=8)
        kept = np.load(tmp_path / "flex.npz")
        arrays[name] = {key: kept[key] for key in kept.files if not key.startswith("stm_")}
        np.savez(tmp_path / f"{name}.npz", **arrays[name])
    assert stmask.diff(stmask.read(tmp_path / "whole.npz", block=(8, 8)), whole).equal
    with pytest.raises(stmask.Error, match="say block"):
        stmask.read(tmp_path / "whole.npz")
    with pytest.raises(stmask.Error, match="are partial"):
        stmask.read(tmp_path / "partial.npz", block=8)
    assert stmask.diff(stmask.read(tmp_path / "partial.npz", "flex", block=8), partial.blocks(8)).equal


def test_flex_has_a_module_beside_it(tmp_path):
    exported = stmask.Mask(SPECS[0], 50).export(tmp_path / "m.npz", "flex", block=16)
    assert (tmp_path / "m.py").exists() and exported.added == 0
    arrays = np.load(tmp_path / "m.npz")
    assert arrays["kv_num_blocks"].dtype == np.int32 and arrays["kv_indices"].shape[-1] == 4


def test_a_mask_a_head(tmp_path):
    masks = [stmask.Mask(spec, 40) for spec in SPECS]
    stmask.export(masks, tmp_path / "h.npz", "flash4", block=8)
    for head, mask in enumerate(masks):
        assert stmask.diff(stmask.read(tmp_path / "h.npz", head=head), mask).equal


def test_scipy_reads_what_is_written(tmp_path):
    sparse = pytest.importorskip("scipy.sparse")
    mask = stmask.Mask(SPECS[1], 41)
    mask.export(tmp_path / "m.npz", "scipy-csr")
    assert (sparse.load_npz(tmp_path / "m.npz").toarray() == mask.dense()).all()


def test_arrays_are_masks_in_specs(tmp_path):
    cells = np.random.default_rng(3).random((30, 30)) < 0.2
    np.save(tmp_path / "m.npy", cells)
    mask = stmask.Mask(f"file:path=\"{tmp_path}/m.npy\" & causal", 30)
    assert ((mask.dense() != 0) == (cells & np.tri(30, dtype=bool))).all()
    assert stmask.Mask(f"file:path=\"{tmp_path}/m.npy\"").shape == (30, 30)
    masked = stmask.read(tmp_path / "m.npy", masked=True)
    assert ((masked.dense() != 0) == ~cells).all()


def test_what_cannot_be_is_refused(tmp_path):
    mask = stmask.Mask("strided", 100)
    with pytest.raises(stmask.Error, match="format 'nope': is not known"):
        mask.export(tmp_path / "m", "nope")
    with pytest.raises(stmask.Error, match="format 'Scipy_csr': is not known; did you mean scipy-csr?"):
        mask.export(tmp_path / "m", "Scipy_csr")
    with pytest.raises(stmask.Error):
        mask.export(tmp_path / "m", "flashmask")
    assert not (tmp_path / "m").exists()
    (tmp_path / "bad.npy").write_bytes(b"\x93NUMPY\x01\x00")
    with pytest.raises(stmask.Error, match="bad.npy"):
        stmask.read(tmp_path / "bad.npy")


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_scores_are_shares_of_rows(tmp_path, dtype):
    weights = np.random.default_rng(4).random((2, 25, 25)).astype(dtype)
    weights[1, 7] = 0
    np.save(tmp_path / "a.npy", weights)
    masks = [stmask.Mask(spec, 25) for spec in SPECS]
    wide = weights.astype(np.float64)
    for head, found in enumerate(stmask.score(masks, tmp_path / "a.npy")):
        seen = masks[head].dense() != 0
        sums = wide[head].sum(-1)
        with np.errstate(invalid="ignore"):
            kept = (wide[head] * seen).sum(-1) / sums
        np.testing.assert_allclose(found.kept, kept, rtol=1e-12)
        np.testing.assert_allclose(found.mean, np.nanmean(kept), rtol=1e-12)
        assert [query for query, _ in found.worst] == list(
            np.argsort(np.where(sums > 0, kept, np.inf), kind="stable")[:5]
        )
    weights[0, 3, 4] = np.nan
    np.save(tmp_path / "a.npy", weights)
    with pytest.raises(stmask.Error, match=r"head 0 \(3, 4\) is -?nan: a weight must be"):
        stmask.score(masks, tmp_path / "a.npy")
    with pytest.raises(stmask.Error, match="has 25 x 25 weights a head: the mask has 24"):
        stmask.score(stmask.Mask("causal", 24), tmp_path / "a.npy")


def test_blocks_of_queries_by_keys(tmp_path):
    stmask.Mask(SPECS[0], 50).export(tmp_path / "m.npz", "flash4", block=(16, 8))
    with np.load(tmp_path / "m.npz") as arrays:
        assert arrays["block_size"].tolist() == [16, 8]
        assert arrays["mask_block_cnt"].shape == (1, 1, 4)
    with pytest.raises(stmask.Error, match="must have as many keys as queries"):
        stmask.Mask(SPECS[0], 64).export(tmp_path / "m.npy", "deepspeed", block=(16, 8))


def test_cells_mean_what_their_values_tell(tmp_path):
    causal = np.tril(np.ones((6, 6), bool))
    for hidden in (np.finfo(np.float32).min, -1e9, -1e4, -100, -np.inf):
        np.save(tmp_path / "a.npy", np.where(causal, 0, hidden).astype(np.float32))
        assert (stmask.read(tmp_path / "a.npy").dense() != 0).tolist() == causal.tolist()
    np.save(tmp_path / "a.npy", np.zeros((6, 6), np.float32))
    with pytest.raises(stmask.Error, match="say format npy-additive"):
        stmask.read(tmp_path / "a.npy")
    assert stmask.read(tmp_path / "a.npy", "npy-additive").count() == 36
    np.save(tmp_path / "a.npy", causal * np.uint8(255))
    with pytest.warns(UserWarning, match="21 cells are integers that are none of 0 to 5"):
        assert stmask.read(tmp_path / "a.npy").count() == 21
