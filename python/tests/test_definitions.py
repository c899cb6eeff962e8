"""Every pattern against its definition, restated with numpy for whole arrays."""

import itertools

import numpy as np
import pytest

import stmask

SIZE = 61


def indices(n):
    return np.arange(n)[:, None], np.arange(n)[None, :]


def valued(*parts):
    """The first part that sees a cell gives its value; the diagonal, where seen, is 1."""
    cells = np.zeros(parts[0][1].shape, np.uint8)
    for value, seen in reversed(parts):
        cells[seen] = value
    diagonal = np.eye(*cells.shape, dtype=bool) & (cells != 0)
    cells[diagonal] = 1
    return cells


def among(index, tokens):
    return np.isin(index, tokens)


def local(n, w, convention):
    i, j = indices(n)
    return valued((2, (j <= i) & (i - j < w + (convention == "excluding_self"))))


def strided_child(n, l, part):
    i, j = indices(n)
    first, second = (i - l <= j) & (j <= i), (j <= i) & ((i - j) % l == 0)
    none = np.zeros_like(first)
    return valued((2, none if part == "2" else first), (3, none if part == "1" else second))


def fixed_child(n, l, c, part):
    i, j = indices(n)
    first, second = (j <= i) & (j // l == i // l), (j <= i) & (j % l >= l - c)
    none = np.zeros_like(first)
    return valued((2, none if part == "2" else first), (3, none if part == "1" else second))


def longformer(n, w, d, tokens, causal):
    i, j = indices(n)
    window = (abs(i - j) <= w * d) & ((i - j) % d == 0)
    seen = among(i, tokens) | among(j, tokens)
    keep = (j <= i) if causal == "yes" else np.ones((n, n), bool)
    return valued((2, window & keep), (4, seen & keep))


def log_sparse(n):
    i, j = indices(n)
    return valued((2, (j == i) | np.isin(i - j, [2**k for k in range(32)])))


def longnet(n, w, r, s):
    i, j = indices(n)
    return valued((2, (i // w == j // w) & ((i % w) % r == s) & ((j % w) % r == s) & (j <= i)))


def streaming(n, start, recent):
    i, j = indices(n)
    return valued((2, (j <= i) & (i - j < recent)), (4, (j <= i) & (j < start)))


def vertical_slash(n, vertical, slash):
    i, j = indices(n)
    return valued((4, (j <= i) & among(j, vertical)), (3, (j <= i) & among(i - j, slash)))


def prefix(n, p):
    i, j = indices(n)
    return valued((4, (j < p) & (i >= 0)), (2, j <= i))


def document(n, lengths):
    of = np.repeat(np.arange(len(lengths) + 1), [*lengths, n - sum(lengths)])
    return valued((2, of[:, None] == of[None, :]))


def neighbours(n, w, s, d, causal):
    """Which tokens of an axis see which, by the rule of NATTEN."""
    seen = np.zeros((n, n), bool)
    for i in range(n):
        place, tokens = i // d, len(range(i % d, n, d))
        width = min(w, tokens)
        left, right = width // 2, width // 2 + width % 2 - 1
        if causal:
            leader = min(place // s * s + s - 1, tokens - 1)
            keys = range(max(leader - left - right, 0), place + 1)
        else:
            leader = min(place // s * s + s // 2, tokens - 1)
            start = max(leader - left, 0)
            if leader + right >= tokens:
                start += tokens - right - leader - 1
            keys = range(start, start + width)
        for key in keys:
            seen[i, i % d + key * d] = True
    return seen


def test_local():
    for w, convention in itertools.product((1, 2, 7, 99), ("including_self", "excluding_self")):
        mask = stmask.Mask(f"local:window_size={w},convention={convention}", SIZE)
        assert (mask.dense() == local(SIZE, w, convention)).all()


def test_child():
    for l, part in itertools.product((1, 2, 5, 8, 99), ("1", "2", "merged")):
        mask = stmask.Mask(f"strided_child:stride={l},part={part}", SIZE)
        assert (mask.dense() == strided_child(SIZE, l, part)).all()
        for c in (1, 2, 7, 200):
            mask = stmask.Mask(f"fixed_child:block={l},summary={c},part={part}", SIZE)
            assert (mask.dense() == fixed_child(SIZE, l, c, part)).all()


def test_longformer():
    for w, d, causal in itertools.product((1, 3, 10, 99), (1, 2, 5), ("yes", "no")):
        spec = f"longformer:window_size={w},dilation={d},tokens=0/7-9/60/100,causal={causal}"
        expected = longformer(SIZE, w, d, [0, 7, 8, 9, 60], causal)
        assert (stmask.Mask(spec, SIZE).dense() == expected).all()


def test_causal_dense_and_log_sparse():
    assert (stmask.Mask("causal", SIZE).dense() == stmask.Mask("normal", SIZE).dense()).all()
    assert (stmask.Mask("dense", SIZE).dense() == valued((2, np.ones((SIZE, SIZE), bool)))).all()
    assert (stmask.Mask("log_sparse", SIZE).dense() == log_sparse(SIZE)).all()


def test_longnet_and_streaming():
    for w, r, s in itertools.product((1, 7, 16, 99), (1, 2, 5), (0, 1, 4, 9)):
        mask = stmask.Mask(f"longnet:segment={w},rate={r},offset={s}", SIZE)
        assert (mask.dense() == longnet(SIZE, w, r, s)).all()
        mask = stmask.Mask(f"streaming:start={s},recent={w}", SIZE)
        assert (mask.dense() == streaming(SIZE, s, w)).all()


def test_vertical_slash_prefix_and_document():
    mask = stmask.Mask("vertical_slash:vertical=0/5/6-8/70,slash=0-3/10/40-50", SIZE)
    slash = [*range(4), 10, *range(40, 51)]
    assert (mask.dense() == vertical_slash(SIZE, [0, 5, 6, 7, 8], slash)).all()
    for p in (0, 1, 20, 99):
        assert (stmask.Mask(f"prefix:length={p}", SIZE).dense() == prefix(SIZE, p)).all()
    for lengths in ([61], [1, 2, 3], [20, 20, 21], [60]):
        spec = f"document:lengths={'/'.join(map(str, lengths))}"
        assert (stmask.Mask(spec, SIZE).dense() == document(SIZE, lengths)).all()


def test_documents_of_a_file(tmp_path):
    (tmp_path / "lengths.txt").write_text("10 20\n5\n")
    mask = stmask.Mask(f"document:lengths={tmp_path}/lengths.txt", SIZE)
    assert (mask.dense() == document(SIZE, [10, 20, 5])).all()


def test_global():
    i, j = indices(SIZE)
    for rows, columns in itertools.product(("yes", "no"), repeat=2):
        mask = stmask.Mask(f"global:tokens=3/10-12,rows={rows},columns={columns}", SIZE)
        tokens = [3, 10, 11, 12]
        seen = (among(i, tokens) & (rows == "yes") & (j >= 0)) | (
            among(j, tokens) & (columns == "yes") & (i >= 0)
        )
        assert (mask.dense() == valued((4, seen))).all()


@pytest.mark.parametrize("causal", ["yes", "no"])
def test_neighborhoods(causal):
    for w, s, d in itertools.product((1, 2, 7, 8, 99), (1, 2, 5), (1, 2, 7)):
        mask = stmask.Mask(f"neighborhood:window={w},stride={s},dilation={d},causal={causal}", SIZE)
        expected = valued((2, neighbours(SIZE, w, s, d, causal == "yes")))
        assert (mask.dense() == expected).all()
    for (height, width), (a, b), (c, d) in itertools.product(
        [(7, 9), (1, 63), (63, 1)], [(3, 5), (7, 7), (2, 1)], [(1, 1), (2, 3)]
    ):
        spec = f"height={height},width={width},window={a}x{b},dilation={c}x{d},causal={causal}"
        rows = neighbours(height, a, 1, c, causal == "yes")
        columns = neighbours(width, b, 1, d, causal == "yes")
        expected = valued((2, np.kron(rows, columns).astype(bool)))
        assert (stmask.Mask(f"neighborhood_2d:{spec}", 63).dense() == expected).all()


def test_random_takes_distinct_blocks_of_a_row():
    for r, b, causal in itertools.product((1, 3, 9, 99), (1, 4), ("yes", "no")):
        spec = f"random:per_row={r},block={b},seed=5,causal={causal}"
        cells = stmask.Mask(spec, SIZE).dense() != 0
        i, j = indices(SIZE)
        blocks = -(-SIZE // b)
        padded = np.zeros((blocks * b, blocks * b), bool)
        padded[:SIZE, :SIZE] = cells
        chosen = padded.reshape(blocks, b, blocks, b).any(axis=(1, 3))
        for row in range(blocks):
            assert chosen[row].sum() == min(r, row + 1 if causal == "yes" else blocks)
        whole = np.kron(chosen, np.ones((b, b), bool))[:SIZE, :SIZE]
        assert (cells == (whole & (j <= i) if causal == "yes" else whole)).all()
    again = stmask.Mask("random:seed=6", SIZE).dense()
    assert (again != stmask.Mask("random:seed=5", SIZE).dense()).any()


def test_bigbird():
    for b, w, r, g in itertools.product((1, 4, 7), (1, 3, 5), (0, 2, 50), (0, 1, 3)):
        spec = f"bigbird:block={b},window={w},random={r},global={g},seed=2"
        cells = stmask.Mask(spec, SIZE).dense()
        n = -(-SIZE // b)
        row, column = (axis // b for axis in indices(SIZE))
        window = abs(row - column) <= (w - 1) // 2
        ends = (row < g) | (row >= n - g) | (column < g) | (column >= n - g)
        fixed = valued((2, window), (4, ends))
        assert (cells[fixed != 0] == fixed[fixed != 0]).all()
        rest = np.where(fixed == 0, cells, 0)
        assert set(np.unique(rest)) <= {0, 5}
        for k in range(n):
            of_row = rest[k * b] != 0
            drawn = {int(key) // b for key in np.flatnonzero(of_row)}
            free = {int(key) // b for key in np.flatnonzero(fixed[k * b] == 0)}
            assert len(drawn) == min(r, len(free)) and drawn <= free
            assert (rest[k * b : (k + 1) * b] == rest[k * b]).all()
