"""Models: the golden numbers, masks of layers, sets, what was assumed and what cannot be."""

import csv
import json

import numpy as np
import pytest
import stmask
from helpers import SOURCE

MODELS = SOURCE / "tests" / "data" / "models"
GOLDEN = SOURCE / "tests" / "data" / "models.tsv"
SMALL = {
    "model_type": "gemma2", "num_hidden_layers": 3, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 8, "sliding_window": 5, "max_position_embeddings": 16,
}


def rows():
    with open(GOLDEN, newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize("row", rows(), ids=lambda r: f"{r['model']}-{r['tokens']}-{r['kind']}")
def test_golden(row):
    model = stmask.Model(MODELS / f"{row['model']}.json", tokens=int(row["tokens"]))
    layers = [layer for layer in model.layers if row["kind"] in ("all", layer.type)]
    each = 1 if row["kind"] == "all" else len(layers)
    assert len(layers) == int(row["layers"])
    assert sum(layer.nonzeros for layer in layers) == each * int(row["nonzeros_a_layer"])
    assert sum(layer.cache_elements for layer in layers) == each * int(row["cache_elements_a_layer"])
    if row["kind"] == "all":
        assert model.nonzeros == int(row["nonzeros_a_layer"])
        assert model.cache_bytes == 2 * int(row["cache_elements_a_layer"])


def test_masks_of_a_mapping():
    model = stmask.Model(SMALL)
    assert (model.tokens, model.model_type, model.notes) == (16, "gemma2", ())
    window, full, again = model.masks()
    assert window is again
    i, j = np.indices((16, 16))
    assert np.array_equal(window.dense(bool), (j <= i) & (i - j < 5))
    assert np.array_equal(full.dense(bool), j <= i)
    assert model.nonzeros == 2 * window.count() + full.count()
    assert model.flops_prefill == 4 * model.nonzeros * 4 * 8
    assert model.full.nonzeros == 3 * full.count()


def test_masks_with_further_keys(tmp_path):
    config = json.loads((MODELS / "deepseek_v4.json").read_text())
    config.update(sliding_window=3, compress_rates={
        "heavily_compressed_attention": 5, "compressed_sparse_attention": 2})
    model = stmask.Model(config, tokens=21)
    i, j = np.indices((21, 25))
    wanted = np.where(j < 21, (j <= i) & (i - j < 3), j - 21 < (i + 1) // 5)
    assert model.layers[0].keys == 25
    assert np.array_equal(model.mask(0).dense(bool), wanted)
    model.save_set(tmp_path / "model.set")
    masks = stmask.MaskSet(tmp_path / "model.set", size=model.size)
    assert len(masks) == 43
    assert np.array_equal(masks[0][0].dense(bool)[:21, :25], wanted)


def test_what_cannot_be():
    with pytest.raises(stmask.Error, match="config: num_hidden_layers: is missing"):
        stmask.Model({})
    with pytest.raises(FileNotFoundError):
        stmask.Model("no such file")
    with pytest.raises(stmask.Error, match="layer 3: must be from 0 to 2"):
        stmask.Model(SMALL).mask(3)
    with pytest.raises(stmask.Error, match="tokens 0"):
        stmask.Model(SMALL, tokens=0)
    assert "model_type is missing" in stmask.Model({**SMALL, "model_type": None}).notes[0]
