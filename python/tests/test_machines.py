"""Machines and simulations against numpy arrays."""

import numpy as np
import pytest
import stmask


def test_a_pe_array_is_that_of_arrays():
    mask = stmask.Mask("strided:window_size=8,stride=8", size=64)
    found = stmask.simulate(mask, "pe_row", trace=True)
    keys = mask.dense(bool).sum(axis=1).reshape(16, 4)
    assert found.total_cycles == 23552 and found.load_cycles == 8192
    assert found.compute_cycles == 256 * keys.max(axis=0).sum()
    np.testing.assert_allclose(found.pe_utilisation, 256 * keys.sum(axis=1) / 23552)
    assert found.utilisation_overall == pytest.approx(0.480978261)
    assert found.macs == mask.count() * 256
    assert found.dram_reads.keys == mask.count() * 256
    np.testing.assert_array_equal(found.trace["compute_cycles"], 256 * keys.max(axis=0))
    assert found.trace["load_cycles"].sum() == found.load_cycles
    assert found.mapping_efficiency is None
    assert found.energy.total == pytest.approx(sum(found.energy[:-1]))


def test_keys_take_the_place_of_the_files(tmp_path):
    machine = stmask.Machine("pe_row", pes=4, partition="column")
    assert machine.settings["pes"] == 4 and machine.partition == "column"
    path = tmp_path / "a.cfg"
    path.write_text(
        "[architecture_presets]\nArrayHeight: 16\nArrayWidth: 16\nIfmapOffset: 0\nDataflow: os\n"
        "[run_presets]\nInterfaceBandwidth: CALC\n"
    )
    machine = stmask.Machine(path, head_dim=17)
    assert machine.notes == ("[architecture_presets] IfmapOffset: no meaning here, passed over",)
    mask = stmask.Mask("dense", size=106)
    found = stmask.simulate(mask, machine)
    assert found.total_cycles == 7 * 7 * 47 - 1
    assert found.mapping_efficiency == pytest.approx(106 * 106 / (49 * 256))
    assert found.notes == ("loads take no time: the machine gives no bandwidth",)


def test_what_cannot_be():
    with pytest.raises(stmask.Error, match="machine 'npo': is not known; did you mean npu"):
        stmask.Machine("npo")
    with pytest.raises(FileNotFoundError):
        stmask.Machine("none.ini")
    with pytest.raises(stmask.Error, match="pes 0: must be from 1 to 1048576"):
        stmask.Machine("npu", pes=0)
    with pytest.raises(stmask.Error, match="kv_heads 3: must divide heads 8"):
        stmask.simulate(stmask.Mask("causal", size=8), "npu", heads=8, kv_heads=3)


def test_progress_can_stop():
    def stop(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stmask.simulate(stmask.Mask("causal", size=1 << 16), "pe_row", progress=stop)
