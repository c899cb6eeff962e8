"""The explorer's page: a mask's state in it, with a stand-in for the page itself."""

import json
import re

import numpy as np
import pytest

import stmask

PAGE = 'before\n<script id="state" type="application/json">{}</script>\nafter\n'


@pytest.fixture(autouse=True)
def page(tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    monkeypatch.setenv("STMASK_EXPLORER", str(path))
    return path


def state(text):
    found = re.search(r'<script id="state" type="application/json">(.*)</script>', text)
    return json.loads(found[1])


def test_a_spec_goes_into_the_page(tmp_path):
    explorer = stmask.Mask("strided:stride=8", size=2**20).explore()
    assert state(explorer.html) == {"mode": "one", "spec": "strided:stride=8", "size": "1048576"}
    assert explorer.html.startswith("before") and explorer.html.endswith("after\n")
    explorer.save(tmp_path / "mask.html")
    assert (tmp_path / "mask.html").read_text() == explorer.html


def test_masks_without_a_spec_go_as_runs(tmp_path):
    array = np.eye(24, dtype=np.uint8)
    array[7, 3] = 4
    for mask in (stmask.Mask.from_dense(array), stmask.Mask("fixed", size=64)[8:20, 3:9]):
        found = state(stmask.explore(mask).html)
        assert found["spec"] == "file:path=mask.json" and found["size"] == ""
        path = tmp_path / "again.json"
        path.write_text(found["files"]["mask.json"])
        assert stmask.Mask(f'file:path="{path}"').count() == mask.count()


def test_a_notebook_shows_a_frame(page):
    shown = stmask.Mask('document:lengths="8/8"', size=16).explore(height=300)._repr_html_()
    assert shown.startswith("<iframe srcdoc=") and "height: 300px" in shown
    assert "<script" not in shown


def test_a_missing_page_is_told(page):
    mask = stmask.Mask("strided", size=16)
    page.write_text("something else")
    with pytest.raises(stmask.Error, match="another version's"):
        mask.explore()
    page.unlink()
    with pytest.raises(stmask.Error, match="there is no such file"):
        mask.explore()
