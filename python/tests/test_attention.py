"""Attention against the definition in float64, gradients against its central differences."""

import threading
import tracemalloc

import numpy as np
import pytest

import stmask

SPECS = [
    "normal",
    "strided:window_size=5,stride=7",
    "fixed:window_size=8",
    "sliding_window:window_size=9",
    "dilated_sliding_window:window_size=8,dilation=3",
    "streaming",
    "(local:window_size=6 + global:tokens=2/17) & causal",
    "random:per_row=3,seed=4",
]
N, D = 75, 16


def attend(cells, q, k, v, scale=None, soft_cap=None, slopes=None, first=0, sinks=None):
    """(out, lse) of arrays (batch, heads, size, head_dim), cells (heads or 1, queries, keys)."""
    q, k, v = (x.astype(np.float64) for x in (q, k, v))
    k, v = (np.repeat(x, q.shape[1] // x.shape[1], axis=1) for x in (k, v))
    logits = q @ k.swapaxes(-1, -2) * (q.shape[-1] ** -0.5 if scale is None else scale)
    if soft_cap:
        logits = soft_cap * np.tanh(logits / soft_cap)
    if slopes is not None:
        i, j = np.ogrid[first : first + q.shape[2], : k.shape[2]]
        logits -= np.asarray(slopes)[:, None, None] * abs(i - j)
    logits = np.where(cells != 0, logits, -np.inf)
    if sinks is not None:  # one more column, whose weights are dropped, as in transformers
        column = np.broadcast_to(np.asarray(sinks, np.float64)[:, None, None], (*logits.shape[:3], 1))
        logits = np.concatenate([logits, column], axis=-1)
    with np.errstate(divide="ignore"):
        most = np.maximum(logits.max(-1, keepdims=True), -1e300)
        weights = np.exp(logits - most)
        sums = weights.sum(-1, keepdims=True)
        lse = (np.log(sums) + most)[..., 0]
    return (weights / np.where(sums > 0, sums, 1))[..., : v.shape[2]] @ v, lse


def cells_of(*masks):
    return np.stack([mask.dense() for mask in masks])


def normal(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def check(found, wanted):
    np.testing.assert_allclose(found[0], wanted[0], atol=5e-6)
    np.testing.assert_allclose(found[1], wanted[1], rtol=1e-5, atol=1e-5)
    assert found[0].dtype == found[1].dtype == np.float32


@pytest.mark.parametrize("spec", SPECS)
def test_patterns(spec):
    mask = stmask.Mask(spec, N)
    q, k, v = (normal(seed, 2, 4, N, D) for seed in range(3))
    k, v = k[:, :2], v[:, :2]  # shared by two heads each
    for options in [
        {},
        {"scale": 0.3, "soft_cap": 2.0},
        {"slopes": [0.5, 0.1, 0, 0.2]},
        {"sinks": [0, -3, 2.5, 20], "scale": 0.5},
    ]:
        found = stmask.attention(mask, q, k, v, return_lse=True, **options)
        check(found, attend(cells_of(mask), q, k, v, **options))
        assert np.array_equal(found[0], stmask.attention(mask, q, k, v, threads=1, **options))


@pytest.mark.parametrize("axes", [1, 2, 3])
def test_axes_may_be_left_out(axes):
    mask = stmask.Mask(SPECS[1], N)
    q, k, v = (normal(seed, *(1, 3, N, D)[3 - axes :]) for seed in range(3))
    out, lse = stmask.attention(mask, q, k, v, return_lse=True)
    assert out.shape == q.shape and lse.shape == q.shape[:-1]
    wide = [x.reshape((1,) * (4 - x.ndim) + x.shape) for x in (q, k, v)]
    wanted = attend(cells_of(mask), *wide)
    check((out, lse), (wanted[0].reshape(q.shape), wanted[1].reshape(lse.shape)))


@pytest.mark.parametrize("spec", SPECS)
def test_values_of_another_width(spec):
    mask = stmask.Mask(spec, N)
    q, k, v = normal(0, 4, N, 24), normal(1, 2, N, 24), normal(2, 2, N, 40)
    out, lse = stmask.attention(mask, q, k, v, return_lse=True)
    wanted = attend(cells_of(mask), q[None], k[None], v[None])
    check((out, lse), (wanted[0][0], wanted[1][0]))
    plan = stmask.Attention(mask, 24, value_dim=40, heads=4, kv_heads=2)
    dq, dk, dv = plan.backward(q, k, v, out, lse, out)
    assert dq.shape == q.shape and dk.shape == k.shape and dv.shape == v.shape
    # Values that end in zeros are those without.
    padded = np.concatenate([v, np.zeros((2, N, 8), np.float32)], axis=-1)
    found = stmask.attention(mask, q, k, padded)
    np.testing.assert_allclose(found[..., :40], out, atol=2e-6)
    assert (found[..., 40:] == 0).all()
    # Views of keys as values, as of latent attention, are read where they stand.
    view = stmask.attention(mask, q, k, k[..., :16])
    assert np.array_equal(view, stmask.attention(mask, q, k, k[..., :16].copy()))


def test_a_mask_for_each_head(tmp_path):
    q, k, v = (normal(seed, 3, N, D) for seed in range(3))
    masks = [stmask.Mask(spec, N) for spec in SPECS[:3]]
    out, lse = stmask.attention(masks, q, k, v, return_lse=True)
    wanted = attend(cells_of(*masks), q[None], k[None], v[None])
    check((out, lse), (wanted[0][0], wanted[1][0]))
    path = tmp_path / "heads.set"
    lines = [f"head {h} = {spec}\n" for h, spec in enumerate(SPECS[:3])]
    path.write_text("".join(lines))
    heads = stmask.MaskSet(path)
    assert np.array_equal(stmask.attention(heads, q, k, v), out)
    wide, sinks = normal(3, 3, N, 24), np.array([1, -2, 0], np.float32)
    found = stmask.attention(heads, q, k, wide, sinks=sinks, return_lse=True)
    wanted = attend(cells_of(*masks), q[None], k[None], wide[None], sinks=sinks)
    check(found, (wanted[0][0], wanted[1][0]))
    last = stmask.attention((heads, 0), q[:, -2:], k, v)
    np.testing.assert_allclose(last, out[:, -2:], atol=2e-6)
    with pytest.raises(stmask.Error, match="^the set has 3 heads and q 2: must be as many$"):
        stmask.attention(heads, q[:2], k, v)
    path.write_text("".join(lines) + "layer 1 = dense\n")
    heads = stmask.MaskSet(path)
    several = heads.masks(1, N)
    assert len(several) == 3 and several[0] is several[2]
    dense = stmask.attention(stmask.Mask("dense", N), q, k, v)
    assert np.array_equal(stmask.attention((heads, 1), q, k, v), dense)
    with pytest.raises(stmask.Error, match=r"^the set has 2 layers: \(set, layer\) says which$"):
        stmask.attention(heads, q, k, v)
    with pytest.raises(IndexError, match="layer 2 head 0: there is no such head"):
        stmask.attention((heads, 2), q, k, v)


def test_decoding():
    q, k, v = normal(0, 2, N, D), normal(1, 2, N, D), normal(2, 2, N, D)
    for spec in SPECS:
        mask = stmask.Mask(spec, N)
        whole = stmask.attention(mask, q, k, v)
        for rows in [1, 2, 70]:
            last = stmask.attention(mask, q[:, -rows:], k, v)
            np.testing.assert_allclose(last, whole[:, -rows:], atol=2e-6)
        part = stmask.attention(mask[20:40, :60], q[:, 20:40], k[:, :60], v[:, :60])
        wanted = attend(mask[20:40, :60].dense()[None], q[None, :, 20:40], k[None, :, :60], v[None, :, :60])
        np.testing.assert_allclose(part, wanted[0][0], atol=5e-6)


def test_queries_that_see_nothing():
    mask = stmask.Mask("causal - local:window_size=4", 20)
    out, lse = stmask.attention(mask, normal(0, 20, D), normal(1, 20, D), normal(2, 20, D), return_lse=True)
    assert (out[:4] == 0).all() and (lse[:4] == -np.inf).all()
    assert (out[4:] != 0).all() and np.isfinite(lse[4:]).all()
    arrays = [normal(seed, 20, D) for seed in range(3)]
    out, lse = stmask.attention(mask, *arrays, sinks=[1.25], return_lse=True)
    assert (out[:4] == 0).all() and (lse[:4] == 1.25).all() and (lse[4:] > 1.25).all()


def types():
    found = [np.float32, np.float16]
    try:
        import ml_dtypes
    except ImportError:
        return found
    return [*found, ml_dtypes.bfloat16]


@pytest.mark.parametrize("kind", types(), ids=lambda kind: np.dtype(kind).name)
def test_types(kind):
    mask = stmask.Mask(SPECS[1], N)
    q, k, v = (normal(seed, 1, 2, N, D).astype(kind) for seed in range(3))
    found = stmask.attention(mask, q, k, v, return_lse=True)
    check(found, attend(cells_of(mask), q, k, v))
    plan = stmask.Attention(mask, D, heads=2, dtype=kind)
    assert np.array_equal(plan.forward(q, k, v), found[0])
    assert np.array_equal(stmask.Attention(mask, D, heads=2, dtype=np.dtype(kind).name).forward(q, k, v), found[0])
    if kind is not np.float32:
        with pytest.raises(stmask.Error, match="^q of float32: must be of the plan's b?float16$"):
            plan.forward(q.astype(np.float32), k, v)


@pytest.mark.parametrize("kind", types(), ids=lambda kind: np.dtype(kind).name)
def test_any_layout(kind):
    mask = stmask.Mask(SPECS[1], N)
    q, k, v = (normal(seed, 2, 4, N, D).astype(kind) for seed in range(3))
    out = stmask.attention(mask, q, k, v)
    read_only = q.copy()
    read_only.flags.writeable = False
    swapped = np.array(q, dtype=q.dtype.newbyteorder())
    wide = np.zeros((2, 4, N, D + 3), kind)
    wide[..., 1 : D + 1] = q
    shifted = np.zeros(q.nbytes + 1, np.uint8)[1:].view(kind).reshape(q.shape)
    shifted[:] = q
    for same in [
        np.asfortranarray(q),
        np.ascontiguousarray(q.transpose(0, 2, 1, 3)).transpose(0, 2, 1, 3),
        np.ascontiguousarray(q[:, :, ::-1])[:, :, ::-1],
        np.ascontiguousarray(q[..., ::-1])[..., ::-1],
        np.repeat(q, 2, axis=1)[:, ::2],
        wide[..., 1 : D + 1],
        read_only,
        swapped,
        shifted,
    ]:
        assert same.shape == q.shape
        assert np.array_equal(stmask.attention(mask, same, k, v), out)
    one = np.broadcast_to(k[:1, :1], k.shape)
    assert np.array_equal(stmask.attention(mask, q, one, one), stmask.attention(mask, q, one.copy(), one.copy()))
    row = np.broadcast_to(k[:, :, :1], k.shape)
    assert np.array_equal(stmask.attention(mask, q, row, v), stmask.attention(mask, q, row.copy(), v))


def test_arrays_are_read_in_place():
    mask = stmask.Mask("local:window_size=8", 4096)
    q, k, v = (normal(seed, 4096, 4, 32).transpose(1, 0, 2) for seed in range(3))
    plan = stmask.Attention(mask, 32, heads=4)
    tracemalloc.start()
    out = plan.forward(q, k, v)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < out.nbytes + 100_000


@pytest.mark.parametrize("spec", [*SPECS, "causal - local:window_size=4"])
@pytest.mark.parametrize(
    "options",
    [{}, {"soft_cap": 1.5, "slopes": [0.3, 0.1]}, {"sinks": [0.5, -1]}],
    ids=["plain", "shaped", "sinks"],
)
def test_gradients(spec, options):
    n, dim = 20, 8
    mask = stmask.Mask(spec.replace("17", "13"), n)
    cells = cells_of(mask)
    inputs = [normal(0, 2, 2, n, dim), normal(1, 2, 1, n, dim), normal(2, 2, 1, n, dim)]
    weights = normal(3, 2, 2, n, dim)
    plan = stmask.Attention(mask, dim, heads=2, kv_heads=1, batch=2, **options)
    out, lse = plan.forward(*inputs, return_lse=True)
    check((out, lse), attend(cells, *inputs, **options))
    for found, which in zip(plan.backward(*inputs, out, lse, weights), range(3)):
        assert found.shape == inputs[which].shape and found.dtype == np.float32
        wide = [x.astype(np.float64) for x in inputs]
        wanted = np.zeros(found.shape)
        for at in np.ndindex(*found.shape):
            sums = []
            for change in (1e-5, -1e-5):
                wide[which][at] = float(inputs[which][at]) + change
                sums.append((attend(cells, *wide, **options)[0] * weights).sum())
            wide[which][at] = inputs[which][at]
            wanted[at] = (sums[0] - sums[1]) / 2e-5
        np.testing.assert_allclose(found, wanted, atol=2e-5)


def test_gradients_of_sinks():
    mask = stmask.Mask(SPECS[1], N)
    q, k, v, dout = (normal(seed, 2, 3, N, D) for seed in range(4))
    sinks = np.array([0.5, -2, 3], np.float32)
    plan = stmask.Attention(mask, D, heads=3, batch=2, sinks=sinks)
    out, lse = plan.forward(q, k, v, return_lse=True)
    found = plan.backward(q, k, v, out, lse, dout, return_dsinks=True)
    assert len(found) == 4 and found[3].dtype == np.float32
    for one, other in zip(found, plan.backward(q, k, v, out, lse, dout)):
        assert np.array_equal(one, other)
    wanted = np.zeros(3)
    for h in range(3):
        sums = []
        for change in (1e-4, -1e-4):
            moved = sinks.astype(np.float64)
            moved[h] += change
            sums.append((attend(cells_of(mask), q, k, v, sinks=moved)[0] * dout).sum())
        wanted[h] = (sums[0] - sums[1]) / 2e-4
    np.testing.assert_allclose(found[3], wanted, atol=2e-5)
    with pytest.raises(stmask.Error, match="^dsinks: the plan has no sinks$"):
        plain = stmask.Attention(mask, D, heads=3, batch=2)
        plain.backward(q, k, v, out, lse, dout, return_dsinks=True)


def test_gradients_of_any_layout():
    mask = stmask.Mask(SPECS[1], N)
    q, k, v, dout = (normal(seed, 2, N, D) for seed in range(4))
    plan = stmask.Attention(mask, D, heads=2)
    out, lse = plan.forward(q, k, v, return_lse=True)
    wanted = plan.backward(q, k, v, out, lse, dout)
    changed = [np.ascontiguousarray(x.transpose(1, 0, 2)).transpose(1, 0, 2) for x in (q, k, v, out, dout)]
    found = plan.backward(*changed[:4], np.asfortranarray(lse), np.asfortranarray(changed[4]))
    for one, other in zip(found, wanted):
        np.testing.assert_allclose(one, other, atol=1e-6)


def test_a_plan_serves_many_threads():
    mask = stmask.Mask(SPECS[1], 300)
    plan = stmask.Attention(mask, D, threads=1)
    inputs = [[normal(10 * t + seed, 300, D) for seed in range(3)] for t in range(6)]
    wanted = [plan.forward(*arrays) for arrays in inputs]
    start, wrong = threading.Barrier(6), []

    def work(t):
        start.wait()
        for _ in range(10):
            if not np.array_equal(plan.forward(*inputs[t]), wanted[t]):
                wrong.append(t)

    threads = [threading.Thread(target=work, args=(t,)) for t in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("precision, far", [("bf16", 0.05), ("bf16x3", 1e-4)])
def test_precisions(precision, far):
    q, k, v = (normal(seed, 2, 300, 40) for seed in range(3))
    mask = stmask.Mask("strided:window_size=9,stride=7", 300)
    wanted = stmask.attention(mask, q, k, v)
    got = stmask.attention(mask, q, k, v, precision=precision)
    assert np.abs(got - wanted).max() < far
    plan = stmask.Attention(mask, 40, precision=precision)
    assert plan.kernels in (f"amx {precision}", "avx512", "avx2", "neon", "portable")
    with pytest.raises(stmask.Error, match="precision 'fp8': must be one of fp32, bf16, bf16x3"):
        stmask.Attention(mask, 40, precision="fp8")


def test_kernels():
    levels = ("portable", "neon", "avx2", "avx512")
    assert stmask.Attention(stmask.Mask("normal", 8), 8).kernels in levels


def test_what_cannot_be_is_refused():
    mask = stmask.Mask("normal", 12)
    x, y = normal(0, 12, 8), normal(1, 2, 12, 8)

    def refused(sentence, *arguments, kind=stmask.Error, **options):
        with pytest.raises(kind) as found:
            stmask.attention(*arguments, **options)
        assert str(found.value) == sentence

    refused("q of float64: must be float32, float16 or bfloat16", mask, x.astype(float), x, x)
    refused("k of int64: must be float32, float16 or bfloat16", mask, x, [[1, 2]], x)
    half = x.astype(np.float16)
    refused("q of float32 and v of float16: must be of the same type", mask, x, x, half)
    refused("q of shape (8,): must be (size, head_dim), after heads, after batch", mask, x[0], x, x)
    refused("v of shape (0, 8): must have one element or more", mask, x, x, x[:0])
    refused("k of shape (12, 8) and v of shape (11, 8): must be of the same shape but for the last axis", mask, x, x, x[1:])
    narrow = normal(0, 12, 16)
    refused("head_dim 8 of q and 16 of k: must be the same", mask, x, narrow, narrow)
    batch = y[:, None]
    refused("batch 2 of q and 1 of k: must be the same", mask, batch, x, x)
    refused("11 keys: must be as many as the mask has, 12", mask, x, x[1:], x[1:])
    refused("12 queries: must be at most as many as the mask has, 7", mask[5:], x, x, x)
    refused("head_dim 4: must be from 8 to 576", mask, x[:, :4], x[:, :4], x[:, :4])
    refused("kv_heads 2: must divide heads, 1", mask, x, y, y)
    refused("3 masks: must be 1, or one for each of 2 heads", [mask] * 3, y, y, y)
    refused("masks: must be one or more", [], x, x, x)
    refused("mask 'n': must be a stmask.Mask", "normal", x, x, x, kind=TypeError)
    refused("scale nan: must be finite", mask, x, x, x, scale=np.nan)
    refused("scale 0: must not be 0", mask, x, x, x, scale=0)
    refused("soft cap -1: must be finite and at least 0", mask, x, x, x, soft_cap=-1)
    refused("slopes of shape (1,): must be one for each head, (2,)", mask, y, y, y, slopes=[1])
    refused("slope inf of head 1: must be finite", mask, y, y, y, slopes=[1, np.inf])
    refused("sinks of shape (3,): must be one for each head, (2,)", mask, y, y, y, sinks=[1, 2, 3])
    refused("sink nan of head 0: must be from -1e38 to 1e38", mask, y, y, y, sinks=[np.nan, 1])
    refused("threads -1: must be at least 0", mask, x, x, x, threads=-1)
    with pytest.raises(stmask.Error, match="^dtype float64: must be float32, float16 or bfloat16$"):
        stmask.Attention(mask, 8, dtype=float)
    plan = stmask.Attention(mask, 8)
    out, lse = plan.forward(x, x, x, return_lse=True)
    for arguments, sentence in [
        ((y, x, x, out, lse, x), r"^q of shape \(2, 12, 8\): must be \(1, 1, 12, 8\), batch, heads, "),
        ((x, x, y, out, lse, x), r"^v of shape \(2, 12, 8\): must be \(1, 1, 12, 8\), batch, heads, "),
        ((x, x, x, out[1:], lse, x), r"^out of shape \(11, 8\): must be"),
        ((x, x, x, out, lse[1:], x), r"^lse of float32 \(11,\): must be float32 \(12,\)$"),
        ((x, x, x, out, lse.astype(float), x), r"^lse of float64 \(12,\): must be float32 \(12,\)$"),
        ((x, x, x, out, lse, half), "^dout of float16: must be float32$"),
    ]:
        with pytest.raises(stmask.Error, match=sentence):
            plan.backward(*arguments)


def test_tensors_of_torch():
    torch = pytest.importorskip("torch")
    mask = stmask.Mask(SPECS[1], N)
    q, k, v = (normal(seed, 2, N, D) for seed in range(3))
    for kind in [torch.float32, torch.float16, torch.bfloat16]:
        tensors = [torch.from_numpy(x).to(kind).requires_grad_() for x in (q, k, v)]
        out = stmask.attention(mask, *tensors)
        wide = [x.detach().float().numpy() for x in tensors]
        assert np.array_equal(out, stmask.attention(mask, *wide))
        turned = [x.transpose(0, 1).contiguous().transpose(0, 1) for x in tensors]
        plan = stmask.Attention(mask, D, heads=2, dtype=kind)
        assert np.array_equal(plan.forward(*turned), out)
    with pytest.raises(stmask.Error, match="^q of float64: must be float32"):
        stmask.attention(mask, tensors[0].double(), *tensors[1:])
    with pytest.raises(stmask.Error, match="^q on meta: must lie in the memory of the CPU$"):
        stmask.attention(mask, tensors[0].to("meta"), *tensors[1:])


def test_what_has_dlpack_alone():
    class Lent:
        def __init__(self, array):
            self.array = array

        def __dlpack__(self, **options):
            return self.array.__dlpack__(**options)

        def __dlpack_device__(self):
            return self.array.__dlpack_device__()

    if not hasattr(np, "from_dlpack"):
        pytest.skip("needs a numpy with from_dlpack")
    mask = stmask.Mask("normal", N)
    q, k, v = (normal(seed, N, D) for seed in range(3))
    assert np.array_equal(stmask.attention(mask, Lent(q), k, v), stmask.attention(mask, q, k, v))
