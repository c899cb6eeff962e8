"""Plans, analyses, loads and points files."""

import re

import numpy as np
import pytest
from helpers import DATA, defined, golden, sha256, spec, spec_of

import stmask
from stmask.analysis import LISTS
from stmask.loads import MEASURES


def stepped(points, num_multiplications, read_limit):
    """The steps of points, by the rule itself."""
    steps, step, rows, columns = [], [], set(), set()
    for i, j in points:
        reads = len(rows | {i}) + len(columns | {j})
        if step and (len(step) == num_multiplications or read_limit and reads > read_limit):
            steps.append(step)
            step, rows, columns = [], set(), set()
        step.append((i, j))
        rows.add(i)
        columns.add(j)
    return steps + [step] * bool(step)


def visited(cells, order):
    points = [tuple(p) for p in np.argwhere(cells).tolist()]
    if order == "zigzag":
        points.sort(key=lambda p: (p[0], -p[1] if p[0] % 2 else p[1]))
    elif order == "column_first":
        points.sort(key=lambda p: (p[1], p[0]))
    return points


@pytest.mark.parametrize("order", ["row_first", "zigzag", "column_first"])
@pytest.mark.parametrize("limits", [(1, None), (8, 9), (7, 2), (64, None), (10**6, 30)])
def test_steps_follow_the_rule(order, limits):
    cells = defined("strided", 30, 4, 5)
    mask = stmask.Mask(spec("strided", 4, 5), 30)
    plan = mask.plan(order, *limits)
    steps, wanted = list(plan.steps()), stepped(visited(cells, order), *limits)
    assert [list(map(tuple, step.cells.tolist())) for step in steps] == wanted
    before = (set(), set())
    for time, (step, points) in enumerate(zip(steps, wanted)):
        now = ({i for i, _ in points}, {j for _, j in points})
        news = [len(a - b) for a, b in zip(now, before)]
        assert step[:6] == (time, len(points), len(now[0]), len(now[1]), *news)
        before = now
    table = plan.table()
    assert table.dtype.names == ("time", "points", "rows", "columns", "new_rows", "new_columns")
    assert table.tolist() == [step[:6] for step in steps]
    assert plan.points().tolist() == [list(p) for points in wanted for p in points]


@pytest.mark.parametrize("order", [o.name for o in stmask.orders()])
def test_every_order_visits_each_point_once(order, tmp_path):
    mask = stmask.Mask("fixed:window_size=6", 48)
    plan = mask.plan(order, 8, 10)
    points = plan.points()
    assert sorted(map(tuple, points)) == list(map(tuple, np.argwhere(mask.dense())))
    table, analysis = plan.table(), plan.analyse()
    assert (analysis.points, analysis.steps) == (len(points), len(table))
    summary = analysis.summary
    assert summary["sum_unique_rows"] == table["rows"].sum()
    assert summary["sum_unique_columns"] == table["columns"].sum()
    total = table["rows"] + table["columns"]
    assert total.max() <= 10 and table["points"].max() <= 8
    assert summary["max_case"]["time"] == total.argmax()
    assert summary["max_case"]["total"] == total.max()
    loads = plan.loads(lru=True, opt=True)
    assert (loads.points, loads.steps) == (len(points), len(table))
    assert loads.none == (table["rows"].sum(), table["columns"].sum())
    assert loads.none.total == total.sum()
    assert loads.cold_start == (table["rows"][0], table["columns"][0])
    assert loads.compulsory == (48, 48)
    bounds = stmask.lower_bounds(mask, 8, 10, 24)
    opt, lru = loads.opt(24).total, loads.lru(24).total
    assert bounds.any_order <= opt <= lru <= loads.none.total
    assert bounds.steps <= len(table) and bounds.reads <= loads.none.total
    assert bounds.best in ("compulsory", "phases", "pairs", "matching")
    plan.save_certificate(tmp_path / "certificate", 24)
    lines = (tmp_path / "certificate").read_text().splitlines()
    assert lines[0] == "stmask certificate 1" and lines[-1] == "end"
    assert f"opt {opt}" in lines and f"bound {bounds.any_order}" in lines
    counted = loads.distribution("unique_total")
    assert counted.peak == total.max() and counted.mean == pytest.approx(total.mean())
    assert counted.steps.tolist() == np.bincount(total).tolist()
    assert plan.order.split(":")[0] == order


def test_orders_and_their_parameters():
    mask = stmask.Mask("normal", 64)
    plan = mask.plan("tile:rows=3", 16)
    assert plan.order == "tile:rows=3,columns=8"
    assert plan.mask is mask and plan.num_multiplications == 16 and plan.read_limit is None
    assert "order='tile:rows=3,columns=8'" in repr(plan)
    with pytest.raises(stmask.Error, match="'spiral'.*is not known"):
        mask.plan("spiral")
    with pytest.raises(stmask.Error, match="rows 0: must be from 1") as caught:
        mask.plan("tile:rows=0")
    assert isinstance(caught.value, stmask.Error)
    with pytest.raises(stmask.Error, match="modulus 100: must be at most the mask's size, 64"):
        mask.plan("residue:modulus=100")
    for wrong in [(0, None), (2**32, None), (4, 1), (4, 2**33)]:
        with pytest.raises(stmask.Error, match="must be from"):
            mask.plan("row_first", *wrong)


def test_plans_are_the_golden_ones(tmp_path):
    lines = golden("plans.tsv")
    assert len(lines) == 75
    for line in lines:
        mask = stmask.Mask(spec_of(line), int(line["size"]))
        order = "zigzag" if line["zigzag"] == "1" else "row_first"
        plan = mask.plan(order, int(line["num_multiplications"]), int(line["read_limit"]))
        analysis = plan.analyse()
        summary = analysis.summary
        for key in ["steps", "sum_unique_rows", "sum_unique_columns"]:
            assert summary[key] == int(line[key])
        text = re.sub("Input File: .*\n", "", analysis.text("x"))
        assert sha256(text.encode()) == line["sha256_analysis"]
        if mask.count() < 200000:
            plan.save_points(tmp_path / "points.txt")
            steps = (tmp_path / "points.txt").read_bytes().split(b"\n", 6)
            assert sha256(steps[6]) == line["sha256_points"]


def test_files_are_the_samples_byte_by_byte(tmp_path):
    for name, order, limit in [
        ("fixed_mask_8_read_limit_9_zigzag", "zigzag", 9),
        ("strided_mask_8_read_limit_1000", "row_first", 1000),
    ]:
        kind = name.split("_")[0]
        plan = stmask.Mask(spec(kind, 4, 4), 24).plan(order, 8, limit)
        plan.save_points(tmp_path / "points.txt", window_size=4, stride=4)
        sample = (DATA / "sample" / f"{name}.txt").read_bytes()
        assert (tmp_path / "points.txt").read_bytes() == sample
        wanted = (DATA / "sample" / f"{name}_analysis.txt").read_text()
        input_file = re.search("Input File: (.*)\n", wanted)[1]
        analysis = plan.analyse()
        analysis.save(tmp_path / "analysis.txt", input_file)
        assert (tmp_path / "analysis.txt").read_text() == wanted == analysis.text(input_file)
        for title, which in zip(re.findall(r"\[.*\]", wanted), LISTS):
            assert analysis.indices(which).tolist() == eval(title)


def test_lists_and_distributions_are_lent_not_copied():
    plan = stmask.Mask("normal", 500).plan(num_multiplications=64)
    runs = plan.analyse().runs("max_case_columns")  # the analysis lives on in them
    assert not runs.flags.owndata and not runs.flags.writeable
    assert runs["count"].sum() == 64
    steps = plan.loads().distribution("unique_rows").steps
    assert not steps.flags.owndata and steps.sum() == plan.analyse().steps
    assert plan.analyse().runs("max_case_rows").ctypes.data
    for name in LISTS:
        plan.analyse().indices(name)
    for name in MEASURES:
        plan.loads().distribution(name)
    with pytest.raises(stmask.Error, match="list 'rows': must be one of max_case_rows"):
        plan.analyse().runs("rows")
    with pytest.raises(stmask.Error, match="measure 'rows': must be one of unique_rows"):
        plan.loads().distribution("rows")
    with pytest.raises(stmask.Error, match="buffer 3: must hold the largest step"):
        plan.loads().lru(3)
    with pytest.raises(stmask.Error):
        plan.loads().opt(1000)  # was not asked for


def test_points_files_are_checked(tmp_path):
    mask, path = stmask.Mask("fixed:window_size=4", 24), tmp_path / "points.txt"
    plan = mask.plan("hilbert", 8, 9)
    plan.save_points(path)
    verdict = stmask.check_points(path, mask, 8, 9)
    assert verdict.covers and verdict.holds and verdict.faults == {}
    assert verdict.analysis.summary == plan.analyse().summary
    text = path.read_text().replace("(0, 0)", "(0, 1)")
    path.write_text(text)
    verdict = stmask.check_points(path, mask, 7)
    assert not verdict.covers and not verdict.holds
    assert list(verdict.faults) == ["outside", "multiplications", "missing"]
    assert "(0, 0)" in verdict.faults["missing"]
    path.write_text("at time 0: (0, 24)\n")
    with pytest.raises(stmask.Error, match="points.txt:1: "):
        stmask.check_points(path, mask)
    with pytest.raises(FileNotFoundError):
        stmask.check_points(tmp_path / "none.txt", mask)


def test_empty_plans():
    plan = stmask.Mask.from_dense(np.zeros((3, 4))).plan()
    assert plan.points().shape == (0, 2) and len(plan.table()) == 0
    assert plan.analyse().steps == 0 and plan.analyse().indices("max_case_rows").tolist() == []
