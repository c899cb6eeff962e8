"""Pictures, read back as pixels."""

import subprocess
import sys

import numpy as np
import pytest
from helpers import COLOURS, Picture

import stmask
from stmask.colours import colour, of_values

labelled = pytest.mark.skipif(not stmask.has_figures(), reason="needs cairo")


@labelled
@pytest.mark.parametrize("size", [1, 24, 130])
def test_labelled_pictures_show_every_cell(size, tmp_path):
    mask = stmask.Mask("strided:window_size=5,stride=4", size)
    picture = Picture(mask.draw(title="A title"))
    cells = picture.cells(0, size, size)
    assert np.array_equal(cells, COLOURS[mask.dense()])
    assert picture.texts["Title"] == "A title"
    mask.draw(tmp_path / "picture.png", title="A title")
    assert np.array_equal(Picture((tmp_path / "picture.png").read_bytes()).pixels, picture.pixels)


@labelled
def test_several_side_by_side():
    masks = [stmask.Mask("fixed:window_size=4", 20), stmask.Mask.from_dense(np.eye(7, 13) * 5)]
    picture = Picture(stmask.draw(masks, titles=["one", None], title="Two"))
    for k, mask in enumerate(masks):
        assert np.array_equal(picture.cells(k, *mask.shape), COLOURS[mask.dense()])
    assert picture.texts["Title"] == "Two"
    # The legend and the sparsities can be left out or said otherwise.
    plain = Picture(stmask.draw(masks, sparsities=[None, None], names={}))
    assert plain.pixels.shape[0] < picture.pixels.shape[0]


@labelled
def test_the_programs_draw_the_same(tmp_path):
    command = [sys.executable, "-m", "stmask", "draw", "fixed:window_size=4", "--size", "40"]
    subprocess.run([*command, "-o", str(tmp_path / "x.png")], check=True)
    picture = Picture((tmp_path / "x.png").read_bytes())
    mask = stmask.Mask("fixed:window_size=4", 40)
    again = Picture(mask.draw(title=picture.texts["Title"]))
    assert np.array_equal(again.pixels, picture.pixels)


@pytest.mark.parametrize("bare", [False, True])
def test_full_pictures(bare):
    mask = stmask.Mask("dilated_sliding_window:window_size=6", 100)
    picture = Picture(mask.draw(full=True, bare=bare))
    assert np.array_equal(picture.cells(0, 100, 100), COLOURS[mask.dense()])
    assert (picture.pixels.shape == (100, 100, 3)) == (bare or not stmask.has_figures())
    both = Picture(stmask.draw([mask, mask[:50, :30]], full=True, bare=bare))
    assert np.array_equal(both.cells(1, 50, 30), COLOURS[mask.dense()[:50, :30]])


def test_masks_of_a_million_tokens_are_drawn_by_density():
    mask = stmask.Mask("strided:window_size=65536,stride=4096", 2**20)
    picture = Picture(mask.draw(bare=True, full_limit=256))
    assert picture.pixels.shape == (64, 64, 3)
    assert picture.texts["Cells-Per-Pixel"] == "16384"
    assert (picture.pixels[np.triu_indices(64, 1)] == COLOURS[0]).all()
    assert Picture(mask._repr_png_()).texts["Cells-Per-Pixel"] == "1024"


@labelled
def test_large_masks_have_labels_too():
    mask = stmask.Mask("strided:window_size=65536,stride=4096", 2**20)
    picture = Picture(mask.draw())
    assert picture.texts["Cells-Per-Pixel"] == "1024" and picture.texts["Cell-Size"] == "1"
    x, y = map(int, picture.texts["Cells-Origin"].split(","))
    cells = picture.pixels[y : y + 1024, x : x + 1024]
    assert (cells[np.triu_indices(1024, 1)] == COLOURS[0]).all()
    assert (np.diagonal(cells, -32) == COLOURS[1][:, None]).all()  # in the window all are seen
    assert mask.draw(format="pdf").startswith(b"%PDF")
    both = Picture(stmask.draw([mask, mask[:8, :]]))
    assert len(both.texts["Cells-Origin"].split()) == 2
    big = stmask.Mask("normal", 5000)
    grey = big.draw(colours=["white", "black", "red"])
    assert Picture(grey).texts["Cell-Size"] == "1"


def test_notebooks_show_masks():
    mask = stmask.Mask("normal", 30)
    cells = Picture(mask._repr_png_()).cells(0, 30, 30)
    assert np.array_equal(cells, COLOURS[mask.dense()])
    assert Picture(stmask.Mask("normal", 1025)._repr_png_()).texts["Cell-Size"] == "1"


def test_colours_of_ones_own():
    mask = stmask.Mask("strided:window_size=3,stride=2", 20)
    own = ["white", "#102030", (1, 0, 0), "0f0"]
    with pytest.raises(stmask.Error, match="colour '0f0': must be a name of CSS"):
        mask.draw(colours=own)
    own[3] = "#0f0"
    wanted = np.array([[255, 255, 255], [16, 32, 48], [255, 0, 0], [0, 255, 0]])
    for full in [None, True]:
        picture = Picture(mask.draw(colours=own, full=full))
        assert np.array_equal(picture.cells(0, 20, 20), wanted[mask.dense()])


def test_colours_are_understood():
    assert colour("RoyalBlue") == (65, 105, 225) and colour("w") == (255, 255, 255)
    assert colour((0.5, 0, 1, 1)) == (128, 0, 255) and colour("#12345678") == (18, 52, 86)
    assert of_values(None) is None
    assert of_values(["k", "w"]) == [(0, 0, 0)] + [(255, 255, 255)] * 6
    for wrong in ["nocolour", (1, 2, 3), 5, (0.1, 0.2), None]:
        with pytest.raises(stmask.Error, match="^colour "):
            of_values([wrong])
    for wrong in ["viridis", []]:
        with pytest.raises(stmask.Error, match="^colours"):
            of_values(wrong)


def test_colour_maps_of_matplotlib():
    colors = pytest.importorskip("matplotlib.colors")
    import matplotlib

    listed = colors.ListedColormap(["lightgray", "darkblue", "C1"])
    assert of_values(listed)[:3] == [(211, 211, 211), (0, 0, 139), (255, 127, 14)]
    spread = of_values(matplotlib.colormaps["viridis"], 3)
    assert spread[0] == colour(matplotlib.colormaps["viridis"](0.0)[:3])
    assert spread[3] == spread[6] == colour(matplotlib.colormaps["viridis"](1.0)[:3])
    grey = of_values(matplotlib.colormaps["gray"], 2)
    assert grey[:3] == [(0, 0, 0), (128, 128, 128), (255, 255, 255)]


@labelled
def test_vectors(tmp_path):
    mask = stmask.Mask("fixed:window_size=4", 16)
    mask.draw(tmp_path / "a.svg")
    assert (tmp_path / "a.svg").read_bytes().startswith(b"<?xml")
    assert mask.draw(format="pdf").startswith(b"%PDF")
    with pytest.raises(stmask.Error, match="svg: a full picture is a png only"):
        mask.draw(format="svg", full=True)


def test_pictures_that_cannot_be():
    mask = stmask.Mask("normal", 5000)
    for arguments, sentence in [
        ({"format": "gif"}, "format 'gif': must be png, svg or pdf"),
        ({"path": "mask.gif"}, "mask.gif: must end in .png, .svg or .pdf"),
        ({"full_limit": 70000, "full": True}, "full_limit 70000"),
    ]:
        with pytest.raises(stmask.Error, match=sentence):
            mask.draw(**arguments)
    with pytest.raises(stmask.Error, match="must have one or more"):
        stmask.draw([])
    with pytest.raises(stmask.Error, match="must be 1, one for each mask"):
        stmask.draw([mask], titles=["a", "b"])
    with pytest.raises(stmask.Error, match="value 7 must be from 0 to 6"):
        stmask.draw([mask], names={7: "seven"})
    with pytest.raises(OSError, match="No such file or directory"):
        mask[:8, :8].draw("missing/x.png")
    if stmask.has_figures():
        with pytest.raises(stmask.Error, match="4096"):
            mask.draw(full=False, colours=["white", "black", "red"])


def test_previews():
    mask = stmask.Mask("fixed:window_size=4", 8)
    lines = mask.preview().splitlines()
    assert lines[0] == "fixed:window_size=4" and len(lines) > 4
    assert set("".join(lines[1:])) <= set(".:-=+*#%@ ")
    assert "\x1b[" in mask.preview(colours="24bit")
    assert stmask.preview([mask, mask], [None, "b"]).count("b") == 1
    with pytest.raises(stmask.Error, match="colours 'red': must be one of plain, 256, 24bit"):
        mask.preview(colours="red")


def test_without_cairo_pictures_are_plain(monkeypatch):
    from stmask import _library

    monkeypatch.setattr(_library, "figure_library", None)
    mask = stmask.Mask("fixed:window_size=4", 24)
    assert not stmask.has_figures()
    for arguments in [{}, {"full": True}, {"full": False}, {"bare": True}]:
        assert np.array_equal(Picture(mask.draw(**arguments)).pixels, COLOURS[mask.dense()])
    with pytest.raises(stmask.Error, match="^svg: needs cairo, and this stmask was built, or runs,"):
        mask.draw(format="svg")
    assert Picture(mask._repr_png_()).pixels.shape == (24, 24, 3)
