"""The module of functions on arrays, against the same functions written with numpy alone."""

import inspect
import subprocess
import sys
import types

import numpy as np
import pytest
import sparse_transformer_mask as stm
from helpers import COLOURS, FIVE, Picture, defined, golden, sha256

import stmask

SIGNATURES = {
    "create_zero_mask": "(size)",
    "create_normal_mask_step_by_step": "(size)",
    "create_strided_mask_step_by_step": "(size, window_size=32, stride=32)",
    "create_fixed_mask_step_by_step": "(size, window_size=32)",
    "create_sliding_window_mask_step_by_step": "(size, window_size=32)",
    "create_dilated_sliding_window_mask_step_by_step": "(size, window_size=32, dilation=2)",
    "add_diagonal": "(mask, value=1)",
    "add_lower_triangle": "(mask, value=2)",
    "add_local_window":
        "(mask, window_size=32, pattern_type='strided', value=2, overwrite=False)",
    "add_strided_attention": "(mask, window_size=32, stride=32, value=3)",
    "add_column_attention": "(mask, window_size=32, value=3)",
    "add_sliding_window": "(mask, window_size=32, value=2)",
    "add_dilated_sliding_window": "(mask, window_size=32, dilation=2, value=2)",
    "convert_to_binary_mask": "(mask)",
    "visualize_mask_sample":
        "(mask, title, sample_size, colormap, save_path, full_png=False, show_graphic=True)",
    "visualize_mask_comparison":
        "(masks, titles, sample_size, colormap, save_path, full_png=False, show_graphic=True)",
    "non_zero_mask_print": "(mask, order)",
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_signatures(name):
    signature = inspect.signature(getattr(stm, name))
    plain = signature.replace(
        parameters=[p.replace(annotation=p.empty) for p in signature.parameters.values()],
        return_annotation=signature.empty,
    )
    assert str(plain) == SIGNATURES[name]
    assert name in stm.__all__


def create(name, size, window_size=32, stride=32, dilation=2):
    last = {"normal": (), "strided": (window_size, stride), "fixed": (window_size,),
            "sliding_window": (window_size,),
            "dilated_sliding_window": (window_size, dilation)}[name]
    return getattr(stm, f"create_{name}_mask_step_by_step")(size, *last)


@pytest.mark.parametrize("name", FIVE)
def test_masks_are_as_defined(name):
    for size in [1, 2, 13, 64]:
        for w, s, d in [(1, 1, 1), (4, 3, 2), (5, 9, 7), (100, 100, 100)]:
            mask = create(name, size, w, s, d)
            assert mask.dtype == np.float32 and mask.flags.writeable
            assert np.array_equal(mask, defined(name, size, w, s, d))
    assert np.array_equal(create(name, 100), defined(name, 100))


def test_masks_are_the_golden_ones():
    for line in golden("masks.tsv"):
        arguments = (int(line[key]) for key in ["size", "window_size", "stride", "dilation"])
        mask = create(line["pattern"], *arguments).astype(np.uint8)
        assert sha256(mask) == line["sha256_row_major_uint8"]


# ------------------------------------------------------------- each step, written with numpy alone


def grid(mask):
    rows, columns = mask.shape
    return np.arange(rows)[:, None], np.arange(columns)[None, :]


def put(mask, where, value):
    changed = mask.copy()
    changed[where] = value
    return changed


def diagonal(mask, value):
    i, j = grid(mask)
    return put(mask, i == j, value)


def lower_triangle(mask, value):
    i, j = grid(mask)
    return put(mask, j < i, value)


def local_window(mask, w, kind, value, overwrite):
    i, j = grid(mask)
    where = (j < i) & ((i - w < j) if kind == "strided" else (i // w == j // w))
    return put(mask, where if overwrite else where & (mask == 0), value)


def strided_attention(mask, w, s, value):
    i, j = grid(mask)
    return put(mask, (j <= i - w) & ((i - w - j) % s == 0), value)


def column_attention(mask, w, value):
    i, j = grid(mask)
    return put(mask, (j < i // w * w) & (j % w == w - 1), value)


def dilated(mask, w, d, value):
    i, j = grid(mask)
    k = abs(i - j)
    return put(mask, (k > 0) & (k % d == 0) & (k // d <= w // 2), value)


def arrays():
    """Arrays of a caller's: any type, shape, layout and values."""
    rng = np.random.default_rng(4)
    for kind in [bool, np.int8, np.uint8, np.int16, np.int32, np.int64, np.uint64, np.float16,
                 np.float32, np.float64, ">f4", complex]:
        for shape in [(1, 1), (9, 9), (7, 12), (12, 5)]:
            yield (rng.integers(0, 4, shape) * (rng.random(shape) < 0.5)).astype(kind)
    floats = rng.standard_normal((10, 10)) * (rng.random((10, 10)) < 0.5)
    floats[3, 1:3] = np.nan, -np.inf
    yield floats
    yield np.asfortranarray(floats)
    yield floats[::-1, ::2]


@pytest.mark.parametrize("value", [0, 1, 2, 100, -3, 0.5, -np.inf, np.float32(7)])
def test_steps_are_as_in_numpy(value):
    for mask in arrays():
        whole = mask.dtype.kind in "biu"
        if whole and (value != np.floor(value) or np.isinf(value)):
            continue
        if mask.dtype.kind in "bu" and value < 0:
            continue
        before = mask.copy()
        for w, s in [(1, 1), (3, 2), (4, 5), (40, 40)]:
            for changed, wanted in [
                (stm.add_diagonal(mask, value), diagonal(mask, value)),
                (stm.add_lower_triangle(mask, value), lower_triangle(mask, value)),
                (stm.add_strided_attention(mask, w, s, value),
                 strided_attention(mask, w, s, value)),
                (stm.add_column_attention(mask, w, value), column_attention(mask, w, value)),
                (stm.add_sliding_window(mask, w, value), dilated(mask, w, 1, value)),
                (stm.add_dilated_sliding_window(mask, w, s, value), dilated(mask, w, s, value)),
                *(
                    (stm.add_local_window(mask, w, kind, value, overwrite),
                     local_window(mask, w, kind, value, overwrite))
                    for kind in ["strided", "fixed"] for overwrite in [False, True]
                ),
            ]:
                assert changed.dtype == mask.dtype and changed.shape == mask.shape
                assert not np.shares_memory(changed, mask)
                assert np.array_equal(changed, wanted, equal_nan=mask.dtype.kind in "fc")
        assert np.array_equal(mask, before, equal_nan=mask.dtype.kind in "fc")


def test_bad_steps_are_refused():
    mask = stm.create_zero_mask(4)
    assert mask.dtype == np.float32 and mask.shape == (4, 4) and not mask.any()
    for call, sentence in [
        (lambda: stm.add_local_window(mask, 0), "window_size 0: must be from 1 to 2147483648"),
        (lambda: stm.add_strided_attention(mask, 2, -1), "stride -1: must be from 1"),
        (lambda: stm.add_strided_attention(mask, 2, 0, 0.5), "stride 0: must be from 1"),
        (lambda: stm.add_local_window(mask, 2, "round"), "pattern_type 'round': must be strided"),
        (lambda: stm.add_diagonal([1, 2]), "must have two axes"),
        (lambda: stm.create_zero_mask(0), "size 0: must be from 1"),
    ]:
        with pytest.raises(stmask.Error, match=sentence):
            call()
    with pytest.raises(TypeError):
        stm.create_normal_mask_step_by_step(4.5)


def test_binary_masks():
    for mask in arrays():
        binary = stm.convert_to_binary_mask(mask)
        assert binary.dtype == mask.dtype and np.array_equal(binary, mask != 0)
    assert stm.convert_to_binary_mask([[0, 2]]).tolist() == [[0, 1]]


def test_prints(capsys):
    for line in golden("prints.tsv")[::5]:
        arguments = (int(line[key]) for key in ["size", "window_size", "stride", "dilation"])
        stm.non_zero_mask_print(create(line["pattern"], *arguments), line["order"])
        assert sha256(capsys.readouterr().out.encode()) == line["sha256"]
    stm.non_zero_mask_print(np.array([[0.5, 0, -np.inf], [0, 0, 0]]), "row_first")
    assert capsys.readouterr().out == (
        "Mask has 2 non-zero elements\nRow 0: 0, 2\nRow 1: No non-zero elements\n"
    )


# ---------------------------------------------------------------------------------------- pictures


def test_samples_are_drawn(tmp_path):
    mask = stm.create_strided_mask_step_by_step(100, 8, 8)
    path = tmp_path / "sample.png"
    stm.visualize_mask_sample(mask, "Strided Pattern Mask", 48, None, str(path))
    picture = Picture(path.read_bytes())
    assert np.array_equal(picture.cells(0, 48, 48), COLOURS[mask.astype(int)[:48, :48]])
    if stmask.has_figures():
        assert picture.texts["Title"] == "Strided Pattern Mask (48x48 sample)"
    # As the program draws them, but for the legend, which there knows the pattern.
    stm.visualize_mask_sample(mask, "Full", 48, None, path, full_png=True)
    picture = Picture(path.read_bytes())
    assert np.array_equal(picture.cells(0, 100, 100), COLOURS[mask.astype(int)])
    assert picture.texts["Title"] == "Full (100x100)"
    stm.visualize_mask_sample(mask, "", 500, ["white", "black"], tmp_path / "no_suffix")
    picture = Picture((tmp_path / "no_suffix.png").read_bytes())
    assert np.array_equal(picture.cells(0, 100, 100)[..., 0], np.where(mask == 0, 255, 0))
    stm.visualize_mask_sample(mask, "", 8, None, None)


@pytest.mark.skipif(not stmask.has_figures(), reason="needs cairo")
def test_samples_are_those_of_the_program(tmp_path):
    command = [sys.executable, "-m", "sparse_transformer_mask", "--size", "80", "--sample_size",
               "40", "--skip_pattern_print", "--quiet", "--output_dir", str(tmp_path / "out")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for name, title in [("normal", "Normal (Full) Attention Mask"),
                        ("sliding_window", "Sliding Window Pattern Mask")]:
        path = tmp_path / "own.png"
        stm.visualize_mask_sample(create(name, 80), title, 40, None, path)
        theirs = Picture((tmp_path / "out" / f"{name}_mask_40x40.png").read_bytes())
        own = Picture(path.read_bytes())
        assert own.texts == theirs.texts and np.array_equal(own.pixels, theirs.pixels)
    masks = [create(name, 80) for name in FIVE]
    titles = ["Normal (Full) Attention", "Strided Pattern", "Fixed Pattern", "Sliding Window",
              "Dilated Sliding Window"]
    stm.visualize_mask_comparison(masks, titles, 40, None, tmp_path / "all.png")
    theirs = Picture((tmp_path / "out" / "mask_comparison_40x40.png").read_bytes())
    own = Picture((tmp_path / "all.png").read_bytes())
    assert own.texts == theirs.texts and np.array_equal(own.pixels, theirs.pixels)


def test_comparisons_of_any_arrays(tmp_path):
    masks = [np.array([[0, -np.inf], [0, 0]]), np.eye(9, 4, dtype=bool), [[1, 7], [300, 0]]]
    path = tmp_path / "c.png"
    stm.visualize_mask_comparison(masks, ["a", "b", "c"], 5, None, path)
    picture = Picture(path.read_bytes())
    for k, wanted in enumerate([[[0, 1], [0, 0]], np.eye(5, 4, dtype=int), [[1, 6], [6, 0]]]):
        wanted = COLOURS[np.array(wanted)]
        assert np.array_equal(picture.cells(k, *wanted.shape[:2]), wanted)
    with pytest.raises(stmask.Error, match="titles: must be 3"):
        stm.visualize_mask_comparison(masks, ["a"], 5, None, path)


@pytest.mark.parametrize("kind", [bool, np.int8, np.uint8, np.uint64, np.float16, np.longdouble])
def test_every_type_is_drawn(kind, tmp_path):
    mask, path = np.eye(6, dtype=kind), tmp_path / "c.png"
    stm.visualize_mask_sample(mask, "t", 6, None, path)
    assert np.array_equal(Picture(path.read_bytes()).cells(0, 6, 6), COLOURS[np.eye(6, dtype=int)])


def test_colour_maps(tmp_path):
    colors = pytest.importorskip("matplotlib.colors")
    mask, path = stm.create_fixed_mask_step_by_step(30, 4), tmp_path / "c.png"
    colormap = colors.ListedColormap(["white", "black", "red", "lime"])
    stm.visualize_mask_sample(mask, "t", 30, colormap, path)
    wanted = np.array([[255, 255, 255], [0, 0, 0], [255, 0, 0], [0, 255, 0]])
    assert np.array_equal(Picture(path.read_bytes()).cells(0, 30, 30), wanted[mask.astype(int)])


def test_nothing_is_shown_without_a_display(monkeypatch, tmp_path):
    for name in ["DISPLAY", "WAYLAND_DISPLAY"]:
        monkeypatch.delenv(name, raising=False)
    assert not stm._show.can_show()
    stm.visualize_mask_sample(np.eye(3), "t", 3, None, None, show_graphic=True)


def test_notebooks_show_pictures(monkeypatch):
    shown = []
    display = types.SimpleNamespace(
        Image=lambda data: data, display=shown.append, __name__="IPython.display"
    )
    shell = types.SimpleNamespace(kernel=object())
    ipython = types.SimpleNamespace(get_ipython=lambda: shell, display=display)
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    stm.visualize_mask_sample(np.eye(3), "t", 3, None, None, show_graphic=False)
    assert shown == []
    stm.visualize_mask_sample(np.eye(3), "t", 3, None, None)
    assert np.array_equal(Picture(shown[0]).cells(0, 3, 3), COLOURS[np.eye(3, dtype=int)])


def test_displays_show_windows(monkeypatch):
    matplotlib = pytest.importorskip("matplotlib")
    monkeypatch.setenv("DISPLAY", ":0")
    matplotlib.use("agg")
    import matplotlib.pyplot as pyplot

    shown = []
    monkeypatch.setattr(pyplot, "show", lambda: shown.extend(pyplot.get_fignums()))
    stm.visualize_mask_sample(np.eye(3), "t", 3, None, None)
    assert shown == []  # agg only writes files
    monkeypatch.setattr(matplotlib, "get_backend", lambda: "QtAgg")
    stm.visualize_mask_sample(np.eye(3), "t", 3, None, None)
    assert len(shown) == 1 and pyplot.get_fignums() == []


def test_old_code_runs_unchanged(tmp_path):
    program = """
import sys
from sparse_transformer_mask import *
from mask_resource_calculator import print_cal_points, analyze_cal_points

size, sample_size = 64, 32
masks = [create_normal_mask_step_by_step(size),
         create_strided_mask_step_by_step(size, window_size=8, stride=8),
         create_fixed_mask_step_by_step(size, window_size=8)]
own = add_local_window(add_diagonal(create_zero_mask(size)), 8, pattern_type="fixed")
own[:, 0] = 4
masks.append(own)
for mask in masks:
    print(1 - np.count_nonzero(convert_to_binary_mask(mask)) / mask.size)
visualize_mask_comparison(masks, ["a", "b", "c", "d"], sample_size, None, "comparison.png")
non_zero_mask_print(masks[1], "column_first")
print_cal_points(masks[2], 8, size, 100, "fixed_mask_8_read_limit_100.txt")
analyze_cal_points("fixed_mask_8_read_limit_100.txt", "analysis.txt")
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path,
                   stdout=subprocess.DEVNULL)
    assert {p.name for p in tmp_path.iterdir()} == {
        "comparison.png", "fixed_mask_8_read_limit_100.txt", "analysis.txt",
    }
