"""Points files and analyses of arrays."""

import inspect
import re
import subprocess
import sys

import numpy as np
import pytest
from helpers import DATA, defined, golden, sha256
from mask_resource_calculator import analyze_cal_points, print_cal_points

import stmask

SAMPLES = [("fixed_mask_8_read_limit_9_zigzag", 9, True), ("strided_mask_8_read_limit_1000", 1000, False)]


def test_signatures():
    assert list(inspect.signature(analyze_cal_points).parameters) == ["ifname", "ofname"]
    parameters = inspect.signature(print_cal_points).parameters
    assert [(p.name, p.default) for p in parameters.values()][:4] == [
        (name, inspect.Parameter.empty)
        for name in ["mask", "num_multiplications", "mask_size", "read_limit"]
    ]
    assert (parameters["fname"].default, parameters["zigzag"].default) == (None, False)


@pytest.mark.parametrize("name, limit, zigzag", SAMPLES)
@pytest.mark.parametrize("kind", [np.float32, bool, np.float64])
def test_files_are_the_samples(name, limit, zigzag, kind, tmp_path, capsys):
    mask = defined(name.split("_")[0], 24, 4, 4).astype(kind) * kind(0.5 if kind != bool else 1)
    path = tmp_path / f"{name}.txt"
    print_cal_points(mask, 8, 24, limit, fname=str(path), zigzag=zigzag)
    sample = (DATA / "sample" / f"{name}.txt").read_text()
    # An array does not know the window and the stride that it was made with.
    wanted = re.sub("(Window Size|Stride): 4", r"\1: -", sample)
    assert path.read_text() == wanted
    assert capsys.readouterr().out == ""
    print_cal_points(mask, 8, 24, limit, zigzag=zigzag)
    assert capsys.readouterr().out == re.sub("# Type: .*", "# Type: mask", wanted)


@pytest.mark.parametrize("name, limit, zigzag", SAMPLES)
def test_analyses_are_the_samples(name, limit, zigzag, tmp_path, capsys, monkeypatch):
    wanted = (DATA / "sample" / f"{name}_analysis.txt").read_text()
    input_file = re.search("Input File: (.*)\n", wanted)[1]
    place = tmp_path / input_file
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text((DATA / "sample" / f"{name}.txt").read_text())
    monkeypatch.chdir(tmp_path)
    analyze_cal_points(input_file, "analysis.txt")
    assert (tmp_path / "analysis.txt").read_text() == wanted
    assert capsys.readouterr().out == wanted
    # Neither the head nor a mask to go with the points is needed.
    place.write_text("".join(place.read_text().splitlines(keepends=True)[6:]))
    analyze_cal_points(input_file, None)
    assert capsys.readouterr().out == wanted


def test_plans_are_the_golden_ones(tmp_path, capsys):
    for line in golden("plans.tsv"):
        size = int(line["size"])
        if size > 256:
            continue
        w, s, d = (int(line[key]) for key in ["window_size", "stride", "dilation"])
        mask, path = defined(line["pattern"], size, w, s, d), tmp_path / "points.txt"
        arguments = (int(line["num_multiplications"]), size, int(line["read_limit"]))
        print_cal_points(mask, *arguments, path, zigzag=line["zigzag"] == "1")
        assert sha256(path.read_bytes().split(b"\n", 6)[6]) == line["sha256_points"]
        analyze_cal_points(path, tmp_path / "analysis.txt")
        text = re.sub("Input File: .*\n", "", capsys.readouterr().out)
        assert sha256(text.encode()) == line["sha256_analysis"]


def test_parts_and_other_shapes(capsys):
    mask = np.ones((3, 5))
    print_cal_points(mask, 4, 2, 100)
    assert capsys.readouterr().out.endswith("at time 0: (0, 0), (0, 1), (1, 0), (1, 1)\n")
    print_cal_points(mask, 100, 5, 100)
    assert capsys.readouterr().out.count("(") == 15
    for size, limit, sentence in [
        (6, 9, "mask_size 6: must be at most the mask's 3 x 5 cells"),
        (0, 9, "mask_size 0"),
        (3, 1, "read_limit 1"),
    ]:
        with pytest.raises(stmask.Error, match=sentence):
            print_cal_points(mask, 4, size, limit)


def test_files_that_cannot_be_analysed(tmp_path):
    with pytest.raises(FileNotFoundError):
        analyze_cal_points(tmp_path / "none.txt", None)
    for text in ["junk\n", "at time 1: (0, 0)\n", "# Mask Size: 4\nat time 0: (4, 0)\n"]:
        (tmp_path / "bad.txt").write_text(text)
        with pytest.raises(stmask.Error, match="bad.txt:"):
            analyze_cal_points(tmp_path / "bad.txt", tmp_path / "out.txt")
    assert not (tmp_path / "out.txt").exists()


@pytest.mark.skipif(not stmask.has_figures(), reason="needs cairo")
def test_the_modules_are_the_programs(tmp_path):
    def run(*arguments):
        return subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True,
                              cwd=tmp_path)

    done = run("mask_resource_calculator", "--mask_size", "24", "--num_multiplications", "8",
               "--window_size", "4", "--stride", "4", "--read_limit", "9", "--zigzag", "--masks",
               "fixed", "--quiet")
    assert done.returncode == 0 and done.stdout.startswith("Fixed Mask\n")
    name = "fixed_mask_8_read_limit_9_zigzag.txt"
    sample = (DATA / "sample" / name).read_text()
    assert (tmp_path / "generated" / name).read_text() == sample
    for module in ["mask_resource_calculator", "sparse_transformer_mask", "stmask"]:
        assert run(module, "--version").stdout == f"{module} {stmask.__version__}\n"
        bad = run(module, "--frob")
        assert bad.returncode == 2 and bad.stderr.startswith(f"{module}: --frob: is no option")


def test_programs_that_were_not_built_say_so(monkeypatch, capsys):
    from stmask import programs

    monkeypatch.setattr(programs.c, "NATIVE", "/nowhere")
    with pytest.raises(SystemExit) as left:
        programs.become("stmask", [])
    assert left.value.code == 2
    wanted = "stmask: was not built with this stmask, for want of cairo\n"
    assert capsys.readouterr().err == wanted
